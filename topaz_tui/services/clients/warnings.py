"""Standing warnings of a client: a manager agrees one, and ends it."""

from __future__ import annotations

from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import people, warnings
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.permissions import Act
from topaz_tui.services import reasons
from topaz_tui.services.clients.changes import client_row, finish, keep_change, record
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Warning, Worker


def add_warning(
    session: Session, client_id: int, kind: str, detail: str, starts_on: date, review_on: date, told: str
) -> int:
    """A manager agrees a warning: a code of warnings.KIND, reviewed within a year. Returns its id."""
    session.require(Act.AGREE_WARNING)
    if wrong := warnings.lacks(kind, starts_on, review_on, told):
        raise Invalid(wrong)
    with transaction():
        client_row(client_id, ("id",))
        warning_id = Warning.insert(
            client=client_id,
            kind=kind,
            detail=people.clean(detail) or None,
            starts_on=starts_on.isoformat(),
            review_on=review_on.isoformat(),
            agreed_by=session.worker_id,
            told=told,
        ).execute()
        keep_change(session, client_id, "warning", None, warnings.KIND[kind].words)
        finish(session, client_id, "agreed a warning", f"warning {warning_id}")
    return int(warning_id)


def end_warning(session: Session, warning_id: int, reason: str) -> None:
    """A manager ends a warning, with a reason, which stands on the timeline."""
    session.require(Act.END_WARNING)
    why = reasons.given(reason, "Say why it no longer holds.", "Ending a warning needs a reason.")
    with transaction():
        warning = record(Warning, warning_id)
        client_id = warning.client_id
        if warning.ended_at:
            raise _ended_already(warning)
        now = clock.to_store(clock.now())
        ended = Warning.update(ended_at=now, ended_by=session.worker_id, end_reason=why)
        ended.where(Warning.id == warning_id).execute()
        keep_change(session, client_id, "warning", _words(warning.kind), None)
        write_note(session, client_id, NoteKind.NOTE, f"Warning ended ({_words(warning.kind)}): {why}")
        finish(session, client_id, "ended a warning", f"warning {warning_id}")


def _words(kind: str) -> str:
    return warnings.KIND[kind].words if kind in warnings.KIND else kind


def _ended_already(warning: Warning) -> EditConflict:
    """The error for the later of two managers who end one warning: it names the earlier one, and the reason."""
    when = clock.format_moment(clock.from_store(str(warning.ended_at)), clock.now())
    by: Worker | None = warning.ended_by
    why = f" Warning ended ({_words(warning.kind)}): {warning.end_reason}" if by else ""
    return EditConflict(f"{by.name if by else 'A colleague'} ended this warning already ({when}).{why}")
