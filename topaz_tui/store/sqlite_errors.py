"""What SQLite's errors say, told by their codes (https://sqlite.org/rescode.html), whatever their words are.

Where the code says no more than 'error', or the driver itself raises and gives none, the words are all there is: they
stand in this module alone.
"""

from __future__ import annotations

from pathlib import Path

import peewee
from sqlcipher3 import dbapi2 as driver

from topaz_tui.errors import Unavailable

LOCKED = {driver.SQLITE_BUSY, driver.SQLITE_LOCKED}
DAMAGED = {driver.SQLITE_CORRUPT, driver.SQLITE_NOTADB}
DISK = {driver.SQLITE_READONLY, driver.SQLITE_IOERR, driver.SQLITE_CANTOPEN}
FULL = {driver.SQLITE_FULL}

_OF_A_COPY = {
    "database is locked": driver.SQLITE_BUSY,
    "database table is locked": driver.SQLITE_LOCKED,
    "attempt to write a readonly database": driver.SQLITE_READONLY,
    "disk I/O error": driver.SQLITE_IOERR,
    "database disk image is malformed": driver.SQLITE_CORRUPT,
    "database or disk is full": driver.SQLITE_FULL,
    "unable to open database file": driver.SQLITE_CANTOPEN,
    "file is not a database": driver.SQLITE_NOTADB,
}
"""SQLite's words of a code (sqlite3_errstr), whole: the driver leaves the code away where Connection.backup fails."""

_NOT_THERE = ("no such table", "no such column")  # SQLITE_ERROR, as a syntax error has
_NO_TEXT = "decode to utf-8"  # the driver's own, as it makes text of bytes


def code_of(error: BaseException) -> int:
    """The primary code of this error of the driver, or of Peewee's that wraps it; 0 where it has none."""
    cause: BaseException | None = error
    while isinstance(cause, peewee.PeeweeException):
        cause = getattr(cause, "orig", None)
    return int(getattr(cause, "sqlite_errorcode", _OF_A_COPY.get(str(cause), 0))) & 0xFF


def is_locked(error: BaseException) -> bool:
    """Whether another connection holds the lock that this statement needs."""
    return code_of(error) in LOCKED


def locked_error(path: Path) -> Unavailable:
    """The error for people of a file whose lock another program holds."""
    return Unavailable(f"{path} is locked by another program.", "Try again in a moment.")


def is_damaged(error: BaseException) -> bool:
    """Whether the file is no database, has lost some of what it should have, or has bytes for text."""
    words, code = str(error).lower(), code_of(error)
    unnamed = code == driver.SQLITE_ERROR and any(each in words for each in _NOT_THERE)
    return code in DAMAGED or unnamed or (not code and _NO_TEXT in words)


def is_hurt(error: BaseException) -> bool:
    """Whether the database, its disk or its lock is at fault, and not the statement."""
    return code_of(error) in LOCKED | DISK | FULL or is_damaged(error)


def is_failed_rollback(error: BaseException) -> bool:
    """Whether there was nothing to roll back any more, as after a full disk, which rolls back by itself."""
    return code_of(error) == driver.SQLITE_ERROR and "cannot rollback" in str(error).lower()


def corrupt(words: str) -> driver.DatabaseError:
    """An error as SQLite's own of a damaged page, where the driver could not make one of it."""
    error = driver.DatabaseError(words)
    error.sqlite_errorcode = driver.SQLITE_CORRUPT
    return error
