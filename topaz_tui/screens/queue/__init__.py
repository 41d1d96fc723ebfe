"""The phone list on the screen.

screen.py the screen and its keys; columns.py the tabs and the cells of a line; words.py the line under the title;
figures.py the board in the title; card.py the card of whoever the cursor stands on; gone.py who went from under it;
disabled.py why a key does nothing now.

Its windows, which the first screen has no time to load: skipping.py somebody left for later; managing.py what a manager
does; narrowing.py which of the list are shown.
"""

from __future__ import annotations

from topaz_tui.screens.queue.card import with_glance
from topaz_tui.screens.queue.screen import QueueScreen

__all__ = ["QueueScreen", "with_glance"]
