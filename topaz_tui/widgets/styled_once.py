"""What opens is styled once.

Textual 8.2.8 styles each widget as it is mounted, and all of a page or window again as it comes to the front: what was
behind another may have missed something. The first time it has just been mounted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.events import Event, ScreenResume

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object  # Textual takes the style sheets of the first base alone that is a widget


class StyledOnce(Base):
    """To stand before Textual's class among the bases of each page and window."""

    _was_in_front = False

    async def on_event(self, event: Event) -> None:
        if isinstance(event, ScreenResume):
            event.refresh_styles = event.refresh_styles and self._was_in_front
            self._was_in_front = True
        await super().on_event(event)
