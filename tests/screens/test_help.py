"""Help: every action of the place and of everywhere, in words; what is typed is looked for, and can be done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.pilot import go, until, words_in
from tests.support.windows import WINDOWS
from topaz_tui import actions
from topaz_tui.rules.team_services import CALLS
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.help import WHERE, WIDGET_PLACES, HelpScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.widgets.record_list import RecordList


def lines(app) -> dict[object, tuple[str, ...]]:
    return {line.key: line.cells for line in app.screen.query_one(RecordList).lines}


def detail(app) -> str:
    return " ".join(words_in(app.screen, "#detail").split())


async def opened(pilot) -> None:
    await go(pilot, "f1", HelpScreen, lambda page: lines(page.app) and detail(page.app))


async def test_help_has_every_action_and_the_marked_one_in_sentences(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        there = [act for place in ("queue", "everywhere", *WIDGET_PLACES) for act in actions.of(place, (CALLS,))]
        shown = lines(app)
        assert [key for key in shown if key in actions.BY_ID] == [act.id for act in there]
        assert all(shown[act.id][1:] == (act.words, act.help) for act in there)
        assert detail(app) == WHERE["queue"]
        await pilot.press(*["down"] * (1 + [act.id for act in there].index("queue.free")))
        await until(pilot, lambda: detail(app).startswith("Release (asks again): Let go of a person"))


async def test_help_of_a_window_begins_with_what_acts_in_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for name, first in {"Ask": "form", "Sure": "confirm", "Pick": "list"}.items():
            window = WINDOWS[name]()
            page = HelpScreen(window)
            app.push_screen(page)
            await until(pilot, lambda page: page.is_mounted and page.query(RecordList) and lines(app), page)
            assert next(iter(lines(app))) == first
            assert detail(app).startswith("This is a window over the page")
            await pilot.press("escape")


@pytest.mark.parametrize("key", ["f1", "question_mark", "escape", "f8"])
async def test_help_closes(app, key) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("pagedown", "end", "home")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))


async def test_help_shows_the_keys_of_the_settings_and_what_cannot_be_done(app) -> None:
    settings = replace(app.session.settings, keys={"queue.skip": ("z",)})
    app.session = replace(app.session, settings=settings, role="worker")
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert lines(app)["queue.skip"][0] == "z"
        await pilot.press(*"put first")
        await until(pilot, lambda: "Not now: Only a manager may put somebody first." in detail(app))


async def test_help_finds_what_is_typed_in_all_places_and_enter_does_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press(*"chase", "enter")
        await until(pilot, lambda: app.status.tells("Chase: press c there (Escalations)."))
        await pilot.press(*["backspace"] * 5, *"xyz")
        await until(pilot, lambda: not lines(app))
        await pilot.press(*["backspace"] * 3, *"look")
        await until(pilot, lambda: "queue.client" in lines(app))
        await pilot.press(*["down"] * list(lines(app)).index("queue.client"), "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert not any(isinstance(page, HelpScreen) for page in app.screen_stack)


def test_help_says_of_each_place_where_one_is_in_two_sentences() -> None:
    assert set(WIDGET_PLACES) == {"list", "form", "text", "choice", "rows", "confirm"}
    for words in WHERE.values():
        assert words.count(". ") == 1 and words.endswith(".")
