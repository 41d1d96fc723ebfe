"""Esc goes back to where one came from, from everywhere, and finds it as it was."""

from __future__ import annotations

from itertools import cycle
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot

from tests.support.pages import call, client, concern
from tests.support.pilot import front, settle, until
from tests.support.windows import WINDOWS
from topaz_tui.app import Topaz, way_back
from topaz_tui.rules.forms import Question
from topaz_tui.runtime import textual_compat
from topaz_tui.screens.base import Page
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.store.database import database
from topaz_tui.widgets.dialogs import Answers, FormDialog
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.tabs import TabLine

P = TypeVar("P", bound=Page)
SIZE = (80, 24)
SHORT = 3
PLACES: dict[str, type[Page]] = {"f3": FindScreen, "f4": EscalationsScreen, "f5": TeamScreen}


def clients(count: int) -> list[int]:
    rows = database.execute_sql("SELECT id FROM client ORDER BY id LIMIT ?", (count,)).fetchall()
    return [int(id) for (id,) in rows]


async def go(pilot: Pilot[None], key: str, kind: type[P]) -> P:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await settle(pilot)
    return front(pilot.app, kind)


async def opened(pilot: Pilot[None], page: P) -> P:
    """It, or the page of its kind that was open already."""
    assert isinstance(pilot.app, Topaz)
    await pilot.app.open_page(page)
    await settle(pilot)
    return front(pilot.app, type(page))


def kinds(app: Topaz) -> list[type]:
    return [type(page) for page in app.screen_stack]


@pytest.mark.parametrize("make", [client, call, concern], ids=lambda make: make.__name__)
async def test_way_back_by_esc_comes_from_each_place(app: Topaz, make: Any) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = await opened(pilot, await make(app))
        for key, kind in PLACES.items():
            await go(pilot, key, kind)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is page)


async def test_way_back_finds_a_client_as_it_was_left(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = await opened(pilot, await client(app))
        await pilot.press("right")
        await settle(pilot)
        await pilot.press("down")
        tab, line = page.query_one(TabLine).current, page.query_one(RecordList).key
        for key, kind in PLACES.items():
            await go(pilot, key, kind)
        assert kinds(app) == [QueueScreen, ClientScreen, *PLACES.values()]
        for before in (EscalationsScreen, FindScreen, ClientScreen):
            await pilot.press("escape")
            await until(pilot, lambda kind: isinstance(app.screen, kind), before)
        await settle(pilot)
        assert (page.query_one(TabLine).current, page.query_one(RecordList).key) == (tab, line)


async def test_place_that_is_open_comes_to_the_front(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        board = await go(pilot, "f4", EscalationsScreen)
        await pilot.press("right")
        await settle(pilot)
        tab = board.query_one(TabLine).current
        await go(pilot, "f5", TeamScreen)
        assert await go(pilot, "f4", EscalationsScreen) is board
        assert board.query_one(TabLine).current == tab
        assert kinds(app) == [QueueScreen, TeamScreen, EscalationsScreen]


async def test_place_to_find_begins_anew_each_time(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        found = await go(pilot, "f3", FindScreen)
        await pilot.press(*"mar")
        await go(pilot, "f4", EscalationsScreen)
        assert await go(pilot, "f3", FindScreen) is not found
        await until(pilot, lambda: not found.is_attached)
        assert kinds(app) == [QueueScreen, EscalationsScreen, FindScreen]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pages are kept: how many is not the point."""
    monkeypatch.setattr(way_back, "WAY_BACK", SHORT)


async def test_way_back_does_not_grow_for_ever(app: Topaz, short: None) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        many = clients(SHORT + 4)
        pages = [await opened(pilot, ClientScreen(id)) for id in many]
        await settle(pilot)
        assert len(app.screen_stack) == 1 + SHORT + 1
        await until(pilot, lambda: not pages[0].is_attached)
        assert pages[-2].is_attached
        for _ in range(3):
            for id in many[-2:]:
                await opened(pilot, ClientScreen(id))
        assert len(app.screen_stack) == 1 + SHORT + 1
        for _ in range(SHORT + 1):
            await pilot.press("escape")
            await settle(pilot)
        assert kinds(app) == [QueueScreen]


async def test_way_back_never_closes_what_is_open(app: Topaz, short: None) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        written = await opened(pilot, await concern(app))
        assert isinstance(written, ConcernScreen)
        await until(pilot, lambda: written.draft)
        await pilot.press("f7", *"Wash")
        pages = [await opened(pilot, ClientScreen(id)) for id in clients(SHORT + 3)]
        await until(pilot, lambda: not pages[0].is_attached)
        assert written in app.screen_stack


async def test_place_of_a_concern_about_one_client_is_one_page(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = await opened(pilot, await client(app))
        assert isinstance(page, ClientScreen)
        written = await go(pilot, "f6", ConcernScreen)
        await until(pilot, lambda: written.draft)
        await pilot.press("f7", *"Wash")
        await go(pilot, "f4", EscalationsScreen)
        assert page.client_id and await opened(pilot, ClientScreen(page.client_id)) is page
        assert await go(pilot, "f6", ConcernScreen) is written
        assert kinds(app) == [QueueScreen, EscalationsScreen, ClientScreen, ConcernScreen]


async def test_place_of_a_call_with_one_client_is_one_page(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = await call(app)
        await opened(pilot, page)
        assert isinstance(page, CallScreen) and page.client_id is not None and page.held
        await opened(pilot, ClientScreen(page.client_id))
        await pilot.press("c")
        await until(pilot, lambda: app.screen is page)
        assert kinds(app) == [QueueScreen, ClientScreen, CallScreen]
        kept = database.execute_sql(
            "SELECT fencing_token FROM queue_status WHERE client_id = ?", (page.client_id,)
        ).fetchone()
        assert page.held.fencing_token == kept[0]


async def test_way_back_keeps_a_page_under_its_window(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        page = await opened(pilot, await client(app))
        assert isinstance(page, ClientScreen)
        window = WINDOWS["Sure"]()
        await app.push_screen(window)
        await settle(pilot)
        await go(pilot, "f6", ConcernScreen)
        assert page.client_id
        again = await opened(pilot, ClientScreen(page.client_id))
        assert again is not page and app.screen_stack[1:3] == [page, window]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is window)


async def test_way_back_by_f2_leaves_windows_too(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen) and app.screen.draft)
        await pilot.press("f2")
        await until(pilot, lambda: kinds(app) == [QueueScreen])
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.screen.is_modal)


async def test_way_back_by_esc_comes_to_a_window_left_by_function_keys(app: Topaz) -> None:
    """From each kind of window by one of the keys, in turn; from a form by all."""
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        in_turn = cycle(PLACES)
        for name, make in WINDOWS.items():
            window = make()
            app.push_screen(window)
            await until(pilot, lambda window: app.screen is window and window.is_mounted, window)
            await settle(pilot)
            for key in PLACES if name == "Ask" else [next(in_turn)]:
                await go(pilot, key, PLACES[key])
                await pilot.press("escape")
                await until(pilot, lambda window: app.screen is window, window)
            await pilot.press("f2")
            await until(pilot, lambda: kinds(app) == [QueueScreen])


async def test_way_back_by_f2_keeps_what_is_typed_in_a_window(app: Topaz) -> None:
    kept: list[Answers] = []
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        window = FormDialog("A note", (Question("text", "Note", "text", "What?"),), keep=kept.append)
        app.push_screen(window)
        await until(pilot, lambda: window.is_mounted and window.focused)
        await pilot.press(*"Osei", "f2")
        await until(pilot, lambda: kinds(app) == [QueueScreen])
    assert kept[-1] == {"text": "Osei"}


async def test_way_back_takes_out_no_screen_in_front(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with pytest.raises(ValueError):
            textual_compat.take_out(app, app.screen)
