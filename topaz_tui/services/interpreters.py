"""For when an interpreter is booked, and whether a call is set for that time: one that is made at another has
nobody to interpret, and one who comes at another has nobody to interpret for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.rules.duties import DutyCause, DutyEnd, DutyKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.forms import Answers, when_words
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.services import links, owned, unread, written_times
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Asks
from topaz_tui.services.interpreter_bookings import NONE, OVER, Booked, booked, callback, due_call, last
from topaz_tui.services.session import Session
from topaz_tui.store.models import Booking, Call, Duty, Escalation, Event
from topaz_tui.store.rows import dicts


def book(session: Session, client_id: int, given: Answers, escalation_id: int | None = None) -> None:
    """Keep who is booked, and bind the call to that time where it is said to be made then; one who was booked before
    gives way. Part of the caller's transaction."""
    now, at = clock.now(), clock.from_store(str(given["at"]))
    _give_way(session, links.group_of(client_id), now)
    _keep(session, client_id, given, at, escalation_id)
    if given["call"] == "then":
        bind(session, client_id, at)


def _keep(session: Session, client_id: int, given: Answers, at: datetime, escalation_id: int | None) -> None:
    told = {name: str(given.get(name) or "").strip() or None for name in ("language", "reference")}
    Booking.insert(
        client=client_id, escalation=escalation_id, agency=str(given["answer"]).strip(), at=clock.to_store(at),
        made_by=session.worker_id, made_at=clock.to_store(clock.now()), **told,
    ).execute()  # fmt: skip


def _give_way(session: Session, records: Sequence[int], now: datetime) -> None:
    for row in last(tuple(records)):
        end(row["id"], BookingEnd.MOVED, now, session.worker_id)


def move(session: Session, found: Booked, at: datetime) -> None:
    """They come at another time: what was booked ends as moved, beside what is booked now. Part of the caller's
    transaction."""
    row: Any = Booking.get_by_id(found.id)
    given = {"answer": row.agency, "language": row.language, "reference": row.reference}
    end(found.id, BookingEnd.MOVED, clock.now(), session.worker_id)
    _keep(session, row.client_id, given, at, row.escalation_id)


def end(booking_id: int, how: BookingEnd, now: datetime, by: int | None = None, why: str | None = None) -> None:
    """End a booking as `how` says. Part of the caller's transaction."""
    Booking.update(ended_at=clock.to_store(now), ended_how=how, ended_by=by, ended_why=why).where(
        Booking.id == booking_id, Booking.ended_at.is_null()
    ).execute()


def unsay(escalation_id: int, now: datetime) -> None:
    """That one was booked, said on this line of the board, was a mistake. Part of the caller's transaction."""
    Booking.update(ended_at=clock.to_store(now), ended_how=BookingEnd.MISTAKE).where(
        Booking.escalation == escalation_id, Booking.ended_at.is_null()
    ).execute()


def held(records: Sequence[int], rang: datetime, now: datetime) -> None:
    """They were spoken with: whoever was booked for about then has interpreted. Part of the caller's transaction."""
    found = booked(records, now)
    if found and abs(rang - found.at) <= OVER:
        end(found.id, BookingEnd.HELD, now)


def unhold(records: Sequence[int], rang: datetime) -> bool:
    """The call then, in which they interpreted, was saved by mistake, and counts no more: what became of them is open
    again, unless somebody is booked since, or they interpreted in another call. Returns whether that was so. Part of
    the caller's transaction."""
    first, end = clock.to_store(rang - OVER), clock.to_store(rang + OVER)
    then = Booking.client.in_(list(records)), Booking.ended_how == BookingEnd.HELD, Booking.at.between(first, end)
    if last(tuple(records)):
        return False
    again = Booking.select().where(*then).order_by(Booking.id.desc()).first()
    if again is None or _interpreted_then(records, clock.from_store(again.at)):
        return False
    opened = Booking.update(ended_at=None, ended_how=None).where(Booking.id == again.id)
    return bool(opened.execute())


_HELD = tuple(outcome.code for outcome in outcomes.OUTCOMES if outcome.held_with_interpreter)


def _interpreted_then(records: Sequence[int], at: datetime) -> bool:
    """Is there a call at about this time in which they were spoken with, and which was not put right?"""
    first, end = clock.to_store(at - OVER), clock.to_store(at + OVER)
    spoken = Call.client.in_(list(records)), Call.outcome.in_(_HELD), Call.rang_at.between(first, end)
    return bool(Call.select().where(*spoken, Call.replaced_by.is_null()).exists())


def bind(session: Session, client_id: int, at: datetime) -> None:
    """Set the call for the time for which the interpreter is booked. Part of the caller's transaction."""
    set_call(session, client_id, at, "Interpreter booked", DutyCause.INTERPRETER)


def set_call(
    session: Session, client_id: int, at: datetime, reason: str | None, cause: DutyCause | None = None
) -> None:
    """Set the call for this time, in place of one that was set for another; `reason` is somebody's words, None where
    the cause says why. Part of the caller's transaction."""
    records, now = links.group_of(client_id), clock.to_store(clock.now())
    before = callback(records)
    theirs = Duty.client.in_(list(records)), Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
    Duty.update(closed_at=now, closed_how=DutyEnd.REPLACED).where(*theirs).execute()
    Duty.create(
        client=before["client_id"] if before else client_id, kind=DutyKind.CALLBACK, due_at=clock.to_store(at),
        for_worker=before["for_worker_id"] if before else None, reason=reason, cause=cause,
        made_by=session.worker_id, made_at=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Apart:
    """The interpreter is booked for one time and the call set for another, or for none."""

    booked: datetime
    due: datetime | None


def point_out(session: Session, client_id: int, now: datetime) -> Apart | None:
    """Where the call that is set and the interpreter are at two times, a manager is asked which it is to be,
    before the first of them; else None, and what was asked before is over. So is it where another time was written to
    them than the call has. Part of the caller's transaction."""
    written_times.point_out(session.worker_id, client_id, now, session.settings)
    records = links.group_of(client_id)
    found = booked(records, now)
    asked = list(dicts(
        Escalation.select(Escalation.id, Event.id.alias("event_id"), Event.body)
        .join(Event, on=(Event.escalation == Escalation.id))
        .where(
            Escalation.client.in_(list(records)), Escalation.asks == Asks.INTERPRETER, Escalation.closed_at.is_null(),
            Event.move == OtherEvent.OPENED,
        )
    ))  # fmt: skip
    due = due_call(records) if found else None
    if found is None or due == found.at:
        for line in asked:
            owned.end(line["id"], now, EscalationEnd(EndReason.AT_ONE_TIME))
        return None
    facts = {"_booked": clock.to_store(found.at), "_call": clock.to_store(due) if due else None}
    told = [unread.body("event", line["event_id"], line["body"]) for line in asked]
    if not any(facts.items() <= each.items() for each in told):
        promised = f"a call is set for {when_words(due)}" if due else NONE
        body = {"question": f"The interpreter is booked for {when_words(found.at)}; {promised}. Which is it?", **facts}
        first = min((at for at in (found.at, due) if at and at > now), default=None)
        new = opening.NewLine(
            kind=rules.KIND[EscalationKind.QUESTION],
            client_id=client_id,
            opened_by=session.worker_id,
            by=first,
            body=body,
            asks=Asks.INTERPRETER,
        )
        opening.put(new, now, session.settings)
    return Apart(found.at, due)
