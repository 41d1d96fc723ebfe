"""A manager agrees a warning, and ends it."""

from __future__ import annotations

from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people, warnings
from topaz_tui.services.clients.changes import client_row, finish, keep_change, record_row
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.desk import Desk
from topaz_tui.services.meanwhile import Meanwhile
from topaz_tui.store.database import database, deed


def add_warning(desk: Desk, client_id: int, kind: str, detail: str, starts_on: date, review_on: date, told: str) -> int:
    """A manager agrees a warning: a code of warnings.KIND, reviewed within a year. Returns its id."""
    desk.need_manager("agree a warning")
    if wrong := warnings.lacks(kind, starts_on, review_on, told):
        raise Trouble(wrong)
    with deed():
        client_row(client_id, ("id",))
        values = (
            client_id,
            kind,
            people.clean(detail) or None,
            starts_on.isoformat(),
            review_on.isoformat(),
            desk.worker_id,
            told,
        )
        [(warning_id,)] = database.execute_sql(
            "INSERT INTO warning (client_id, kind, detail, starts_on, review_on, agreed_by, told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            values,
        ).fetchall()
        keep_change(desk, client_id, "warning", None, warnings.KIND[kind].words)
        finish(desk, client_id, "agreed a warning", f"warning {warning_id}")
    return int(warning_id)


def end_warning(desk: Desk, warning_id: int, reason: str) -> None:
    """A manager ends a warning, with a reason, which stands on the timeline."""
    desk.need_manager("end a warning")
    if not reason.strip():
        raise Trouble("Ending a warning needs a reason.", "Say why it no longer holds.")
    with deed():
        client_id, kind, ended = record_row("warning", warning_id, "client_id, kind, ended_at")
        if ended:
            raise _ended_already(client_id, ended)
        database.execute_sql("UPDATE warning SET ended_at = ? WHERE id = ?", (clock.to_store(clock.now()), warning_id))
        words = warnings.KIND[kind].words if kind in warnings.KIND else kind
        keep_change(desk, client_id, "warning", words, None)
        write_note(desk, client_id, "note", f"Warning ended ({words}): {people.clean(reason)}")
        finish(desk, client_id, "ended a warning", f"warning {warning_id}")


def _ended_already(client_id: int, ended_at: str) -> Meanwhile:
    """Two managers at one warning: the later one is told who ended it, and why."""
    row = database.execute_sql(
        "SELECT w.name, n.text FROM note n JOIN worker w ON w.id = n.worker_id"
        " WHERE n.client_id = ? AND n.made_at = ? AND n.text LIKE 'Warning ended (%' ORDER BY n.id DESC LIMIT 1",
        (client_id, ended_at),
    ).fetchone()
    when = clock.moment_words(clock.from_store(ended_at), clock.now())
    who, why = row or ("A colleague", "")
    return Meanwhile(f"{who} ended this warning already ({when}). {why}".strip())
