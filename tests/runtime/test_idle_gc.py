"""Garbage is collected in a pause, once, and not while somebody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from topaz_tui.runtime import idle_gc
from topaz_tui.runtime.idle_gc import IdleGarbageCollector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Page:
    """It refers to itself, as widgets do."""

    def __init__(self) -> None:
        self.me = self


def test_garbage_is_collected_once_in_each_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(idle_gc, "monotonic", lambda: now)
    collector = IdleGarbageCollector()
    collector.begin()
    page = weakref.ref(Page())
    collector.key()
    now += idle_gc.IDLE - 0.1
    assert not collector.look() and page() is not None
    now += 0.2
    assert collector.look() and page() is None
    now += 60
    assert not collector.look()
    collector.key()
    now += idle_gc.IDLE
    assert collector.look()


def test_garbage_is_never_collected_in_full_by_python_itself() -> None:
    IdleGarbageCollector().begin()
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(400_000)]
    assert gc.get_stats()[2]["collections"] == before and len(kept) == 400_000
