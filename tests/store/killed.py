"""Runs `store.backup.restore` in processes that are killed with kill -9 at each step of it, one process a step, and
says after each what is where. A script of its own: `python -m tests.store.killed FOLDER`, where FOLDER has 'start', the
files as they are before, and 'good', the backup. A step is a line of the package before which something in the folder
changed: a first process, which nobody kills, finds them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.store import filled
from topaz_tui.store import backup

OURS = os.path.dirname(backup.__file__) + os.sep


def restore(folder: Path, at_line: Callable[[int], None] | None) -> bool:
    """Restore in a process of its own, which is told of each line before it is run. Whether it came to its end."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    line = -1

    def trace(frame: Any, event: str, arg: object) -> Any:
        nonlocal line
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line" and at_line:
            line += 1
            at_line(line)
        return trace

    if at_line:
        sys.settrace(trace)
    try:
        backup.restore(folder / "good", folder / "t.db")
        sys.settrace(None)
        if at_line:
            at_line(line + 1)
        os._exit(0)
    except BaseException as error:
        sys.settrace(None)
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)


def steps(folder: Path) -> list[int]:
    """The lines before which something had changed."""
    told = folder.with_name("steps")
    told.write_text("")
    before = ""

    def note(line: int) -> None:
        nonlocal before
        if (now := state(folder)) != before:
            with told.open("a") as file:
                file.write(f"{line}\n")
        before = now

    assert restore(folder, note)
    return [int(line) for line in told.read_text().split()]


def state(folder: Path) -> str:
    """What is there: names without what chance is in them, and what is in them."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = re.sub(r"[0-9a-f]{8}|\dT\d\d-\d\d-\d\dZ", "", entry.name)
            # Closing the database itself would drop the locks on it: its size and time have to do.
            kept = entry.stat() if entry.name.startswith("t.db") else None
            told = (kept.st_size, kept.st_mtime_ns, kept.st_nlink) if kept else entry.stat().st_size
            found.append(f"{name} {told}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def killed_at(line: int) -> Callable[[int], None]:
    def kill(now: int) -> None:
        if now == line:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def what(folder: Path, name: str = "t.db") -> str:
    """Which content a database has, looked at in a copy of all the files; 'missing', or 'damaged'."""
    if not (folder / name).exists():
        return "missing"
    looked_at = folder.with_name("looked-at")
    shutil.rmtree(looked_at, ignore_errors=True)
    shutil.copytree(folder, looked_at)
    try:
        backup.verify(looked_at / name)
    except backup.Damaged:
        return "damaged"
    connection = filled.connect(looked_at / name)
    told = connection.execute("SELECT value FROM metadata WHERE key = 'which'").fetchone()[0]
    more = connection.execute("SELECT count(*) FROM metadata WHERE key LIKE 'more %'").fetchone()[0]
    connection.close()
    return f"{told} {more}"


def same(one: Path, other: Path) -> bool:
    """Both there and the same to the byte, or neither there."""
    return one.exists() == other.exists() and (not one.exists() or one.read_bytes() == other.read_bytes())


def look(folder: Path, start: Path) -> dict[str, object]:
    names = sorted(path.name for path in folder.iterdir())
    kept = [name for name in names if name.startswith("t.db.before-restore-") and not name.endswith(backup.BESIDE)]
    raw = [  # the old files, to the byte, under names that belong together
        name
        for name in ["t.db", *kept]
        if all(same(start / f"t.db{suffix}", folder / f"{name}{suffix}") for suffix in ("", "-wal"))
    ]
    wal = (start / "t.db-wal").read_bytes()
    return {
        "wal": [name for name in names if name.endswith("-wal") and (folder / name).read_bytes() == wal],
        "is": what(folder),
        "kept": {name: what(folder, name) for name in kept},
        "raw": raw,
        "hidden": [name for name in names if name.startswith(".")],
        "beside": [name for name in names if name in [f"t.db{suffix}" for suffix in backup.BESIDE]],
    }


def main(place: Path) -> None:
    start, at_work = place / "start", place / "at-work"

    def anew() -> None:
        shutil.rmtree(at_work, ignore_errors=True)
        shutil.copytree(start, at_work)

    anew()
    for line in steps(at_work):
        anew()
        found: dict[str, object] = {"line": line, "killed": not restore(at_work, killed_at(line))}
        found["after"] = look(at_work, start)
        found["again"] = restore(at_work, None)
        found["then"] = look(at_work, start)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
