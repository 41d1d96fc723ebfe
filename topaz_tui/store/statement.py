"""A statement in text, in the words of each engine.

What Peewee builds is in its engine's dialect already. A statement that a measurement keeps in text (store/sql/) is
written once where only the marks for its values differ, and twice where more does; either is settled when its module
is read, and nothing is translated when the statement runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

Values = Sequence[object] | Mapping[str, object]
"""In the order of the marks, or by their names."""


@dataclass(frozen=True, slots=True, eq=False)  # equal where it is the same: statements gather their rows by it
class Statement:
    """One statement in the words of SQLite and in those of PostgreSQL."""

    sqlite: str
    postgresql: str


@lru_cache(maxsize=2000)
def statement(text: str, names: tuple[str, ...] = ()) -> Statement:
    """The statement whose values stand as `?`, or as `:name` for each of the names; both engines read all else alike.

    Raises ValueError where they would not: a percent sign begins a mark for PostgreSQL's driver, LIKE heeds capitals
    there and not in SQLite, and a question mark within quotes is none."""
    if "%" in text or "LIKE" in text or any("?" in quoted for quoted in text.split("'")[1::2]):
        raise ValueError(f"not alike for both engines: {text}")
    postgresql = text.replace("?", "%s")
    for name in names:
        postgresql = postgresql.replace(f":{name}", f"%({name})s")
    return Statement(text, postgresql)


def tuples(cursor: Any, make: type[T]) -> list[T]:
    """The rows of a statement in text as these named tuples, whose names are those of its columns, in that order."""
    made: Any = make
    names = tuple(column[0] for column in cursor.description)
    if names != made._fields:
        raise TypeError(f"{made.__name__} has not the columns {', '.join(names)}")
    return [made._make(row) for row in cursor.fetchall()]
