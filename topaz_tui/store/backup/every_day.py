"""The day's copy in its folder, of which the newest stay."""

from __future__ import annotations

import os
import re
import stat
from datetime import date
from pathlib import Path

from topaz_tui.files import make_private
from topaz_tui.store.backup.copying import Copy, back_up_beside
from topaz_tui.store.backup.errors import in_words


def daily(database: Path, folder: Path, day: date, keep: int) -> Copy:
    """The day's copy in the folder, which is made where there is none; of those made so the `keep` newest stay, and
    this one: a clock that was set back dates it earlier than they are. Where there is one of that day already, also one
    that came meanwhile, this gets a name of its own."""
    database = database.resolve()
    with in_words(folder):
        state = database.stat()
        if not folder.is_dir():  # for whoever may read the database, and nobody else
            make_private(folder)
            folder.chmod(0o2770 if state.st_mode & 0o060 else 0o700)
    name = _daily_name(database, folder)
    mode = stat.S_IMODE(state.st_mode) & 0o660
    made = back_up_beside(database, folder / f"{name}{day}", mode=mode)
    with in_words(folder):
        others = [path for path in dailies(database, folder) if path != made.path]
        for old in others[max(0, keep - 1) :]:
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
