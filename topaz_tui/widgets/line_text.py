"""The field that a text of one line is written in: the first page has one, and none of many lines."""

from __future__ import annotations

from textual.widgets import Input

from topaz_tui.widgets.gone import BlankWhenGone


class LineText(BlankWhenGone, Input):
    """A text of one line."""
