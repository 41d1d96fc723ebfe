"""Help: every action of the place and of everywhere, in words, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.pilot import go, settle, until, words_in
from tests.support.windows import WINDOWS
from topaz_tui import actions
from topaz_tui.screens.help import WHERE, WIDGETS, HelpScreen
from topaz_tui.screens.queue import QueueScreen


def told(app) -> str:
    return " ".join(words_in(app.screen, "TextViewer Static").split())


async def opened(pilot) -> None:
    await go(pilot, "f1", HelpScreen, lambda page: told(page.app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_every_action_stands_in_the_help(app, size) -> None:
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        text = told(app)
        assert text.startswith("This is the phone list")
        for place in ("queue", "everywhere", *WIDGETS):
            for act in actions.of(place):
                assert f"{act.words}{' (asks again)' if act.danger else ''}: {act.help}" in text
                assert act.id not in text, "a name of the settings file says nothing to who looks for a key"
                assert " ".join(map(actions.key_words, act.keys)) in text


async def test_help_of_a_window_begins_with_what_acts_in_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name, first in {"Ask": "form", "Sure": "confirm", "Pick": "list"}.items():
            await app.push_screen(WINDOWS[name]())
            await settle(pilot)
            await pilot.press("f1")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await settle(pilot)
            text = told(app)
            assert text.startswith("This is a window over the page")
            found = [text.index(actions.PLACES[place] + " ") for place in (first, "everywhere")]
            assert found == sorted(found), name
            await pilot.press("escape", "escape")


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
        assert " z Skip: " in told(app)
        assert "Not now: Only a manager may put somebody first." in told(app)


def test_each_place_says_where_one_is_in_two_sentences() -> None:
    assert set(WIDGETS) == {"list", "form", "choice", "confirm"}
    for words in WHERE.values():
        assert words.count(". ") == 1 and words.endswith(".")
