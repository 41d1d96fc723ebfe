"""What a database of ours has to have, taken from a new one: nothing here is a list that somebody must keep up."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import peewee

from topaz_tui.store.sqlite import open_file


@dataclass(frozen=True, slots=True)
class SchemaReference:
    """The statements by which everything in the schema is made (by kind and name: 'trigger', 'audit_stays'), which
    SQLite made it, and how every connection of ours writes."""

    schema: dict[tuple[str, str], str]
    sqlite: str
    journal: str
    synchronous: int


SCHEMA_SQL = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@cache
def reference() -> SchemaReference:
    """Make a new database, look at it, throw it away. Raises UserError where none can be made."""
    with tempfile.TemporaryDirectory(prefix="topaz-pattern-") as folder:
        new = open_file(peewee.DatabaseProxy(), Path(folder) / "new.db", create=True)
        try:
            return SchemaReference(
                schema(new.execute_sql(SCHEMA_SQL).fetchall()),
                sqlite=_value(new, "SELECT sqlite_version()"),
                journal=_value(new, "PRAGMA journal_mode"),
                synchronous=_value(new, "PRAGMA synchronous"),
            )
        finally:
            new.close()


def _value(database: Any, sql: str) -> Any:
    return database.execute_sql(sql).fetchone()[0]


def schema(rows: list[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """The rows of SCHEMA_SQL by kind and name, however their statements were broken into lines."""
    return {(kind, name): re.sub(r"\s+", " ", sql).strip() for kind, name, sql in rows}
