"""Saves what is typed without being told to. The app owns this plain object: widgets are gone when the program ends.

A change is saved 0.3 s after the typing stops, and 1 s after it began while it goes on: waiting for a pause alone
starves under continuous typing. What the database has not taken 1.2 s after it was typed is put into the recovery file,
so that it is on disk within two seconds whatever the database does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

from topaz_tui.runtime.recovery_file import Body, RecoveryFile, UnsavedText

PAUSE = 0.3
LONGEST = 1.0
RECOVERY_AFTER = 1.2
AGAIN = 2.0  # seconds after which a saving that failed is tried again

What = tuple[str, str]


class Autosaver:
    """`save_soon(kind, key, body)` remembers the newest state of what is being typed, and saves it soon.

    `save` puts one of them into the database, in a thread of its own, and waits for it. `tell` is told the error of a
    saving that failed, which is tried again, and None when all is saved after that.
    """

    def __init__(
        self,
        save: Callable[[UnsavedText], Awaitable[object]],
        tell: Callable[[Exception | None], None],
        recovery_file: RecoveryFile,
    ) -> None:
        self._save, self._tell, self._file = save, tell, recovery_file
        self._unsaved: dict[What, UnsavedText] = {}
        self._since: dict[What, float] = {}  # when the oldest of its unsaved words was typed
        self._began = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._recovery_timer: asyncio.TimerHandle | None = None
        self._saving, self._writing = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[object]] = set()
        self._written: list[UnsavedText] = []
        self._file_used = False  # may it hold text? From the moment on at which that begins to be written
        self.error: Exception | None = None

    @property
    def unsaved(self) -> bool:
        """Is anything typed that the database does not have yet?"""
        return bool(self._unsaved)

    @property
    def left(self) -> list[UnsavedText]:
        """What is unsaved now; may be asked from any thread."""
        return list(self._unsaved.values())

    @property
    def in_recovery_file(self) -> bool:
        """Does the recovery file hold all that is unsaved?"""
        return list(self._unsaved.values()) == self._written

    def find(self, kind: str, key: str) -> Body | None:
        """What was typed and is not saved yet, or None."""
        typed = self._unsaved.get((kind, key))
        return typed.body if typed else None

    def save_soon(self, kind: str, key: str, body: Body) -> None:
        """Save this soon: it takes the place of what was to be saved of it before."""
        now = monotonic()
        if not self._unsaved:
            self._began = now
        self._unsaved[kind, key] = UnsavedText(kind, key, body)
        self._since.setdefault((kind, key), now)
        if not self._recovery_timer:
            self._recovery_timer = asyncio.get_running_loop().call_later(RECOVERY_AFTER, self._begin_recovery)
        wait = min(PAUSE, self._began + LONGEST - now)
        if self._timer:
            if wait <= 0:
                return  # it is about to go off: put off once more, it never would under typing without a pause
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._begin)

    def forget(self, kind: str, key: str) -> None:
        """Forget what is unsaved of this draft: it was saved in another way, or cleared."""
        self._unsaved.pop((kind, key), None)
        self._since.pop((kind, key), None)
        if self._file_used:
            self._run(self.write_recovery_file())

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
        """Save now all that is unsaved; what is saved is out of the recovery file, too, then. What fails stays,
        is told of, and is tried again."""
        async with self._saving:
            for what in list(self._unsaved):
                while (self._written or self._writing.locked()) and not self.in_recovery_file:
                    if not await self.write_recovery_file():  # it must not be older than what the database has
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
                if self._file_used:  # also where it is just being written, or was not written whole
                    await self.write_recovery_file()
            if self.error:
                self.error = None
                self._tell(None)
        if self._unsaved and not self._timer:
            self._again(PAUSE)

    # Into the recovery file

    def _begin_recovery(self) -> None:
        self._recovery_timer = None
        if not self._since:
            return
        left = min(self._since.values()) + RECOVERY_AFTER - monotonic()
        if left > 0:
            self._recovery_timer = asyncio.get_running_loop().call_later(left, self._begin_recovery)
        elif not self.in_recovery_file:
            self._run(self.write_recovery_file())

    async def write_recovery_file(self) -> bool:
        """Write what is unsaved now; where nothing is, the file is cleared. False where it can't be written."""
        async with self._writing:
            typed = list(self._unsaved.values())
            if typed == self._written and (typed or not self._file_used):
                return True
            self._file_used = True
            try:
                await asyncio.to_thread(self._file.write, typed)
            except OSError as error:
                self._tell(error)
                return False
            self._written, self._file_used = typed, bool(typed)
            return True

    def take(self) -> list[UnsavedText]:
        """What is still to be saved, for an end that can't wait for the loop; the autosaver has nothing left."""
        unsaved, self._unsaved = list(self._unsaved.values()), {}
        self._since.clear()
        return unsaved
