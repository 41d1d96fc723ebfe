"""Waiting for what happens: as long as it takes, and no longer. A test never waits for a time."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable

PATIENCE = 180.0  # seconds that a wait lasts at most: matters only where a test fails (60 were too few at a load of 31)
TURN = 0.002  # seconds between the first two looks
SELDOM = 0.02  # between two when it takes long
MOMENT = 0.001  # where what is waited for is soon over

Holds = Callable[..., object]


class _Wait:
    """`holds` is to come true (`of` these); where it does not, the failure says what was waited for, what it was at
    last, and what `saw` tells of the rest."""

    def __init__(self, holds: Holds, saw: Callable[[], str], of: tuple[object, ...] = ()) -> None:
        self._holds, self._saw, self._of, self._began = holds, saw, of, time.monotonic()

    @property
    def pause(self) -> float:
        """Until the next look."""
        return min(TURN + self._waited / 20, SELDOM)

    @property
    def _waited(self) -> float:
        return time.monotonic() - self._began

    def over(self) -> bool:
        if at_last := self._holds(*self._of):
            return True
        if self._waited > PATIENCE:
            what = " of ".join([_words(self._holds), *map(repr, self._of)])
            raise AssertionError(
                f"waited {PATIENCE:g} s for: {what}\nat last it was {at_last!r}\n{self._saw()}".rstrip()
            )
        return False


def wait_until(holds: Holds, saw: Callable[[], str] = str) -> None:
    """Wait until it is so."""
    wait = _Wait(holds, saw)
    while not wait.over():
        time.sleep(wait.pause)


async def until(holds: Holds, saw: Callable[[], str] = str, *of: object) -> None:
    """The same, while the program in this process goes on; `of` is what the condition is about."""
    wait = _Wait(holds, saw, of)
    while not wait.over():
        await asyncio.sleep(wait.pause)


def comes_within(seconds: float, holds: Holds) -> bool:
    """Whether it comes within so many seconds: for what may also not come, and what is soon over."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(MOMENT)
    return bool(found)


def _words(holds: Holds) -> str:
    """What was waited for, as the test has it."""
    try:
        source = inspect.getsource(holds) if getattr(holds, "__name__", "") == "<lambda>" else repr(holds)
    except OSError:  # nothing keeps it
        source = repr(holds)
    return " ".join(source.split())
