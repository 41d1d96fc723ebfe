"""Untrusted text as text, under the name that the widgets know it by (topaz_tui/plain.py)."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from topaz_tui.plain import beneath, fit, folded, hung, line, plain

__all__ = ["beneath", "fit", "folded", "hung", "line", "plain", "put"]


def put(static: Static, words: str) -> None:
    """Have this line say these words, if it does not yet: each update lays the whole page out anew, and most letters
    that somebody types change none of what is said beside them."""
    if str(static.content) != words:
        static.update(Content(words))
