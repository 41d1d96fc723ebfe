"""Finds a worker in a database file without opening it as the program's: the file is read as it stands, and its schema
stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from topaz_tui.store.backup.connection import reading
from topaz_tui.store.file_format import DEMO, METADATA, TRAINING
from topaz_tui.store.schema import SCHEMA


@dataclass(frozen=True, slots=True)
class KnownInFile:
    """Somebody on a list. `kept` is their role as it is kept, `is_current` whether the list is of this program's
    schema: opening it would change nothing; `by_any_clock` whether it is a demo, or for training alone."""

    id: int | None
    kept: str
    retired: bool
    is_current: bool
    by_any_clock: bool


def who_is(file: Path, account: str) -> KnownInFile:
    """The worker with this account; one without an id where the list has nobody such. Raises UserError where there is
    no list that can be read."""
    with reading(file) as source:
        found = source.execute("SELECT id, role, retired_at FROM worker WHERE account = ?", (account,)).fetchone()
        [schema] = source.execute("PRAGMA user_version").fetchone()
        [(table,)] = source.execute(METADATA).fetchall()
        marked = source.execute(f"SELECT 1 FROM {table} WHERE key IN (?, ?)", (DEMO, TRAINING)).fetchone()
    id, kept, retired_at = found or (None, "", None)
    return KnownInFile(id, kept, retired_at is not None, schema == SCHEMA, marked is not None)
