"""Files that Topaz writes where others may write, too: whole or not at all, and never into what somebody has put there.

A folder is opened once, and all that is done in it is done by that handle: that its name leads elsewhere afterwards
changes nothing. Within it nothing is opened that is there already, so no link is followed and no pipe waited for; a
file is written under a name that nobody can foresee, and appears under its own only where nothing has that name.

The folder itself may be a link, and another account's: it is named by whoever set Topaz up, mounts are often reached by
a link, and what is another system's to take away is often that system's. Who may write there is for doctor to say.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
_BY_HANDLE = {os.open, os.link, os.rename, os.unlink, os.stat} <= os.supports_dir_fd  # not on Windows
NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""How something is opened that is there already, and that may be anything: no link is followed, no pipe waited for."""


def open_to_all(path: Path) -> bool:
    """May every account of this machine change this, or take away what is in it? With the sticky bit, in a folder,
    each its own alone."""
    mode = path.stat().st_mode if os.name == "posix" else 0
    return bool(mode & stat.S_IWOTH and not mode & stat.S_ISVTX)


def make_private(folder: Path) -> None:
    """Make this folder, and each above it that is not there, for its owner alone: what is in them has people's names.
    Folders that are there stay as they are. Raises OSError."""
    for each in reversed([folder, *folder.parents]):
        if not each.is_dir():
            each.mkdir(mode=0o700, exist_ok=True)  # parents=True would give those above the mode that umask leaves


class OpenFolder:
    """A folder that is open. Raises OSError where what is asked for can't be done."""

    def __init__(self, folder: Path, handle: int | None) -> None:
        self._folder, self._handle = folder, handle

    def _at(self, name: str) -> tuple[str, dict[str, Any]]:
        if not name or Path(name).name != name:
            raise ValueError(f"no name of a file: {name!r}")
        return (str(self._folder / name), {}) if self._handle is None else (name, {"dir_fd": self._handle})

    def write(self, name: str, data: bytes, mode: int = 0o600) -> str:
        """Put this on the disk under a hidden name, which begins as `name` does and is returned: to `appear` later."""
        part = f".{name}.{secrets.token_hex(8)}.part"
        at, by = self._at(part)
        with os.fdopen(os.open(at, NEW, mode, **by), "wb") as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                self.remove(part)
                raise
        return part

    def appear(self, part: str, name: str) -> None:
        """What was written gets its name. Raises FileExistsError where something has it."""
        _appear(*self._at(part), *self._at(name))

    def remove(self, name: str) -> None:
        """Take a name away, if it is there and can be; what a link leads to stays."""
        at, by = self._at(name)
        with contextlib.suppress(OSError):
            os.unlink(at, **by)

    def names(self) -> list[str]:
        """All that is in it."""
        return os.listdir(self._folder if self._handle is None else self._handle)

    def written_at(self, name: str) -> float:
        """When this was last written, by the folder's own time."""
        at, by = self._at(name)
        return os.stat(at, follow_symlinks=False, **by).st_mtime

    def sync(self) -> None:
        """The names, too, have to outlive a power cut."""
        if self._handle is not None:
            os.fsync(self._handle)


@contextmanager
def opened(folder: Path) -> Iterator[OpenFolder]:
    """The folder, for as long as the block runs. Raises OSError where it is none, or can't be opened."""
    if not _BY_HANDLE:
        os.listdir(folder)
        yield OpenFolder(folder, None)
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield OpenFolder(folder, handle)
    finally:
        os.close(handle)


def write_new(target: Path, data: bytes, mode: int = 0o600) -> None:
    """A file that is there whole or not at all. Raises FileExistsError where something has its name, OSError where it
    can't be written."""
    with opened(target.parent) as place:
        part = place.write(target.name, data, mode)
        try:
            place.appear(part, target.name)
        finally:
            place.remove(part)
        place.sync()


def appear(part: Path, target: Path) -> None:
    """What was written gets its name. Raises FileExistsError where something has it."""
    _appear(str(part), {}, str(target), {})


def _appear(part: str, by: dict[str, Any], name: str, to: dict[str, Any]) -> None:
    handles = {"src_dir_fd": by.get("dir_fd"), "dst_dir_fd": to.get("dir_fd")}
    try:
        os.link(part, name, **handles, follow_symlinks=False) if _BY_HANDLE else os.link(part, name)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with contextlib.suppress(FileNotFoundError):  # a stick without links: what somebody puts there just now is lost
            os.stat(name, follow_symlinks=False, **to)
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name) from None
        os.rename(part, name, **handles)
    else:
        with contextlib.suppress(OSError):  # it has its name: that it has another, too, is swept later
            os.unlink(part, **by)
