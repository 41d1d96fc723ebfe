"""The rows of a query by name, for whoever makes something of them that is no model: mypy takes what a query
yields for models, whatever it was asked for.

All rows are read before the first is given: who makes something of a row may write meanwhile, and SQLite lets no
statement that is half read become one that writes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from peewee import SQL, Model, NodeList, Value

from topaz_tui.store.database import database

T = TypeVar("T")


def dicts(query: Any) -> Iterator[dict[str, Any]]:
    """Each row as a dictionary, by the names of its columns or their aliases."""
    return iter(list(query.dicts()))


def objects(query: Any, make: Callable[..., T]) -> list[T]:
    """What `make` (a dataclass, a named tuple, a function) makes of each row, by the names of its columns or their
    aliases."""
    cursor = database.execute(query)  # Peewee's own `objects` looks at each value, and takes three times as long
    names = tuple(column[0] for column in cursor.description)
    if names == _taken_by(make):  # all of them, in that order: no row needs its names
        return [make(*row) for row in cursor.fetchall()]
    return [make(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _taken_by(make: Callable[..., Any]) -> tuple[str, ...]:
    """The names of what it takes, in their order."""
    if dataclasses.is_dataclass(make):
        return tuple(field.name for field in dataclasses.fields(make) if field.init and not field.kw_only)
    code = getattr(make, "__code__", None)
    taken = code.co_varnames[: code.co_argcount] if code else getattr(make, "_fields", ())
    return tuple(taken)


def first(query: Any, make: Callable[..., T]) -> T | None:
    """`make` applied to the query's first row; None where it has no row."""
    return next(iter(objects(query.limit(1), make)), None)


def columns(model: type[Model], made: Any, *but: str) -> list[Any]:
    """The model's columns for the fields of this dataclass, of the same names; `but` those that come from elsewhere."""
    named = model._meta.columns
    return [named[field.name].alias(field.name) for field in dataclasses.fields(made) if field.name not in but]


def written(value: str | int) -> SQL:
    """A constant of ours as it stands in the statement, and not bound: SQLite looks into a partial index only where the
    condition has its words (`Escalation.kind == written(EscalationKind.QUESTION)`)."""
    if isinstance(value, int):
        return SQL(str(value))
    if "'" in value:
        raise ValueError("no constant")
    return SQL(f"'{value}'")


def ids_as_one(ids: Iterable[int]) -> NodeList:
    """These ids for an IN, as one value: thousands of them would be compiled one by one."""
    return ids_in(Value(as_json(ids), converter=False))


def texts_as_one(texts: Iterable[str]) -> NodeList:
    """As `ids_as_one`, for texts."""
    return texts_in(Value(as_json(texts), converter=False))


def ids_in(among: Any) -> NodeList:
    """The ids of a list in JSON, for an IN: of a query that is built once, its parameter (store/compiled.py)."""
    return NodeList((SQL("(SELECT CAST(value AS INTEGER) FROM json_each("), among, SQL("))")))


def texts_in(among: Any) -> NodeList:
    """As `ids_in`, for texts."""
    return NodeList((SQL("(SELECT value FROM json_each("), among, SQL("))")))


def as_json(values: Iterable[object]) -> str:
    """A list of values as the one value of `ids_in` and `texts_in`."""
    return json.dumps(list(values))


def named(cursor: Any) -> list[dict[str, Any]]:
    """The rows of a statement of store/sql as dictionaries, by the names of its columns."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
