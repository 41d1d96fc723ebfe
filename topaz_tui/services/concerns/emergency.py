"""The facts that a 999 operator asks for first: whom it is about, where, on which number, and what helpers must
know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.rules import people, warnings
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, links, unread
from topaz_tui.services.access import glass
from topaz_tui.services.concerns.records import adult_of
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Concern, Warning

IN_DANGER = "Immediate danger: what a 999 operator asks was shown with the concern."
"""Why a restricted record was opened for a worker who could not stop to say why."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """`about` says the age, how they communicate, and each warning that holds; what is not on record is said, too."""

    name: str
    address: str
    phones: str
    about: str


def emergency(session: Session, client_id: int) -> Emergency:
    """Raises UserError when there is no such client. A restricted record is opened all the same for whoever writes of
    it that somebody is, or may be, in immediate danger: an ambulance waits for no reason, and a manager is told."""
    adult = adult_of(client_id)
    if access.is_closed(session, client_id):
        if not _says_danger(session, client_id):
            told = f"restricted: {access.notice(client_id).ask}; shown here once you say that they are in danger"
            return Emergency(adult.name, told, "restricted", "")
        glass.break_glass(session, client_id, IN_DANGER)
    access.noted(session, Reading.ADDRESS, client_id)
    return Emergency(
        adult.name,
        adult.address or "no address on record",
        adult.phones or "no number on record",
        " · ".join(filter(None, _about(client_id, adult.communication, adult.language, adult.interpreter == "yes"))),
    )


def _says_danger(session: Session, client_id: int) -> bool:
    """Does this worker write a concern about them in which somebody is, or may be, in immediate danger?"""
    c = Concern
    theirs = c.client == client_id, c.opened_by == session.worker_id, c.submitted_at.is_null(), c.discarded_at.is_null()
    return bool(c.select().where(*theirs, c.said_danger == 1).exists())


def _about(client_id: int, communication: str, language: str, interpreter: bool) -> Iterator[str]:
    born = Client.select(Client.born_on).where(Client.id == client_id).get().born_on
    day = unread.value("client", client_id, date.fromisoformat, born) if born else None
    yield f"{people.age(day, clock.today())} years" if day else "age not on record"
    yield communication
    if language and not language.casefold().startswith("english"):
        yield f"speaks {language}" + (", interpreter needed" if interpreter else "")
    holds = Warning.select(Warning.kind, Warning.detail).where(Warning.ended_at.is_null()).order_by(Warning.id)
    for warning in [each for id in links.group_of(client_id) for each in holds.where(Warning.client == id)]:
        words = warnings.KIND[warning.kind].words if warning.kind in warnings.KIND else warning.kind
        yield f"! {words}" + (f": {warning.detail}" if warning.detail else "")
