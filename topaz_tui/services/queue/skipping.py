"""Puts a person off, for a reason and until a time."""

from __future__ import annotations

from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.grammar import does
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.queue import Cause
from topaz_tui.services import links, owing, reasons
from topaz_tui.services.queue import holds, status
from topaz_tui.services.queue.claims import holder
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import Client, Note, QueueEntry


def skip(session: Session, client_id: int, reason: str, until: datetime) -> None:
    """Put a person off until a time, for a reason, and let go of them. Raises UserError without a reason, for a time
    that is past, where a colleague holds them, and where they asked to be called later than then."""
    reason = reason.strip()
    now = clock.now()
    if not reason:
        raise reasons.NoReason("A skip needs a reason.", "Say in a few words why not now.")
    if until <= now:
        raise Invalid("The time to come back must be still to come.", "Give a later time.")
    with transaction():
        client_id = links.lead_of(client_id)
        database.lock_rows("queue_status", "client_id", (client_id,))  # claims go beside this transaction
        s = QueueEntry
        theirs = s.client == client_id, s.held_by != session.worker_id, s.held_until > clock.to_store(now)
        if s.select().where(*theirs).exists():
            who = does(holder(session, client_id) or "Nobody", "is")
            raise Conflict(f"{who} with this person now.", "Leave it to them.")
        _let_a_wish_hold(client_id, until)
        Client.update(**owing.put_off(until, Cause.SKIPPED, reason)).where(Client.id == client_id).execute()
        Note.insert(
            client=client_id,
            worker=session.worker_id,
            kind=NoteKind.SKIPPED,
            made_at=clock.to_store(now),
            text=f"{reason} (until {clock.format_moment(until, now)})",
        ).execute()
        holds.release_from_anybody(client_id)
        status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "skipped", client_id)


def _let_a_wish_hold(client_id: int, until: datetime) -> None:
    """Raises Conflict where they asked, under any of their records, to be called later than then."""
    put_off = Client.id.in_(links.group_of(client_id)), Client.not_before_cause == Cause.ASKED_LATER
    if Client.select().where(*put_off, Client.not_before > clock.to_store(until)).exists():
        raise Conflict("They asked to be called later than that.", "Leave it so, or change their wish on their page.")
