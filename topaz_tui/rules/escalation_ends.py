"""Why a line of the board ended without a decision: a code with its arguments, kept by the line's last event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import outcomes, referrals
from topaz_tui.rules.arranged import CHOICE, Said
from topaz_tui.rules.correspondence import STEPS
from topaz_tui.rules.queue import Cause, QueueStatus, Reason
from topaz_tui.rules.queue_words import format_status


class EndReason(StrEnum):
    """The ways in which a line ends without a decision, as the store names them."""

    STANDS = "stands otherwise"  # they stand so in the queue now, which needs no owner or another one
    CALLED = "called"  # about: the outcome of the call
    CALL_PUT_RIGHT = "call put right"
    AT_ONE_TIME = "at one time"
    TOLD_ANEW = "told anew"
    MOVED = "moved"  # about: what was decided of the concern, a move
    NOT_PROPOSED = "not proposed"
    DISCARD = "put away"
    SUBMITTED = "submitted"
    ACTION_SAID = "action said"  # about: what was said of the action
    LETTER_ENDED = "letter ended"  # about: the step that ended it
    DUTY = "duty"  # about: how the duty stands now (DutyState)
    NOT_OURS = "not ours"  # the settings have no service for children any more
    CALLS_AFTER_ALL = "calls after all"
    TAKEN_OVER = "taken over"  # about: the name of who goes on with the concern


@dataclass(frozen=True, slots=True)
class EscalationEnd:
    """How a line ended. `stands`: of a line about somebody who can't be called, their place in the queue since then."""

    reason: EndReason
    about: str = ""
    stands: QueueStatus | None = None


def to_facts(end: EscalationEnd) -> dict[str, object]:
    """The end as the line's last event keeps it, beside what people answered."""
    facts: dict[str, object] = {"_end": end.reason}
    if end.about:
        facts["_about"] = end.about
    if end.stands:
        facts["_stands"] = _facts_of(end.stands)
    return facts


def read_end(facts: Mapping[str, Any]) -> EscalationEnd | None:
    """The end that an event keeps; None where it keeps none, as an older event has a sentence instead. Raises one of
    `unread.FAULTS` where it can't be read."""
    if "_end" not in facts:
        return None
    stands = facts.get("_stands")
    return EscalationEnd(EndReason(facts["_end"]), str(facts.get("_about", "")), _stands_of(stands) if stands else None)


def format_end(end: EscalationEnd) -> str:
    """The end as a sentence for the history: what is so now."""
    if end.reason == EndReason.STANDS and end.stands:
        return format_status(end.stands)
    said = _SAID[end.reason]
    return said if isinstance(said, str) else said(end.about)


_OF_DUTIES = {"met": "It was done", "ended": "The duty was ended, with a reason"}
_SAID: Mapping[EndReason, str | Callable[[str], str]] = {
    EndReason.STANDS: "It is so no longer",
    EndReason.CALLED: lambda code: f"{outcomes.BY_CODE[code].words if code in outcomes.BY_CODE else code}.",
    EndReason.CALL_PUT_RIGHT: "The call was put right.",
    EndReason.AT_ONE_TIME: "The call and the interpreter are at one time.",
    EndReason.TOLD_ANEW: "They were told, or the call is at the time that was written again.",
    EndReason.MOVED: lambda move: referrals.MOVES[move].words if move in referrals.MOVES else move,
    EndReason.NOT_PROPOSED: "It is proposed no more",
    EndReason.DISCARD: "It was discarded",
    EndReason.SUBMITTED: "It is submitted",
    EndReason.ACTION_SAID: lambda said: f"{CHOICE[Said(said)].words}." if said in set(Said) else said,
    EndReason.LETTER_ENDED: lambda step: f"{STEPS.get(step, step)}.",
    EndReason.DUTY: lambda state: _OF_DUTIES.get(state, "It is so no longer"),
    EndReason.NOT_OURS: "The team does no work for children any more",
    EndReason.CALLS_AFTER_ALL: "They may be called after all",
    EndReason.TAKEN_OVER: lambda name: f"{name} goes on with it",
}


def _facts_of(stands: QueueStatus) -> dict[str, object]:
    def text(moment: datetime | None) -> str | None:
        return clock.to_store(moment) if moment else None

    facts = {
        "reason": stands.reason, "why": stands.why, "due_at": text(stands.due_at), "tries": stands.attempts,
        "cause": stands.cause, "until": text(stands.until), "about": stands.about, "record": stands.record,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def _stands_of(facts: Mapping[str, Any]) -> QueueStatus:
    due, until, cause = (facts.get(name) for name in ("due_at", "until", "cause"))
    return QueueStatus(
        Reason(facts["reason"]), facts.get("why"), due_at=clock.from_store(due) if due else None,
        attempts=int(facts.get("tries", 0)), cause=Cause(cause) if cause else None,
        until=clock.from_store(until) if until else None, about=str(facts.get("about", "")),
        record=str(facts.get("record", "")),
    )  # fmt: skip
