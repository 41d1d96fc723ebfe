"""Memory is looked through in a lull, once, and not while somebody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from topaz_tui.runtime import idle_gc
from topaz_tui.runtime.idle_gc import Lull


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


def test_once_in_each_lull(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(idle_gc, "monotonic", lambda: now)
    gone: Lull = Lull()
    gone.begin()
    page = weakref.ref(Page())
    gone.key()
    now += idle_gc.LULL - 0.1
    assert not gone.look() and page() is not None
    now += 0.2
    assert gone.look() and page() is None
    now += 60
    assert not gone.look()
    gone.key()
    now += idle_gc.LULL
    assert gone.look()


def test_never_all_of_it_by_itself() -> None:
    Lull().begin()
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(400_000)]
    assert gc.get_stats()[2]["collections"] == before and len(kept) == 400_000
