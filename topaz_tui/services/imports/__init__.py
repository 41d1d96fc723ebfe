"""Imports of councils' files once they are in: what each brought, taking the last one back.

past.py the list of them; left.py whom a new file leaves out; undo.py takes the last one back; waiting.py what they
leave open, who decides and by when. Reading a file into the list, and writing down what it brings, is
services/importing.
"""

from __future__ import annotations

from topaz_tui.services.imports.left import SEVERAL, LeftOut, OfCouncil, left_out
from topaz_tui.services.imports.past import Past, past
from topaz_tui.services.imports.undo import BuiltOn, Undone, undo
from topaz_tui.services.imports.waiting import (
    NOTHING_WAITS,
    Beside,
    ImportDecision,
    UnderOneId,
    Waits,
    beside,
    decisions,
    give,
    waits,
)

__all__ = [
    "NOTHING_WAITS",
    "SEVERAL",
    "Beside",
    "BuiltOn",
    "ImportDecision",
    "LeftOut",
    "OfCouncil",
    "Past",
    "UnderOneId",
    "Undone",
    "Waits",
    "beside",
    "decisions",
    "give",
    "left_out",
    "past",
    "undo",
    "waits",
]
