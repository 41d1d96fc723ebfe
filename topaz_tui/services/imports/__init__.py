"""Imports of councils' files once they are in: what each brought, taking the last one back.

past.py the list of them, and whom a new file leaves out; undo.py takes the last one back. Reading a file into the list,
and writing down what it brings, is services/intake.
"""

from __future__ import annotations

from topaz_tui.services.imports.past import LeftOut, Past, left_out, past
from topaz_tui.services.imports.undo import BuiltOn, Undone, undo

__all__ = ["BuiltOn", "LeftOut", "Past", "Undone", "left_out", "past", "undo"]
