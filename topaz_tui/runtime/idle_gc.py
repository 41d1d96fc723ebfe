"""Collects garbage while nobody types. Python would look through all of its memory now and then, in the middle of a
key: up to 0.1 s in which the screen stands still."""

from __future__ import annotations

import gc
from time import monotonic

IDLE = 5.0  # seconds without a key
YOUNG = 50_000, 20, 1_000_000  # objects, and rounds, until what is new is looked through; never all by itself


class IdleGarbageCollector:
    """Is told of each key with `key`; `look` is called every few seconds, and collects once in each pause."""

    def __init__(self) -> None:
        self._last_key = self._collected = monotonic()

    def begin(self) -> None:
        """The program is there: what it consists of stays, and is not looked through again."""
        gc.freeze()
        gc.set_threshold(*YOUNG)

    def key(self) -> None:
        """Somebody is typing."""
        self._last_key = monotonic()

    def look(self) -> bool:
        """Collect, where a pause has begun since the last time; says whether it did."""
        if self._collected > self._last_key or monotonic() - self._last_key < IDLE:
            return False
        gc.collect()
        self._collected = monotonic()
        return True
