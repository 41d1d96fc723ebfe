"""Connect, check, migrate, and run one transaction a deed.

SQLite through sqlcipher3 alone: it brings a version without the WAL-reset fault, and two SQLite libraries must never
open one file in one process (data.md, Decide first 1 and 2).
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
from sqlcipher3 import dbapi2 as sqlite

from topaz_tui.errors import Trouble

APPLICATION_ID = 0x544F5041  # 'TOPA', so that another program's database is known as such
SCHEMA = 2  # the number of the newest migration
LOCK_PATIENCE = 30.0  # seconds a deed waits for the write lock before it says so
MENDED = (3, 51, 3)  # the first SQLite whose WAL cannot lose commits (data.md, Decide first 1)

HURT = ("malformed", "not a database", "disk i/o", "is full", "no such table", "no such column", "readonly")

PRAGMAS = {
    "busy_timeout": 50,  # short: `begin` waits, with jitter
    "synchronous": 2,  # FULL: what the screen says is saved survives a power cut
    "foreign_keys": 1,
    "recursive_triggers": 1,  # else REPLACE would delete past the triggers that forbid it
    "secure_delete": 1,
    "trusted_schema": 0,
    "cache_size": -16000,
}


class Database(peewee.SqliteDatabase):
    """Peewee's SQLite on the sqlcipher3 driver."""

    def _connect(self) -> Any:
        connection = sqlite.connect(self.database, timeout=0, isolation_level=None, **self.connect_params)
        try:
            self._add_conn_hooks(connection)  # type: ignore[attr-defined]
        except Exception:
            connection.close()
            raise
        return connection

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """As Peewee's; but a damaged database, or a disk that refuses, is said in a sentence wherever it is met."""
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        except peewee.DatabaseError as error:
            if any(word in str(error).lower() for word in HURT):
                raise _trouble(error, Path(str(self.database))) from error
            raise

    def begin(self, lock_type: str | None = None) -> None:
        """BEGIN, tried again with jitter while another connection writes: SQLite's own wait lets one process
        starve for seconds (data.md, Claims)."""
        until = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                super().begin(lock_type)
                return
            except peewee.OperationalError as error:
                if not is_locked(error) or time.monotonic() > until:
                    raise
                time.sleep(random.uniform(0.002, 0.02))


database = peewee.DatabaseProxy()


def open_database(path: Path | str, *, create: bool = False) -> Database:
    """Make `path` the database of this process, bring its schema up to date, and return it.

    Raises Trouble when the file is missing, is no database, is another program's, was written by a newer Topaz, or
    cannot be written. With `create` the file must not be there yet.
    """
    path = Path(path)
    if create:
        _make_room(path)
    elif not path.exists():
        raise Trouble(f"There is no database at {path}.", "Make one with 'topaz init', or try 'topaz demo'.")
    elif path.is_dir():
        raise Trouble(f"{path} is a folder, not a database.", "Name a file with --db.")
    if sqlite.sqlite_version_info < MENDED:
        raise Trouble(f"SQLite {sqlite.sqlite_version} can lose what it saved.", "Install a newer sqlcipher3.")
    opened = Database(str(path), pragmas=PRAGMAS, lock_type="IMMEDIATE")
    database.initialize(opened)
    try:
        _check(opened, path, create)
    except sqlite.Error as error:
        raise _trouble(error, path) from error
    except peewee.DatabaseError as error:
        raise _trouble(error, path) from error
    return opened


def _make_room(path: Path) -> None:
    if path.exists():
        raise Trouble(f"{path} is there already, and nothing is overwritten.", "Choose another name with --db.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # personal data: its owner alone reads it
    except OSError as error:
        raise Trouble(
            f"No database can be made at {path}: {error.strerror}.", "Choose another place with --db."
        ) from error


def _check(opened: Any, path: Path, create: bool) -> None:
    opened.connect(reuse_if_open=True)
    (application,) = opened.execute_sql("PRAGMA application_id").fetchone()
    (version,) = opened.execute_sql("PRAGMA user_version").fetchone()
    if not create and application != APPLICATION_ID:
        raise Trouble(f"{path} is not a Topaz database.", "Name the right file with --db.")
    if version > SCHEMA:
        raise Trouble(
            f"{path} was written by a newer Topaz (schema {version}, this one knows {SCHEMA}).",
            "Update this Topaz, or ask whoever looks after it.",
        )
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise Trouble(f"{path} and its folder can't be written.", "Ask for the right to write there.")
    if opened.execute_sql("PRAGMA journal_mode").fetchone()[0] != "wal":
        opened.execute_sql("PRAGMA journal_mode = WAL")
    if version < SCHEMA:
        with _alone(path):
            (version,) = opened.execute_sql("PRAGMA user_version").fetchone()
            if version < SCHEMA:  # and nobody else was quicker
                _migrate(opened)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time brings a schema up to date: a dispatch and three terminals may start at once. Where the
    system has no such lock, SQLite's own has to do."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    lock = os.open(path.with_name(path.name + ".upgrade"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        path.with_name(path.name + ".upgrade").unlink(missing_ok=True)
    finally:
        os.close(lock)


def _migrate(opened: Any) -> None:
    from playhouse.migrations import Runner

    Runner(opened, directory=str(Path(__file__).parent / "migrations")).up()
    opened.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    opened.execute_sql(f"PRAGMA user_version = {SCHEMA}")


def _trouble(error: Exception, path: Path) -> Trouble:
    words = str(error).lower()
    if any(word in words for word in ("not a database", "malformed", "no such table", "no such column")):
        return Trouble(
            f"{path} is not a database, or is damaged.", "Name the right file with --db, or restore a backup."
        )
    if "locked" in words or "busy" in words:
        return Trouble(f"{path} is locked by another program.", "Try again in a moment.")
    if "readonly" in words:
        return Trouble(f"{path} can't be written.", "Ask for the right to write there.")
    if "full" in words:
        return Trouble("The disk is full.", "Make room, then try again: nothing that was saved is lost.")
    if "disk i/o" in words:
        return Trouble(
            f"{path} can't be read or written: the disk does not answer as it should.", "Try again; then ask."
        )
    return Trouble(f"{path} can't be used: {error}.", "Ask whoever looks after the machine.")


def is_locked(error: BaseException) -> bool:
    """Whether another connection holds the lock that this statement needs."""
    words = str(error).lower()
    return "locked" in words or "busy" in words


@contextlib.contextmanager
def deed() -> Iterator[Database]:
    """One transaction, begun IMMEDIATE: all of it lands, or none. Inside another deed it is part of that one.

    Raises Trouble when the lock can't be had in LOCK_PATIENCE seconds, or the disk refuses.
    """
    database.connect(reuse_if_open=True)
    if database.in_transaction():
        yield database.obj
        return
    try:
        with database.transaction():
            yield database.obj
    except (peewee.OperationalError, sqlite.OperationalError) as error:
        context = error.__context__  # a rollback that fails hides what it was for
        first = context if "rollback" in str(error) and isinstance(context, Exception) else error
        if isinstance(first, Trouble):
            raise first from error
        raise _trouble(first, Path(str(database.database))) from error


def writes_seen() -> tuple[int, int]:
    """Two numbers, of which one changes with each write, by another connection or by this: a cheap look for news."""
    [(others,)] = database.execute_sql("PRAGMA data_version").fetchall()
    [(ours,)] = database.execute_sql("SELECT total_changes()").fetchall()
    return int(others), int(ours)


def close() -> None:
    """Close this thread's connection."""
    if database.obj is not None and not database.is_closed():
        database.close()
