"""The tour of the demo: each step says the key to press, and the next comes as it was pressed."""

from __future__ import annotations

from tests.support.pilot import settle, until
from topaz_tui import actions
from topaz_tui.app import tour
from topaz_tui.app.app import Topaz


def test_the_tour_names_actions_that_there_are() -> None:
    told = [actions.with_keys(step.words, {}) for step in tour.STEPS]
    assert not [words for words in told if "{" in words]
    assert max(map(len, told)) < 100, "two lines at 80 columns"


async def test_whoever_presses_what_the_tour_says_comes_to_its_end(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("7")
        assert app.status.tells("The tour is in the demo")
        app.is_demo = True
        await pilot.press("7")
        keys = ("enter", "escape", "n", "c", "n", "f10", "escape", "f4", "enter", "f2", "f1")
        for place, key in enumerate(keys, 1):
            await until(pilot, lambda place: app.status.tells(f"Tour, {place} of {len(keys)}: "), place)
            await until(pilot, lambda: app.order.all_done)
            await pilot.press(key)
        await until(pilot, lambda: not app.status.tells("Tour, "))
