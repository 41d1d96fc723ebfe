"""What is written about a client: notes, notes for the next caller, questions to the manager."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules.notes import NoteKind
from topaz_tui.services.clients.changes import client_row
from topaz_tui.services.escalations import opening
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Note


def add_note(session: Session, client_id: int, text: str) -> None:
    """Keep a note on the timeline."""
    _write(session, client_id, NoteKind.NOTE, text, "wrote a note")


def leave_handover_note(session: Session, client_id: int, text: str) -> None:
    """Leave a handover note: it is shown first to the next caller."""
    _write(session, client_id, NoteKind.HANDOVER, text, "left a note for the next caller")


def _write(session: Session, client_id: int, kind: NoteKind, text: str, what: str) -> None:
    if not text.strip():
        raise Invalid("There is nothing in the note.", "Write a few words, or go back with Esc.")
    with transaction():
        client_row(client_id, ("id",))
        write_note(session, client_id, kind, text.strip())
        audit.record(session.worker_id, what, client_id)


def write_note(session: Session, client_id: int, kind: NoteKind, text: str) -> None:
    """Write a note of this kind, as part of the caller's transaction."""
    at = clock.to_store(clock.now())
    Note.insert(client=client_id, worker=session.worker_id, kind=kind, text=text, made_at=at).execute()


def ask_manager(session: Session, client_id: int, question: str) -> int:
    """Flag a question to the manager: it waits on the board until it is answered. Returns the escalation's
    id."""
    if not question.strip():
        raise Invalid("There is no question yet.", "Write what the manager is to decide or to know.")
    with transaction():
        client_row(client_id, ("id",))
        return opening.question(client_id, session.worker_id, question.strip(), clock.now(), session.settings)
