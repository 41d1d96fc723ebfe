"""How the new database takes the place of the old, which is kept; nobody may have it open."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2 as driver

from topaz_tui import clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.store.backup.connection import BESIDE, connect
from topaz_tui.store.backup.copying import copy_whole, names_from
from topaz_tui.store.backup.part_file import appear, part_file, sync
from topaz_tui.store.sqlite_errors import is_locked


def replace_sound(part: Path, database: Path, kept: Path) -> Path:
    """A sound database: SQLite writes the new one over it in one transaction, so that a kill or a power cut leaves the
    one or the other; nobody else can have it open meanwhile, nor get hold of a file that is none any more."""
    old = connect(database, "rw")
    try:
        try:
            old.execute("PRAGMA locking_mode = EXCLUSIVE")
            old.execute("PRAGMA synchronous = FULL")
            old.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError as error:
            raise in_use(database) if is_locked(error) else error from None
        old.execute("COMMIT")
        database.with_name(database.name + "-shm").unlink(missing_ok=True)  # of a program that was killed
        with part_file(kept, stat.S_IMODE(database.stat().st_mode) & 0o660) as keeping:
            copy_whole(old, keeping, database)
            appear(keeping, kept)
        new = connect(part, "ro")
        try:
            new.backup(old)
        finally:
            new.close()
    finally:
        old.close()
    return kept


def replace_damaged(part: Path, database: Path, kept: Path) -> Path | None:
    """No database, or a damaged one: its files are copied to the byte, then what SQLite would take for part of the new
    one goes, and last the new one takes the name."""
    every = [*(database.with_name(database.name + suffix) for suffix in BESIDE), database]
    there = [file for file in every if file.exists()]
    with contextlib.ExitStack() as held:
        opened = [held.enter_context(_nobody_else(file, database)) for file in there]
        for file, old in zip(there, opened, strict=True):
            name = kept.with_name(file.name.replace(database.name, kept.name, 1))
            with part_file(name, stat.S_IMODE(file.stat().st_mode) & 0o660) as keeping:
                with keeping.open("wb") as new:
                    shutil.copyfileobj(old, new)
                appear(keeping, name)
        if database in there:
            part.chmod(stat.S_IMODE(database.stat().st_mode) & 0o660 | 0o600)
            with contextlib.suppress(OSError):
                os.chown(part, -1, database.stat().st_gid)
        for file in there:
            if file != database:
                file.unlink()
        sync(database.parent)
        os.replace(part, database)
        sync(database.parent)
    return kept if there else None


def free_name(database: Path) -> Path:
    """Where the database goes that a backup replaces: beside it, under the time, where no file of that name is."""
    at = clock.to_store(clock.now()).replace(":", "-")
    named = database.with_name(f"{database.name}.before-restore-{at}")
    return next(
        name
        for name in names_from(named)
        if not any(os.path.lexists(name.with_name(name.name + suffix)) for suffix in ("", *BESIDE))
    )


def in_use(database: Path) -> UserError:
    """The error for a database that somebody has open."""
    return Invalid(
        f"{database} is in use: somebody has Topaz open, or a dispatch runs.",
        "Leave Topaz everywhere (ctrl+q), stop 'topaz dispatch', then try again. Nothing was changed.",
    )


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
            raise in_use(database) if error.errno in (errno.EACCES, errno.EAGAIN) else error from None
        yield held
