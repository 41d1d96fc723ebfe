"""What every small window over the screen is: the function keys lead from it to their places as they do everywhere, and
what the program has to tell stands in it, above its keys."""

from __future__ import annotations

from typing import Any, TypeVar

from textual.binding import Binding
from textual.events import Key
from textual.keys import Keys
from textual.screen import ModalScreen, Screen

from topaz_tui import actions
from topaz_tui.status import Status
from topaz_tui.widgets.at_shutdown import QuietAtShutdown

T = TypeVar("T")
BACK = Binding("escape,f8", "back", "Back", show=False)
OVER = tuple(f"everywhere.{name}" for name in ("help", "queue", "find", "escalations", "team", "concern"))
"""The actions of everywhere that a window does not keep out. Another place lies over it: what is typed in it stays, and
Esc comes back to it. The queue closes it, as Esc does."""
DIGITS = tuple("0123456789")
ELSEWHERE = (
    *(
        Binding(",".join(act.keys), f"app.{act.name}", act.words, show=False, id=act.id)
        for act in map(actions.BY_ID.__getitem__, OVER)
    ),
    Binding("ctrl+c", "app.help_quit", "Not an end", show=False),
)
FIRST = "That key does nothing in this window: its own stand below. Esc goes back."
EARLY = "That key does nothing yet: this window has only just opened. Press it again if you mean what stands below."


class Window(QuietAtShutdown, ModalScreen[T]):
    """Below a window: `compose` gives its widgets, a StatusLine above its line of keys among them."""

    BINDINGS = [*ELSEWHERE]
    places: tuple[str, ...] = ()  # of the registry, whose keys act here: help begins with them
    _ready = False  # has it been drawn, with the cursor where it begins?

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._is_ready)

    def _is_ready(self) -> None:
        self._ready = True

    def on_key(self, event: Key) -> None:
        """A key that does nothing in a window says so, whatever it does on the page below. One that was pressed as the
        window opened by itself may have a meaning in it: it only came before the cursor did. A digit leads nowhere from
        a window: a line too far from one that counts, it would."""
        is_digit = event.is_printable and event.character in DIGITS
        if is_digit:
            event.prevent_default()
        if is_digit or nobody_takes(self, event):
            event.stop()
            tell(self, FIRST if self._ready else EARLY)


def nobody_takes(screen: Screen[Any], event: Key) -> bool:
    """Has this key come up to the page or window, and does nothing there either?"""
    return event.key not in screen.active_bindings and event.key != Keys.Ignore


def tell(screen: Screen[Any], words: str) -> None:
    """Say it in the line above the keys."""
    status = getattr(screen.app, "status", None)
    if isinstance(status, Status):
        status.hint(words)
