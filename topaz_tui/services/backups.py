"""Backups of a database in a file: one that is asked for; and the daily one, at most one a day, whoever comes first. It
is said when that fails."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.grammar import counted
from topaz_tui.services import unread, workers
from topaz_tui.services.session import AnySession
from topaz_tui.store import audit, backup, metadata, schema_reference
from topaz_tui.store.backup import Copy, Restored
from topaz_tui.store.database import database, open_database, transaction
from topaz_tui.store.models import Worker
from topaz_tui.store.schema import SCHEMA

__all__ = [
    "Copy",
    "Last",
    "Restored",
    "back_up",
    "daily",
    "due",
    "failing",
    "folder",
    "last",
    "read",
    "restore",
    "told",
]

KEY = "daily backup"  # in the metadata
RETRY = timedelta(hours=1)  # from a try that failed, or was killed, to the next


@dataclass(frozen=True, slots=True)
class Last:
    """The state of the daily backups: when the last one was made, when one was last tried, and why that failed ('': it
    did not)."""

    made: datetime | None = None
    tried: datetime | None = None
    failed: str = ""


def back_up(file: Path, to: Path) -> Copy:
    """Copy the database in this file to `to`, which must not be there yet, and read the copy again. That it was made is
    in its log, with whose account did it, unless it is of an older schema (to open it would bring it up to date), or
    takes no line: a copy of what lies on a dying disk is whole all the same."""
    made = backup.back_up(file, to)
    if made.contents.schema == SCHEMA:
        with contextlib.suppress(UserError):
            open_database(file)
            who = Worker.get_or_none(Worker.account == workers.account())
            with transaction(), audit.coming_from("backup"):
                _log(who.id if who else None, "made a backup", made)
    return made


def _log(worker_id: int | None, action: str, made: Copy) -> None:
    audit.record(worker_id, action, None, f"{counted(made.contents.clients, 'person')}, {made.size} bytes")


def restore(copy: Path, file: Path) -> Restored:
    """Put this backup in the place of the database in `file`. The log of the restored database names the account that
    did it. Raises UserError as store.backup.restore does."""
    return backup.restore(copy, file, workers.account(), schema_reference.need_ours)


def last() -> Last:
    """The state of the daily backups, as the database keeps it."""
    return unread.value("metadata", KEY, read, metadata.value_of(KEY)) or Last()


def read(kept: str) -> Last:
    """The state of the daily backups from the text that is kept of it."""
    told = unread.object_of(kept)
    made, tried = (clock.from_store(told[name]) if told[name] else None for name in ("made", "tried"))
    return Last(made, tried, str(told["failed"]))


def folder(settings: Settings, where: Path | str) -> Path:
    """Where the daily backups of the database at `where` are."""
    named = settings.backups.folder
    return Path(named).expanduser() if named else Path(where).resolve().parent / "backups"


def due(session: AnySession) -> bool:
    """Is today's backup still to be made? A cheap look, for an app that is open. A demo has none, a server its own."""
    settings = session.settings
    if not settings.backups.keep or database.obj.name != "sqlite":
        return False
    if metadata.value_of(metadata.DEMO):
        return False
    now, known = clock.now(), last()
    where = Path(database.obj.where)
    there = backup.dailies(where, folder(settings, where))  # somebody may have taken it away since
    if known.made and clock.local(known.made).date() == clock.local(now).date() and there:
        return False
    if known.made == known.tried and not there:
        return True
    return known.tried is None or not timedelta(0) <= now - known.tried < RETRY


def daily(session: AnySession) -> tuple[str, ...]:
    """Make today's backup, if it is due and nobody else is at it. Returns what went wrong, in sentences."""
    with transaction():
        if not due(session):
            return ()
        known, now = last(), clock.now()
        _keep(Last(known.made, now, known.failed))
    where = Path(database.obj.where)
    try:
        keep = session.settings.backups.keep
        made = backup.daily(where, folder(session.settings, where), clock.local(now).date(), keep)
    except UserError as trouble:
        _keep(Last(known.made, now, str(trouble)))
        return (f"Today's backup could not be made. {trouble}",)
    with transaction():
        _keep(Last(now, now))
        _log(session.worker_id, "made today's backup", made)
    return ()


def told(session: AnySession) -> str:
    """Which daily backup there is, or why there is none, in a sentence."""
    if database.obj.name != "sqlite":
        return "A server makes its own backups: pg_dump and pg_restore."
    where = Path(database.obj.where)
    if made := backup.dailies(where, folder(session.settings, where)):
        return f"The newest daily backup is {made[0]}."
    return "No daily backup is made here: the settings keep none (backups.keep), or this is a demo."


def failing(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is wrong with the daily backups, each with what to do about it."""
    known = last()
    if known.failed and settings.backups.keep:
        yield (
            f"The daily backup could not be made. {known.failed}",
            "It is tried again within an hour; see 'topaz doctor'.",
        )


def _keep(known: Last) -> None:
    made, tried = (clock.to_store(moment) if moment else None for moment in (known.made, known.tried))
    with transaction():
        metadata.keep(KEY, json.dumps({"made": made, "tried": tried, "failed": known.failed}))
