"""A page is laid out for the first time with what it shows; where that takes too long, before it is
known. A key has it written whole again."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from rich.console import Console
from textual.app import App
from textual.screen import Screen
from textual.widgets import TextArea

from tests.support.pilot import until
from topaz_tui.screens import base
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.today import TodayScreen

ROW = re.compile(r"\x1b\[(\d+);\d+H")  # where what is written begins
PAGES = (("", QueueScreen), ("enter", ClientScreen), ("f4", EscalationsScreen), ("6", TodayScreen))
KNOWS = {
    QueueScreen: "look",
    ClientScreen: "page",
    EscalationsScreen: "board",
    TodayScreen: "owed",
    CallScreen: "brief",
}


async def test_page_is_laid_out_with_what_it_shows_unless_that_takes_long(app, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: dict[Screen[Any], bool] = {}  # did it know what it shows, and how wide it is, the first time?
    lay_out = Screen._refresh_layout

    def noted(self: Screen[Any], *args: Any, **how: Any) -> None:
        fits = self.has_class("-narrow") or not self.HORIZONTAL_BREAKPOINTS
        laid_out.setdefault(self, bool(getattr(self, KNOWS[type(self)]) and fits))
        lay_out(self, *args, **how)

    monkeypatch.setattr(Screen, "_refresh_layout", noted)
    monkeypatch.setattr(base, "AT_ONCE", 60.0)
    async with app.run_test(size=(80, 24)) as pilot:
        for key, kind in PAGES:
            await pilot.press(*filter(None, [key]))
            await until(pilot, lambda: type(app.screen) is kind and app.screen in laid_out)  # noqa: B023
        assert all(laid_out.values())
        for _ in range(2):  # the second takes the place of the first before that has begun
            app.page.run(asyncio.sleep(0), group="look")
        await until(pilot, lambda: not app.page._under_way)
        monkeypatch.setattr(base, "AT_ONCE", 0.0)
        await app.action_queue()
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and app.screen.brief)
        assert not laid_out[app.screen]
        await until(pilot, lambda: app.order.all_done)
        await pilot.press("f7")  # within a text, too
        await until(pilot, lambda: isinstance(app.focused, TextArea))
        written: list[str] = []

        def keep(_app: object, _screen: object, what: Any) -> None:
            written.append(what.render_segments(Console(color_system=None)))

        monkeypatch.setattr(App, "_display", keep)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: any(len(set(ROW.findall(each))) == 24 for each in written))
