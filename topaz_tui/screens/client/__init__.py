"""One client on the screen.

screen.py the screen and its keys; words.py the safety card, the summary and the next step; tabs.py the lists;
facts.py the form that changes what is known.
"""

from __future__ import annotations

from topaz_tui.screens.client.screen import ClientScreen, open_incoming
from topaz_tui.screens.client.words import next_step

__all__ = ["ClientScreen", "next_step", "open_incoming"]
