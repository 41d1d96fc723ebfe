"""What is being typed, kept as it is typed, so that it outlives any kind of end."""

from __future__ import annotations

import functools
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
    return unread.value("draft", row[0], functools.partial(_whole, row[0], kind), row[1]) if row else None


def pending(desk: Desk, kind: str | None = None) -> tuple[Draft, ...]:
    """All that this worker has begun and not finished, the newest first."""
    rows = database.execute_sql(
        "SELECT id, kind, key, body, saved_at FROM draft WHERE worker_id = ? AND (? IS NULL OR kind = ?)"
        " ORDER BY saved_at DESC",
        (desk.worker_id, kind, kind),
    ).fetchall()
    return tuple(unread.each("draft", rows, _draft))


def _draft(id: int, kind: str, key: str, body: str, at: str) -> Draft:
    return Draft(kind, key, _whole(id, kind, body), clock.from_store(at))


# What can be read of one


_CALL: dict[str, type | tuple[type, ...]] = {
    "note": str, "outcome": str, "step": str, "follow_up_why": str, "ticks": list, "actions": list,
    "areas": dict, "extras": dict, "typed": dict, "meant": dict, "unclear": dict, "asides": dict,
    "rang_at": (str, type(None)), "phone_id": (int, type(None)),
}  # fmt: skip
"""The types of what a call keeps; of any other kind it is the answers to a form."""
_NOT_TYPED = {"token", "step", "direction", "for_whom", "last_at"}
"""What a call's draft has of itself."""


def wrong_in(kind: str, body: dict[str, object]) -> tuple[str, ...]:
    """The names of what is of another type than a draft of this kind has there."""
    if kind == "call":
        return tuple(name for name, types in _CALL.items() if name in body and not isinstance(body[name], types))
    return tuple(name for name, value in body.items() if not _is_answer(value))


def _is_answer(value: object) -> bool:
    """A text, several, or what each field showed as it was typed over."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return all(part is None or isinstance(part, (str, int)) for part in parts)


def _whole(id: int, kind: str, text: str) -> dict[str, object]:
    """What was typed, as far as it can be read; what can't is named. Raises ValueError where nothing is left: nobody
    is told that what they typed is here again, and finds nothing."""
    body = unread.object_of(text)
    if wrong := wrong_in(kind, body):
        body = {name: value for name, value in body.items() if name not in wrong}
        if not any(value for name, value in body.items() if name not in _NOT_TYPED):
            raise ValueError("nothing that was typed can be read")
        unread.note("draft", id)
    return body
