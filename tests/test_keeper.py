"""What is typed is handed on to be saved soon, the newest words of each, and again when saving failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from topaz_tui import keeper
from topaz_tui.keeper import Keeper


class Desk:
    """Takes savings, or refuses them while `broken`."""

    def __init__(self) -> None:
        self.saved: list[object] = []
        self.told: list[Exception] = []
        self.broken = False
        self.news = asyncio.Event()

    async def run(self, save: Callable[[], object]) -> object:
        if self.broken:
            raise OSError("full")
        self.saved.append(save())
        self.news.set()
        return None


async def test_only_the_newest_is_saved_after_a_pause() -> None:
    desk = Desk()
    keep = Keeper(desk.run, desk.told.append)
    for text in ("s", "sh", "she"):
        keep.keep("note", lambda text=text: text)
    assert desk.saved == [] and keep.unsaved
    await asyncio.wait_for(desk.news.wait(), 5)
    assert desk.saved == ["she"] and not keep.unsaved


async def test_typing_without_a_pause_is_saved_all_the_same(monkeypatch) -> None:
    monkeypatch.setattr(keeper, "LONGEST", 0.1)
    desk = Desk()
    keep = Keeper(desk.run, desk.told.append)

    async def type_on() -> None:
        n = 0
        while not desk.saved:
            keep.keep("note", lambda n=n: n)
            n += 1
            await asyncio.sleep(0)

    await asyncio.wait_for(type_on(), 5)
    assert desk.saved and not desk.told


async def test_what_could_not_be_saved_stays_and_is_told() -> None:
    desk = Desk()
    keep = Keeper(desk.run, desk.told.append)
    desk.broken = True
    keep.keep("note", lambda: "words")
    await keep.flush()
    assert len(desk.told) == 1 and keep.unsaved
    desk.broken = False
    await keep.flush()
    assert desk.saved == ["words"] and not keep.unsaved


async def test_an_end_takes_what_is_left() -> None:
    desk = Desk()
    keep = Keeper(desk.run, desk.told.append)
    keep.keep("a", lambda: 1)
    keep.keep("b", lambda: 2)
    keep.forget("a")
    assert [save() for save in keep.take()] == [2]
    assert not keep.unsaved
