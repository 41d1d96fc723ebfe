"""Interpreters in the simulated year: one is booked, comes at another time, or not at all. None may be over without
anybody who says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from topaz_tui import clock
from topaz_tui.services import bookings, interpreter_bookings
from topaz_tui.services.session import Session
from topaz_tui.store.models import Booking


def a_booking(session: Session, client_id: int, chance: Random, now: datetime) -> None:
    """One is booked for this person, or one of those that are booked is moved, or put off."""
    at = clock.to_store(now + timedelta(hours=chance.randint(2, 200)))
    there = [each.client_id for each in Booking.select(Booking.client).where(Booking.ended_at.is_null())]
    if there and chance.random() < 0.5:
        answers = chance.choice(({"what": "moved", "at": at}, {"what": "cancelled", "why": "Nobody can come"}))
        bookings.keep(session, chance.choice(there), answers)
    else:
        then = chance.choice(("then", "stays"))
        bookings.keep(session, client_id, {"answer": "Language Line", "at": at, "call": then})


def lost(now: datetime) -> Iterator[str]:
    """Those whose time is over, and of whom nobody knows what became."""
    over = Booking.at <= clock.to_store(now - interpreter_bookings.OVER)
    for each in Booking.select().where(Booking.ended_at.is_null(), over):
        yield f"booking {each.id} is over, and nobody has it"
