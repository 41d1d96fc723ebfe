"""The keys of a window, drawn as those of a page are; a click on one is the same as pressing it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.text import sanitize
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.spans import under
from topaz_tui.widgets.update import update_if_changed

BETWEEN, AFTER_KEY = "     ", "  "


class KeyLine(Static):
    """`words` are keys and what they do: 'F10 or ctrl+s  Save     Esc  Back'."""

    def __init__(self, words: str) -> None:
        super().__init__(classes="keys")
        self._drawn: list[tuple[str, str]] = []
        self.say(words)

    def say(self, words: str) -> None:
        """Show these keys; what has no key is only said."""
        pieces: list[Piece] = []
        self._drawn = []
        for number, part in enumerate(sanitize(words).split(BETWEEN)):
            keys, found, does = part.partition(AFTER_KEY)
            between = BETWEEN if number else ""
            pieces += [between, (keys, "bold $accent"), f"{AFTER_KEY}{does}"] if found else [between, part]
            self._drawn += [(between, ""), (part, keys.split(" or ")[0] if found else "")]
        update_if_changed(self, Content.assemble(*pieces))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset and (key := under(offset.x, self._drawn)):
            self.app.simulate_key(_pressed(key))


def _pressed(words: str) -> str:
    """The key that is shown in these words, in Textual's name."""
    named = {shown: key for key, shown in actions.KEY_WORDS.items()}
    return named.get(words, words.lower() if len(words) > 1 and words[0] == "F" else words)
