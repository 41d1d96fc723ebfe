"""What every small window over the screen is: help and a concern are a key away in it as they are everywhere, and what
the program has to tell stands in it, above its keys."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

from topaz_tui import actions
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


class Window(NotAtTheEnd, ModalScreen[T]):
    """Below a window: `compose` gives its widgets, a StatusLine above its line of keys among them."""

    BINDINGS = [*ELSEWHERE]
