"""Drives to be taken away: mounts made by root, unmounted at the end. `allowed()` says whether this machine lets us."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


def run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@cache
def allowed() -> str:
    """'' where a drive can be mounted, else why it can't."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return "mounting a drive needs root"
    with tempfile.TemporaryDirectory() as place:
        try:
            run("mount", "-t", "tmpfs", "tmpfs", place)
        except (OSError, subprocess.CalledProcessError):
            return "this machine lets nobody mount a drive"
        run("umount", place)
    return ""


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of this size."""
    place.mkdir(parents=True, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place)
    try:
        yield place
    finally:
        run("umount", "-l", place)


def fill(disk: Path) -> Path:
    """A file that takes all the room that is left."""
    file = disk / "filler"
    with file.open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                pass
    return file


class Drive:
    """The folder `real`, seen at `place` as long as it is plugged in: as a network mount that comes and goes."""

    def __init__(self, real: Path, place: Path) -> None:
        self.real, self.place, self._there = real, place, False
        real.mkdir(parents=True, exist_ok=True)
        place.mkdir(parents=True, exist_ok=True)

    def plug(self, *, read_only: bool = False) -> None:
        self.pull()
        run("mount", "--bind", self.real, self.place)
        self._there = True
        if read_only:
            run("mount", "-o", "remount,bind,ro", self.place)

    def pull(self) -> None:
        """Whoever has a file open on it keeps it; at its path there is nothing any more."""
        if self._there:
            run("umount", "-l", self.place)
            self._there = False

    def __enter__(self) -> Drive:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()
