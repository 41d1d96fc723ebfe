"""A referral for support to be read, and to be sent: as it was made, with the numbers of today's contact safety."""

from __future__ import annotations

from typing import Any

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import support as rules
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, references, unread
from topaz_tui.services.concerns import Unreadable, View, adult_of, raised_by_of, read_document
from topaz_tui.services.safety import numbers_of
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import SupportReferral


@Compiled
def _row(support_id: Any) -> Any:
    return SupportReferral.select().where(SupportReferral.id == support_id)


def find(session: Session, named: str) -> View:
    """The referral with this reference or number, to be taken out of the program: the log says so. Raises UserError
    where there is none."""
    found = view(session, references.named(SupportReferral, named, "referral", "RF-2026-00012"))
    with transaction():
        audit.record(session.worker_id, "took out a referral", found.client_id, f"support {found.id}")
    return found


def view(session: AnySession, support_id: int) -> View:
    """The referral of this id. Raises UserError where there is none, or its document can't be read."""
    found = _row(support_id)
    if not found:
        raise NotFound("There is no such referral.", "Look again in the list that you came from.")
    [row] = found
    access.opened(session, Reading.SUPPORT, row["client_id"], subject=f"support {support_id}")
    document = unread.value("support", support_id, read_document, row["document"])
    if document is None:
        raise Unreadable(
            f"The document of {row['reference']} can't be read; it is kept as it is.",
            "Tell them by telephone, and tell whoever looks after Topaz.",
        )
    if (door := numbers_of(row["client_id"])).hidden:  # it was safe to call them as it was made
        document = rules.held_back(document, door.instead)
    adult, made_at = adult_of(row["client_id"]), unread.value("support", support_id, clock.from_store, row["made_at"])
    return View(
        id=support_id,
        reference=row["reference"],
        client_id=row["client_id"],
        client=adult.name,
        author=raised_by_of(row["made_by"]).name,
        document=document,
        additions=(),
        opened_at=made_at or clock.now(),
        submitted_at=made_at,
        discarded=None,
        person_id=adult.person_id,
    )
