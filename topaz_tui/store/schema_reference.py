"""What the schema of a sound database has, read from a new one that is made and thrown away: so nobody has to keep a
list."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import peewee

from topaz_tui.errors import Invalid
from topaz_tui.store.schema import SCHEMA, STEPS, upgrade
from topaz_tui.store.sqlite import Sqlite, open_file

Made = Mapping[tuple[str, str], str]
"""The statements by which everything in a schema is made, by kind and name: 'trigger', 'audit_stays'."""


@dataclass(frozen=True, slots=True)
class SchemaReference:
    """How everything in the schema is made, which SQLite made it, and how every connection of ours writes."""

    schema: Made
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


@cache
def schema_of(version: int) -> Made:
    """How everything in the schema of this number was made; empty for a number that no schema had."""
    if version == SCHEMA:
        return reference().schema
    last = next((step.stem for step in STEPS.glob("[0-9]*.py") if int(step.name[:4]) == version), None)
    if last is None:
        return {}
    with tempfile.TemporaryDirectory(prefix="topaz-pattern-") as folder:
        (file := Path(folder) / "old.db").touch(0o600)
        old = Sqlite(str(file))
        with old.connection_context():
            upgrade(old, last=last)
            return schema(old.execute_sql(SCHEMA_SQL).fetchall())


def strange(there: Made, due: Made) -> list[str]:
    """What is in a schema and is not of ours, or is made otherwise: a trigger, a view or a table of somebody else's may
    stand there, or one of ours without what it checks. In the order of their names."""
    return sorted(name for (kind, name), made in there.items() if due.get((kind, name)) != made)


def foreign(there: Made, due: Made) -> list[str]:
    """What of it does something that Topaz did not ask for: whatever has no name of ours, and a trigger that is made
    otherwise. A table of ours that another SQLite wrote down in other words is none of these."""
    return sorted(
        name
        for (kind, name), made in there.items()
        if (kind, name) not in due or (kind == "trigger" and due[kind, name] != made)
    )


def _value(database: Any, sql: str) -> Any:
    [value] = database.execute_sql(sql).fetchone()
    return value


def schema(rows: list[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """The rows of SCHEMA_SQL by kind and name, however their statements were broken into lines; without what SQLite
    keeps for itself."""
    return {(kind, name): re.sub(r"\s+", " ", sql).strip() for kind, name, sql in rows if name[:7] != "sqlite_"}


def need_ours(copy: Any, backup: Path, version: int) -> None:
    """Raises Invalid where a backup, open as `copy`, has in its schema what no Topaz made: a trigger that silences the
    log, a view in the place of a table. Whoever puts a backup there may not have made it."""
    if names := foreign(schema(copy.execute(SCHEMA_SQL).fetchall()), schema_of(version)):
        raise Invalid(
            f"{backup} has in it what Topaz did not make: {', '.join(names[:3])}.",
            "Nothing was changed. Ask who made it; name another backup.",
        )
