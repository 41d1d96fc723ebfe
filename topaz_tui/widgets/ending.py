"""What opens while the program ends.

Once an app runs no more, Textual waits for no widget: a page or a window that a key opened a moment before is then told
that it is mounted with nothing in it, and what it does first (putting the cursor into a field) ends in NoMatches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.events import Event, Mount

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object  # Textual takes the style sheets of the first base alone that is a widget


class NotAtTheEnd(Base):
    """To stand before Textual's class among the bases of each page and window: it begins nothing at the end."""

    async def on_event(self, event: Event) -> None:
        if not isinstance(event, Mount) or self.app.is_running:
            await super().on_event(event)
