"""What every small window over the screen is: help and a concern are a key away in it as they are everywhere, and what
the program has to tell stands in it, above its keys."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.events import Key
from textual.screen import ModalScreen

from topaz_tui import actions
from topaz_tui.status import Status
from topaz_tui.widgets.ending import NotAtTheEnd

T = TypeVar("T")
BACK = Binding("escape,f8", "back", "Back", show=False)
OVER = ("everywhere.help", "everywhere.concern")
"""The actions of everywhere that a window does not keep out: what is typed in it stays, and Esc comes back to it."""
ELSEWHERE = (
    *(
        Binding(",".join(act.keys), f"app.{act.name}", act.words, show=False, id=act.id)
        for act in map(actions.BY_ID.__getitem__, OVER)
    ),
    Binding("ctrl+c", "app.help_quit", "Not an end", show=False),
)
ON_PAGES = {key for act in actions.of("everywhere") for key in act.keys if key != "ctrl+p"}
FIRST = "That key does nothing in this window: its own stand below. Esc goes back."


class Window(NotAtTheEnd, ModalScreen[T]):
    """Below a window: `compose` gives its widgets, a StatusLine above its line of keys among them."""

    BINDINGS = [*ELSEWHERE]
    places: tuple[str, ...] = ()  # of the registry, whose keys act here: help begins with them

    def on_key(self, event: Key) -> None:
        """A key that does nothing in a window says so, whatever it does on the page below."""
        if event.key not in self.active_bindings and (event.is_printable or event.key in ON_PAGES):
            event.stop()
            status = getattr(self.app, "status", None)
            if isinstance(status, Status):
                status.say(FIRST)
