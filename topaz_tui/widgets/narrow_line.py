"""A line above a list in which one types part of what stands in its lines: the list below shows those alone."""

from __future__ import annotations

from textual.binding import Binding
from textual.events import Blur
from textual.message import Message

from topaz_tui.widgets.search_line import SearchLine


class NarrowLine(SearchLine):
    """It is seen for as long as one types in it. Up and down move the mark in the list meanwhile."""

    DEFAULT_CSS = """
    NarrowLine, NarrowLine:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """
    BINDINGS = [Binding("enter,escape,f8", "done", "Done", show=False)]

    class Done(Message):
        """Nothing more is typed."""

    def action_done(self) -> None:
        self.post_message(self.Done())

    def on_blur(self, _event: Blur) -> None:
        self.display = False
