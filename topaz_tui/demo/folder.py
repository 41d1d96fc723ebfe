"""The folder of a demo that is thrown away: nobody else can read it, and it goes with the demo. That of one that was
killed, or whose terminal was, goes with the next demo."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PREFIX = "topaz-demo-"
BEING_MADE = 60.0  # seconds in which one that nobody holds yet is left alone


@contextlib.contextmanager
def made() -> Iterator[Path]:
    """A new folder, held as long as this process lives, whatever ends it."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder, _held(Path(folder)):
        sweep(Path(folder))
        yield Path(folder)


def sweep(newest: Path) -> None:
    """Remove the folders of this account's demos that no process holds. How old they are is told by `newest`, which was
    made now on the same disk: the clock of the program may be a training clock."""
    if not fcntl:
        return
    now = newest.stat().st_mtime
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
            if ours and now - found.st_mtime > BEING_MADE and _is_free(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_free(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    if not fcntl:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
