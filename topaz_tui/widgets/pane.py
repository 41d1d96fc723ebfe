"""The page at the right of a concern: a section's form, or what is read, one in the place of another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.await_remove import AwaitRemove
from textual.containers import Vertical
from textual.widget import Widget

W = TypeVar("W", bound=Widget)


class Pane(Vertical):
    """Holds one widget. `leaves` is told of one that is gone from the screen, before another is made."""

    def __init__(self, leaves: Callable[[Widget], None], id: str) -> None:
        super().__init__(id=id)
        self._leaves = leaves
        self._turning = asyncio.Lock()  # one page at a time takes the place of another

    async def put(self, make: Callable[[], W]) -> W:
        """Show another widget in the place of the one that is there: made once that is gone, with all that was typed
        into it until then."""
        async with self._turning:
            before = list(self.children)
            with self.app.batch_update():
                # To its end, also where this work is broken off by an end: Textual would break off the form's own.
                await asyncio.shield(asyncio.ensure_future(_gone(self.remove_children())))
                for each in before:
                    self._leaves(each)
                widget = make()
                await self.mount(widget)
            return widget


async def _gone(removal: AwaitRemove) -> None:
    await removal
