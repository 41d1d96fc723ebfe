"""What is being typed, kept as it is typed, so that it outlives any kind of end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.services.desk import Desk
from topaz_tui.store.database import database, deed

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


def save(desk: Desk, kind: str, key: str, body: dict[str, object]) -> None:
    """Keep this as what the worker has typed so far."""
    with deed():
        values = (desk.worker_id, kind, key, json.dumps(body, ensure_ascii=False), clock.to_store(clock.now()))
        database.execute_sql(_SAVE, values)


def drop(desk: Desk, kind: str, key: str) -> None:
    """Forget a draft, because what it was for is saved or cleared."""
    with deed():
        database.execute_sql(
            "DELETE FROM draft WHERE worker_id = ? AND kind = ? AND key = ?", (desk.worker_id, kind, key)
        )


def load(desk: Desk, kind: str, key: str) -> dict[str, object] | None:
    """What was typed, or None."""
    row = database.execute_sql(
        "SELECT body FROM draft WHERE worker_id = ? AND kind = ? AND key = ?", (desk.worker_id, kind, key)
    ).fetchone()
    return json.loads(row[0]) if row else None


def pending(desk: Desk, kind: str | None = None) -> tuple[Draft, ...]:
    """All that this worker has begun and not finished, the newest first."""
    rows = database.execute_sql(
        "SELECT kind, key, body, saved_at FROM draft WHERE worker_id = ? AND (? IS NULL OR kind = ?)"
        " ORDER BY saved_at DESC",
        (desk.worker_id, kind, kind),
    ).fetchall()
    return tuple(Draft(kind, key, json.loads(body), clock.from_store(at)) for kind, key, body, at in rows)
