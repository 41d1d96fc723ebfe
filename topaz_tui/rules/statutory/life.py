"""What is known of a young person, from which everything is reckoned: born when, looked after from when to when, where
they lived, and what happened on which day.

Codes of legal status are those of the national return on looked-after children (SOURCES.md, 38). A span begins on its
first day and ends on the day that is no longer part of it: a move on one day leaves no gap, and no day counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from topaz_tui.rules.statutory.ages import LeapBirthday, birthday

SHORT_BREAKS = frozenset({"V3", "V4"})
"""Accommodated for short breaks: never counted towards the 13 weeks (regulations 40(2) and 48; SOURCES.md, 33)."""
INTERIM_CARE, FULL_CARE = "C1", "C2"


class CareEnd(StrEnum):
    """Why a period of care ended. The words are shown."""

    HOME = "went home"
    ADULT = "turned 18"
    ADOPTED = "was adopted"
    GUARDIAN = "a special guardianship order was made"
    DIED = "died"
    TRANSFERRED = "another council took over"
    OTHER = "left care"


class Lives(StrEnum):
    """Where a placement is, as far as a rule turns on it."""

    FOSTER = "foster care"
    TEMPORARY = "a carer approved for a time (regulation 24)"
    PARENT = "with a parent"
    PARENT_UNASSESSED = "with a parent before the assessment (regulation 19)"
    DETAINED = "remanded to youth detention"
    OTHER = "elsewhere"


class EventKind(StrEnum):
    """What may have happened on a day. What is due is met by these alone: by what shows it, not by work on it."""

    NEEDS_ASSESSED = "needs assessment completed"
    PLAN_SIGNED_OFF = "pathway plan signed off by the council"
    PLAN_REVIEWED = "pathway plan reviewed"
    PLAN_REVIEW_ASKED = "review of the pathway plan asked for"
    SUPPORT_ASKED = "support asked for"
    SUPPORT_REFUSED = "support not wanted"
    PA_VISITED = "visited by the personal adviser"
    PA_CONTACT = "contact with the personal adviser"
    PA_STEPPED_BACK = "personal adviser stepped back"
    STAYING_PUT_CONSIDERED = "staying put considered"
    STAYING_PUT = "stays with the former foster parent"
    STAYING_PUT_ENDED = "staying put ended"
    CARE_PLAN_MADE = "care plan made"
    PLACEMENT_PLAN_SIGNED = "placement plan signed"
    PLACEMENT_NOTIFIED = "placement notified in writing"
    REVIEW_BOOKED = "review booked"
    REVIEW_ASKED = "earlier review asked for"
    REVIEW_HELD = "review held"
    REPORT_SENT = "report for the review sent"
    VISITED = "statutory visit"
    HEALTH_ASSESSED = "health assessment"
    PEP_MADE = "personal education plan made"
    CEASING_PROPOSED = "end of being looked after proposed"
    CEASING_DECIDED = "end of being looked after decided"
    TRIED = "tried, without success"
    CONFIRMED = "confirmed after the date of birth was corrected"
    DIED = "died"
    TRANSFERRED = "another council took over"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """Something that happened in a young person's life on a day. `set_for` is the day that it is about, where that is
    another one (a review was booked); `about` the first day of the placement that it belongs to, where that isn't the
    placement of the day; `note` is more about it, such as why there is no signature. `from_file`: a list said it, which
    may have only the latest of its kind."""

    kind: EventKind
    day: date
    set_for: date | None = None
    about: date | None = None
    note: str = ""
    from_file: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """From a day up to another, which is no longer part of it; without an end where it goes on."""

    began: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """A span in which a young person is looked after under one legal status."""

    began: date
    ended: date | None = None
    status: str = "V2"
    why: CareEnd = CareEnd.OTHER


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the young person lives while looked after. `to_18`: meant to last until then; `agreed`: the day on which
    they agreed to fewer visits in a long-term foster placement (regulation 28(3A))."""

    began: date
    ended: date | None = None
    lives: Lives = Lives.FOSTER
    to_18: bool = False
    agreed: date | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """A period of care: episodes that follow each other without a day between, as one. Its duties are its own."""

    began: date
    ended: date
    why: CareEnd
    status: str


@dataclass(frozen=True, slots=True)
class BornBefore:
    """A date of birth that was believed until it was corrected on a day."""

    born: date
    corrected: date


@dataclass(frozen=True, slots=True)
class Life:
    """Everything known about a young person's life that duties are reckoned from. `homes`: lived with a parent, by
    agreement, after care; `provided`: accommodation that the council provides after care; `formerly`: dates of birth
    believed before, the oldest first."""

    born: date
    episodes: tuple[Episode, ...] = ()
    placements: tuple[Placement, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    homes: tuple[Span, ...] = ()
    provided: tuple[Span, ...] = ()
    formerly: tuple[BornBefore, ...] = ()
    leap: LeapBirthday = LeapBirthday.MARCH

    def birthday(self, age: int) -> date:
        """The day on which the young person reaches this age."""
        return birthday(self.born, age, self.leap)

    def days(self, *kinds: EventKind) -> list[date]:
        """The days on which an event of this kind happened, in order; a day that was recorded twice counts once."""
        return sorted({event.day for event in self.events if event.kind in kinds})


class Between(Protocol):
    """Anything with a first day and perhaps an end."""

    @property
    def began(self) -> date: ...
    @property
    def ended(self) -> date | None: ...


def holds(span: Between, day: date) -> bool:
    """Is the day part of the span?"""
    return span.began <= day and (span.ended is None or day < span.ended)


def counted(life: Life) -> list[Episode]:
    """The episodes of care in order, without short breaks."""
    return sorted(
        (each for each in life.episodes if each.status not in SHORT_BREAKS and each.ended != each.began),
        key=lambda each: each.began,
    )


def periods(life: Life) -> list[Care]:
    """The periods of care, in order. Care ends at 18 at the latest, also where nobody wrote that down."""
    found: list[Care] = []
    adult = life.birthday(18)
    for each in counted(life):
        if each.began >= adult:
            continue
        ended, why = each.ended, each.why
        if ended is None or ended > adult:
            ended, why = adult, CareEnd.ADULT
        last = found[-1] if found else None
        if last and each.began <= last.ended:
            if ended > last.ended:
                found[-1] = Care(last.began, ended, why, last.status)
        else:
            found.append(Care(each.began, ended, why, each.status))
    return found


def status_on(life: Life, day: date) -> str:
    """The legal status on a day; '' where nobody is looked after then."""
    return next((each.status for each in reversed(counted(life)) if holds(each, day)), "")


def faults(life: Life, today: date) -> Iterator[str]:
    """What can't be so, in words: a life that has any isn't reckoned until somebody puts it right."""
    if life.born > today:
        yield f"Born on {life.born.isoformat()}, which is yet to come."
    begun: tuple[tuple[str, Between], ...] = (
        *(("Looked after", each) for each in life.episodes),
        *(("Placed", each) for each in life.placements),
        *(("Home", each) for each in life.homes),
        *(("Accommodation", each) for each in life.provided),
    )
    for words, span in begun:
        if span.began < life.born:
            yield f"{words} from {span.began.isoformat()}, before the birth."
        if span.began > today:
            yield f"{words} from {span.began.isoformat()}, which is yet to come."
        if span.ended is not None and span.ended < span.began:
            yield f"{words} until {span.ended.isoformat()}, before it began."
    for event in life.events:
        if not life.born <= event.day <= today:
            yield f"{event.kind.capitalize()} on {event.day.isoformat()}: before the birth, or yet to come."
