"""Keeps what is typed: a plain object that the app owns, because widgets are gone when the program ends.

A change is saved 0.3 s after the typing stops, and 1 s after it began while it goes on: waiting for a pause alone
starves under continuous typing (textual.md, Saving and ending). What the database has not taken 1.2 s after it was
typed is put on the pad, so that it is on disk within two seconds whatever the database does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

from topaz_tui.runtime.recovery_file import Body, Pad, Typed

PAUSE = 0.3
LONGEST = 1.0
TO_PAD = 1.2
AGAIN = 2.0  # seconds after which a saving that failed is tried again

What = tuple[str, str]


class Keeper:
    """`keep(kind, key, body)` remembers the newest state of what is being typed, and saves it soon.

    `save` puts one of them into the database, in a thread of its own, and waits for it. `tell` is told the error of a
    saving that failed, which is tried again, and None when all is saved after that.
    """

    def __init__(
        self,
        save: Callable[[Typed], Awaitable[object]],
        tell: Callable[[Exception | None], None],
        pad: Pad,
    ) -> None:
        self._save, self._tell, self._pad = save, tell, pad
        self._unsaved: dict[What, Typed] = {}
        self._since: dict[What, float] = {}  # when the oldest of its unsaved words was typed
        self._began = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._pad_timer: asyncio.TimerHandle | None = None
        self._saving, self._padding = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[object]] = set()
        self._padded: list[Typed] = []
        self._pad_used = False  # may words lie on the pad? From the moment on at which they begin to be put there
        self.error: Exception | None = None

    @property
    def unsaved(self) -> bool:
        return bool(self._unsaved)

    @property
    def left(self) -> list[Typed]:
        """What is unsaved now; may be asked from any thread."""
        return list(self._unsaved.values())

    @property
    def on_pad(self) -> bool:
        """Does all that is unsaved lie on the pad?"""
        return list(self._unsaved.values()) == self._padded

    def find(self, kind: str, key: str) -> Body | None:
        """What was typed and is not saved yet, or None."""
        typed = self._unsaved.get((kind, key))
        return typed.body if typed else None

    def keep(self, kind: str, key: str, body: Body) -> None:
        """Save this soon; it takes the place of what was to be saved of it before."""
        now = monotonic()
        if not self._unsaved:
            self._began = now
        self._unsaved[kind, key] = Typed(kind, key, body)
        self._since.setdefault((kind, key), now)
        if not self._pad_timer:
            self._pad_timer = asyncio.get_running_loop().call_later(TO_PAD, self._begin_pad)
        wait = min(PAUSE, self._began + LONGEST - now)
        if self._timer:
            if wait <= 0:
                return  # it is about to go off: put off once more, it never would under typing without a pause
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._begin)

    def forget(self, kind: str, key: str) -> None:
        """Don't save what was to be saved of it: it is saved otherwise, or cleared."""
        self._unsaved.pop((kind, key), None)
        self._since.pop((kind, key), None)
        if self._pad_used:
            self._run(self.to_pad())

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Into the database

    def _begin(self) -> None:
        self._timer = None
        if not self._saving.locked():  # else whoever saves goes on with what came meanwhile
            self._run(self.flush())

    def _again(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._begin)

    async def flush(self) -> None:
        """Save now all that is unsaved; what is saved is off the pad, too, then. What fails stays, is told of, and
        is tried again."""
        async with self._saving:
            for what in list(self._unsaved):
                while (self._padded or self._padding.locked()) and not self.on_pad:
                    if not await self.to_pad():  # what lies there must not be older than what the database has
                        break
                if what not in self._unsaved:
                    continue
                typed, self._began = self._unsaved[what], monotonic()
                began = self._began
                try:
                    await self._save(typed)
                except Exception as error:
                    if what in self._unsaved:
                        self._unsaved[what] = self._unsaved.pop(what)  # the others go first next time
                    self.error = error
                    self._tell(error)
                    self._again(AGAIN)
                    return
                if self._unsaved.get(what) is typed:
                    del self._unsaved[what], self._since[what]
                elif what in self._unsaved:
                    self._since[what] = began
                if self._pad_used:  # also where it is just coming there, or did not come there whole
                    await self.to_pad()
            if self.error:
                self.error = None
                self._tell(None)
        if self._unsaved and not self._timer:
            self._again(PAUSE)

    # On the pad

    def _begin_pad(self) -> None:
        self._pad_timer = None
        if not self._since:
            return
        left = min(self._since.values()) + TO_PAD - monotonic()
        if left > 0:
            self._pad_timer = asyncio.get_running_loop().call_later(left, self._begin_pad)
        elif not self.on_pad:
            self._run(self.to_pad())

    async def to_pad(self) -> bool:
        """Put on the pad what is unsaved now; where nothing is, the pad is cleared. False where it can't be."""
        async with self._padding:
            typed = list(self._unsaved.values())
            if typed == self._padded and (typed or not self._pad_used):
                return True
            self._pad_used = True
            try:
                await asyncio.to_thread(self._pad.write, typed)
            except OSError as error:
                self._tell(error)
                return False
            self._padded, self._pad_used = typed, bool(typed)
            return True

    def take(self) -> list[Typed]:
        """What is still to be saved, for an end that can't wait for the loop; the keeper has nothing left."""
        unsaved, self._unsaved = list(self._unsaved.values()), {}
        self._since.clear()
        return unsaved
