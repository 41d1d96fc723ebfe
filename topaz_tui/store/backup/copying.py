"""A copy of a database, of one moment, while others write: whole and verified, or not there at all."""

from __future__ import annotations

import filecmp
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from topaz_tui import regular
from topaz_tui.errors import NotFound
from topaz_tui.store.backup.connection import connect, reading
from topaz_tui.store.backup.contents import Contents, contents_of, verify
from topaz_tui.store.backup.errors import Damaged, in_words
from topaz_tui.store.backup.part_file import appear, appears, must_be_free, part_file
from topaz_tui.store.sqlite_errors import locked_error

PATIENCE = 30.0  # seconds that a copy waits for a database that is locked against readers


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: where it is, its size in bytes, what is in it."""

    path: Path
    size: int
    contents: Contents


def back_up(database: Path, target: Path, *, mode: int = 0o600) -> Copy:
    """Copy the database to `target`, while others write into it: verified, and there whole or not at all.

    Raises UserError where there is something at `target` already, or no copy can be made.
    """
    regular.need(database, "Name the database with --db.")
    if not database.is_file():
        raise NotFound(f"There is no database at {database}.", "Name it with --db.")
    must_be_free(target)
    with in_words(target), part_file(target, mode) as part, reading(database) as source:
        contents = copy_whole(source, part, database)
        appear(part, target)
    return Copy(target, target.stat().st_size, contents)


def back_up_beside(database: Path, named: Path, *, mode: int) -> Copy:
    """Copy the database to the first of the names from `named` on that nothing has once the copy is done: another may
    have come under one meanwhile."""
    with in_words(named), part_file(named, mode) as part, reading(database) as source:
        contents = copy_whole(source, part, database)
        target = next(target for target in names_from(named) if appears(part, target))
    return Copy(target, target.stat().st_size, contents)


def before_upgrade(database: Path, version: int) -> Path:
    """Keep the database as it is before it is brought to the schema of this number: 'NAME.before-schema-3' beside it.
    One that is there is never overwritten; one that is the same to the byte will do. Returns where it is kept."""
    named = database.with_name(f"{database.name}.before-schema-{version}")
    mode = stat.S_IMODE(database.stat().st_mode) & 0o660
    with in_words(named), part_file(named, mode) as part, reading(database) as source:
        copy_whole(source, part, database)
        for target in names_from(named):
            if not os.path.lexists(target):
                appear(part, target)
                return target
            if filecmp.cmp(part, target, shallow=False):
                return target
    raise AssertionError("names don't end")


def names_from(named: Path) -> Iterator[Path]:
    """This name, and with '.2', '.3' and so on behind it, without end."""
    yield named
    for number in count(2):
        yield named.with_name(f"{named.name}.{number}")


def copy_whole(source: Any, part: Path, named: Path) -> Contents:
    """Copy what the connection to `named` sees at one moment to this file, and look through it: one file, that needs no
    other."""
    until = time.monotonic() + PATIENCE

    def patience(_status: int, remaining: int, _total: int) -> None:
        if remaining and time.monotonic() > until:
            raise locked_error(named)

    copy = connect(part, "rw")
    try:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")  # it is synced as a whole, before it gets its name
        source.execute("BEGIN")
        contents = contents_of(source)  # the moment that is copied begins here
        source.backup(copy, progress=patience)
        source.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    if verify(part, named=named) != contents:
        raise Damaged("The copy is not what was copied.", "Try again; if that comes again, look at the disk.")
    return contents
