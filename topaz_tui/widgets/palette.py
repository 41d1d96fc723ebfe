"""The palette: what can be done from here, by name. Textual's own, with the line that tells, and with help and a
concern in reach."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.events import Key
from textual.widgets import Input

from topaz_tui.status import Status
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import ELSEWHERE, nobody_takes, tell

NOTHING = "That key does nothing here: Enter does what is marked, Esc goes back."


class Palette(CommandPalette):
    """Esc goes back to the page. `elsewhere` says where something of the name that is typed is done, where it is not
    done here."""

    DEFAULT_CSS = """
    Palette > StatusLine { dock: bottom; margin-bottom: 1; }
    Palette CommandList { max-height: 50vh; }
    """
    BINDINGS = [*ELSEWHERE]

    def __init__(self, elsewhere: Callable[[str], str] = lambda _typed: "") -> None:
        super().__init__()
        self._elsewhere = elsewhere

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield StatusLine()

    def on_key(self, event: Key) -> None:
        if nobody_takes(self, event):
            event.stop()
            tell(self, NOTHING)

    def on_input_changed(self, event: Input.Changed) -> None:
        typed, status = event.value, getattr(self.app, "status", None)
        if (words := self._elsewhere(typed)) and isinstance(status, Status):
            status.say(words, holds=lambda: self.is_attached and event.input.value == typed)
