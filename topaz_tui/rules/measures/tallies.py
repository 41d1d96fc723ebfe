"""What one person adds to the figures of each day, and the figures from the sums of it: so that they can be kept, and a
period is counted without reading what was done in it.

It is found by the measures' own counts (table.py), of one person's facts. What is no sum is kept so that it is one: of
a median how often each value is there; of what is due, what is open, by its moment; of people who count once, on how
many days there is something, less the days on which there had been something before, by that earlier day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, overload

from topaz_tui import clock
from topaz_tui.rules.measures import count, of_concerns, of_lives
from topaz_tui.rules.measures.count import Counted, some, waited
from topaz_tui.rules.measures.facts import CallFact, ConcernFact, Facts, OwedFact, PersonDue, ReviewFact
from topaz_tui.rules.measures.measure import Measure, Shows
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import BY_CODE, MEASURES, REVIEWED

DUE, COUNTED_90, DONE, WORKERS = "due", "90", "done", "workers"
"""The kinds of sums: of whose recall fell due, which are asked for up to today alone; of those, what is asked for 90
days later; of what was done or was to be; of what each worker did."""
Tally = dict[str, dict[str, int]]
"""By kind, how much of each thing there is."""
LATEST = timedelta(days=8)
"""What is open and was to be so long ago is late by any measure."""
_ALWAYS, FAR = Period(date(1900, 1, 1), date(2200, 1, 1)), datetime(2190, 1, 1, tzinfo=UTC)
_OWED = {"PRO": "callbacks", "FUP": "follow_ups", "ACT": "actions"}
_BACK: Mapping[str, Callable[[PersonDue], bool]] = {"RB-R": count.is_of(*REVIEWED), "RB-L": lambda _: True}
_TOLD = {f"PREV-{mark}": code for mark, code, _, _ in of_lives.EVENTS}
_DIALS: Mapping[str, Callable[[CallFact], bool]] = {"APC": lambda _: True, "APC-T": lambda call: call.attempt}
_CONCERNS = (*of_concerns.MEASURES, BY_CODE["DQ-F"])
_STEPS = frozenset(each.code for each in _CONCERNS if each.shows is Shows.MEDIAN)
_REVIEWS = tuple(each for each in of_lives.MEASURES if each.code not in _TOLD)
_CALLS = tuple(each for each in MEASURES if each.code.startswith("HIT") or each.code == "THR")
_BY_NO_DAY = BY_CODE["ACT"], BY_CODE["DQ-A"]
_OTHERS = {*_OWED, *_BACK, "LOAD", "DQ-A", *(each.code for each in (*_CALLS, *_CONCERNS, *of_lives.MEASURES))}
_PEOPLE = tuple(each for each in MEASURES if each.code not in _OTHERS)


@dataclass(frozen=True, slots=True)
class AllOfOne:
    """All that is known of one person, of whatever day: the fields are those of `Facts`. `without_day` are the days on
    which actions were arranged by no day, `referred` those on which they were referred back."""

    due: Sequence[PersonDue] = ()
    calls: Sequence[CallFact] = ()
    callbacks: Sequence[OwedFact] = ()
    follow_ups: Sequence[OwedFact] = ()
    actions: Sequence[OwedFact] = ()
    without_day: Sequence[date] = ()
    reviews: Sequence[ReviewFact] = ()
    referred: Sequence[date] = ()
    concerns: Sequence[ConcernFact] = ()


# What one person adds


def of_person(known: AllOfOne, terms: Facts) -> dict[str, Tally]:
    """What this person adds to each day. `terms` are facts of nobody, with the settings and the moment (`as_of`)."""
    found: defaultdict[str, Tally] = defaultdict(lambda: defaultdict(Counter))
    empty = replace(terms, period=_ALWAYS, as_of=FAR)
    for person in known.due:
        _add_due(found[str(person.due_on)], person, replace(empty, due=(person,)))
    parts = tuple(terms.parts_of_day.items())
    for call in known.calls:
        _add_call(found[str(call.day)], call, parts)
    for code, name in _OWED.items():
        for each in getattr(known, name):
            _add_owed(found[str(clock.local(each.due_at).date())], code, each, terms)
    for day in known.without_day:
        for measure in _BY_NO_DAY:
            _plain(found[str(day)][DONE], measure, replace(empty, without_day=(0,)))
    for action in known.actions:
        _plain(found[str(clock.local(action.due_at).date())][DONE], BY_CODE["DQ-A"], replace(empty, actions=(action,)))
    for review in known.reviews:
        sums = found[str(clock.local(review.at).date())]
        sums[DONE]["reviews"] += 1
        sums[WORKERS][f"{review.worker_id} reviews"] += 1
        for measure in _REVIEWS:
            _plain(sums[DONE], measure, replace(empty, reviews=(review,)))
    for concern in known.concerns:
        _add_concern(found, concern, empty)
    _add_people(found, known)
    return {day: {kind: {k: n for k, n in sums.items() if n} for kind, sums in by.items()} for day, by in found.items()}


def _plain(sums: dict[str, int], measure: Measure, facts: Facts) -> None:
    counted = measure.count(facts)
    for name, number in (("n", counted.numerator), ("d", counted.denominator)):
        if number:
            sums[f"{measure.code} {name}"] += number
    for why, number in counted.left_out.items():
        sums[f"{measure.code} l {why}"] += number


def _add_due(tally: Tally, person: PersonDue, facts: Facts) -> None:
    sums = tally[DUE]
    for measure in _PEOPLE:
        if measure.code == "COV90":
            counted = measure.count(facts)
            tally[COUNTED_90]["COV90 n"] += counted.numerator
            tally[COUNTED_90]["COV90 d"] += counted.denominator
        else:
            _plain(sums, measure, facts)
    if not person.eligible:
        return
    for code, costs in _DIALS.items():
        if (took := count.dials_until_reached(person, costs)) is not None:
            sums[f"{code}={took}"] += 1
    if person.first:
        sums[f"WAIT ended={max(0, (person.first.day - person.due_on).days)}"] += 1
    elif not person.is_over:
        sums[f"WAIT going={person.due_on}"] += 1


def _add_call(tally: Tally, call: CallFact, parts: tuple[Any, ...]) -> None:
    day, minute = clock.day_and_minute(call.rang)
    like = call._replace(client_id=0, worker_id=0, rang="", ended="", attempt=False, complete=False)
    for key in _of_call(like, clock.part_of_minute(minute, dict(parts)), day.weekday(), call.rang, parts):
        tally[DONE][key] += 1
    tally[DONE]["LOAD n"] += 1
    sums, who = tally[WORKERS], call.worker_id
    sums[f"{who} calls"] += 1
    sums[f"{who} seconds"] += call.seconds
    if not (call.incoming or call.another):
        sums[f"{who} dials"] += 1
        sums[f"{who} reached"] += call.reached_client


_CALLS_LIKE: dict[Any, tuple[str, ...]] = {}


def _of_call(like: CallFact, part: str | None, weekday: int, rang: str, parts: tuple[Any, ...]) -> tuple[str, ...]:
    """What a call like this adds, of which all that differs is there."""
    key = like, part, weekday, parts
    if key not in _CALLS_LIKE:
        sums: Counter[str] = Counter()
        facts = Facts(_ALWAYS, FAR, calls=(like._replace(rang=rang, ended=rang),), parts_of_day=dict(parts))
        for measure in _CALLS:
            _plain(sums, measure, facts)
        _CALLS_LIKE[key] = tuple(sums.elements())
    return _CALLS_LIKE[key]


def _add_owed(tally: Tally, code: str, owed: OwedFact, terms: Facts) -> None:
    sums = tally[DONE]
    if owed.cancelled:
        sums[f"{code} l cancelled"] += 1
        return
    sums[f"{code} d"] += 1
    if owed.done_at is not None:
        sums[f"{code} n"] += owed.done_at <= owed.due_at + _late(code, terms)
    elif owed.due_at + LATEST >= terms.as_of:
        sums[f"{code} open={clock.to_store(owed.due_at)}"] += 1


def _add_concern(found: Mapping[str, Tally], concern: ConcernFact, empty: Facts) -> None:
    """Each of its moments is of one day: so it is counted of each of those days alone."""
    moments = [concern.opened_at, concern.submitted_at, concern.submit_by, *(each.began_at for each in concern.steps)]
    for day in {clock.local(each).date() for each in moments if each is not None}:
        sums = found[str(day)]
        facts = replace(empty, period=Period(day, day + clock.DAY), concerns=(concern,))
        for measure in _CONCERNS:
            _plain(sums[DONE], measure, facts)
        if facts.raised and concern.worker_id is not None:
            sums[WORKERS][f"{concern.worker_id} concerns"] += 1
        if concern.submitted_at is None and BY_CODE["SC-IN"].count(facts).denominator:
            sums[DONE][f"SC-IN open={clock.to_store(concern.submit_by or concern.opened_at)}"] += 1
    for each in concern.steps:
        if concern.in_error or each.dropped_at is not None:
            continue
        sums, began = found[str(clock.local(each.began_at).date())], clock.to_store(each.began_at)
        if each.ended_at is None:
            due = clock.to_store(each.due_at) if each.due_at else ""
            sums[DONE][f"{each.code} going={began} {due}"] += 1
        else:
            took = max(0, int((each.ended_at - each.began_at).total_seconds()))
            sums[DONE][f"{each.code} ended={took}"] += 1


def _late(code: str, facts: Facts) -> timedelta:
    late = {"PRO": timedelta(minutes=facts.grace_minutes), "FUP": timedelta(days=facts.follow_up_days)}
    return late.get(code, timedelta())


def _add_people(found: Mapping[str, Tally], known: AllOfOne) -> None:
    """What counts a person once in a period, however often it is so."""
    referred = {*known.referred}
    _once(found, DUE, "REF", referred)
    for code, of in _BACK.items():
        days = {each.due_on for each in known.due if each.eligible and of(each)}
        _once(found, DUE, f"{code} d", days)
        if days and referred:  # in how many periods there is both: in those with the one, and the other, less either
            _once(found, DUE, f"{code} n", days)
            _once(found, DUE, f"{code} n", referred)
            _once(found, DUE, f"{code} n", days | referred, -1)
    for code, asked in _TOLD.items():
        told = [(clock.local(each.at).date(), each.answers.get(asked, "")) for each in known.reviews]
        answered = [(day, int(answer)) for day, answer in told if answer.isdecimal()]
        for day, answer in told:
            if not answer.isdecimal():
                found[str(day)][DONE][f"{code} l no number"] += 1
        _once(found, DONE, f"{code} d", {day for day, _ in answered})
        _once(found, DONE, f"{code} n", {day for day, number in answered if number})


def _once(found: Mapping[str, Tally], kind: str, name: str, days: Iterable[date], sign: int = 1) -> None:
    order = sorted(days)
    for day in order:
        found[str(day)][kind][name] += sign
    for before, day in pairwise(order):
        found[str(day)][kind][f"{name} since={before}"] -= sign


# Sums of days, and of months


def add(into: Tally, tally: Mapping[str, Mapping[str, int]], sign: int = 1) -> None:
    """Count these in, or out."""
    for kind, sums in tally.items():
        there = into.setdefault(kind, {})
        for key, number in sums.items():
            if left := there.get(key, 0) + sign * number:
                there[key] = left
            else:
                there.pop(key, None)


def days_of_work(before: Tally, after: Tally) -> Tally:
    """By how much the days differ on which somebody made or took a call, of one day that was `before` and is `after`:
    what many people add to together, and none of them alone."""
    had, has = ({key for key in each.get(WORKERS, {}) if key.endswith(" calls")} for each in (before, after))
    workers = {f"{key.removesuffix(' calls')} days": 1 if key in has else -1 for key in had ^ has}
    return {WORKERS: workers, DONE: {"LOAD d": sum(workers.values())}} if workers else {}


def spans(first: date, stop: date) -> Iterator[str]:
    """The whole months of these days, and the days beside them, as they are kept: '2026-11', '2026-11-03'."""
    day = first
    while day < stop:
        after = clock.add_months(day.replace(day=1), 1)
        if day.day == 1 and after <= stop:
            yield f"{day:%Y-%m}"
            day = after
        else:
            yield str(day)
            day += clock.DAY


def cuts(period: Period, today: date) -> dict[str, tuple[date, date]]:
    """Of each kind of sum the days of the period that count by now."""
    due, old = (max(period.first, min(period.stop, day)) for day in (today + clock.DAY, today - timedelta(days=89)))
    return {DUE: (period.first, due), COUNTED_90: (period.first, old), DONE: (period.first, period.stop),
            WORKERS: (period.first, period.stop)}  # fmt: skip


# The figures


class Behind(Sequence[int]):
    """So many things, of which it is known whose they are when somebody asks."""

    def __init__(self, number: int, ask: Callable[[], Sequence[int]]) -> None:
        self._number, self._ask = number, ask

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[int]:
        return iter(self._ask())

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        return self._ask()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and sorted(self) == sorted(other)

    __hash__ = None  # type: ignore[assignment]


Ask = Callable[[bool], Sequence[int]]
"""Whose is what a measure counts: above its line, where that is true, or below it."""


@dataclass
class Sums:
    """The sums of a period, by which its measures are counted."""

    period: Period
    as_of: datetime
    terms: Facts
    plain: dict[str, int] = field(default_factory=dict)
    values: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    left: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    workers: dict[int, dict[str, int]] = field(default_factory=dict)

    def add(self, tally: Mapping[str, Mapping[str, int]], kinds: Iterable[str]) -> None:
        """Count these kinds of a month or a day in."""
        for kind in kinds:
            for key, number in tally.get(kind, {}).items():
                if kind == WORKERS:
                    who, name = key.split(" ")
                    there = self.workers.setdefault(int(who), {})
                elif "=" in key:
                    of, name = key.split("=", 1)
                    there = self.values[of]
                elif " l " in key:
                    of, name = key.split(" l ", 1)
                    there = self.left[of]
                else:
                    there, name = self.plain, key
                there[name] = there.get(name, 0) + number

    def counted(self, measure: Measure, ask: Ask) -> Counted:
        """What this measure comes to."""
        code = measure.code
        if code in _BACK or code in _TOLD:
            above, below = self._once(f"{code} n"), self._once(f"{code} d")
        else:
            above, below = (self.plain.get(f"{code} {name}", 0) for name in "nd")
        left = some(self.left[code])
        if code == "COV90":
            left = some(self.left["COV"]) | some({count.not_over(90): self.plain.get("COV d", 0) - below})
        elif code in _BACK:
            left = some(self.left["COV"]) | some({count.NOT_AMONG_THESE: self._once("REF") - above})
        elif code == "SC100":
            below = self.plain.get("reviews", 0)
        elif code == "SC-IN":
            now = clock.to_store(self.as_of)
            below -= sum(number for by, number in self.values["SC-IN open"].items() if by >= now)
        elif code in _STEPS:
            return self._step(measure, above, below, left, ask)
        elif code in _OWED:
            going = self._not_due(code)
            below -= going
            left |= some({"not due yet": going})
        who, whom = Behind(above, lambda: ask(True)), Behind(below, lambda: ask(False))
        if code in _DIALS:
            return count.took(who, whom, _floats(self.values[code]), left)
        if code == "WAIT":
            today = clock.local(self.as_of).date()
            going_on = Counter[float]()
            for day, number in self.values["WAIT going"].items():
                going_on[float((today - date.fromisoformat(day)).days)] += number
            return waited(who, whom, _floats(self.values["WAIT ended"]), going_on, left)
        return Counted(who, whom, left_out=left)

    def _step(self, measure: Measure, above: int, below: int, left: dict[str, int], ask: Ask) -> Counted:
        """Of a step on the way of concerns: those that go on and are not due yet are left out."""
        code, now, not_due = measure.code, clock.to_store(self.as_of), 0
        going = Counter[float]()
        for moments, number in self.values[f"{code} going"].items():
            began, due = moments.split(" ")
            going[max(0.0, (self.as_of - clock.from_store(began)) / clock.DAY)] += number
            not_due += number if due >= now else 0
        took = self.values[f"{code} ended"].items()
        ended = Counter({int(seconds) / 86_400: number for seconds, number in took if number})
        left |= some({"not due yet": not_due})
        who, whom = Behind(above, lambda: ask(True)), Behind(below - not_due, lambda: ask(False))
        return waited(who, whom, ended, going, left)

    def _once(self, name: str) -> int:
        """How many people there are of this in the period, each once."""
        first = str(self.period.first)
        again = sum(number for since, number in self.values.get(f"{name} since", {}).items() if since >= first)
        return self.plain.get(name, 0) + again

    def _not_due(self, code: str) -> int:
        earliest = clock.to_store(self.as_of - _late(code, self.terms))
        return sum(number for due, number in self.values.get(f"{code} open", {}).items() if due >= earliest)


def _floats(values: Mapping[str, int]) -> Counter[float]:
    return Counter({float(value): number for value, number in values.items()})
