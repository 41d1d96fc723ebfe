"""What managers do in the queue: release somebody, move a callback, put somebody first."""

from __future__ import annotations

from topaz_tui.errors import Conflict
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.permissions import Act
from topaz_tui.services import links
from topaz_tui.services.queue import holds, status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, Duty


def release_as_manager(session: Session, client_id: int) -> None:
    """A manager lets go of a client whom somebody else holds, because that worker is away."""
    session.require(Act.RELEASE_CLAIM)
    with transaction():
        holds.take_from(client_id)
        status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "released a claim", client_id)


def move_callback(session: Session, client_id: int, to_worker: int | None) -> None:
    """A manager gives a promised callback to another worker, or to anybody (None)."""
    session.require(Act.MOVE_CALLBACK)
    with transaction():
        theirs = Duty.client.in_(links.group_of(client_id)), Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
        moved = Duty.update(for_worker=to_worker).where(*theirs).execute()
        if not moved:
            raise Conflict("No callback is promised to this person.", "Choose one from the callbacks tab.")
        status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "moved a callback", client_id)


def put_first(session: Session, client_id: int, first: bool) -> None:
    """A manager puts a recall before the others, or takes that back."""
    session.require(Act.PUT_FIRST)
    with transaction():
        Client.update(put_first=int(first)).where(Client.id == client_id).execute()
        status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "put first" if first else "no longer put first", client_id)
