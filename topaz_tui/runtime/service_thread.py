"""Runs the services for the screens: in one worker thread, which has its own connection to the database.

One thread, so that what was called first is done first. The screen never waits; when the database is slow it is told
so, and the call goes on being tried. The thread is a daemon: a disk that never answers keeps no program from ending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SLOW = 0.8  # seconds after which a person wants to know why nothing happens


class ServiceThread:
    """Calls a service: `await service_thread(queue.list_people, session)` gives its answer, or raises its error.

    `on_slow` is called with True when a call takes longer than SLOW seconds, and with False when it is over; `on_close`
    in the thread itself as it ends, so that it closes its connection; `first` there before each service that a screen
    calls, which is not called where this raises. `around` is given each service as it is asked, and makes what is
    called in its place.
    """

    def __init__(
        self,
        on_slow: Callable[[bool], None] = lambda _slow: None,
        on_close: Callable[[], None] = lambda: None,
        first: Callable[[], None] = lambda: None,
        around: Callable[[Callable[[], Any]], Callable[[], Any]] = lambda service: service,
    ) -> None:
        self._on_slow, self._on_close, self._first, self._around = on_slow, on_close, first, around
        self._asked: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._serve, name="topaz-services", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while asked := self._asked.get():
            answer, service = asked
            try:
                answer.set_result(service())
            except BaseException as error:
                answer.set_exception(error)
            del asked, answer, service  # a traceback holds on to what was typed

    def _ask(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # nobody takes back what was asked: an action is done, whoever left
        self._asked.put((answer, lambda: service(*args, **kwargs)))
        return answer

    def _after_first(self, service: Callable[[], T]) -> T:
        self._first()
        return service()

    async def __call__(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The service's answer, or the UserError it raised."""
        return await self.run(self._around(partial(service, *args, **kwargs)))

    async def run(self, service: Callable[[], T]) -> T:
        """The same of a service that needs nothing around it."""
        done = asyncio.wrap_future(self._ask(self._after_first, service))
        done.add_done_callback(_heard)
        _, waiting = await asyncio.wait({done}, timeout=SLOW)
        if waiting:
            self._on_slow(True)
            try:
                await asyncio.wait({done})
            finally:
                self._on_slow(False)
        found: T = done.result()
        return found

    def ask(self, service: Callable[[], T]) -> Future[T]:
        """Have it called after what was asked before; nobody is told where it takes long, or fails."""
        return self._ask(service)

    def wait(self, seconds: float, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a program that is about to end: waits so long, then raises TimeoutError."""
        return self._ask(service, *args, **kwargs).result(seconds)

    def close(self, seconds: float = 5.0) -> None:
        """Let what was asked be done, then `on_close`, then end the thread; what takes longer is left alone."""
        self._ask(self._on_close)
        self._asked.put(None)
        self._thread.join(seconds)


def _heard(done: asyncio.Future[Any]) -> None:
    """Take the error of a call that nobody waits for any more, or Python would print it into the terminal."""
    if not done.cancelled():
        done.exception()
