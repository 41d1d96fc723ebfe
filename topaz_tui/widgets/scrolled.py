"""What is longer than its room says so: a line at its foot tells that there is more, and how to get there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

MORE = "▼ more below: Tab, then ↓"


class Scrolled(VerticalScroll):
    """Takes the focus only while there is something to scroll to, so that Tab does not stop at it in vain."""

    DEFAULT_CSS = """
    Scrolled { scrollbar-size-vertical: 1; }
    Scrolled > .more { dock: bottom; height: 1; padding: 0 1; color: $accent; text-style: bold; display: none; }
    Scrolled.more-below > .more { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=False)

    def compose(self) -> ComposeResult:
        yield Static(Content(MORE), classes="more")

    def on_mount(self) -> None:
        self.watch(self, "virtual_size", self._later, init=False)

    def on_resize(self) -> None:
        self._later()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._look()

    def _later(self) -> None:
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Is something below what is in sight? The line that says so takes a line of its own."""
        height = self.virtual_size.height
        self.can_focus = height > self.size.height
        self.set_class(height > round(self.scroll_y) + self.size.height, "more-below")
