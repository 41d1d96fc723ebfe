"""How each measure is counted: of the facts of a period, who or what stands above the line and below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules.measures.facts import CallFact, Facts, OwedFact, PersonDue
from topaz_tui.rules.measures.rates import Disposition

D = Disposition
LEAST_FOR_A_MEDIAN = 10
"""The fewest values that have a median: with fewer it says more about one person than about all (UK LLC's rule;
SOURCES.md, 57)."""


NOT_AMONG_THESE = "referred back, and not among these"
Waits = Iterable[float] | Mapping[float, int]
"""Values one after the other, or how often each is there."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure of one period. `above` and `below` are the clients behind the two figures, one for each thing that was
    counted; `median` is in the measure's unit, where it has one; `longer` says that the median is at least that, since
    it falls among those that still go on; `ninetieth` and `longest` stand beside a median; `left_out` says how many
    were not counted, and why. `ninetieth_longer` says of that what `longer` says of the median. A `mean` never stands
    alone, and only where nothing goes on."""

    above: Sequence[int]
    below: Sequence[int]
    median: float | None = None
    longer: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    ninetieth: float | None = None
    longest: float | None = None
    ninetieth_longer: bool = False
    mean: float | None = None

    @property
    def numerator(self) -> int:
        """How many stand above the line."""
        return len(self.above)

    @property
    def denominator(self) -> int:
        """How many stand below it."""
        return len(self.below)


Count = Callable[[Facts], Counted]


def due(counts: Callable[[PersonDue], bool], among: Callable[[PersonDue], bool] | None = None) -> Count:
    """Of those whose recall fell due and was theirs to have (`among` narrows them): those of whom `counts` is true."""

    def count(facts: Facts) -> Counted:
        below = facts.eligible if among is None else tuple(filter(among, facts.eligible))
        whom = facts.eligible_ids if among is None else ids_of(below)
        return Counted(ids_of(each for each in below if counts(each)), whom, left_out=not_eligible(facts))

    return count


def is_of(*wanted: Disposition) -> Callable[[PersonDue], bool]:
    """Is this what became of them?"""
    return lambda person: person.disposition in wanted


def within(days: int) -> Count:
    """Of those whose recall fell due so many days ago or more: those who were reviewed within them."""

    def count(facts: Facts) -> Counted:
        span = timedelta(days=days)
        over = [each for each in facts.eligible if each.due_on + span <= clock.local(facts.as_of).date()]

        def in_time(person: PersonDue) -> bool:
            on = person.reviewed_on()
            return on is not None and on <= person.due_on + span

        left = {**not_eligible(facts), not_over(days): len(facts.eligible) - len(over)}
        return Counted(ids_of(each for each in over if in_time(each)), ids_of(over), left_out=some(left))

    return count


def not_over(days: int) -> str:
    """Says that so many days have not passed."""
    return f"{counted(days, 'day', 'is')} not over yet"


def hits(facts: Facts) -> Counted:
    """Of our own calls: those that reached the person. A call that came in is none of them, nor one to somebody else's
    number."""
    ours = [each for each in facts.calls if not (each.incoming or each.another)]
    return Counted(ids_of(each for each in ours if each.reached_client), ids_of(ours))


def hits_in(part: str) -> Count:
    """As `hits`, of the calls that began in this part of the day; how many began in no part of it is said beside the
    figure."""

    def count(facts: Facts) -> Counted:
        ours = facts.dials.get(part, ())
        left = some({"outside the parts of the day": len(facts.dials.get(None, ()))})
        return Counted(ids_of(each for each in ours if each.reached_client), ids_of(ours), left_out=left)

    return count


def hits_on(weekday: int) -> Count:
    """As `hits`, of the calls that began on this day of the week: 0 is Monday."""

    def count(facts: Facts) -> Counted:
        ours = facts.dials_by_weekday.get(weekday, ())
        return Counted(ids_of(each for each in ours if each.reached_client), ids_of(ours))

    return count


def until_reached(of: str, costs: Callable[[CallFact], bool] = lambda _: True) -> Count:
    """How many of our own calls it took until somebody was first reached, of those that `costs` counts and with the one
    that reached them: the median over those who were, and the mean beside it. Who never was is said, too, with how many
    they had; `of` is what these are called."""

    def count(facts: Facts) -> Counted:
        dials: list[float] = []
        reached: list[int] = []
        never = spent_on_never = 0
        for person in facts.eligible:
            needed = dials_until_reached(person, costs)
            if needed is not None:
                dials.append(needed)
                reached.append(person.client_id)
            elif person.first is None and (ours := _dials(person)):
                never, spent_on_never = never + 1, spent_on_never + sum(map(costs, ours))
        left = some({"never reached": never, f"{of} to them": spent_on_never})
        return took(tuple(reached), facts.eligible_ids, Counter(dials), left)

    return count


def dials_until_reached(person: PersonDue, costs: Callable[[CallFact], bool]) -> int | None:
    """How many of our own calls it took, of those that `costs` counts, with the one that first reached them; None where
    none did."""
    ours = _dials(person)
    first = next((place for place, each in enumerate(ours) if each.reached_client), None)
    return None if first is None else sum(map(costs, ours[:first])) + 1


def _dials(person: PersonDue) -> list[CallFact]:
    return [each for each in person.calls if not (each.incoming or each.another)]


def took(
    above: Sequence[int], below: Sequence[int], dials: Mapping[float, int], left_out: Mapping[str, int]
) -> Counted:
    """How many calls it took, by how often it took so many: the median, and the mean beside it."""
    median, _ = median_of(dials, ())
    mean = sum(each * times for each, times in dials.items()) / sum(dials.values()) if median is not None else None
    return Counted(above, below, median, left_out=left_out, mean=mean)


def days_until_reached(facts: Facts) -> Counted:
    """How many days passed from the day on which a recall was due to the first call that reached them: the median.
    Whoever is not reached yet waits for longer than until now, and counts as that. Whose cycle ended without it waits
    no more, and is in no median: that is said beside it."""
    ended, going, reached = [], [], []
    over = 0
    for person in facts.eligible:
        if first := person.first:
            ended.append(float(max(0, (first.day - person.due_on).days)))
            reached.append(person.client_id)
        elif person.is_over:
            over += 1
        else:
            going.append(float((clock.local(facts.as_of).date() - person.due_on).days))
    left = {**not_eligible(facts), "ended before they were reached, and in no median": over}
    return waited(tuple(reached), facts.eligible_ids, ended, going, some(left))


def kept(
    which: Callable[[Facts], Sequence[OwedFact]],
    late: Callable[[Facts], timedelta],
    without: Callable[[Facts], Sequence[int]] = lambda _: (),
) -> Count:
    """Of what was to be in the period: what was, at most `late` after its time. What is not late yet and not done
    either is left out, and said; and so is what began in the period and has no time at all (`without`)."""

    def count(facts: Facts) -> Counted:
        grace = late(facts)
        wanted = [each for each in which(facts) if not each.cancelled]
        over = [each for each in wanted if each.done_at is not None or each.due_at + grace < facts.as_of]
        done = [each for each in over if each.done_at is not None and each.done_at <= each.due_at + grace]
        left = {"cancelled": len(which(facts)) - len(wanted), "not due yet": len(wanted) - len(over)}
        left["arranged in these days, and by no day"] = len(without(facts))
        return Counted(ids_of(done), ids_of(over), left_out=some(left))

    return count


def referred_back(of: Callable[[PersonDue], bool]) -> Count:
    """Of these people, each once: whom the team referred back to the council in the period."""

    def count(facts: Facts) -> Counted:
        below = tuple(dict.fromkeys(each.client_id for each in facts.eligible if of(each)))
        above = tuple(each for each in below if each in facts.referred_back)
        others = len(facts.referred_back) - len(above)
        left = {**not_eligible(facts), NOT_AMONG_THESE: others}
        return Counted(above, below, left_out=some(left))

    return count


def load(facts: Facts) -> Counted:
    """The calls of the period, to and from whomever; below them the days on which each worker had any."""
    days = {(each.worker_id, each.day): each.client_id for each in facts.calls}
    return Counted(ids_of(facts.calls), tuple(days.values()))


def through(facts: Facts) -> Counted:
    """Of the reviews of the period: those made for the person, or with somebody's help."""
    reviews = [each for each in facts.calls if each.review]
    return Counted(ids_of(each for each in reviews if each.through), ids_of(reviews))


def waited(
    above: Sequence[int], below: Sequence[int], ended: Waits, going: Waits, left_out: Mapping[str, int]
) -> Counted:
    """Waits that have ended, and others that go on, with what stands beside their median."""
    median, longer = median_of(ended, going)
    ninetieth, over = ninetieth_of(ended, going)
    return Counted(
        above, below, median, longer, left_out, ninetieth, max((*ended, *going), default=None), over,
    )  # fmt: skip


def median_of(ended: Waits, going: Waits) -> tuple[float | None, bool]:
    """The median of waits that have ended and of others that go on, which are longer than they are by now; and whether
    it is only known to be at least that. None where there are fewer than LEAST_FOR_A_MEDIAN, or where those that go on
    are too many to tell."""
    waits = _Ranked(ended, going)
    if waits.number < LEAST_FOR_A_MEDIAN:
        return None, False
    low, high = waits.at((waits.number - 1) // 2), waits.at(waits.number // 2)
    return (low + high) / 2, waits.goes_on_up_to(waits.number // 2)


def ninetieth_of(ended: Waits, going: Waits) -> tuple[float | None, bool]:
    """The wait that nine in ten did not exceed, between two where it falls so, and whether it is only known to be at
    least that, since some up to it go on; None of fewer than LEAST_FOR_A_MEDIAN."""
    waits = _Ranked(ended, going)
    if waits.number < LEAST_FOR_A_MEDIAN:
        return None, False
    low, part = divmod((waits.number - 1) * 9, 10)
    upper = low + bool(part)
    below, above = waits.at(low), waits.at(upper)
    return below + (above - below) * part / 10, waits.goes_on_up_to(upper)


class _Ranked:
    """Waits in their order: of equal ones those that have ended come first."""

    def __init__(self, ended: Waits, going: Waits) -> None:
        self._runs: list[tuple[int, float, bool]] = []  # with the place of the first of each
        self.number = 0
        both = [
            (wait, on, times) for waits, on in ((ended, False), (going, True)) for wait, times in Counter(waits).items()
        ]
        for wait, goes_on, times in sorted(both):
            self._runs.append((self.number, wait, goes_on))
            self.number += times

    def at(self, place: int) -> float:
        """The wait at this place; the first is at 0."""
        return next(wait for first, wait, _ in reversed(self._runs) if first <= place)

    def goes_on_up_to(self, place: int) -> bool:
        """Does any go on that stands no later than at this place?"""
        return any(goes_on and first <= place for first, _, goes_on in self._runs)


def not_eligible(facts: Facts) -> dict[str, int]:
    """Whose call it was not to have, by why."""
    return dict(facts.not_theirs)


def dispositions(people: Iterable[PersonDue]) -> Counter[Disposition]:
    """How many people ended with each disposition."""
    return Counter(each.disposition for each in people)


class OfSomebody(Protocol):
    """Anything that is about one client."""

    @property
    def client_id(self) -> int:
        """Whose it is."""
        ...


def ids_of(things: Iterable[OfSomebody]) -> tuple[int, ...]:
    """The clients behind these, one for each."""
    return tuple([each.client_id for each in things])


def some(left: Mapping[str, int]) -> dict[str, int]:
    """The counts without those that are nought."""
    return {why: number for why, number in left.items() if number}
