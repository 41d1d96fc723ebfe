"""Updates a widget no more often than what it shows changes."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def update_if_changed(static: Static, words: str | Content, *, layout: bool = True) -> None:
    """Have this line, or this pane, say these words, if it does not yet: each update lays the whole page out anew, and
    most letters that somebody types, and most moves of a cursor, change none of what is said beside them. Without
    `layout` where its height is the same whatever it says."""
    said = Content(words) if isinstance(words, str) else words
    before = static.content
    if not said.is_same(before if isinstance(before, Content) else Content(str(before))):
        static.update(said, layout=layout)
