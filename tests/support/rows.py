"""What is in the open database."""

from __future__ import annotations

from typing import Any

from peewee import Model

from topaz_tui.store.database import database
from topaz_tui.store.statement import Values, statement


def run(sql: str, values: Values = ()) -> Any:
    """Run this on whichever engine is open, with `?` for each value; returns the cursor."""
    return database.run(statement(sql), values)


def insert(model: type[Model], **facts: Any) -> int:
    """Write a row as `create` of its model does, and return its number: to put the statement together anew each time
    takes Peewee ten times as long as the row."""
    of = model._meta
    given = {of.combined[name]: value for name, value in {**of.get_default_dict(), **facts}.items()}
    names = ", ".join(field.column_name for field in given)
    marks = ", ".join("?" * len(given))
    values = [field.db_value(value) for field, value in given.items()]
    [(id,)] = run(f"INSERT INTO {of.table_name} ({names}) VALUES ({marks}) RETURNING id", values).fetchall()
    return int(id)


def one(sql: str, *values: object) -> Any:
    """The first value of the first row, for which there has to be one."""
    return row(sql, *values)[0]


def row(sql: str, *values: object) -> tuple[Any, ...]:
    """The first row, of which there has to be one."""
    found = run(sql, values).fetchall()
    assert found, f"no row: {sql}"
    return tuple(found[0])
