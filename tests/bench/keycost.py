"""What one letter costs, in ms of the screen's thread (not of the clock: other work on the machine counts little), at
fifty letters a second: into the note of a call, the narrative of a concern, a text in a window over the screen, beside
a TextArea in a bare app, in turns (issue 9, 1).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from time import thread_time
from typing import Any, NamedTuple

from textual.app import App, ComposeResult
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.bench import ours
from tests.bench.measure import Row, Spread
from tests.support.moments import NOW
from tests.support.waiting import until

PACE = 1 / 50  # seconds between two letters
TEXT = "Says her nephew keeps the bank card and brings lunch on some days. "
SCREEN = (80, 24)
CALLABLE = "SELECT client_id FROM queue_status WHERE reason = 'callable' ORDER BY client_id"
PATIENCE = 60.0  # seconds for a page to come


class Size(NamedTuple):
    letters: int
    rounds: int


SIZES = {"whole": Size(400, 5), "quick": Size(200, 2), "smallest": Size(5, 1)}
GOAL = 2.0


class BareText(App[None]):
    """The bound: a TextArea, and nothing that listens to it."""

    CSS = "TextArea { height: 10; }"

    def compose(self) -> ComposeResult:
        yield TextArea(soft_wrap=True)


Opened = Callable[[], AbstractAsyncContextManager[App[Any]]]


@asynccontextmanager
async def _bare() -> Any:
    async with BareText().run_test(size=SCREEN) as pilot:
        await pilot.pause()
        yield pilot.app


def _ours(come: Callable[[Any, Pilot[Any]], Awaitable[None]]) -> Opened:
    @asynccontextmanager
    async def opened() -> Any:
        from topaz_tui.app import Topaz
        from topaz_tui.config import Settings
        from topaz_tui.services import workers

        async with Topaz(workers.current_session(Settings())).run_test(size=SCREEN) as pilot:
            await come(pilot.app, pilot)
            await _until(pilot, lambda: isinstance(pilot.app.focused, TextArea))
            yield pilot.app

    return opened


async def _until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    await until(holds)
    await pilot.pause()


def _somebody() -> int:
    from topaz_tui.store.database import database

    return int(database.execute_sql(CALLABLE).fetchone()[0])


async def _note(app: Any, pilot: Pilot[Any]) -> None:
    from topaz_tui.screens.call import CallScreen

    page = CallScreen(_somebody())
    app.push_screen(page)
    await _until(pilot, lambda: page.brief)
    await pilot.press("f7")


async def _narrative(app: Any, pilot: Pilot[Any]) -> None:
    from topaz_tui.screens.concern import ConcernScreen
    from topaz_tui.widgets.form import Form

    page = ConcernScreen(_somebody())
    app.push_screen(page)
    await _until(pilot, lambda: page.query(Form))
    await page.go_to("happened", "what")


async def _window(app: Any, pilot: Pilot[Any]) -> None:
    from topaz_tui.screens.client import ClientScreen
    from topaz_tui.widgets.dialogs import FormDialog

    page = ClientScreen(_somebody())
    app.push_screen(page)
    await _until(pilot, lambda: page.page)
    await pilot.press("t")
    await _until(pilot, lambda: isinstance(app.screen, FormDialog))


PLACES = {"the note of a call": _note, "the narrative of a concern": _narrative, "a text in a window": _window}


async def cost(opened: Opened, letters: int) -> float:
    """Milliseconds of this thread for a letter."""
    async with opened() as app:
        await _type(app, min(letters, 20))  # until the first draft is begun, and the title says so
        before = thread_time()
        await _type(app, letters)
        return (thread_time() - before) * 1000 / letters


async def _type(app: App[Any], letters: int) -> None:
    field = app.focused
    assert isinstance(field, TextArea)
    length = len(field.text) + letters
    for number in range(letters):
        letter = TEXT[number % len(TEXT)]
        app.post_message(Key("space" if letter == " " else letter, letter))
        await asyncio.sleep(PACE)
    async with asyncio.timeout(PATIENCE):
        while len(field.text) < length:
            await asyncio.sleep(PACE)


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    from topaz_tui.store import database

    rows = []
    for place, come in PLACES.items():
        mine, bound = [], []
        for _ in range(size.rounds):
            database.open_database(ours.database(folder, ours.DEMO))
            mine.append(asyncio.run(cost(_ours(come), size.letters)))
            database.close()
            bound.append(asyncio.run(cost(_bare, size.letters)))
        ours_, bound_ = Spread(tuple(mine)).median, Spread(tuple(bound)).median
        rows.append(Row(f"a letter in {place}", f"{size.letters} letters", ours_, bound_, GOAL))
    return rows
