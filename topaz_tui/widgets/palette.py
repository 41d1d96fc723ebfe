"""The palette: every action by name. Textual's own, with the line that tells, and with help and a concern in reach."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandPalette

from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import ELSEWHERE


class Palette(CommandPalette):
    """Esc goes back to the page."""

    DEFAULT_CSS = """
    Palette > StatusLine { dock: bottom; margin-bottom: 1; }
    Palette CommandList { max-height: 50vh; }
    """
    BINDINGS = [*ELSEWHERE]

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield StatusLine()
