"""Find the interpreters for whose time nobody called: one is to be booked again, and the call is still owed."""

from __future__ import annotations

from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import bookings as rules
from topaz_tui.rules import forms, outcomes
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import interpreters, links, owned, unread
from topaz_tui.services.interpreter_bookings import OVER
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store.models import Booking, Call, Client
from topaz_tui.store.rows import dicts


def to_be_booked(
    client_id: int, records: tuple[int, ...], by_whom: int | None, now: datetime, settings: Settings, note: str,
    *, by: datetime | None = None,
) -> None:  # fmt: skip
    """Put a line on the board that an interpreter is to be booked, where none stands there. Part of the caller's
    transaction."""
    owned.put_once(
        EscalationKind.INTERPRETER, client_id, by_whom, now, settings, records=records, by=by, body={"note": note}
    )


def look_after(now: datetime, settings: Settings) -> int:
    """End the bookings whose time has passed. Where nobody called then, nor has made a review since, one is to be
    booked again: that stands on the board, and the call is still owed. Returns how many were missed. Part of the
    caller's transaction."""
    missed = []
    over = Booking.select().where(Booking.ended_at.is_null(), Booking.at <= clock.to_store(now - OVER))
    for row in dicts(over.order_by(Booking.id)):
        client_id, at = row["client"], unread.value("booking", row["id"], clock.from_store, row["at"])
        if at is None:
            continue  # it is named where the board says what can't be read
        records = links.group_of(client_id)
        how = _what_became(records, at, row["made_at"])
        interpreters.end(row["id"], how, now)
        if how == BookingEnd.MISSED:
            who = rules.words(row["agency"], row["language"], row["reference"])
            note = f"Booked for {forms.when_words(at)} ({who}), and nobody called then."
            to_be_booked(client_id, records, None, now, settings, note)
            missed.append(client_id)
    if missed:
        queue_status.refresh(missed, settings)
    return len(missed)


def _what_became(records: tuple[int, ...], at: datetime, made_at: str) -> BookingEnd:
    """How the booking ended, by the calls since it was made."""
    first, last = clock.to_store(at - OVER), clock.to_store(at + OVER)
    calls = Call.select(Call.rang_at, Call.outcome).where(
        Call.client.in_(list(records)), Call.replaced_by.is_null(), Call.rang_at >= made_at, Call.rang_at <= last
    )
    found = [(row["rang_at"], outcomes.BY_CODE.get(row["outcome"])) for row in dicts(calls)]
    if any(rang >= first and outcome and outcome.reached_client for rang, outcome in found):
        return BookingEnd.HELD
    stopped = Client.select().where(Client.id.in_(list(records)), Client.stopped.is_null(False)).exists()
    if stopped or any(outcome and (outcome.opens_review or outcome.final) for _, outcome in found):
        return BookingEnd.NOT_NEEDED
    return BookingEnd.MISSED
