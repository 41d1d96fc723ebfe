"""Text to be read: longer than the screen, scrolled with the keys of a list."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.widgets.bound import bound

NOT_HERE = ("choose",)  # a list's action that needs a line to stand on


class TextViewer(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Shows a Content that is kept in its place when it is shown anew."""

    DEFAULT_CSS = """
    TextViewer { height: 1fr; background: $background; padding: 0 1; scrollbar-size-vertical: 1; }
    TextViewer:focus { background: $panel; }
    TextViewer > Static { height: auto; }
    """
    BINDINGS = bound(action for action in actions.of("list") if action.name not in NOT_HERE)

    text = Content("")

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, text: Content) -> None:
        """Show this text."""
        self.text = text
        self.query_one(Static).update(text)

    def spoken(self) -> str:
        """What there is to do in it."""
        return "A text to be read: the arrows and PgDn go on in it."

    def caret(self) -> Offset:
        """Where the terminal's cursor stands, for whoever listens to the screen."""
        return Offset(0, 0)

    def action_up(self) -> None:
        self.scroll_up(animate=False)

    def action_down(self) -> None:
        self.scroll_down(animate=False)

    def action_page_up(self) -> None:
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        self.scroll_page_down(animate=False)

    def action_first(self) -> None:
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        self.scroll_end(animate=False)
