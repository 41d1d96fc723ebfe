"""The connection of whoever runs the services, as far as those above them, who know no store, have to do with it."""

from __future__ import annotations

import sys
from pathlib import Path

from topaz_tui.errors import UserError

LOCK_TIMEOUT = 30.0  # seconds that a service waits for a lock while nobody ends


def open_database(where: Path | str, *, create: bool = False) -> None:
    """Make the database at `where` (a path, or a server's URL) that of this process; with `create` a new one. Raises
    UserError where it can't be opened, or something is there already."""
    from topaz_tui.store import database

    database.open_database(where, create=create)


def close() -> None:
    """Close this thread's connection, if there is one; a service that is called afterwards opens another."""
    if store := sys.modules.get("topaz_tui.store.database"):
        store.close()


def set_lock_timeout(seconds: float) -> None:
    """Wait no longer than this for a lock from now on, in every thread."""
    from topaz_tui.store import sqlite

    sqlite.LOCK_PATIENCE = seconds


def damage() -> UserError | None:
    """What is wrong with the database that is open: where it is damaged, the fault is not Topaz's own."""
    store = sys.modules.get("topaz_tui.store.database")
    engine = store and store.database.obj
    if not engine or engine.name != "sqlite":
        return None
    from topaz_tui.store import backup

    try:
        backup.verify(Path(engine.where))
    except backup.Damaged as found:
        return found
    except UserError:
        pass  # it can't be looked at now, and that is another matter
    return None
