"""The one door from the screens to the services: a thread of its own, with its own connection to the database.

One thread, so that what was asked first is done first: a draft is saved before it is read again. The screen never
waits; when the database is slow it is told so, once, and the deed goes on being tried.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SLOW = 0.8  # seconds after which a person wants to know why nothing happens


class Door:
    """Call a service: `await door(queue.look, desk)`. `on_slow` is told True when a call takes long, then False."""

    def __init__(self, on_slow: Callable[[bool], None] = lambda slow: None) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="topaz-services")
        self._on_slow = on_slow

    async def __call__(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The service's answer, or the Trouble it raised."""
        done = asyncio.wrap_future(self._thread.submit(service, *args, **kwargs))
        _, waiting = await asyncio.wait({done}, timeout=SLOW)
        if waiting:
            self._on_slow(True)
            try:
                await asyncio.wait({done})
            finally:
                self._on_slow(False)
        return done.result()

    def wait(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a program that is about to end: waits."""
        return self._thread.submit(service, *args, **kwargs).result()

    def close(self) -> None:
        """Let what was asked be done, close the connection, end the thread."""
        from topaz_tui.store import database

        self._thread.submit(database.close)
        self._thread.shutdown(wait=True)
