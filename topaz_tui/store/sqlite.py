"""A database in a file.

SQLite through sqlcipher3 alone: it brings a version without the WAL-reset fault, and two SQLite libraries must never
open one file in one process.
"""

from __future__ import annotations

import contextlib
import os
import random
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from shlex import quote as quoted
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import peewee
from sqlcipher3 import dbapi2 as driver

from topaz_tui import regular
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable, UserError
from topaz_tui.files import make_private
from topaz_tui.store import audit_key
from topaz_tui.store import sqlite_errors as errors
from topaz_tui.store.file_format import APPLICATION_ID, METADATA, MOVED, MOVED_TO, as_text
from topaz_tui.store.schema import SCHEMA, newer, upgrade
from topaz_tui.store.statement import Statement, Values, tuples

T = TypeVar("T")

LOCK_PATIENCE = 30.0  # seconds a transaction waits for the write lock before it says so
_NEVER = threading.Event()  # waited for to let time pass: `time.sleep` can fail in the middle of a claim
MENDED = (3, 51, 3)  # the first SQLite whose WAL cannot lose commits (its WAL-reset fault)

PRAGMAS = {
    "busy_timeout": 0,  # `_patiently` waits, with jitter
    "synchronous": 2,  # FULL: what the screen says is saved survives a power cut
    "foreign_keys": 1,
    "recursive_triggers": 1,  # else REPLACE would delete past the triggers that forbid it
    "secure_delete": 1,
    "trusted_schema": 0,
    "cache_size": -16000,
}


class MovedAway(NotFound):
    """The file is a list that was moved to the server at the URL `to`."""

    def __init__(self, to: str) -> None:
        what = f"This list was moved to {to}; what is here is the old one."
        super().__init__(what, f"Open it so: topaz --db {quoted(to)}")
        self.to = to


class _Cursor(driver.Cursor):  # type: ignore[misc]  # the driver has no types
    """Says in a sentence what SQLite finds broken while rows are fetched: it goes on reading the file then."""

    def _fetch(self, fetch: Callable[..., T], *args: Any) -> T:
        try:
            return fetch(*args)
        except driver.DatabaseError as error:
            if errors.is_hurt(error):
                raise trouble(error, self.connection.path) from error
            raise

    def execute(self, *args: Any) -> Any:
        try:
            return super().execute(*args)
        except UnicodeDecodeError as error:  # what SQLite says of a damaged page quotes it, and that is no text
            raise errors.corrupt("malformed, and so is what SQLite says of it") from error

    def executemany(self, *args: Any) -> Any:
        return self._fetch(super().executemany, *args)

    def fetchone(self) -> Any:
        return self._fetch(super().fetchone)

    def fetchall(self) -> Any:
        return self._fetch(super().fetchall)

    def fetchmany(self, *args: Any) -> Any:
        return self._fetch(super().fetchmany, *args)

    def __next__(self) -> Any:
        return self._fetch(super().__next__)


class _Connection(driver.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that knows its file, for what is said of it."""

    path: Path

    def cursor(self, *args: Any) -> Any:
        return super().cursor(*(args or (_Cursor,)))


class Sqlite(peewee.SqliteDatabase):
    """Peewee's SQLite on the sqlcipher3 driver."""

    name = "sqlite"
    chains_log = False
    if TYPE_CHECKING:  # Peewee's own, which its types leave out
        _add_conn_hooks: Any
        cursor: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._file = threading.local()  # a connection is a thread's own, and so is the file that it has open
        super().__init__(*args, **kwargs)

    @property
    def where(self) -> str:
        """The path of the file."""
        return str(self.database)

    def _connect(self) -> Any:
        """Never makes a file: where a drive is gone, an empty database in its place would be a second list."""
        there = f"file:{quote(os.path.abspath(self.where))}?mode=rw"
        try:
            connection = driver.connect(
                there, uri=True, timeout=0, isolation_level=None, factory=_Connection, **self.connect_params
            )
            connection.path = Path(self.where)
            connection.text_factory = as_text
        except driver.Error as error:
            raise self.trouble(error) from error
        try:
            self._add_conn_hooks(connection)
            self._file.opened = _file_at(self.where)
        except Exception:
            connection.close()
            raise
        return connection

    def connect(self, reuse_if_open: bool = False) -> Any:
        """As Peewee's, as soon as no other program is just folding its -wal in as it leaves."""
        return _patiently(super().connect, reuse_if_open)

    @property
    def is_there(self) -> bool:
        """Is the file that this thread has open still the one at its path? One that was moved, deleted or unmounted
        can be written into without an error, and nobody would ever read it there."""
        opened = getattr(self._file, "opened", None)
        return opened is not None and opened == _file_at(self.where)

    def _need_file(self) -> None:
        if not self.is_there:
            raise _gone(self.where)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """As Peewee's; but a damaged database, or a disk that refuses, is said in a sentence wherever it is met."""
        try:
            return _patiently(super().execute_sql, sql, params)
        except peewee.DatabaseError as error:
            if not errors.is_hurt(error):
                raise
            said = self.trouble(error)
            if not self.in_transaction():
                self.reset_connection()
            raise said from error

    def run(self, statement: Statement, values: Values = ()) -> Any:
        """Run a statement that stands in text."""
        return self.execute_sql(statement.sqlite, values)

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        """The rows of a statement that stands in text, as these named tuples."""
        return tuples(self.run(statement, values), make)

    def many(self, statement: Statement, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self.cursor().executemany(statement.sqlite, rows)

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a transaction once nobody else writes; waits for that with _patiently."""
        _patiently(super().begin, lock_type)

    def start(self, exclusive: bool) -> None:  # noqa: ARG002  # a file lets nobody write beside another
        """With the lock: is it still our file and schema? A newer program may have been here since we opened it."""
        self._need_file()
        self.check_version()

    def start_reading(self) -> AbstractContextManager[Any]:
        """A transaction that keeps no writer waiting. With a -wal beside it, a file stays for its reader as it was at
        the first statement."""
        return self.transaction("DEFERRED")

    def before_commit(self) -> None:
        """Raises UserError where somebody moved or deleted the file since the transaction began: what was written into
        it would be gone with it."""
        self._need_file()

    def check_version(self) -> int:
        """The number of the newest step that was taken. Raises UserError where this program does not know it."""
        [(version,)] = self.execute_sql("PRAGMA user_version").fetchall()
        if version == MOVED:
            [(table,)] = self.execute_sql(METADATA).fetchall()
            [(to,)] = self.execute_sql(f"SELECT value FROM {table} WHERE key = ?", (MOVED_TO,)).fetchall()
            raise MovedAway(to)
        if version > SCHEMA:
            raise newer(self.where, version)
        return int(version)

    def set_version(self, version: int) -> None:
        """Write the number of the newest step of the schema into the file."""
        self.execute_sql(f"PRAGMA user_version = {version}")

    def run_step(self, sql: str) -> None:
        """Run a statement of a migration."""
        self.execute_sql(sql)

    def lock_rows(self, table: str, column: str, ids: Sequence[int]) -> None:
        """Nothing to do: a file lets nobody else write until the transaction ends."""

    def wait_alone(self) -> None:
        """Nothing to do, for the same reason."""

    def audit_keys(self) -> list[bytes]:
        """The keys of the log, which are beside the file."""
        return audit_key.in_file(Path(self.where))

    def add_audit_key(self, key: bytes) -> None:
        """Keep the first key."""
        audit_key.put_beside(Path(self.where), key)

    def search_clause(self, groups: Sequence[str]) -> tuple[str, object]:
        """Tables and a condition, with its value: the lines `f` of `search_line` with all these groups of three."""
        quoted = ('"{}"'.format(group.replace('"', '""')) for group in groups)
        return (
            "search_trigram JOIN search_line f ON f.client_id = search_trigram.rowid WHERE search_trigram MATCH ?",
            " AND ".join(quoted),
        )

    def change_marks(self) -> tuple[object, ...]:
        """Changes with each write, by another connection or by this."""
        if not self.is_there:
            self.reset_connection()  # another file stands there now: open that one, or say that none does
            return (self.execute_sql("SELECT 'another file'").fetchall(),)
        self.check_version()  # who has it open is told that it was moved
        [(others,)] = self.execute_sql("PRAGMA data_version").fetchall()
        [(ours,)] = self.execute_sql("SELECT total_changes()").fetchall()
        return others, ours

    def trouble(self, error: Exception) -> UserError:
        """What went wrong, for a person. A connection that was opened while its drive could not be written, or that
        lost it, stays so: `reset_connection` drops it."""
        if errors.code_of(error) in errors.DISK:
            self._file.opened = None
        return trouble(error, Path(self.where))

    def reset_connection(self) -> None:
        """Keep the connection, as long as its file is there."""
        if not self.is_there:
            self.close()


def _file_at(path: str) -> tuple[int, int] | None:
    """The device and inode of the file at this path, by which it is known under any name; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _patiently(work: Callable[..., T], *args: Any) -> T:
    """Tried again with jitter while another connection holds the lock, and the more often the longer it takes, so that
    who has waited long comes before who has just come: SQLite's own wait lets one process starve for seconds."""
    began = time.monotonic()
    while True:
        try:
            return work(*args)
        except peewee.OperationalError as error:
            waited = time.monotonic() - began
            if not errors.is_locked(error) or waited > LOCK_PATIENCE:
                raise
            _NEVER.wait(random.uniform(0.001, 0.01) / (1 + 20 * waited))


def open_file(proxy: peewee.DatabaseProxy, path: Path, create: bool) -> Sqlite:
    """Open the database in this file as the one of `proxy`; with `create` a new one, which must not be there yet."""
    if create:
        _make_room(path)
    elif not regular.is_there(path):
        raise NotFound(f"There is no database at {path}.", "Make one with 'topaz init', or try 'topaz demo'.")
    elif path.is_dir():
        raise Invalid(f"{path} is a folder, not a database.", "Name a file with --db.")
    else:
        regular.need(path, "Name the database with --db.")
    if driver.sqlite_version_info < MENDED:
        raise Invalid(f"SQLite {driver.sqlite_version} can lose what it saved.", "Install a newer sqlcipher3.")
    opened = Sqlite(str(path), pragmas=PRAGMAS, lock_type="IMMEDIATE")
    proxy.initialize(opened)
    try:
        _check(opened, path, create)
    except BaseException as error:
        opened.close()  # it is none of ours, and whoever asked has no hold of it
        if isinstance(error, driver.Error | peewee.DatabaseError):
            raise trouble(error, path) from error
        raise
    return opened


def _make_room(path: Path) -> None:
    if path.exists():
        raise Conflict(f"{path} is there already, and nothing is overwritten.", "Choose another name with --db.")
    try:
        make_private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # personal data: its owner alone reads it
    except OSError as error:
        raise Invalid(
            f"No database can be made at {path}: {error.strerror}.", "Choose another place with --db."
        ) from error


def _check(opened: Sqlite, path: Path, create: bool) -> None:
    opened.connect(reuse_if_open=True)
    (application,) = opened.execute_sql("PRAGMA application_id").fetchone()
    if not create and application != APPLICATION_ID:
        raise Invalid(f"{path} is not a Topaz database.", "Name the right file with --db.")
    version = opened.check_version()
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise NotAllowed(f"{path} and its folder can't be written.", "Ask for the right to write there.")
    if opened.execute_sql("PRAGMA journal_mode").fetchone() != ("wal",):
        opened.execute_sql("PRAGMA journal_mode = WAL")
    if create:
        opened.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    if version < SCHEMA:
        with _alone(path):
            known = opened.check_version()
            if known < SCHEMA:  # and nobody else was quicker
                if known:
                    from topaz_tui.store.backup import before_upgrade

                    before_upgrade(path, SCHEMA)
                upgrade(opened)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time brings a schema up to date: a dispatch and three terminals may start at once. Where the
    system has no such lock, SQLite's own has to do."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    file = path.with_name(path.name + ".upgrade")
    try:
        lock = os.open(file, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise Unavailable(
            f"{file} can't be opened: {error.strerror}.", "Try again in a minute; else its owner takes it away."
        ) from error
    with contextlib.suppress(OSError):  # for whoever has the database; one that was there is perhaps another account's
        os.fchmod(lock, stat.S_IMODE(path.stat().st_mode) & 0o660)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        file.unlink(missing_ok=True)
    finally:
        os.close(lock)


def trouble(error: Exception, path: Path) -> UserError:
    """The error for people that an error of the driver means."""
    code = errors.code_of(error)
    if errors.is_damaged(error):
        return Invalid(
            f"{path} is not a database, or is damaged.", "Name the right file with --db, or restore a backup."
        )
    if errors.is_locked(error):
        return errors.locked_error(path)
    if code == driver.SQLITE_CANTOPEN and not os.path.exists(path):
        return _gone(path)
    if not os.access(path, os.R_OK):
        return NotAllowed(f"Your account may not use {path}.", f"Ask its owner for the right to: chmod 660 {path}")
    if code == driver.SQLITE_CANTOPEN:
        return Invalid(f"{path} can't be opened for writing.", "Look whether its drive can be written, and is whole.")
    if code == driver.SQLITE_READONLY:
        return NotAllowed(f"{path} can't be written.", "Ask for the right to write there.")
    if code in errors.FULL:
        return Unavailable("The disk is full.", "Make room, then try again: nothing that was saved is lost.")
    if code == driver.SQLITE_IOERR:
        return Invalid(
            f"{path} can't be read or written: the disk does not answer as it should.", "Try again; then ask."
        )
    return Unavailable(f"{path} can't be used: {error}.", "Ask whoever looks after the machine.")


def _gone(path: Path | str) -> UserError:
    return Unavailable(f"The database is not there any more: {path}.", "Look whether its drive or network is.")
