"""Hours worked over and above, and taken off again: agreed before, counted in minutes, and none expires in silence.

The oldest hours are taken first. What is too much or too old stands on the board: hours that nobody can take are a sign
of overwork. The limits are the team's settings [ours]; eight hours in four weeks is a common rule of employers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from topaz_tui.clock import format_day
from topaz_tui.grammar import counted
from topaz_tui.rules import forms, reasons
from topaz_tui.rules.forms import Option, Question, When
from topaz_tui.rules.permissions import Hindrance

MOST = 24 * 60
"""The minutes of a day: no entry has more."""


class LieuKind(StrEnum):
    """Whether hours were worked over and above, or taken off."""

    EARNED = "earned"
    TAKEN = "taken"


class LieuState(StrEnum):
    """Where an entry of hours stands; only what is agreed counts."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


KINDS: tuple[Option, ...] = (
    (LieuKind.EARNED.value, "Earned: worked over and above"),
    (LieuKind.TAKEN.value, "Taken: off instead"),
)
ASK = (
    Question("kind", "Which", "choice", "Worked over and above, or taken off?", KINDS,
             needed="Say whether they were earned, or are taken."),
    Question("day", "Day", "day", "On which day?", needed="Say on which day.", sense="either"),
    Question("minutes", "Minutes", "number", "How long, in minutes? In quarters of an hour: 90 is an hour and a half.",
             needed="Say how many minutes."),
    Question("why", "What for", "text", "What were they for, and for which work?"),
)  # fmt: skip
"""The questions for whoever enters hours."""
YES, NO = "agreed", "refused"
DECIDE = (
    Question("said", "Agreed?", "choice", "Are they agreed?", ((YES, "Agreed"), (NO, "Refused")),
             needed="Say whether they are agreed."),
    Question("why", "Why not", "text", "Why are they refused, and what instead?", when=When("said", (NO,)),
             needed="Say why they are refused."),
)  # fmt: skip
"""The questions for whoever agrees or refuses hours."""
if found := [fault for questions in (ASK, DECIDE) for fault in forms.faults_of_form(questions)]:
    raise ValueError("; ".join(map(str, found)))


@dataclass(frozen=True, slots=True)
class LieuEntry:
    """Hours of one day, worked over and above or taken off: why, and for which piece of work. `agreed_by` is the
    manager who agreed or refused them."""

    kind: LieuKind
    day: date
    minutes: int
    worker: int
    why: str = ""
    work: str = ""
    state: LieuState = LieuState.ASKED
    agreed_by: int | None = None


@dataclass(frozen=True, slots=True)
class LieuTerms:
    """The limits, which are the team's settings [ours]: beyond them it stands on the board."""

    most_hours: int = 16
    oldest_weeks: int = 12
    earned_hours: int = 8
    earned_weeks: int = 4
    asked_days: int = 3


@dataclass(frozen=True, slots=True)
class LieuBalance:
    """How somebody stands: minutes that may be taken, since when the oldest of them wait, what is not decided yet, and
    what was earned of late."""

    minutes: int = 0
    oldest: date | None = None
    asked: tuple[LieuEntry, ...] = field(default_factory=tuple)
    of_late: int = 0


def balance(entries: Iterable[LieuEntry], as_of: date, terms: LieuTerms | None = None) -> LieuBalance:
    """One worker's hours in lieu on a day; hours taken off use up the oldest first."""
    terms = terms or LieuTerms()
    every = sorted(entries, key=lambda each: each.day)
    there = [each for each in every if each.day <= as_of]
    agreed = [each for each in there if each.state == LieuState.AGREED]
    earned = [each for each in agreed if each.kind == LieuKind.EARNED]
    taken = sum(each.minutes for each in agreed if each.kind == LieuKind.TAKEN)
    late = as_of - timedelta(weeks=terms.earned_weeks)
    oldest, gone = None, taken
    for each in earned:
        gone -= each.minutes
        if gone < 0:
            oldest = each.day
            break
    return LieuBalance(
        minutes=sum(each.minutes for each in earned) - taken,
        oldest=oldest,
        asked=tuple(each for each in every if each.state == LieuState.ASKED),  # also for a day to come
        of_late=sum(each.minutes for each in earned if each.day > late),
    )


def alarms(stands: LieuBalance, as_of: date, terms: LieuTerms | None = None) -> Iterator[str]:
    """A sentence for each limit of `terms` that one worker's hours are beyond: for a manager."""
    terms = terms or LieuTerms()
    if stands.minutes > 60 * terms.most_hours:
        yield f"{hours(stands.minutes)} in lieu: more than {terms.most_hours} h."
    if stands.oldest and stands.oldest < as_of - timedelta(weeks=terms.oldest_weeks):
        weeks = counted(terms.oldest_weeks, "week")
        yield f"The oldest hours are of {format_day(stands.oldest)}: more than {weeks} ago."
    if stands.of_late > 60 * terms.earned_hours:
        weeks = counted(terms.earned_weeks, "week")
        yield f"{hours(stands.of_late)} earned in {weeks}: more than {terms.earned_hours} h."
    days = timedelta(terms.asked_days)
    waiting = [each for each in stands.asked if each.day < as_of + (days if each.kind == LieuKind.TAKEN else -days)]
    if waiting:
        yield f"Asked for on {format_day(waiting[0].day)}, and neither agreed nor refused."


def hindrance(entry: LieuEntry, before: Sequence[LieuEntry], by: int | None = None) -> Hindrance | None:
    """Why the worker can't enter these hours, or the manager `by` can't agree them; None where they can. `before` are
    the worker's entries so far."""
    if entry.minutes <= 0 or entry.minutes % 15:
        return Hindrance("Give the time in quarters of an hour.")
    if entry.minutes > MOST:
        return Hindrance("Give the time of one day: it has 24 hours.")
    if entry.kind == LieuKind.EARNED and not reasons.is_reason(entry.why):
        return Hindrance("Say what the hours were for.")
    if by == entry.worker:
        return Hindrance("Somebody else has to agree your hours.", theirs=True)
    # What is asked for holds its hours, on whatever day: nobody takes the same hour twice.
    left = sum(
        each.minutes if each.kind == LieuKind.EARNED else -each.minutes
        for each in before
        if each is not entry
        and (each.state == LieuState.AGREED or (each.kind == LieuKind.TAKEN and each.state == LieuState.ASKED))
    )
    if entry.kind == LieuKind.TAKEN and entry.minutes > left:
        return Hindrance(f"There are {hours(max(left, 0))} to take.")
    return None


def hours(minutes: int) -> str:
    """Minutes in words: '7 h 30 min'."""
    whole, rest = divmod(abs(minutes), 60)
    parts = [f"{whole} h"] * bool(whole or not rest) + [f"{rest} min"] * bool(rest)
    return ("-" if minutes < 0 else "") + " ".join(parts)
