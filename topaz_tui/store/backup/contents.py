"""What is in a database, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topaz_tui.errors import Invalid
from topaz_tui.store.backup.connection import reading
from topaz_tui.store.backup.errors import EARLIER, Damaged, damaged_error, in_words
from topaz_tui.store.file_format import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database: the number of its schema, how many rows each table has, and when something was last
    written into its log (None: never)."""

    schema: int
    rows: dict[str, int]
    newest: str | None

    @property
    def clients(self) -> int:
        """How many people are in it."""
        return self.rows.get("client", 0)


def verify(path: Path, *, quick: bool = False, named: Path | None = None) -> Contents:
    """Look through a whole database and say what is in it; `quick` leaves out what takes longest.

    Raises Damaged, or UserError where it can't be read, or is another program's; they speak of `named`, whose copy it
    is.
    """
    named = named or path
    with in_words(named), reading(path) as connection:
        [(application,)] = connection.execute("PRAGMA application_id").fetchall()
        if application != APPLICATION_ID:
            raise Invalid(f"{named} is not a Topaz database.", "Name the right file.")
        [(found, *_), *_] = connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchall()
        if found != "ok":
            raise damaged_error(named)
        if not quick and connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(f"{named} is damaged: something in it refers to what is not there.", EARLIER)
        return contents_of(connection)


def contents_of(connection: Any) -> Contents:
    """Count what an open database has."""
    [(schema,)] = connection.execute("PRAGMA user_version").fetchall()
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    rows = {}
    for (name,) in names:
        [rows[name]] = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    [newest] = connection.execute("SELECT max(at) FROM audit").fetchone() if "audit" in rows else [None]
    return Contents(schema, rows, newest)
