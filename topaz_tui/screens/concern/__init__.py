"""A safeguarding concern on the screen.

screen.py the screen and its keys; sections.py the list at the left: what is still needed, and where to go next;
pane.py the page at the right; danger.py the banner while somebody is in danger; reading.py what is read and not typed
into; keys.py the keys that sentences name; disabled.py why a key does nothing now.

How writing ends: submitting.py it goes to the board; discarding.py it is not needed; leaving.py it waits; gone_on.py
somebody else has it.
"""

from __future__ import annotations

from topaz_tui.screens.concern.screen import ConcernScreen

__all__ = ["ConcernScreen"]
