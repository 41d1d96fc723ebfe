"""The look through every row of a table, of which services/legible.py has the table of columns.

As text, since doctor runs it by a connection of its own beside the program's, on which Peewee has no models, and since
it reads all rows that there are: 15,000 calls take 15 ms so, and 49 ms as Peewee's tuples.
A row has the columns that were asked for, in that order, and is read by the same list of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.store.statement import Statement, statement


def after(table: str, id: str, columns: Sequence[str], count: int) -> Statement:
    """So many rows, each with its number first: those behind the number that is the statement's value."""
    return statement(f"SELECT {id}, {', '.join(columns)} FROM {table} WHERE {id} > ? ORDER BY {id} LIMIT {count}")


def one(table: str, id: str, columns: Sequence[str]) -> Statement:
    """The row of the number that is the statement's value."""
    return statement(f"SELECT {', '.join(columns)} FROM {table} WHERE {id} = ?")
