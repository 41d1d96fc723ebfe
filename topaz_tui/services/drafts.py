"""Drafts: what a worker is typing, saved as they type, so that it outlives any kind of end."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from peewee import Table

from topaz_tui import clock
from topaz_tui.services import unread
from topaz_tui.services.session import Session
from topaz_tui.store.database import database, login, transaction
from topaz_tui.store.models import Draft as DraftRow
from topaz_tui.store.rows import dicts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """`kind` says what was being written ('call', 'form'); `key` of whom or what, an id as text."""

    kind: str
    key: str
    body: dict[str, object]
    saved_at: datetime


def place(session: Session) -> str:
    """A name for this worker on this database from which nobody can read who it is: the recovery file's name."""
    where = str(database.obj.where)
    where = where if "://" in where else os.path.abspath(where)
    return hashlib.sha256(f"{where} {session.worker_id}".encode()).hexdigest()[:16]


def save(session: Session, kind: str, key: str, body: dict[str, object]) -> None:
    """Save what the worker has typed so far as the draft of this kind and key; an empty body deletes the draft."""
    if not body:
        drop(session, kind, key)
        return
    with transaction(exclusive=False):
        DraftRow.insert(
            worker=session.worker_id,
            kind=kind,
            key=key,
            body=json.dumps(body, ensure_ascii=False),
            saved_at=clock.to_store(clock.now()),
        ).on_conflict(
            conflict_target=[DraftRow.worker, DraftRow.kind, DraftRow.key], preserve=[DraftRow.body, DraftRow.saved_at]
        ).execute()


def drop(session: Session, kind: str, key: str) -> None:
    """Delete a draft, because what it was for is saved or cleared."""
    with transaction(exclusive=False):
        DraftRow.delete().where(*_this(session, kind, key)).execute()


def settle(session: Session, kind: str, key: str, service: Callable[[], T]) -> T:
    """Run the service that saves what was typed, and delete the draft, in one transaction. Raises what the service
    raises."""
    with transaction():
        done = service()
        drop(session, kind, key)
        return done


def restore(session: Session, kind: str, key: str, body: dict[str, object], at: str) -> None:
    """Keep what was typed at this moment (in the clock's store form) and could not be saved then, unless something
    newer was kept since."""
    if body and newer(at, _saved_at(session, kind, key)):
        save(session, kind, key, body)


def newer(at: str, saved_at: str | None) -> bool:
    """Was something typed `at` this moment newer than what was saved? What bears a time to come was saved before the
    clock was set back."""
    return saved_at is None or at >= saved_at or saved_at > clock.to_store(clock.now())


def _saved_at(session: Session, kind: str, key: str) -> str | None:
    row = DraftRow.get_or_none(*_this(session, kind, key))
    return str(row.saved_at) if row else None


def load(session: Session, kind: str, key: str) -> dict[str, object] | None:
    """The draft's body; None where there is none."""
    row = DraftRow.get_or_none(*_this(session, kind, key))
    return unread.value("draft", row.id, functools.partial(_whole, row.id, kind), row.body) if row else None


def _this(session: Session, kind: str, key: str) -> tuple[Any, ...]:
    return DraftRow.worker == session.worker_id, DraftRow.kind == kind, DraftRow.key == key


def of_everybody() -> Any:
    """Who has drafts of what, without what was typed. Where each worker has a login, the server shows nobody a
    colleague's words."""
    table: Any = Table("typing" if login() else "draft", ("id", "worker_id", "kind", "key", "saved_at"))
    return table.bind(database)


def pending(session: Session, kind: str | None = None) -> tuple[SavedDraft, ...]:
    """All that this worker has begun and not finished, the newest first."""
    own = DraftRow.select(DraftRow.id, DraftRow.kind, DraftRow.key, DraftRow.body, DraftRow.saved_at)
    own = own.where(DraftRow.worker == session.worker_id).order_by(DraftRow.saved_at.desc())
    return tuple(unread.each_named("draft", dicts(own if kind is None else own.where(DraftRow.kind == kind)), _draft))


def _draft(id: int, kind: str, key: str, body: str, saved_at: str) -> SavedDraft:
    return SavedDraft(kind, key, _whole(id, kind, body), clock.from_store(saved_at))


# What can be read of one


def _moment(value: object) -> bool:
    return value is None or _reads(clock.from_store, value)


def _day(value: object) -> bool:
    return value == "" or _reads(date.fromisoformat, value)


def _reads(read: Callable[[str], object], value: object) -> bool:
    try:
        return isinstance(value, str) and bool(read(value))
    except ValueError:
        return False


def _text(value: object) -> bool:
    return isinstance(value, str)


def _any_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _number(value: object) -> bool:
    return value is None or isinstance(value, int)


def _list_of(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(holds, value))


def _dict_of(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(holds, value.values()))


def _is_action(value: object) -> bool:
    """Is this an action as the draft of a call keeps one?"""
    from topaz_tui.rules import reviews  # where there is such a draft

    return (
        isinstance(value, dict)
        and value.get("kind") in reviews.ACTION
        and all(_text(value.get(name)) for name in ("detail", "who"))
        and _day(value.get("by"))
        and isinstance(value.get("saved"), bool)
    )


def _is_aside(value: object) -> bool:
    """Is this what the draft of a call keeps of a small window over it: what was said there, and whether it was
    saved?"""
    return isinstance(value, dict) and _dict_of(_is_answer)(value.get("said")) and isinstance(value.get("saved"), bool)


_CALL: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("note", "outcome", "step", "follow_up_why", "token"), _text),
    **dict.fromkeys(("wellbeing", "for_whom"), _any_text),
    **dict.fromkeys(("rang_at", "chosen_at", "last_at"), _moment),
    **dict.fromkeys(("typed", "unclear"), _dict_of(_text)),
    "meant": _dict_of(lambda value: _day(value) or _moment(value)),
    "ticks": _list_of(_text),
    "areas": _dict_of(lambda value: _list_of(_any_text)(value) and len(value) == 2),
    "extras": _dict_of(lambda value: _any_text(value) or _number(value)),
    "actions": _list_of(_is_action),
    "asides": _dict_of(_is_aside),
    "phone_id": _number,
    "direction": lambda value: value in ("in", "out"),
}
"""What holds of what a call keeps, to its last part; a draft of any other kind is the answers to a form."""
_NOT_TYPED = {"token", "step", "direction", "for_whom", "last_at"}
"""What a call's draft has of itself."""


def wrong_in(kind: str, body: dict[str, object]) -> tuple[str, ...]:
    """The names of what has another type in this body than a draft of this kind has there."""
    if kind == "call":
        return tuple(name for name, holds in _CALL.items() if name in body and not holds(body[name]))
    return tuple(name for name, value in body.items() if not _is_answer(value))


def _is_answer(value: object) -> bool:
    """Is this what a form's draft can keep as an answer: a text, several, rows, or what each field showed as it was
    typed over?"""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else (value,)
    return all(part is None or isinstance(part, (str, int)) or _is_row(part) for part in parts)


def _is_row(part: object) -> bool:
    return isinstance(part, dict) and _dict_of(_text)(part)


def _whole(id: int, kind: str, text: str) -> dict[str, object]:
    """The draft's body, as far as it can be read; what can't be is noted as unreadable. Raises ValueError where nothing
    is left: nobody is told that what they typed is here again, and finds nothing."""
    body = unread.object_of(text)
    if wrong := wrong_in(kind, body):
        body = {name: value for name, value in body.items() if name not in wrong}
        if not any(value for name, value in body.items() if name not in _NOT_TYPED):
            raise ValueError("nothing that was typed can be read")
        unread.note("draft", id)
    return body
