"""The keys of a window, drawn as those of a page are; a click on one is the same as pressing it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.text import sanitize
from topaz_tui.widgets.update import update_if_changed

BETWEEN, AFTER_KEY, KEY = "     ", "  ", "key"


class KeyLine(Static):
    """`words` are keys and what they do: 'F10 or ctrl+s  Save     Esc  Back'; or one a line."""

    def __init__(self, words: str = "") -> None:
        super().__init__(classes="keys")
        self.say(words)

    def say(self, words: str) -> None:
        """Show these keys; what has no key is only said."""
        lines = [Content(BETWEEN).join(map(_part, sanitize(line).split(BETWEEN))) for line in words.split("\n")]
        update_if_changed(self, Content("\n").join(lines))

    def on_click(self, event: events.Click) -> None:
        if key := event.style.meta.get(KEY):
            self.app.simulate_key(_pressed(key))


def _part(words: str) -> Content:
    """A key and what it does, wherever that comes to stand; or words alone."""
    keys, found, does = words.partition(AFTER_KEY)
    if not found:
        return Content(words)
    meant = Style.from_meta({KEY: keys.split(" or ")[0]})
    return Content.assemble((keys, "bold $accent"), f"{AFTER_KEY}{does}").stylize(meant)


def _pressed(words: str) -> str:
    """The key that is shown in these words, in Textual's name."""
    named = {shown: key for key, shown in actions.KEY_WORDS.items()}
    return named.get(words, words.lower() if len(words) > 1 and words[0] == "F" else words)
