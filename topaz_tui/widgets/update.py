"""Updates a widget no more often than what it shows changes."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def update_if_changed(static: Static, words: str) -> None:
    """Have this line say these words, if it does not yet: each update lays the whole page out anew, and most letters
    that somebody types change none of what is said beside them."""
    if str(static.content) != words:
        static.update(Content(words))
