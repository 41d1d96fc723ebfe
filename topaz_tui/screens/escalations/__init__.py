"""The manager's board on the screen.

screen.py the screen and its keys; tabs.py its tabs; lines.py what stands in which order, and its cells; listing.py
what it can be narrowed to and sorted by; figures.py the line under the title; card.py what there is to know of a line;
disabled.py why a key does nothing now; opening.py what Enter opens.

Its windows: several.py what is marked is taken, given, moved on; chasing.py one step is recorded of several; taking.py
a colleague's draft is taken over.
"""

from __future__ import annotations

from topaz_tui.screens.escalations.card import heading, with_whom
from topaz_tui.screens.escalations.screen import EscalationsScreen

__all__ = [
    "EscalationsScreen",
    "heading",
    "with_whom",
]
