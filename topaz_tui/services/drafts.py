"""What is being typed, kept as it is typed, so that it outlives any kind of end."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from topaz_tui import clock
from topaz_tui.services import unread
from topaz_tui.services.desk import Desk
from topaz_tui.store.database import database, deed

T = TypeVar("T")

_SAVE = """
INSERT INTO draft (worker_id, kind, key, body, saved_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (worker_id, kind, key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """`kind` says what was being written ('call', 'form'); `key` of whom or what, an id as text."""

    kind: str
    key: str
    body: dict[str, object]
    saved_at: datetime


def place(desk: Desk) -> str:
    """What stands for this worker on this database where no name may be read."""
    where = str(database.obj.where)
    where = where if "://" in where else os.path.abspath(where)
    return hashlib.sha256(f"{where} {desk.worker_id}".encode()).hexdigest()[:16]


def save(desk: Desk, kind: str, key: str, body: dict[str, object]) -> None:
    """Keep this as what the worker has typed so far; nothing (all was deleted again) is no draft."""
    if not body:
        drop(desk, kind, key)
        return
    with deed(alone=False):
        values = (desk.worker_id, kind, key, json.dumps(body, ensure_ascii=False), clock.to_store(clock.now()))
        database.execute_sql(_SAVE, values)


def drop(desk: Desk, kind: str, key: str) -> None:
    """Forget a draft, because what it was for is saved or cleared."""
    with deed(alone=False):
        database.execute_sql(
            "DELETE FROM draft WHERE worker_id = ? AND kind = ? AND key = ?", (desk.worker_id, kind, key)
        )


def settle(desk: Desk, kind: str, key: str, service: Callable[[], T]) -> T:
    """Do what was typed for, and forget the draft: both, or neither. Raises what the service raises."""
    with deed():
        done = service()
        drop(desk, kind, key)
        return done


def restore(desk: Desk, kind: str, key: str, body: dict[str, object], at: str) -> None:
    """Keep what was typed at this moment (in the clock's store form) and could not be saved then, unless something
    newer was kept since."""
    if body and newer(at, _saved_at(desk, kind, key)):
        save(desk, kind, key, body)


def newer(at: str, saved_at: str | None) -> bool:
    """Was something typed `at` this moment newer than what was saved? What bears a time to come was saved before the
    clock was set back."""
    return saved_at is None or at >= saved_at or saved_at > clock.to_store(clock.now())


def _saved_at(desk: Desk, kind: str, key: str) -> str | None:
    row = database.execute_sql(
        "SELECT saved_at FROM draft WHERE worker_id = ? AND kind = ? AND key = ?", (desk.worker_id, kind, key)
    ).fetchone()
    return str(row[0]) if row else None


def load(desk: Desk, kind: str, key: str) -> dict[str, object] | None:
    """What was typed, or None."""
    row = database.execute_sql(
        "SELECT id, body FROM draft WHERE worker_id = ? AND kind = ? AND key = ?", (desk.worker_id, kind, key)
    ).fetchone()
    return unread.value("draft", row[0], unread.object_of, row[1]) if row else None


def pending(desk: Desk, kind: str | None = None) -> tuple[Draft, ...]:
    """All that this worker has begun and not finished, the newest first."""
    rows = database.execute_sql(
        "SELECT id, kind, key, body, saved_at FROM draft WHERE worker_id = ? AND (? IS NULL OR kind = ?)"
        " ORDER BY saved_at DESC",
        (desk.worker_id, kind, kind),
    ).fetchall()
    return tuple(unread.each("draft", rows, _draft))


def _draft(id: int, kind: str, key: str, body: str, at: str) -> Draft:
    return Draft(kind, key, unread.object_of(body), clock.from_store(at))
