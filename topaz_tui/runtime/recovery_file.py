"""The recovery file: a file on this machine that holds what is typed while the database can't take it.

A database may be locked for half a minute, its disk full, its network drive gone; a draft has to outlive even a
kill -9 meanwhile. What the file holds goes into the database as soon as that answers again, or at the next start. The
file is its owner's alone, its name says nothing of anybody, and it is empty or gone as soon as its text is in the
database.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topaz_tui import clock
from topaz_tui.files import make_private

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """What was typed into one thing: the draft's `kind` and `key` (services/drafts), and its `body`."""

    kind: str
    key: str
    body: Body


@dataclass(frozen=True, slots=True)
class RecoveredText:
    """What a program that has ended left in its file, and when; `file` is to be unlinked once it is in the database."""

    file: Path
    at: str
    typed: tuple[UnsavedText, ...]


def folder() -> Path:
    """Where the files lie: the platform's place for a program's state."""
    from platformdirs import user_state_path

    return user_state_path("topaz", appauthor=False) / "unsaved"


class RecoveryFile:
    """One program's file for one worker on one database, which `place` stands for. Made with the first text."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._file: Path | None = None
        self._fd = -1

    @property
    def empty(self) -> bool:
        """Is nothing kept in it?"""
        return self._fd < 0 or os.fstat(self._fd).st_size == 0

    def write(self, typed: Sequence[UnsavedText]) -> None:
        """Write all that is unsaved, in place of what was there; it is on disk when this returns.

        Each state is a line of its own and the last whole line counts: a line that an end tore is none. Raises
        OSError where this machine can't take it either.
        """
        if not typed:
            self.clear()
            return
        if self._fd < 0:
            self._open()
        said = {"at": clock.to_store(clock.now()), "typed": [[each.kind, each.key, each.body] for each in typed]}
        line = b"\n" + json.dumps(said, ensure_ascii=False).encode() + b"\n"
        while line:
            line = line[os.write(self._fd, line) :]
        os.fsync(self._fd)

    def clear(self) -> None:
        """All of it is in the database."""
        if self._fd >= 0:
            os.ftruncate(self._fd, 0)

    def close(self) -> None:
        """The program ends: an empty file goes, one with text stays for the next start."""
        if self._fd < 0 or self._file is None:
            return
        if self.empty:
            self._file.unlink(missing_ok=True)
        os.close(self._fd)
        self._fd = -1

    def _open(self) -> None:
        place = folder()
        make_private(place)
        self._file = place / f"{self._place}-{secrets.token_hex(8)}"
        self._fd = os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        _alone(self._fd)  # as long as this program lives, whatever ends it
        with contextlib.suppress(OSError):  # some systems open no folder
            names = os.open(place, os.O_RDONLY)
            os.fsync(names)
            os.close(names)


@contextlib.contextmanager
def recover(place: str) -> Iterator[list[RecoveredText]]:
    """What programs that have ended left for this place. No other start is given it until this is over."""
    with contextlib.ExitStack() as held:
        found = []
        for file in sorted(folder().glob(f"{place}-*")):
            with contextlib.suppress(OSError):
                fd = os.open(file, os.O_RDWR)
                held.callback(os.close, fd)
                if _alone(fd):
                    found += _last(file)
        yield found


def _alone(fd: int) -> bool:
    """Lock a file; False where the program that it belongs to lives."""
    try:
        import fcntl
    except ImportError:  # Windows: every file that is found counts as left behind
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _last(file: Path) -> list[RecoveredText]:
    for line in reversed(file.read_bytes().splitlines()):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            said = json.loads(line)
            return [RecoveredText(file, said["at"], tuple(UnsavedText(*each) for each in said["typed"]))]
    file.unlink(missing_ok=True)  # nothing that anybody could read
    return []
