"""A manager agrees a warning, and ends it."""

from __future__ import annotations

from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people, warnings
from topaz_tui.services.clients.changes import client_row, finish, keep_change, record
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.desk import Desk
from topaz_tui.services.meanwhile import Meanwhile
from topaz_tui.store.database import deed
from topaz_tui.store.models import Note, Warning, Worker


def add_warning(desk: Desk, client_id: int, kind: str, detail: str, starts_on: date, review_on: date, told: str) -> int:
    """A manager agrees a warning: a code of warnings.KIND, reviewed within a year. Returns its id."""
    desk.need_manager("agree a warning")
    if wrong := warnings.lacks(kind, starts_on, review_on, told):
        raise Trouble(wrong)
    with deed():
        client_row(client_id, ("id",))
        warning_id = Warning.insert(
            client=client_id,
            kind=kind,
            detail=people.clean(detail) or None,
            starts_on=starts_on.isoformat(),
            review_on=review_on.isoformat(),
            agreed_by=desk.worker_id,
            told=told,
        ).execute()
        keep_change(desk, client_id, "warning", None, warnings.KIND[kind].words)
        finish(desk, client_id, "agreed a warning", f"warning {warning_id}")
    return int(warning_id)


def end_warning(desk: Desk, warning_id: int, reason: str) -> None:
    """A manager ends a warning, with a reason, which stands on the timeline."""
    desk.need_manager("end a warning")
    if not reason.strip():
        raise Trouble("Ending a warning needs a reason.", "Say why it no longer holds.")
    with deed():
        warning = record(Warning, warning_id)
        client_id, kind = warning.client_id, warning.kind
        if warning.ended_at:
            raise _ended_already(client_id, warning.ended_at)
        Warning.update(ended_at=clock.to_store(clock.now())).where(Warning.id == warning_id).execute()
        words = warnings.KIND[kind].words if kind in warnings.KIND else kind
        keep_change(desk, client_id, "warning", words, None)
        write_note(desk, client_id, "note", f"Warning ended ({words}): {people.clean(reason)}")
        finish(desk, client_id, "ended a warning", f"warning {warning_id}")


def _ended_already(client_id: int, ended_at: str) -> Meanwhile:
    """Two managers at one warning: the later one is told who ended it, and why."""
    then = (Note.client == client_id, Note.made_at == ended_at, Note.text.startswith("Warning ended ("))
    note = Note.select(Note.text, Worker.name).join(Worker).where(*then).order_by(Note.id.desc()).first()
    when = clock.moment_words(clock.from_store(ended_at), clock.now())
    who, why = (note.worker.name, note.text) if note else ("A colleague", "")
    return Meanwhile(f"{who} ended this warning already ({when}). {why}".strip())
