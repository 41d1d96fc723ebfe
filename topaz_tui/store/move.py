"""Move a list from a file to a server: every row copied, every row compared, and never two lists in use.

The file is held against writing all the while. What stands in `metadata` says how far it came: nobody can open the
server's list ('moving from') until nobody can open the file ('moved to'). Killed anywhere, the same command goes on:
tables that are there and equal are not copied again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

import peewee
from sqlcipher3 import dbapi2 as driver

from topaz_tui.errors import Invalid
from topaz_tui.store import file_format, postgresql, sqlite
from topaz_tui.store.models import MODELS
from topaz_tui.store.schema import MOVING

OURS = (MOVING, file_format.MOVED_TO, "moves as")  # keys of `metadata` that are about the move itself
AT_ONCE = 5_000  # rows read from the server at a time

Tell = Callable[[str, int], None]
"""Called with each table's name and how many rows of it are there and equal."""


def move(path: Path, url: str, tell: Tell = lambda _table, _rows: None) -> int:
    """Move the list in the file at `path` to the empty database that the URL names; returns the number of rows. The
    file stays where it is, marked as moved.

    Raises UserError where there is another list already, somebody else writes for too long, or a row does not come out
    as it went in: then the file is still the list.
    """
    with _source(path) as (source, moved), _target(url, _token(source), moved) as target, _held(source, path):
        rows = sum(_table(source, target, model, tell) for model in MODELS)
        if not moved:
            _mark(source, target.where)
        with target.transaction():
            for model in MODELS:
                if _key(model) == "id":
                    name = model._meta.table_name
                    target.execute_sql(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 0) + 1, false)"
                        f" FROM {name}"
                    )
            for key in source.audit_keys():  # what was proved in the file stays proved on the server
                target.add_audit_key(key)
            target.execute_sql("DELETE FROM metadata WHERE key = %s", (MOVING,))
        target.execute_sql("ANALYZE")
    return rows


@contextmanager
def _source(path: Path) -> Iterator[tuple[Any, sqlite.MovedAway | None]]:
    """The file, and what it says where an earlier run has marked it."""
    proxy, moved = peewee.DatabaseProxy(), None
    try:
        source = sqlite.open_file(proxy, path, create=False)
    except sqlite.MovedAway as error:  # perhaps the server was not told yet
        source, moved = proxy.obj, error
    try:
        yield source, moved
    finally:
        source.close()


@contextmanager
def _target(url: str, token: str, moved: sqlite.MovedAway | None) -> Iterator[Any]:
    """The server's database; for a file that was moved already only that to which it is still being moved."""
    if moved and moved.to != postgresql.address(url):
        raise moved
    try:
        target = postgresql.open_server(peewee.DatabaseProxy(), url, create=True, moving=token)
    except postgresql.NotEmpty:
        raise moved or postgresql.NotEmpty(url) from None
    try:
        yield target
    except peewee.DatabaseError as error:
        raise target.trouble(error) from error
    finally:
        target.close()


@contextmanager
def _held(source: Any, path: Path) -> Iterator[None]:
    """Keep everybody else from writing to the file until the block ends."""
    try:
        with source.transaction():
            yield
    except (peewee.OperationalError, driver.OperationalError) as error:
        raise sqlite.trouble(error, path) from error


def _token(source: Any) -> str:
    """The name of this file's moves: the same for each run, so that a later one goes on with an earlier."""
    with source.transaction():
        source.execute_sql(
            "INSERT INTO metadata (key, value) VALUES ('moves as', ?) ON CONFLICT (key) DO NOTHING",
            (secrets.token_hex(8),),
        )
        [(token,)] = source.execute_sql("SELECT value FROM metadata WHERE key = 'moves as'").fetchall()
    return str(token)


def _mark(source: Any, where: str) -> None:
    """From the end of this transaction nobody can open the file."""
    source.execute_sql("INSERT INTO metadata (key, value) VALUES (?, ?)", (file_format.MOVED_TO, where))
    source.set_version(file_format.MOVED)


def _key(model: Any) -> str:
    return str(model._meta.primary_key.column_name)


def _table(source: Any, target: Any, model: Any, tell: Tell) -> int:
    """Bring one table over, unless it is there; returns its rows. Those after it are still empty."""
    name, key = model._meta.table_name, _key(model)
    columns = [field.column_name for field in model._meta.sorted_fields]
    select = f"SELECT {', '.join(columns)} FROM {name}{_WHERE.get(name, '')} ORDER BY {key}"
    if _differs(source, target, select) is None:
        count = _count(source, select)
    else:
        with target.transaction():
            _empty(target, name)
            count = _copy(source, target, name, columns, select)
        if (place := _differs(source, target, select)) is not None:
            raise Invalid(
                f"Row {place} of {name} is not on the server as it is in the file.",
                "Nothing is lost: the file is still the list. Ask whoever looks after the server.",
            )
    tell(name, count)
    return count


def _empty(target: Any, name: str) -> None:
    """Take out what a run that broke off has left there, with what points at it. Nobody can open the list yet, and
    this is the one time at which what only grows is emptied."""
    if name == "metadata":
        target.execute_sql(f"DELETE FROM metadata{_WHERE['metadata']}")
    elif target.execute_sql(f"SELECT 1 FROM {name} LIMIT 1").fetchone():
        refusals = target.execute_sql("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 <> 0")
        found = refusals.fetchall()
        for trigger, table in found:
            target.execute_sql(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        target.execute_sql(f"TRUNCATE {name} CASCADE")
        for trigger, table in found:
            target.execute_sql(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


_WHERE = {"metadata": f" WHERE key NOT IN ({', '.join(map(repr, OURS))})"}


def _copy(source: Any, target: Any, name: str, columns: Sequence[str], select: str) -> int:
    count = 0
    with target.cursor().copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as into:
        for row in _rows(source, select):
            if any(isinstance(value, str) and "\0" in value for value in row):
                raise Invalid(
                    f"A text in {name} (the row {row[0]}) has a character in it that a server can't keep.",
                    "Change it with Topaz, then move again.",
                )
            into.write_row(row)
            count += 1
    return count


def _rows(source: Any, select: str) -> Iterable[tuple[Any, ...]]:
    rows: Iterable[tuple[Any, ...]] = source.execute_sql(select)
    return rows


def _count(source: Any, select: str) -> int:
    [(count,)] = source.execute_sql(f"SELECT count(*) FROM ({select})").fetchall()
    return int(count)


def _differs(source: Any, target: Any, select: str) -> object | None:
    """The key of the first row that is not the same on both sides; None where all are."""
    with target.transaction(), closing(target.connection().cursor(name="compare")) as there:
        there.itersize = AT_ONCE
        there.execute(select)
        for ours, theirs in zip_longest(_rows(source, select), there):
            if ours is None or theirs is None or tuple(ours) != tuple(theirs):
                place: object = (ours or theirs)[0]
                return place
    return None
