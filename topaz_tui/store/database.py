"""The one way to what is kept: open it, run one transaction, look for news. Which engine keeps it is known here
and in the two modules beside: sqlite.py (a file) and postgresql.py (a server).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Protocol, TypeVar

import peewee
from sqlcipher3 import dbapi2 as driver

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.regular import is_server
from topaz_tui.store import sqlite
from topaz_tui.store.file_format import TRAINING
from topaz_tui.store.sqlite_errors import is_failed_rollback
from topaz_tui.store.statement import Statement, Values

T = TypeVar("T")


class Engine(Protocol):
    """What sqlite.Sqlite and postgresql.Postgres have in common, beside what Peewee's databases have."""

    name: str
    where: str  # as people name it: a path, or a URL without a password
    chains_log: bool  # does the server chain the lines of the log, by a key that is not this login's?

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run SQL that is written for this engine, and return its cursor."""

    def run(self, statement: Statement, values: Values = ()) -> Any:
        """Run a statement of store/sql, in this engine's words, and return its cursor."""

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        """The rows of a statement of store/sql, as these named tuples."""

    def many(self, statement: Statement, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement of store/sql for each of the rows."""

    def start(self, exclusive: bool) -> None:
        """Begin a transaction in the engine's own way: see `transaction`."""

    def start_reading(self) -> contextlib.AbstractContextManager[Any]:
        """A transaction that only reads, and sees nothing of what others write meanwhile: see `one_moment`."""

    def before_commit(self) -> None:
        """Look, as the last thing before the commit, whether what was written will be kept; raises UserError where it
        will not."""

    def lock_rows(self, table: str, column: str, ids: Sequence[int]) -> None:
        """Lock these rows: nobody else changes them until the transaction ends."""

    def wait_alone(self) -> None:
        """Take the lock that lets nobody else begin a chain of the log; the transaction's end gives it back."""

    def audit_keys(self) -> list[bytes]:
        """The keys of the log (audit_key.py), the one that is used last."""

    def add_audit_key(self, key: bytes) -> None:
        """Keep a key; a file takes its first alone."""

    def search_clause(self, groups: Sequence[str]) -> tuple[str, object]:
        """Tables and a condition, with its value: the lines `f` of `search_line` with all these groups of three."""

    def change_marks(self) -> tuple[object, ...]:
        """A value that is another one after each write, by this connection or any other."""

    def trouble(self, error: Exception) -> UserError:
        """The error for people that an error of the driver means."""

    def reset_connection(self) -> None:
        """Drop a connection that an error has made useless, so that the next transaction opens another."""


class OpenDatabase(Engine, Protocol):
    """The database that is open: its engine, and what of Peewee's own the program uses of it."""

    @property
    def obj(self) -> Engine:
        """The engine itself."""

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Open this thread's connection."""

    def is_closed(self) -> bool:
        """Has this thread no connection?"""

    def close(self) -> bool:
        """Close this thread's connection."""

    def execute(self, query: Any) -> Any:
        """Run a query of Peewee's, and return its cursor."""

    def transaction(self) -> contextlib.AbstractContextManager[Any]:
        """Peewee's own transaction: see `transaction` below for the program's."""

    def atomic(self) -> contextlib.AbstractContextManager[Any]:
        """A transaction, or within one a part that can be undone alone."""

    def in_transaction(self) -> bool:
        """Is a transaction under way on this thread's connection?"""


_proxy: Any = peewee.DatabaseProxy()
database: OpenDatabase = _proxy
_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


def open_database(where: Path | str, *, create: bool = False) -> Any:
    """Make the database at `where` (a path, or 'postgresql://host/name') that of this process, bring its schema up to
    date, and return it.

    Raises UserError when it is missing, is no database, is another program's, was written by a newer Topaz, was moved
    away, or cannot be written. With `create` there must be none yet; one that is made by a pretended clock is for
    training alone (services/training.py).
    """
    close()  # this thread's to what was open before: nobody could reach it any more
    if not is_server(where):
        opened: Any = sqlite.open_file(_proxy, Path(where), create)
    else:
        from topaz_tui.store import postgresql

        opened = postgresql.open_server(_proxy, str(where), create)
    if create and clock.is_pretended() and opened.table_exists("metadata"):  # from its first line on it is no real one
        opened.execute_sql(f"INSERT INTO metadata (key, value) VALUES ('{TRAINING}', 'yes')")
    return opened


@contextlib.contextmanager
def transaction(*, exclusive: bool = True) -> Iterator[Any]:
    """One transaction: all of it lands, or none. Inside another transaction it is part of that one.

    No two transactions run at once, so that what one has read stays true until it has written; `exclusive=False` is for
    those that need no such thing, because they are one statement on rows of their own (a claim, a draft): a server runs
    many of them at once, a file does not. Raises UserError when the lock can't be had in time, or the disk refuses.
    """
    if _only_reads.get():
        raise RuntimeError("what reads one moment writes")
    if database.in_transaction():
        yield database.obj
        return
    with _errors_in_words():
        database.connect(reuse_if_open=True)
        with database.transaction():
            database.obj.start(exclusive)
            yield database.obj
            database.obj.before_commit()


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """What the block reads, in however many statements, is of one moment, whatever others write meanwhile. Nothing may
    be written in it. Inside a transaction it is part of that. Raises UserError as `transaction` does."""
    if database.in_transaction():
        yield
        return
    with _errors_in_words():
        database.connect(reuse_if_open=True)
        token = _only_reads.set(True)
        try:
            with database.obj.start_reading():
                yield
        finally:
            _only_reads.reset(token)


def is_of_one_moment() -> bool:
    """Does this run within a block of `one_moment`, where nothing may be written?"""
    return _only_reads.get()


@contextlib.contextmanager
def _errors_in_words() -> Iterator[None]:
    try:
        yield
    except UserError:
        database.obj.reset_connection()
        raise
    except (peewee.OperationalError, peewee.InterfaceError, peewee.ProgrammingError, driver.OperationalError) as error:
        if isinstance(error, peewee.ProgrammingError) and not is_refused(error):
            raise
        first: Exception = error  # a rollback that fails (a full disk has rolled back already) hides what it was for
        while is_failed_rollback(first) and isinstance(first.__context__, Exception):
            first = first.__context__
        trouble = first if isinstance(first, UserError) else database.obj.trouble(first)
        database.obj.reset_connection()
        raise trouble from error


def is_refused(error: Any) -> bool:
    """Did the server refuse this because the login that asked has no right to it?"""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == "42501"


def login() -> str | None:
    """The login on the server that this connection uses, where each worker has one of their own; None where all share
    one, and for a file."""
    found: str | None = getattr(database.obj, "login", None)
    return found


def apart() -> str | None:
    """The role of whose login this is, where it is one that may read a part of the list alone (store/rights_apart.py);
    else None."""
    found: str | None = getattr(database.obj, "apart", None)
    return found


def writes_seen() -> tuple[object, ...]:
    """A value that is another one after each write, by this connection or any other: a cheap way to see whether
    anything has changed."""
    return tuple(database.obj.change_marks())


def close() -> None:
    """Close this thread's connection."""
    if database.obj is not None and not database.is_closed():
        database.close()
