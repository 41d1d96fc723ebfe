"""What is asked of Textual beyond its public names."""

from __future__ import annotations

import gc
import inspect

from textual.app import App

from topaz_tui.runtime.textual_compat import SHEETS, remember_sheets, run_beside


async def test_work_broken_off_before_it_begins_is_closed() -> None:
    async def look() -> str:
        return "found"

    first = look()
    app = App[None]()
    async with app.run_test():
        run_beside(app, first, group="search", exclusive=True)
        assert await run_beside(app, look(), group="search", exclusive=True).wait() == "found"
    gc.collect()
    assert inspect.getcoroutinestate(first) == inspect.CORO_CLOSED, "else Python warns that it was never awaited"


def test_style_sheets_that_were_read_are_all_kept() -> None:
    app = App[None]()
    remember_sheets(app)
    for sheet in range(SHEETS):
        app.stylesheet._parse_cache[(sheet,)] = []
    assert len(app.stylesheet._parse_cache) == SHEETS
