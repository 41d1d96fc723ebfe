"""The lines of a timeline about a client's contacts and interpreters: as what a contact speaks, and which interpreter
was booked."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules import bookings, representatives
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.services.clients.authorities import named
from topaz_tui.services.clients.moment import Moment, under


def booking(
    id: int,
    at: str,
    who: str | None,
    agency: str,
    language: str | None,
    reference: str | None,
    comes: str,
    ended_how: str | None,
    ended_why: str | None,
) -> Moment:
    """The line of a booked interpreter: for when (`comes`), and how the booking ended."""
    whom = bookings.words(agency, language, reference)
    words = f"Booked for {clock.format_moment(clock.from_store(comes), clock.now())}: {whom}"
    ended = bookings.END_WORDS[BookingEnd(ended_how)] if ended_how else ""
    words = " · ".join(filter(None, (words, ended)))
    return Moment(f"booking {id}", clock.from_store(at), "Booking", words, under(ended_why), who or "Topaz")


def authority(
    id: int, at: str, who: str, name: str, relation: str | None, kept: representatives.KnownAuthority | None
) -> Moment:
    """The line of what was seen of a contact's authority, as it stood on the day of recording."""
    made = clock.from_store(at)
    words = "can't be read"
    if kept:
        words = representatives.words(kept.acts_as, kept, clock.local(made).date())
    ended = kept.words if kept and kept.seen == representatives.AuthoritySeen.ENDED else ""
    return Moment(f"authority {id}", made, "Authority", f"{named(name, relation)}: {words}", under(ended), who)
