"""Who interprets for somebody, when, and whether the call is set for that time: as it stands. What is done about it is
interpreters.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import bookings
from topaz_tui.rules.contact_safety import SafetySentence
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.services import unread
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Booking, Duty, Escalation

OVER = timedelta(hours=1)  # after the time that was booked; until then the call may still be going on
NONE = "no call is set for then"


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking of an interpreter: its id, when they come, and the agency with language and reference in words."""

    id: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterpreterState:
    """Whether an interpreter is still `to_book` for the person; if not, who is `booked`, None where that is over."""

    to_book: bool
    booked: Booked | None


NONE_NEEDED = InterpreterState(to_book=False, booked=None)


def state(records: Sequence[int], now: datetime) -> InterpreterState:
    """Whether an interpreter is to be booked, or is booked, for the person with these records."""
    if _waits(tuple(records)):
        return InterpreterState(to_book=True, booked=None)
    for found in last(tuple(records)):
        at = unread.value("booking", found["id"], clock.from_store, found["at"])
        who = bookings.words(found["agency"], found["language"], found["reference"])
        return InterpreterState(to_book=False, booked=Booked(found["id"], who, at) if at and at > now - OVER else None)
    return NONE_NEEDED


def booked(records: Sequence[int], now: datetime) -> Booked | None:
    """The interpreter who is booked for this person; None where that is over, or one is to be booked anew."""
    return state(records, now).booked


@Compiled
def last(records: Any) -> Any:
    """The newest booking of this person that has not ended; no row where there is none."""
    open_ones = Booking.client.in_(records), Booking.ended_at.is_null()
    return Booking.select().where(*open_ones).order_by(Booking.id.desc()).limit(1)


@Compiled
def _waits(records: Any) -> Any:
    theirs = Escalation.client.in_(records), Escalation.kind == EscalationKind.INTERPRETER
    return Escalation.select(Escalation.id).where(*theirs, Escalation.closed_at.is_null()).limit(1)


def is_bound(records: Sequence[int], found: Booked) -> bool:
    """Is the call set for the time for which they are booked?"""
    return due_call(records) == found.at


def said(records: Sequence[int], found: Booked | None, now: datetime) -> SafetySentence | None:
    """The sentence that an interpreter is booked, and for when; where the call is set for another time it is an
    alarm."""
    if found is None:
        return None
    when = f"Interpreter booked for {clock.format_full_moment(found.at, now)}: {found.who}"
    due = due_call(records)
    if due == found.at:
        return SafetySentence(when)
    apart = f"the call is set for {clock.format_full_moment(due, now)}" if due else NONE
    return SafetySentence(f"{when}; {apart}", alarm=True)


def due_call(records: Sequence[int]) -> datetime | None:
    """When the callback that the person is owed is due (UTC); None where none is owed, or its time can't be read."""
    duty = callback(records)
    return unread.value("duty", duty["id"], clock.from_store, duty["due_at"]) if duty else None


def callback(records: Sequence[int]) -> dict[str, Any] | None:
    """The row of the open callback of this person that is due first; None where none is owed."""
    return next(iter(_callbacks(tuple(records))), None)


@Compiled
def _callbacks(records: Any) -> Any:
    theirs = Duty.client.in_(records), Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
    found = Duty.select(Duty.id, Duty.client, Duty.due_at, Duty.for_worker, Duty.cause).where(*theirs)
    return found.order_by(Duty.due_at, Duty.id).limit(1)
