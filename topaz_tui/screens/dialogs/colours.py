"""Other colours while the program runs: the page below has those that the cursor stands on, until one goes back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from topaz_tui.config import own_colours, palettes
from topaz_tui.errors import UserError
from topaz_tui.screens.shell import Shell
from topaz_tui.widgets.dialogs import WINDOW
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import BACK, Window

WORDS = {
    "dark": "Light text on a dark page",
    "light": "Dark text on a white page",
    "contrast": "White on black: for weak eyes, or a bright room",
}
OWN = "Your own"


class ColoursDialog(Window[None]):
    """Enter keeps what the cursor stands on; Esc has again what was there before."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "ColoursDialog")
        + """
    ColoursDialog { align: right bottom; background: transparent; }
    ColoursDialog > Vertical { width: 66; margin: 0 1 2 0; }
    ColoursDialog RecordList { height: 6; background: $panel; }
    """
    )
    BINDINGS = [BACK]
    places = ("list",)
    app: Shell

    def __init__(self, before: palettes.Palette) -> None:
        super().__init__()
        self._before = self._worn = before

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("Colours"), classes="title")
            yield RecordList((Column("Name", 16), Column("", 40, grows=1, wraps=True)))
            yield StatusLine()
            yield KeyLine("↑ ↓  Look     Enter  Keep     Esc  As before")

    def on_mount(self) -> None:
        rows, names = self.query_one(RecordList), own_colours.names()
        rows.styles.height = min(8, len(names) + 1)
        rows.fill([RecordLine(name, (name, WORDS.get(name, OWN))) for name in names])
        rows.stand_on(self._before.name)
        rows.focus()

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        event.stop()
        self._look(str(event.key))

    def _look(self, name: str) -> None:
        """Have the colours of this name; what is wrong with a file of somebody's own is said in its place."""
        if name == self._worn.name and name in palettes.BUILT_IN:
            return
        try:
            self._worn = own_colours.named(name)
        except UserError as wrong:
            rows = self.query_one(RecordList)
            self.app.trouble(wrong, lambda: rows.is_attached and rows.key == name)  # of these colours alone
            return
        self.app.wear(self._worn)

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        event.stop()
        self._look(str(event.key))
        if self._worn.name != event.key:  # it can't be had, and it is said why
            return
        self.dismiss(None)
        try:
            own_colours.choose(self._worn.name, self.app.session.settings.screen.theme)
        except UserError as wrong:
            self.app.trouble(wrong)
            return
        self.app.say(f"The colours are '{self._worn.name}' from now on, at the next start too.")

    def action_back(self) -> None:
        self.app.wear(self._before)
        self.dismiss(None)
