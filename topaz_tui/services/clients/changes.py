"""What every change of a client leaves behind: its lines among the changes, a new version, the line in the log; and who
changed something last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people
from topaz_tui.services import pairs
from topaz_tui.services.clients.facts import Stored, field_words
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import audit
from topaz_tui.store.database import database

_CHANGE = "INSERT INTO change (client_id, worker_id, field, was, now, changed_at) VALUES (?, ?, ?, ?, ?, ?)"


_LAST_CHANGE = """
SELECT w.name, h.changed_at FROM change h JOIN worker w ON w.id = h.worker_id
WHERE h.client_id = ? AND h.field = ? ORDER BY h.id DESC LIMIT 1
"""


def client_row(client_id: int, columns: Iterable[str]) -> dict[str, Any]:
    names = tuple(dict.fromkeys(columns))
    row = database.execute_sql(f"SELECT {', '.join(names)} FROM client WHERE id = ?", (client_id,)).fetchone()
    if row is None:
        raise Trouble("This person is no longer on the list.", "Find them again (F3).")
    return dict(zip(names, row, strict=True))


def record_row(table: str, id: int, columns: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = database.execute_sql(f"SELECT {columns} FROM {table} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise Trouble(f"This {table} is no longer there.", "Open the person again.")
    return row


def who_changed(client_id: int, fields: Iterable[str]) -> str:
    """Who changed these, and when, in a sentence."""
    what = ", ".join(dict.fromkeys(field_words(field).lower() for field in fields))
    for field in fields:
        if row := database.execute_sql(_LAST_CHANGE, (client_id, field)).fetchone():
            when = clock.moment_words(clock.from_store(row[1]), clock.now())
            return f"{row[0]} changed their {what} ({when}) while you had it open."
    return f"The council's file, or a call, changed their {what} while you had it open."


def set_facts(desk: Desk, client_id: int, was: Mapping[str, Any], now: Mapping[str, Stored]) -> None:
    """Write columns of the client, each with its line among the changes."""
    marks = ", ".join(f"{name} = ?" for name in now)
    database.execute_sql(f"UPDATE client SET {marks} WHERE id = ?", (*now.values(), client_id))
    for name, value in now.items():
        keep_change(desk, client_id, name, was[name], value)


def keep_change(desk: Desk, client_id: int, field: str, was: Stored, now: Stored) -> None:
    said = [None if value is None else str(value) for value in (was, now)]
    database.execute_sql(_CHANGE, (client_id, desk.worker_id, field, *said, clock.to_store(clock.now())))


def finish(desk: Desk, client_id: int, what: str, subject: str | None = None) -> None:
    """The end of a deed: a new version, who else may be them, where they stand now, and the line in the log."""
    database.execute_sql("UPDATE client SET version = version + 1 WHERE id = ?", (client_id,))
    pairs.look((client_id,), desk.worker_id)
    queue_status.refresh((client_id,), desk.settings)
    audit.note(desk.worker_id, what, client_id, subject)


def given(**typed: str | None) -> dict[str, str]:
    """What was typed, without what stays as it is."""
    return {name: people.clean(value) for name, value in typed.items() if value is not None}
