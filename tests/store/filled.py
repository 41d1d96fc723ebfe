"""Databases of any schema with rows in every table, for tests of copies and of upgrades."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from topaz_tui.store import file_format, schema, sqlite

STEPS = sorted(schema.STEPS.glob("[0-9]*.py"))
VERSIONS = range(1, len(STEPS) + 1)
NAMED = {
    "about": "metadata", "standing": "queue_status", "finding": "search_line", "fence": "fencing_token",
    "tries": "attempts", "tries_since": "attempts_since", "is_try": "is_attempt", "rung": "level", "deed": "action",
}  # fmt: skip
"""Tables and columns by the names that they have now."""
BEGINS = {"concern": "SC", "support": "RF", "letter": "LT"}  # the references, which have one form


def connect(path: Path, **how: Any) -> Any:
    """A bare connection, as another program has it."""
    return driver.connect(str(path), isolation_level=None, **how)


def make(path: Path, version: int = len(STEPS), rows: int = 2, which: str = "") -> Path:
    """A database as the program of that schema left it, with so many rows in every table; `metadata` keeps `which`."""
    path.touch(0o600)
    path.write_bytes(_made(version, rows))
    if which:
        connection = connect(path)
        connection.execute(f"INSERT INTO {metadata_table(connection)} (key, value) VALUES ('which', ?)", (which,))
        connection.close()
    return path


@lru_cache(maxsize=8)
def _made(version: int, rows: int) -> bytes:
    """To copy is a tenth of the time of making one, and most tests begin with the same."""
    with tempfile.TemporaryDirectory() as folder:
        path, steps = Path(folder, "made.db"), Path(folder, "steps")
        steps.mkdir()
        path.touch(0o600)
        for step in STEPS[:version]:
            (steps / step.name).symlink_to(step)
        engine = sqlite.Sqlite(str(path), pragmas={**sqlite.PRAGMAS, "synchronous": 0})
        with engine.connection_context():
            engine.execute_sql("PRAGMA journal_mode = WAL")
            engine.execute_sql(f"PRAGMA application_id = {file_format.APPLICATION_ID}")
            schema.upgrade(engine, steps)
        connection = connect(path)
        fill(connection, rows)
        connection.close()
        return path.read_bytes()


def fill(connection: Any, rows: int = 2) -> None:
    """Rows in every table that has none yet; each refers to a row that is there."""
    connection.execute("BEGIN")
    connection.execute("PRAGMA defer_foreign_keys = 1")
    for table in tables(connection):
        if connection.execute(f'SELECT 1 FROM "{table}"').fetchone():
            continue
        columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        for number in range(1, rows + (table not in ("duplicate", "judgement"))):
            values = [_value(table, name, kind, number) for _, name, kind, *_ in columns]
            connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)
    connection.execute("COMMIT")
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    assert all(connection.execute(f'SELECT 1 FROM "{table}"').fetchone() for table in tables(connection))


def _value(table: str, column: str, kind: str, number: int) -> object:
    if column == "other_id":
        return number + 1  # a duplicate is of two people, the one with the lower number first
    if kind == "INTEGER":
        return number
    if column == "reference" and table in BEGINS:
        return f"{BEGINS[table]}-2026-{number:05}"
    if column.endswith(("_at", "_until")) or column == "at":
        return f"2026-11-{number % 28 + 1:02}T10:00:00Z"
    return f"{table}.{column} {number} – ż'\""


def metadata_table(connection: Any) -> str:
    """What the table of what a database knows of itself is called there."""
    return str(connection.execute(file_format.METADATA).fetchone()[0])


def tables(connection: Any) -> list[str]:
    """Our own tables, in the order in which they were made."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'finder%' AND name NOT LIKE 'search_trigram%'"
            " ORDER BY rowid"
        ).fetchall()
    ]


def contents(path: Path, of: dict[str, list[str]] | None = None) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, or of these columns of these tables, which an earlier schema may have named so."""
    connection = connect(path)
    try:
        found = {}
        for table, names in (of or {table: columns(connection, table) for table in tables(connection)}).items():
            there = columns(connection, table)
            now = table if there else NAMED[table]
            there = there or columns(connection, now)
            wanted = ", ".join(name if name in there else NAMED[name] for name in names)
            found[table] = connection.execute(f'SELECT {wanted} FROM "{now}" ORDER BY {wanted}').fetchall()
        return found
    finally:
        connection.close()


def columns(connection: Any, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall()]


def which(path: Path) -> str:
    """What `make` was told to keep."""
    connection = connect(path)
    try:
        table = metadata_table(connection)
        return str(connection.execute(f"SELECT value FROM {table} WHERE key = 'which'").fetchone()[0])
    finally:
        connection.close()
