"""What a window that is too small shows instead of a broken screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from topaz_tui.widgets.status import StatusLine

SMALLEST = (80, 24)


def too_small(columns: int, lines: int) -> bool:
    """Can no page be shown in a window of so many columns and lines?"""
    return columns < SMALLEST[0] or lines < SMALLEST[1]


class SmallScreen(ModalScreen[None]):
    """The app shows it, and takes it away as soon as there is room; nothing below it is lost."""

    DEFAULT_CSS = """
    SmallScreen { background: $background; align: center middle; }
    SmallScreen Static { width: 100%; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        yield Static()
        yield StatusLine()

    def on_mount(self) -> None:
        self._say()

    def on_resize(self, _event: Resize) -> None:
        self._say()

    def _say(self) -> None:
        here = f"{self.app.size.width}×{self.app.size.height}"
        needed = f"{SMALLEST[0]}×{SMALLEST[1]}"
        self.query_one(Static).update(
            Content(
                f"This window is {here}; Topaz needs {needed}.\nMake it larger, or the letters smaller.\nCtrl+Q leaves."
            )
        )
