"""When the next contact is, or who decides: what ends whatever was saved about somebody.

It is found by asking the rule that decides about calls (rules/queue.py) of each moment at which that may change,
until somebody can call them or time alone changes nothing any more: so it says nothing that the queue will not do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from topaz_tui import clock
from topaz_tui.grammar import does
from topaz_tui.rules import duties
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import QueueFacts, QueueStatus, Reason
from topaz_tui.rules.referrals import OF_REASON
from topaz_tui.rules.terms import CallTerms

MOST = 60  # moments looked at: a year of safe times has no more before the first at which they can be called


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An open line of the board about a person: what it waits for, who owns it ('' where nobody at work could), by
    when."""

    waiting_for: str
    owner: str
    by: datetime | None


def next_contact(
    facts: QueueFacts | None,
    lines: Iterable[BoardLine],
    now: datetime,
    calls: CallTerms,
    held: str = "",
    *,
    promised: bool = True,
) -> tuple[str, ...]:
    """'Next contact: Tue 24 Nov.', or 'Helen Marsh sees to it by Mon 30 Nov, 17:00: a manager's decision.' `facts` is
    None where they can't be read; `held` is the colleague who is with them now; `promised` says that somebody named the
    time of the callback that is owed. What is open besides comes after it, a sentence each."""
    owned = [_owned(line, now) for line in lines]
    if held:
        return f"{does(held, 'is')} with them now.", *owned
    at, stands = ahead(facts, now, calls) if facts else (now, queue_rules.unreadable(now))
    if stands.reason == Reason.CALLABLE:
        return f"Next contact: {_when(at, stands, now, calls, promised)}.", *owned
    if at > now:  # a day comes on which somebody has them, and none on which anybody calls
        kind = OF_REASON.get(stands.reason)
        words = kind.words if kind else queue_rules.REASON_WORDS[stands.reason]
        return f"From {_day(at, now)} they stand on the board: {words.lower()}.", *owned
    return tuple(owned) or (_NOBODY.get(stands.reason, "No call is owed to them."),)


def ahead(facts: QueueFacts, now: datetime, calls: CallTerms) -> tuple[datetime, QueueStatus]:
    """The first moment at which somebody may call the person. Where time alone never brings one: the moment from which
    nothing changes any more, with the queue status that they have then."""
    at, free = now, replace(facts, held_until=None)
    for _ in range(MOST):
        stands = queue_rules.queue_status(free, at, calls)
        if stands.reason == Reason.CALLABLE:
            gate = queue_rules.calling_hours(at, calls)
            if stands.rank <= gate.top:
                break
            at = gate.until
        elif stands.reason in queue_rules.LOOKED_AT_AGAIN or stands.changes_at is None or stands.changes_at <= at:
            break
        else:
            at = stands.changes_at
    return at, stands


_NOBODY: Mapping[str, str] = {
    Reason.OPEN_TO_SERVICES: "No call of ours: they have open services, and their worker keeps in touch.",
    Reason.UNREADABLE: "A manager has their record mended.",
    **{code: "Nobody calls them again." for code, _ in queue_rules.STOPPED.values()},
}


NOBODY_THERE = "Nobody is at work to"
"""The words for whoever sees to a line that could be given to nobody."""


def _owned(line: BoardLine, now: datetime) -> str:
    who, verb = line.owner or NOBODY_THERE, "see to it" if line.owner in ("", "You") else "sees to it"
    if line.by is None:
        return f"{who} {verb}: {line.waiting_for}."
    moment = clock.format_full_moment(line.by, now)
    if line.by < now:
        return f"{who} {verb}, late since {moment}: {line.waiting_for}."
    return f"{who} {verb} by {moment}: {line.waiting_for}."


def _when(at: datetime, stands: QueueStatus, now: datetime, calls: CallTerms, promised: bool) -> str:
    if at <= now:
        return "they stand in the queue now"
    if stands.why == DutyKind.CALLBACK:
        return f"{clock.format_full_moment(at, now)}{', as promised' if promised and at == stands.due_at else ''}"
    what = "" if stands.why is None else f"{duties.WORDS[stands.why].lower()} on "
    opening = calls.hours.opening(clock.local(at).date())
    return f"{what}{_day(at, now) if opening and at == opening[0] else clock.format_full_moment(at, now)}"


def _day(at: datetime, now: datetime) -> str:
    return clock.format_full_day(clock.local(at).date(), clock.local(now).date())
