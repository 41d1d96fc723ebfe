"""What is opened or mounted as the program ends is no fault of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import WorkerFailed

from tests.support.waiting import PATIENCE
from topaz_tui.rules.forms import Question
from topaz_tui.widgets.at_shutdown import QuietApp
from topaz_tui.widgets.dialogs import ChoiceDialog, FormDialog, TextDialog
from topaz_tui.widgets.pane import Pane
from topaz_tui.widgets.record_list import Column, RecordLine

WINDOWS = {
    "Ask": lambda: FormDialog("A note", (Question("text", "Note", "text"),)),
    "Pick": lambda: ChoiceDialog("Several", (Column("Which", 20),), (RecordLine(1, ("One",)),)),
    "Whole": lambda: TextDialog("A note", "She is not safe."),
}


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Here")


@pytest.mark.parametrize("make", WINDOWS.values(), ids=WINDOWS)
async def test_a_window_that_opens_as_the_program_ends_begins_nothing(make: Callable[[], Screen[object]]) -> None:
    app = Bare()
    async with app.run_test() as pilot:
        app.call_later(app.push_screen, make())
        while len(app.screen_stack) == 1:
            await asyncio.sleep(0)
        app._running = False  # as an end leaves it: its parts are on their way
        await asyncio.wait_for(app.screen._mounted_event.wait(), PATIENCE)
        await pilot.app.screen.remove()
    assert app.return_code in (0, None)


class Leaving(QuietApp, App[None]):
    def compose(self) -> ComposeResult:
        yield Pane(lambda widget: None, id="pane")


async def test_what_is_mounted_as_the_program_ends_is_no_fault_of_it() -> None:
    app = Leaving()
    async with app.run_test():
        app._exit = True  # as an end leaves it, while a page looks up what it shows
        worker = app.run_worker(app.query_one(Pane).put(lambda: Static("Found")))
        with pytest.raises(WorkerFailed, match="Can't mount"):
            await worker.wait()
        assert app.return_code is None
        app._exit = False
    assert app.return_code is None


async def test_a_fault_as_the_program_ends_is_one_all_the_same() -> None:
    app = Leaving()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            app._exit = True
            app._handle_exception(ZeroDivisionError())
