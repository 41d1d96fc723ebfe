"""Copies of the database: whole or not at all, looked through before they count, and put back the same way.

A copy is made by SQLite itself, in one step and of one moment, while others write. Until it is whole it has a hidden
name ('.NAME.….part') that its maker holds a lock on; what a kill leaves behind is taken away by the next copy there.

Nothing here opens the database as a plain file while SQLite has it open in this process: closing such a file would
drop SQLite's locks.
"""

from __future__ import annotations

from topaz_tui.store.backup.connection import BESIDE, reading
from topaz_tui.store.backup.contents import Contents, verify
from topaz_tui.store.backup.copying import Copy, back_up, before_upgrade
from topaz_tui.store.backup.errors import Damaged, in_words
from topaz_tui.store.backup.every_day import dailies, daily
from topaz_tui.store.backup.restoring import Restored, restore
from topaz_tui.store.backup.who import KnownInFile, who_is

__all__ = [
    "BESIDE",
    "Contents",
    "Copy",
    "Damaged",
    "KnownInFile",
    "Restored",
    "back_up",
    "before_upgrade",
    "dailies",
    "daily",
    "in_words",
    "reading",
    "restore",
    "verify",
    "who_is",
]
