"""The palette: whatever there is, by name. What is typed is looked for at once in what is known here, and a moment
later among the people; Enter does what is marked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from topaz_tui.runtime.textual_compat import run_beside
from topaz_tui.text import wrap
from topaz_tui.widgets.dialogs import WINDOW
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.search_line import SearchLine
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import BACK, Window

COLUMNS = (Column("What", 30, grows=2), Column("Key", 7, drop=1), Column("Where", 14, grows=1))
LOOKING = "Looking …"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done or gone to. `key` tells it from all others; `keys` is what one would press for it;
    `about` says it in a sentence; `quiet`, where it can't be done from here, and choosing it says why."""

    key: str
    words: str
    run: Callable[[], Awaitable[object]]
    keys: str = ""
    where: str = ""
    about: str = ""
    quiet: bool = False


AtOnce = Callable[[str], Sequence[Entry]]
Later = Callable[[str], Awaitable[Sequence[Entry]]]


async def _nobody(_typed: str) -> Sequence[Entry]:
    return ()


class ActionPalette(Window[Entry | None]):
    """Gives back what was chosen. `at_once` gives what fits what is typed, `later` what has to be looked up."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "ActionPalette")
        + """
    ActionPalette #typed { height: 1; border: none; padding: 0 1; background: $background; }
    ActionPalette RecordList { height: 13; background: $panel; margin-top: 1; }
    ActionPalette #about { height: 2; color: $text-muted; }
    ActionPalette .keys { margin-top: 0; }
    """
    )
    BINDINGS = [BACK]

    def __init__(self, at_once: AtOnce = lambda _typed: (), later: Later = _nobody) -> None:
        super().__init__()
        self._at_once, self._later = at_once, later
        self._entries: dict[object, Entry] = {}

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SearchLine(placeholder="an action, somebody's name, a reference, a setting, help", id="typed")
            yield RecordList(COLUMNS)
            yield Static(id="about")
            yield StatusLine()
            yield KeyLine("↑ ↓  Mark     Enter  Do it     Esc  Back")

    def on_mount(self) -> None:
        self.query_one(RecordList).can_focus = False  # letters are for what is typed
        self.query_one(Input).focus()
        self._show(self._at_once(""))

    def on_input_changed(self, event: Input.Changed) -> None:
        typed = event.value.strip()
        self._show(self._at_once(typed), empty=LOOKING if typed else "", first=True)
        run_beside(self, self._look(typed), group="search", exclusive=True)

    async def _look(self, typed: str) -> None:
        """Show whoever fits after what can be done here, before what can be done elsewhere."""
        found = await self._later(typed) if typed else ()
        if typed == self.query_one(Input).value.strip():
            at_once = self._at_once(typed)
            here = [each for each in at_once if not each.quiet]
            rest = [each for each in at_once if each.quiet]
            self._show((*here, *found, *rest), empty=f"Nothing fits '{typed}'." if typed else "")

    def _show(self, entries: Sequence[Entry], *, empty: str = "", first: bool = False) -> None:
        self._entries = {each.key: each for each in entries}
        lines = [
            RecordLine(each.key, (each.words, each.keys, each.where), "quiet" if each.quiet else "")
            for each in self._entries.values()
        ]
        rows = self.query_one(RecordList)
        rows.fill(lines, empty=empty)
        if first:
            rows.action_first()
        self._tell()

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        if self.query("#about"):
            entry = self._entries.get(self.query_one(RecordList).key)
            lines = wrap(entry.about, 70)[:2] if entry else []
            self.query_one("#about", Static).update(Content("\n".join(lines)))

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Two clicks on an entry."""
        self.on_input_submitted(event)

    def on_input_submitted(self, event: Message) -> None:
        event.stop()
        if entry := self._entries.get(self.query_one(RecordList).key):
            self.dismiss(entry)

    def action_back(self) -> None:
        self.dismiss(None)


def recent_first(recent: Sequence[Entry], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What was chosen lately, the last first, before all else; of what can be done here, only where it still can."""
    now = {each.key: each for each in entries}
    again = [now.get(each.key, each) for each in recent if each.key in now or not each.keys]
    known = {each.key for each in again}
    return (*(replace(each, where="again") for each in again), *(each for each in entries if each.key not in known))
