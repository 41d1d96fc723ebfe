"""What SQLite or the system says of a file, as an error for people."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from topaz_tui.errors import Invalid, Unavailable
from topaz_tui.store.sqlite_errors import DISK, FULL, code_of, is_locked, locked_error


class Damaged(Invalid):
    """The file is no SQLite database, or pages of it are broken."""


EARLIER = "See 'topaz doctor'; an earlier backup can be put in the database's place: topaz restore FILE."


def damaged_error(path: Path) -> Damaged:
    """The error for a file in which pages are broken, or which is none of SQLite's."""
    return Damaged(f"{path} is damaged, or is no database.", EARLIER)


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Whatever SQLite or the system says about this file, as a sentence for people."""
    try:
        yield
    except driver.Error as error:
        if is_locked(error):
            raise locked_error(path) from error
        if code_of(error) in FULL:
            raise Unavailable("The disk is full.", "Make room there, or choose another place.") from error
        if code_of(error) in DISK:
            raise Unavailable(
                f"{path} can't be opened, read or written.", "Ask for the right to, or look at the disk."
            ) from error
        raise damaged_error(path) from error
    except OSError as error:
        place = error.filename or path
        raise Invalid(
            f"{place}: {error.strerror or type(error).__name__}.", "Choose another place, or ask for the right to."
        ) from error
