"""A file that is being made: hidden and locked until it is whole, then it appears under its name.

Its name is '.NAME.….part'. What a kill leaves behind is taken away by the next copy there.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from topaz_tui import files
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.store.backup.connection import BESIDE


@contextlib.contextmanager
def part_file(target: Path, mode: int) -> Iterator[Path]:
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


def appear(part: Path, target: Path) -> None:
    """The finished copy gets its name, if nothing has that name; on the disk before this returns."""
    if not appears(part, target):
        must_be_free(target)


def appears(part: Path, target: Path) -> bool:
    """As `appear`, but returns False where the name is taken in place of raising."""
    sync(part)
    try:
        files.appear(part, target)
    except FileExistsError:
        return False
    sync(target.parent)
    return True


def must_be_free(target: Path) -> None:
    """Raises UserError where anything is at `target`: nothing is overwritten."""
    if target.is_dir():
        raise Invalid(f"{target} is a folder.", "Name a file in it.")
    if os.path.lexists(target):
        raise Conflict(f"{target} is there already, and nothing is overwritten.", "Choose another name.")


def sync(path: Path) -> None:
    """Wait until the content of this file, or the names in this folder, are on the disk."""
    if os.name != "posix" and path.is_dir():
        return
    file = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextlib.contextmanager
def _folder_held(folder: Path) -> Iterator[None]:
    """Within the block no other process sweeps the folder: there is a moment at which a new file is not locked yet."""
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
