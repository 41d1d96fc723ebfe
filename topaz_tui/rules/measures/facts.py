"""What is known of a period: the people to whom a recall fell due in it, and what was done in it. All moments in UTC,
all days London's. Whatever is measured is counted from these alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules.measures import dispositions
from topaz_tui.rules.measures.dispositions import REFUSALS, CallEnding
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.rates import Disposition
from topaz_tui.rules.terms import CallTerms

T = TypeVar("T")


class CallFact(NamedTuple):
    """A call that stands: not one that was put right, as it is kept. `rang` and `ended` are moments in the form of the
    database; `another`: to somebody else's number; `through`: its review was made for the person, or with somebody's
    help; `attempt`: it counts against the attempts of the recall."""

    client_id: int
    worker_id: int
    rang: str
    ended: str
    outcome: str
    incoming: bool = False
    review: bool = False
    complete: bool = False
    another: bool = False
    through: bool = False
    attempt: bool = False

    @property
    def day(self) -> date:
        """London's day on which it began."""
        return clock.day_and_minute(self.rang)[0]

    @property
    def seconds(self) -> int:
        """How long it took."""
        return max(0, int((clock.from_store(self.ended) - clock.from_store(self.rang)).total_seconds()))

    @property
    def says_of_them(self) -> bool:
        """Does it say anything of the person? One to somebody else's number may say nothing."""
        return not self.another or outcomes.BY_CODE[self.outcome].about_them

    @property
    def reached_client(self) -> bool:
        """Did whoever called speak with the person, or review them through somebody?"""
        return outcomes.BY_CODE[self.outcome].reached_client and (self.review or not self.another)

    @property
    def reached_household(self) -> bool:
        """Did whoever called speak with anybody there?"""
        return outcomes.BY_CODE[self.outcome].reached_household and (self.review or not self.another)


@dataclass(frozen=True)
class PersonDue:
    """Somebody to whom a recall fell due in the period, once a cycle: `due_on` is its first day, whatever day it was
    moved to, and `calls` are those of the cycle up to now, the first one first; `is_over` says that it has ended;
    `missing` are the fields that no record of theirs has (services/figures/reading.py)."""

    client_id: int
    due_on: date
    calls: tuple[CallFact, ...] = ()
    gone_on: date | None = None
    open_to_services: bool = False
    is_over: bool = False
    missing: frozenset[str] = frozenset()

    @cached_property  # a score of measures ask
    def disposition(self) -> Disposition:
        """What became of them."""
        endings = (CallEnding(each.outcome, each.review, each.complete) for each in self.calls if each.says_of_them)
        return dispositions.of_person(
            endings, due_on=self.due_on, gone_on=self.gone_on, open_to_services=self.open_to_services
        )

    @property
    def refused(self) -> str | None:
        """The outcome with which they refused, where that is what became of them: an outright refusal before a soft
        one."""
        if self.disposition is not Disposition.REFUSED:
            return None
        return max((each.outcome for each in self.calls if each.outcome in REFUSALS), key=REFUSALS.__getitem__)

    @property
    def eligible(self) -> bool:
        """Was the call theirs to have?"""
        return self.disposition is not Disposition.NOT_ELIGIBLE

    @cached_property
    def first(self) -> CallFact | None:
        """The first call that reached them."""
        return next((each for each in self.calls if each.reached_client), None)

    @cached_property
    def first_there(self) -> CallFact | None:
        """The first call in which anybody was spoken with."""
        return next((each for each in self.calls if each.reached_household), None)

    def reviewed_on(self) -> date | None:
        """The day on which their review came to its end."""
        return next((each.day for each in self.calls if each.complete), None)


@dataclass(frozen=True, slots=True)
class OwedFact:
    """Something that was to be by a moment or a day: a callback, a follow-up, an action. `done_at` is when it was;
    `cancelled`: another took its place, it was not wanted, or calls were stopped."""

    client_id: int
    due_at: datetime
    done_at: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """A review that stands, and what was answered in it, by the codes of rules/reviews.py."""

    client_id: int
    worker_id: int
    at: datetime
    answers: Mapping[str, str]
    record_id: int = 0  # that under which it was made


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step on the way of a concern: when it was entered and left, and by when it was to be left (None: nobody has
    said). A step that was `dropped_at` a moment ended without being done: the concern was discarded or withdrawn, or
    the adult could not be told."""

    code: str
    began_at: datetime
    ended_at: datetime | None = None
    due_at: datetime | None = None
    dropped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConcernFact:
    """A concern, from whatever day: which of its moments lie in a period, each measure asks. `in_error`: it was
    withdrawn as one that should not have been. `wanted` is what the form has of what the adult wants; `decisions` are
    all that the council made, the first one first; `enquiry`, `risk` and `achieved` what was said last of what came of
    it; None: nobody asked."""

    client_id: int
    worker_id: int | None
    opened_at: datetime
    submitted_at: datetime | None = None
    in_error: bool = False
    submit_by: datetime | None = None
    wanted: str | None = None
    decisions: tuple[str, ...] = ()
    disagreed: bool = False
    met_after_all: bool = False
    enquiry: str | None = None
    risk: str | None = None
    achieved: str | None = None
    discarded_at: datetime | None = None
    steps: tuple[StepFact, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerFact:
    """What one worker did in a period, and what they have promised and not done by now. `days` are those on which they
    made or took a call."""

    worker_id: int
    account: str
    name: str
    dials: int = 0
    reached: int = 0
    minutes: int = 0
    days: int = 0
    reviews: int = 0
    concerns: int = 0
    promises: int = 0


@dataclass(frozen=True)
class Facts:
    """All that the measures of one period are counted from, as it was known at `as_of`."""

    period: Period
    as_of: datetime
    due: tuple[PersonDue, ...] = ()
    calls: tuple[CallFact, ...] = ()
    callbacks: tuple[OwedFact, ...] = ()
    follow_ups: tuple[OwedFact, ...] = ()
    actions: tuple[OwedFact, ...] = ()
    without_day: tuple[int, ...] = ()  # whose actions were arranged in it, and by no day
    reviews: tuple[ReviewFact, ...] = ()
    concerns: tuple[ConcernFact, ...] = ()
    referred_back: frozenset[int] = frozenset()
    grace_minutes: int = 15
    follow_up_days: int = 7
    parts_of_day: Mapping[str, clock.Hours] = field(default_factory=lambda: CallTerms().parts)

    @cached_property
    def eligible(self) -> tuple[PersonDue, ...]:
        """Those of `due` whose call it was to have."""
        return tuple(each for each in self.due if each.eligible)

    @cached_property
    def eligible_ids(self) -> tuple[int, ...]:
        """The clients of `eligible`: below the line of most measures of people."""
        return tuple([each.client_id for each in self.eligible])

    @cached_property
    def not_theirs(self) -> Mapping[str, int]:
        """How many of `due` were not to have the call, by the reason."""
        out = [each for each in self.due if not each.eligible]
        gone = sum(each.gone_on is not None and each.gone_on < each.due_on for each in out)
        left = {"died or moved before it was due": gone, "open to services": len(out) - gone}
        return {why: number for why, number in left.items() if number}

    @cached_property
    def answered(self) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
        """By question of the review and by answer, the clients who gave it, once for each review."""
        found: dict[str, dict[str, list[int]]] = {}
        for review in self.reviews:
            for asked, answer in review.answers.items():
                found.setdefault(asked, {}).setdefault(answer, []).append(review.client_id)
        return {asked: {answer: tuple(ids) for answer, ids in by.items()} for asked, by in found.items()}

    @cached_property
    def dials(self) -> Mapping[str | None, tuple[CallFact, ...]]:
        """Our own calls to the people themselves, by the part of the day in which each began; None: in none of them."""
        found: dict[str | None, list[CallFact]] = {}
        of_minute: dict[int, str | None] = {}
        for each in self.calls:
            if not (each.incoming or each.another):
                minute = clock.day_and_minute(each.rang)[1]
                if minute not in of_minute:
                    of_minute[minute] = clock.part_of_minute(minute, self.parts_of_day)
                found.setdefault(of_minute[minute], []).append(each)
        return {part: tuple(calls) for part, calls in found.items()}

    @cached_property
    def dials_by_weekday(self) -> Mapping[int, tuple[CallFact, ...]]:
        """Our own calls to the people themselves, by London's day of the week on which each began: 0 is Monday."""
        found: dict[int, list[CallFact]] = {}
        for each in chain.from_iterable(self.dials.values()):
            found.setdefault(each.day.weekday(), []).append(each)
        return {day: tuple(calls) for day, calls in found.items()}

    @cached_property
    def raised(self) -> tuple[ConcernFact, ...]:
        """The concerns that were submitted in the period, but for those that should not have been."""
        return tuple(each for each in self.submitted if not each.in_error)

    @cached_property
    def submitted(self) -> tuple[ConcernFact, ...]:
        """All concerns that were submitted in the period."""
        return tuple(each for each in self.concerns if each.submitted_at and self.period.holds(each.submitted_at))


def together(period: Period, parts: Sequence[Facts]) -> Facts:
    """The facts of a period from those of its parts, which come in the order of time."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        period=period,
        due=_all(each.due for each in parts),
        calls=_all(each.calls for each in parts),
        callbacks=_all(each.callbacks for each in parts),
        follow_ups=_all(each.follow_ups for each in parts),
        actions=_all(each.actions for each in parts),
        without_day=_all(each.without_day for each in parts),
        reviews=_all(each.reviews for each in parts),
        referred_back=frozenset().union(*(each.referred_back for each in parts)),
    )


def _all(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(chain.from_iterable(parts))
