"""What every change of a client leaves behind: its lines among the changes, a new version, the line in the log; and who
changed something last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import people
from topaz_tui.services import pairs
from topaz_tui.services.clients.fields import Stored, field_words
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.models import BaseModel, Change, Client, Worker

R = TypeVar("R", bound=BaseModel)


def client_row(client_id: int, columns: Iterable[str]) -> dict[str, Any]:
    """These columns of a client, by name. Raises NotFound where there is no such client."""
    fields = [getattr(Client, name) for name in dict.fromkeys(columns)]
    row: dict[str, Any] | None = Client.select(*fields).where(Client.id == client_id).dicts().first()
    if row is None:
        raise NotFound("This person is no longer on the list.", "Find them again (F3).")
    return row


def record(model: type[R], id: int) -> R:
    """The record of this id. Raises UserError where there is none."""
    row = model.get_or_none(model.id == id)
    if row is None:
        raise NotFound(f"This {model.__name__.lower()} is no longer there.", "Open the person again.")
    return row


def who_changed(client_id: int, fields: Iterable[str]) -> str:
    """Who changed these fields of the client last, and when, in a sentence."""
    what = ", ".join(dict.fromkeys(field_words(field).lower() for field in fields))
    for field in fields:
        last = Change.select(Change.changed_at, Worker.name).join(Worker)
        mine = last.where(Change.client == client_id, Change.field == field).order_by(Change.id.desc())
        if row := mine.first():
            when = clock.format_moment(clock.from_store(row.changed_at), clock.now())
            return f"{row.worker.name} changed their {what} ({when}) while you had it open."
    return f"The council's file, or a call, changed their {what} while you had it open."


def set_facts(session: Session, client_id: int, was: Mapping[str, Any], now: Mapping[str, Stored]) -> None:
    """Write columns of the client, each with its line among the changes."""
    Client.update(**now).where(Client.id == client_id).execute()
    for name, value in now.items():
        keep_change(session, client_id, name, was[name], value)


def keep_change(session: Session, client_id: int, field: str, was: Stored, now: Stored) -> None:
    """Keep one line among the changes of a client."""
    Change.insert(
        client=client_id,
        worker=session.worker_id,
        field=field,
        was=None if was is None else str(was),
        now=None if now is None else str(now),
        changed_at=clock.to_store(clock.now()),
    ).execute()


def finish(session: Session, client_id: int, what: str, subject: str | None = None) -> None:
    """End a change of this client, as part of its transaction: count the version up, look who else may be them, decide
    anew where they stand in the queue, and write to the log."""
    Client.update(version=Client.version + 1).where(Client.id == client_id).execute()
    pairs.look((client_id,), session.worker_id)
    queue_status.refresh((client_id,), session.settings)
    audit.record(session.worker_id, what, client_id, subject)


def given(**typed: str | None) -> dict[str, str]:
    """The cleaned values of the fields that were supplied; None means 'leave it as it is'."""
    return {name: people.clean(value) for name, value in typed.items() if value is not None}
