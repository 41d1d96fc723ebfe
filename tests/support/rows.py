"""What is in the open database."""

from __future__ import annotations

from typing import Any

from topaz_tui.store.database import database
from topaz_tui.store.statement import Values, statement


def run(sql: str, values: Values = ()) -> Any:
    """Run this on whichever engine is open, with `?` for each value; returns the cursor."""
    return database.run(statement(sql), values)


def one(sql: str, *values: object) -> Any:
    """The first value of the first row, for which there has to be one."""
    return row(sql, *values)[0]


def row(sql: str, *values: object) -> tuple[Any, ...]:
    """The first row, of which there has to be one."""
    found = run(sql, values).fetchall()
    assert found, f"no row: {sql}"
    return tuple(found[0])
