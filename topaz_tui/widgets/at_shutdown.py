"""What opens while the program ends.

Once an app runs no more, Textual waits for no widget: a page or a window that a key opened a moment before is then told
that it is mounted with nothing in it, and what it does first (putting the cursor into a field) ends in NoMatches.
The first page of all is another matter: it may be there a moment before the app says that it runs (`begun`).

Nor is anything mounted once the app was told to exit: a page that is still looking up what it shows finds none of its
widgets then, and that is no fault of the program (`QuietApp`).

A page also takes no size that is no longer the app's: each layout tells the page its size again, and two sizes under
way at once (a window made larger while the program starts) would chase each other for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ScreenError
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.events import Event, Mount, Resize
from textual.widget import MountError
from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    Base = Screen[Any]
    BaseApp = App[None]
else:
    Base = BaseApp = object  # Textual takes the style sheets of the first base alone that is a widget

GONE = (NoMatches, MountError, NoScreen, ScreenError)
"""What Textual says of a widget or a page that is not there."""


class QuietAtShutdown(Base):
    """To stand before Textual's class among the bases of each page and window: it begins nothing at the end."""

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Resize) and event.size != self.app.size:
            return
        begun = getattr(self.app, "begun", True)
        if not isinstance(event, Mount) or self.app.is_running or not begun:
            await super().on_event(event)


class QuietApp(BaseApp):
    """To stand before Textual's class among the bases of the app. `_exit` and `_handle_exception` are private names of
    Textual 8.2.8, which has no public ones."""

    def _handle_exception(self, error: Exception) -> None:
        fault = error.error if isinstance(error, WorkerFailed) else error
        if not (self._exit and isinstance(fault, GONE)):
            super()._handle_exception(error)
