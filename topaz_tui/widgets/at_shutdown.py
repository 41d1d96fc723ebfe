"""What opens while the program ends.

Once an app runs no more, Textual waits for no widget: a page or a window that a key opened a moment before is then told
that it is mounted with nothing in it, and what it does first (putting the cursor into a field) ends in NoMatches.
The first page of all is another matter: it may be there a moment before the app says that it runs (`begun`).

A page also takes no size that is no longer the app's: each layout tells the page its size again, and two sizes under
way at once (a window made larger while the program starts) would chase each other for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.events import Event, Mount, Resize

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object  # Textual takes the style sheets of the first base alone that is a widget


class QuietAtShutdown(Base):
    """To stand before Textual's class among the bases of each page and window: it begins nothing at the end."""

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Resize) and event.size != self.app.size:
            return
        begun = getattr(self.app, "begun", True)
        if not isinstance(event, Mount) or self.app.is_running or not begun:
            await super().on_event(event)
