"""Keeps what is typed: a plain object that the app owns, because widgets are gone when the program ends.

A change is saved 0.3 s after the typing stops, and 1 s after it began while it goes on: waiting for a pause alone
starves under continuous typing (textual.md, Saving and ending).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

PAUSE = 0.3
LONGEST = 1.0

Save = Callable[[], object]


class Keeper:
    """`keep(what, save)` remembers how to save the newest state of `what`, and does so soon, in the services' thread.

    `run` hands a saving to the services' thread and waits for it; `tell` is told of one that failed, and it is tried
    again at the next flush.
    """

    def __init__(self, run: Callable[[Save], Awaitable[object]], tell: Callable[[Exception], None]) -> None:
        self._run, self._tell = run, tell
        self._unsaved: dict[object, Save] = {}
        self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._saving = asyncio.Lock()

    @property
    def unsaved(self) -> bool:
        return bool(self._unsaved)

    def keep(self, what: object, save: Save) -> None:
        """Save this soon; it takes the place of what was to be saved of `what` before."""
        if not self._unsaved:
            self._since = monotonic()
        self._unsaved[what] = save
        wait = min(PAUSE, self._since + LONGEST - monotonic())
        if self._timer:
            if wait <= 0:
                return  # it is about to go off: put off once more, it never would under typing without a pause
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._begin)

    def forget(self, what: object) -> None:
        """Don't save what was to be saved of `what`: it is saved otherwise, or cleared."""
        self._unsaved.pop(what, None)

    def _begin(self) -> None:
        self._timer = None
        self._task = asyncio.ensure_future(self.flush())

    async def flush(self) -> None:
        """Save now all that is unsaved."""
        async with self._saving:
            self._since = monotonic()
            for what, save in list(self._unsaved.items()):
                try:
                    await self._run(save)
                except Exception as error:
                    self._tell(error)
                    if self._timer:
                        self._timer.cancel()
                    self._timer = asyncio.get_running_loop().call_later(2.0, self._begin)
                    return
                if self._unsaved.get(what) is save:
                    del self._unsaved[what]

    def take(self) -> list[Save]:
        """What is still to be saved, for an end that can't wait for the loop; the keeper has nothing left."""
        unsaved, self._unsaved = list(self._unsaved.values()), {}
        return unsaved
