"""What is known of a period: the people to whom a recall fell due in it, and what was done in it. All moments in UTC,
all days London's. Whatever is measured is counted from these alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from topaz_tui.rules import outcomes
from topaz_tui.rules.measures import dispositions
from topaz_tui.rules.measures.dispositions import REFUSALS, CallEnding
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.rates import Disposition


@dataclass(frozen=True, slots=True)
class CallFact:
    """A call that stands: not one that was put right. `another`: to somebody else's number; `through`: its review was
    made for the person, or with somebody's help."""

    client_id: int
    worker_id: int
    rang_at: datetime
    outcome: str
    incoming: bool = False
    review: bool = False
    complete: bool = False
    another: bool = False
    through: bool = False

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


@dataclass(frozen=True, slots=True)
class PersonDue:
    """Somebody to whom a recall fell due in the period, once a cycle: `due_on` is its first day, whatever day it was
    moved to, and `calls` are those of the cycle up to now, the first one first."""

    client_id: int
    due_on: date
    calls: tuple[CallFact, ...] = ()
    gone_on: date | None = None
    open_to_services: bool = False

    @property
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

    def first(self, reached: str = "reached_client") -> CallFact | None:
        """The first call that reached them, or their household."""
        return next((each for each in self.calls if getattr(each, reached)), None)

    def reviewed_on(self) -> datetime | None:
        """When their review came to its end."""
        return next((each.rang_at for each in self.calls if each.complete), None)


@dataclass(frozen=True, slots=True)
class OwedFact:
    """Something that was to be by a moment or a day: a callback, a follow-up, an action. `done_at` is when it was;
    `cancelled`: another took its place, it was not wanted, or calls were stopped."""

    client_id: int
    due_at: datetime
    done_at: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ConcernFact:
    """A concern that was submitted in the period; `in_error`: it was withdrawn as one that should not have been."""

    client_id: int
    submitted_at: datetime
    in_error: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the measures of one period are counted from, as it was known at `as_of`."""

    period: Period
    as_of: datetime
    due: tuple[PersonDue, ...] = ()
    calls: tuple[CallFact, ...] = ()
    callbacks: tuple[OwedFact, ...] = ()
    follow_ups: tuple[OwedFact, ...] = ()
    actions: tuple[OwedFact, ...] = ()
    concerns: tuple[ConcernFact, ...] = ()
    referred_back: frozenset[int] = frozenset()
    grace_minutes: int = 15
    follow_up_days: int = 7

    @property
    def eligible(self) -> tuple[PersonDue, ...]:
        """Those of `due` whose call it was to have."""
        return tuple(each for each in self.due if each.eligible)
