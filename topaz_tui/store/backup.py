"""Copies of the database: whole or not at all, looked through before they count, and put back the same way.

A copy is made by SQLite itself, in one step and of one moment, while others write. Until it is whole it has a hidden
name ('.NAME.….part') that its maker holds a lock on; what a kill leaves behind is taken away by the next copy there.

Nothing here opens the database as a plain file while SQLite has it open in this process: closing such a file would
drop SQLite's locks.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from sqlcipher3 import dbapi2 as driver

from topaz_tui import clock, files, regular
from topaz_tui.errors import Conflict, Invalid, NotFound, Unavailable, UserError
from topaz_tui.store.schema import SCHEMA, newer
from topaz_tui.store.sqlite import APPLICATION_ID, MOVED, as_text

PATIENCE = 30.0  # seconds that a copy waits for a database that is locked against readers
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database, and takes for part of it


class Damaged(Invalid):
    """It is no database any more, or never was one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database: the number of its schema, how many rows each table has, and when something was last
    written into its log (None: never)."""

    schema: int
    rows: dict[str, int]
    newest: str | None

    @property
    def clients(self) -> int:
        return self.rows.get("client", 0)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: where it is, its size in bytes, what is in it."""

    path: Path
    size: int
    contents: Contents


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in the database now, where the one before it is kept (None: there was none), and how many messages may
    have been sent since the backup was made."""

    contents: Contents
    kept: Path | None
    perhaps_sent: int


# Looking


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Any]:
    """A connection that only reads. A -wal that may not belong to the file is left as it is: whoever opens it to write
    puts it into the database when they close. Raises UserError in words for whatever SQLite says."""
    wal = path.with_name(path.name + "-wal")
    mode = "ro" if wal.exists() and wal.stat().st_size else "rw"
    with in_words(path):
        connection = _connect(path, mode)
        try:
            try:
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
            except driver.OperationalError as error:
                if "unable to open" not in str(error) or mode == "ro" or not path.is_file():
                    raise
                connection.close()
                connection = _connect(path, "ro&immutable=1")  # on a disk that can't be written nobody changes it
            yield connection
        finally:
            connection.close()


def verify(path: Path, *, quick: bool = False, named: Path | None = None) -> Contents:
    """Look through a whole database and say what is in it; `quick` leaves out what takes longest.

    Raises Damaged, or UserError where it can't be read, or is another program's; they speak of `named`, whose copy it
    is.
    """
    named = named or path
    with in_words(named), reading(path) as connection:
        [(application,)] = connection.execute("PRAGMA application_id").fetchall()
        if application != APPLICATION_ID:
            raise Invalid(f"{named} is not a Topaz database.", "Name the right file.")
        [(found, *_), *_] = connection.execute(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchall()
        if found != "ok":
            raise _damaged(named)
        if not quick and connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Damaged(f"{named} is damaged: something in it refers to what is not there.", EARLIER)
        return _contents(connection)


def _contents(connection: Any) -> Contents:
    [(schema,)] = connection.execute("PRAGMA user_version").fetchall()
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
    newest = connection.execute("SELECT max(at) FROM audit").fetchone()[0] if "audit" in rows else None
    return Contents(schema, rows, newest)


# A copy


def back_up(database: Path, target: Path, *, mode: int = 0o600) -> Copy:
    """Copy the database to `target`, while others write into it: verified, and there whole or not at all.

    Raises UserError where there is something at `target` already, or no copy can be made.
    """
    regular.need(database, "Name the database with --db.")
    if not database.is_file():
        raise NotFound(f"There is no database at {database}.", "Name it with --db.")
    _must_be_free(target)
    with in_words(target), _part(target, mode) as part, reading(database) as source:
        contents = _copy(source, part, database)
        _appear(part, target)
    return Copy(target, target.stat().st_size, contents)


def before_upgrade(database: Path, version: int) -> Path:
    """Keep the database as it is before it is brought to the schema of this number: 'NAME.before-schema-3' beside it.
    One that is there is never overwritten; one that is the same to the byte will do. Returns where it is kept."""
    named = database.with_name(f"{database.name}.before-schema-{version}")
    mode = stat.S_IMODE(database.stat().st_mode) & 0o660
    with in_words(named), _part(named, mode) as part, reading(database) as source:
        _copy(source, part, database)
        for target in _names(named):
            if not os.path.lexists(target):
                _appear(part, target)
                return target
            if filecmp.cmp(part, target, shallow=False):
                return target
    raise AssertionError("names don't end")


def daily(database: Path, folder: Path, day: date, keep: int) -> Copy:
    """The day's copy in the folder, which is made where there is none; of those made so the `keep` newest stay."""
    database = database.resolve()
    with in_words(folder):
        state = database.stat()
        if not folder.is_dir():  # for whoever may read the database, and nobody else
            folder.mkdir(parents=True)
            folder.chmod(0o2770 if state.st_mode & 0o060 else 0o700)
    name = _daily_name(database, folder)
    mode = stat.S_IMODE(state.st_mode) & 0o660
    target = next(target for target in _names(folder / f"{name}{day}") if not os.path.lexists(target))
    made = back_up(database, target, mode=mode)
    with in_words(folder):
        for old in dailies(database, folder)[keep:]:
            old.unlink(missing_ok=True)
    return made


def dailies(database: Path, folder: Path) -> list[Path]:
    """The daily copies of this database in the folder, the newest first."""
    own = re.compile(re.escape(_daily_name(database.resolve(), folder)) + r"(\d{4}-\d\d-\d\d)(?:\.(\d+))?", re.ASCII)
    if not folder.is_dir():
        return []
    found = [
        ((match[1], int(match[2] or 1)), Path(entry.path))
        for entry in os.scandir(folder)
        if (match := own.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False)
    ]
    return [path for _, path in sorted(found, reverse=True)]


def _daily_name(database: Path, folder: Path) -> str:
    """In a folder that is not the database's own, two databases of one name must not be taken for one."""
    own = folder.resolve().parent == database.parent
    return f"{database.name if own else '-'.join(database.parts[1:])}.daily-"


def _names(named: Path) -> Iterator[Path]:
    yield named
    for number in count(2):
        yield named.with_name(f"{named.name}.{number}")


def _copy(source: Any, part: Path, named: Path) -> Contents:
    """Copy what the connection to `named` sees at one moment to this file, and look through it: one file, that needs no
    other."""
    until = time.monotonic() + PATIENCE

    def patience(status: int, remaining: int, total: int) -> None:
        if remaining and time.monotonic() > until:
            raise driver.OperationalError("database is locked")

    copy = _connect(part, "rw")
    try:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")  # it is synced as a whole, before it gets its name
        source.execute("BEGIN")
        contents = _contents(source)  # the moment that is copied begins here
        source.backup(copy, progress=patience)
        source.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    if verify(part, named=named) != contents:
        raise Damaged("The copy is not what was copied.", "Try again; if that comes again, look at the disk.")
    return contents


# Back


def restore(backup: Path, database: Path, account: str = "") -> Restored:
    """Put the backup in the database's place, and keep the database that was there. It may be of an older schema: it
    is brought up to date when it is opened. `account` is who did it, for the log.

    What waited to be sent may have gone since the backup was made: nothing of it goes again by itself.
    Raises UserError where the backup is damaged, newer, or none of ours, and where somebody has the database open.
    """
    database = database.resolve()
    regular.need(backup, "Name the backup's file.")
    if not backup.is_file():
        raise NotFound(f"There is no backup at {backup}.", "Check the name.")
    if database.exists() and backup.samefile(database):
        raise Invalid(f"{backup} is the database itself.", "Name a backup of it.")
    with in_words(database), _part(database, 0o600) as part:
        try:
            with reading(backup) as source:
                contents = _copy(source, part, backup)
        except Damaged as damaged:
            raise Damaged(damaged.message, "Nothing was changed. Name another backup.") from damaged
        if contents.schema == MOVED:
            raise Invalid(f"{backup} is a list that was moved to a server.", "Restore a backup from before that.")
        if contents.schema > SCHEMA:
            raise newer(str(backup), contents.schema)
        perhaps_sent = _mark(part, contents, account)
        put = _exchange if _is_sound(database) else _replace
        return Restored(contents, put(part, database, _free_name(database)), perhaps_sent)


_PERHAPS_SENT = """
UPDATE outbox SET state = 'handing over', claim = 'restored', claimed_until = ?
WHERE state IN ('due', 'trying', 'handing over') AND kind <> 'notice'
"""


def _mark(part: Path, contents: Contents, account: str) -> int:
    """What the restored database has to know of it. A message that was to go is one whose sending broke off as it was
    handed over: the next dispatch finds that it was perhaps sent, and a person asks. Returns how many there are."""
    now = clock.to_store(clock.now())
    new = _connect(part, "rw")
    try:
        new.execute("PRAGMA journal_mode = MEMORY")
        new.execute("BEGIN IMMEDIATE")
        new.execute(
            "INSERT INTO audit (at, worker_id, deed, subject)"
            " VALUES (?, (SELECT id FROM worker WHERE account = ?), 'restored', ?)",
            (now, account, f"backup of {contents.newest or 'a new database'}"),
        )
        waited = 0
        if "outbox" in contents.rows:
            waited = new.execute(_PERHAPS_SENT, (clock.to_store(clock.now() - clock.DAY),)).rowcount
        new.execute("COMMIT")
    finally:
        new.close()
    _sync(part)
    return int(waited)


def _is_sound(database: Path) -> bool:
    """Is there a database of ours that can be read to its end? Raises UserError for another program's."""
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        verify(database)
    except Damaged:
        return False
    return True


def _exchange(part: Path, database: Path, kept: Path) -> Path:
    """A sound database: SQLite writes the new one over it in one transaction, so that a kill or a power cut leaves the
    one or the other; nobody else can have it open meanwhile, nor get hold of a file that is none any more."""
    old = _connect(database, "rw")
    try:
        try:
            old.execute("PRAGMA locking_mode = EXCLUSIVE")
            old.execute("PRAGMA synchronous = FULL")
            old.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError as error:
            raise _in_use(database) if _says(error, "locked", "busy") else error from None
        old.execute("COMMIT")
        database.with_name(database.name + "-shm").unlink(missing_ok=True)  # of a program that was killed
        with _part(kept, stat.S_IMODE(database.stat().st_mode) & 0o660) as keeping:
            _copy(old, keeping, database)
            _appear(keeping, kept)
        new = _connect(part, "ro")
        try:
            new.backup(old)
        finally:
            new.close()
    finally:
        old.close()
    return kept


def _replace(part: Path, database: Path, kept: Path) -> Path | None:
    """No database, or a damaged one: its files are copied to the byte, then what SQLite would take for part of the new
    one goes, and last the new one takes the name."""
    every = [*(database.with_name(database.name + suffix) for suffix in BESIDE), database]
    there = [file for file in every if file.exists()]
    with contextlib.ExitStack() as held:
        opened = [held.enter_context(_nobody_else(file, database)) for file in there]
        for file, old in zip(there, opened, strict=True):
            name = kept.with_name(file.name.replace(database.name, kept.name, 1))
            with _part(name, stat.S_IMODE(file.stat().st_mode) & 0o660) as keeping:
                with keeping.open("wb") as new:
                    shutil.copyfileobj(old, new)
                _appear(keeping, name)
        if database in there:
            part.chmod(stat.S_IMODE(database.stat().st_mode) & 0o660 | 0o600)
            with contextlib.suppress(OSError):
                os.chown(part, -1, database.stat().st_gid)
        for file in there:
            if file != database:
                file.unlink()
        _sync(database.parent)
        os.replace(part, database)
        _sync(database.parent)
    return kept if there else None


def _free_name(database: Path) -> Path:
    at = clock.to_store(clock.now()).replace(":", "-")
    named = database.with_name(f"{database.name}.before-restore-{at}")
    return next(
        name
        for name in _names(named)
        if not any(os.path.lexists(name.with_name(name.name + suffix)) for suffix in ("", *BESIDE))
    )


def _in_use(database: Path) -> UserError:
    return Invalid(
        f"{database} is in use: somebody has Topaz open, or a dispatch runs.",
        "Leave Topaz everywhere (ctrl+q), stop 'topaz dispatch', then try again. Nothing was changed.",
    )


# Files


@contextlib.contextmanager
def _part(target: Path, mode: int) -> Iterator[Path]:
    """A hidden file beside the target, to become it; gone afterwards, whatever happens."""
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {target.parent}.", "Make it, or name another place.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with _folder_held(target.parent):
        _sweep(target)
        file = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        _lock(file)
    try:
        if mode != 0o600:
            os.fchmod(file, mode | 0o600)
        yield part
    finally:
        for suffix in ("", *BESIDE):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{part}{suffix}")
        os.close(file)


def _sweep(target: Path) -> None:
    """Take away what copies to this place that were killed have left: nobody holds a lock on it any more."""
    own = re.compile(re.escape(f".{target.name}.") + r"(.+\.)?[0-9a-f]{8}\.part", re.ASCII)
    for entry in list(os.scandir(target.parent)):
        if not own.fullmatch(entry.name):
            continue
        with contextlib.suppress(OSError):
            file = os.open(entry.path, files.LOOK)
            try:
                if _lock(file):
                    for suffix in ("", *BESIDE):
                        with contextlib.suppress(FileNotFoundError):
                            os.unlink(f"{entry.path}{suffix}")
            finally:
                os.close(file)


def _appear(part: Path, target: Path) -> None:
    """The finished copy gets its name, if nothing has that name; on the disk before this returns."""
    _sync(part)
    try:
        files.appear(part, target)
    except FileExistsError:
        _must_be_free(target)
    _sync(target.parent)


def _must_be_free(target: Path) -> None:
    if target.is_dir():
        raise Invalid(f"{target} is a folder.", "Name a file in it.")
    if os.path.lexists(target):
        raise Conflict(f"{target} is there already, and nothing is overwritten.", "Choose another name.")


def _sync(path: Path) -> None:
    """What is in this file, or the names in this folder, outlive a power cut."""
    if os.name != "posix" and path.is_dir():
        return
    file = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextlib.contextmanager
def _folder_held(folder: Path) -> Iterator[None]:
    """Between making a file and locking it nobody sweeps."""
    if os.name != "posix":
        yield
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        _lock(file, wait=True)
        yield
    finally:
        os.close(file)


def _lock(file: int, wait: bool = False) -> bool:
    """Lock an open file against others who lock it so. False where somebody has, or the system has no such lock."""
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _nobody_else(file: Path, database: Path) -> Iterator[BinaryIO]:
    """The file, open to be read, with SQLite's own locks on it held. Raises UserError where another process has one of
    them. SQLite must not have it open in this process."""
    with file.open("r+b") as held:
        try:
            import fcntl

            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows itself refuses to move what somebody has open
            pass
        except OSError as error:
            raise _in_use(database) if error.errno in (errno.EACCES, errno.EAGAIN) else error from None
        yield held


def _connect(path: Path, mode: str) -> Any:
    connection = driver.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=5)
    connection.text_factory = as_text
    connection.execute("PRAGMA trusted_schema = 0")  # what a file brings along does nothing by itself
    return connection


# Words


EARLIER = "See 'topaz doctor'; an earlier backup can be put in the database's place: topaz restore FILE."


def _damaged(path: Path) -> Damaged:
    return Damaged(f"{path} is damaged, or is no database.", EARLIER)


def _says(error: Exception, *words: str) -> bool:
    return any(word in str(error).lower() for word in words)


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Whatever SQLite or the system says about this file, as a sentence for people."""
    try:
        yield
    except driver.Error as error:
        if _says(error, "locked", "busy"):
            raise Unavailable(f"{path} is locked by another program.", "Try again in a moment.") from error
        if _says(error, "full"):
            raise Unavailable("The disk is full.", "Make room there, or choose another place.") from error
        if _says(error, "unable to open", "readonly", "disk i/o"):
            raise Unavailable(
                f"{path} can't be opened, read or written.", "Ask for the right to, or look at the disk."
            ) from error
        raise _damaged(path) from error
    except OSError as error:
        place = error.filename or path
        raise Invalid(
            f"{place}: {error.strerror or type(error).__name__}.", "Choose another place, or ask for the right to."
        ) from error
