"""A wait that fails says what it waited for."""

from __future__ import annotations

import asyncio
import threading

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from tests.support import pilot, waiting
from tests.support.waiting import comes_within, until, wait_until


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE", 0.01)


def test_wait_says_in_its_failure_what_it_waited_for_and_what_it_saw_last(short: None) -> None:
    letters = ["a", "b"]
    with pytest.raises(AssertionError) as failure:
        wait_until(lambda: letters[2:], lambda: f"letters: {letters}")
    assert "wait_until(lambda: letters[2:]" in str(failure.value)
    assert "at last it was []\nletters: ['a', 'b']" in str(failure.value)


async def test_awaited_wait_says_it_too_and_names_a_function(short: None) -> None:
    with pytest.raises(AssertionError, match=r"Event\.is_set"):
        await until(threading.Event().is_set)


class Page(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Nobody is to be called")


async def test_wait_at_a_screen_shows_the_screen(short: None) -> None:
    async with Page().run_test() as hand:
        with pytest.raises(AssertionError, match=r"(?s)hand\.app\.focused.*Nobody is to be called"):
            await pilot.until(hand, lambda: hand.app.focused)


async def test_wait_at_a_screen_goes_on_until_the_widget_is_made() -> None:
    async with Page().run_test() as hand:
        hand.app.call_later(hand.app.mount, Static(id="late"))
        await pilot.until(hand, lambda: hand.app.query_one("#late"))


async def test_wait_of_something_says_of_what(short: None) -> None:
    for word in ("", "callable"):
        with pytest.raises(AssertionError, match=f"of {word!r}\n"):
            await until(lambda text: text.endswith("waiting"), str, word)
    await until(lambda text: text.endswith("waiting"), str, "waiting")


async def test_wait_ends_when_it_comes() -> None:
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, event.set)
    await until(event.is_set)
    wait_until(event.is_set)


def test_what_may_not_come_is_told() -> None:
    assert comes_within(60, lambda: "here")
    assert not comes_within(0, list)
