"""Keys that come at once are taken as keys that come one by one are."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Coroutine
from typing import Any

import pytest
from textual import message_pump
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static, TextArea

from tests.support.pilot import until
from topaz_tui.runtime import keyboard
from topaz_tui.runtime.keyboard import InOrder


class Window(ModalScreen[str]):
    """Waits for a person: Enter closes it."""

    BINDINGS = [Binding("enter", "done", "Done", priority=True), Binding("escape", "none", "None")]

    def compose(self) -> ComposeResult:
        yield Input()

    def action_done(self) -> None:
        self.dismiss(self.query_one(Input).value)

    def action_none(self) -> None:
        self.dismiss("")


class Second(Screen[None]):
    """A page that looks something up as it opens, and has the cursor in a text then."""

    AUTO_FOCUS = ""
    BINDINGS = [Binding("escape", "app.pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        yield TextArea()

    def on_mount(self) -> None:
        self.run_worker(self.look(), group="open")

    async def look(self) -> None:
        assert isinstance(self.app, Small)
        await self.app.wait()
        self.query_one(TextArea).focus()


class Small(InOrder[None]):
    """n opens the second page after an action; w asks in a window and writes down what was said; s looks something
    up."""

    BINDINGS = [
        Binding("n", "next", "Next"),
        Binding("w", "ask", "Ask"),
        Binding("s", "look", "Look"),
        Binding("slash", "type", "Type"),
        Binding("f2", "away", "Away"),
        Binding("x", "count", "Count"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.said: list[str | None] = []
        self.let: list[int] = []

    def compose(self) -> ComposeResult:
        yield Input(id="narrow", disabled=True)
        yield Static("here")

    async def wait(self) -> None:
        await self.answers.wait()

    def begin(self, work: Coroutine[Any, Any, None], group: str = "action") -> None:
        self.screen.run_worker(work, group=group)

    def action_next(self) -> None:
        self.begin(self.next())

    async def next(self) -> None:
        await self.wait()
        self.push_screen(Second())

    def action_ask(self) -> None:
        self.begin(self.ask())

    async def ask(self) -> None:
        self.said.append(await self.push_screen_wait(Window()))
        await self.wait()
        self.said.append("done")

    def action_look(self) -> None:
        self.begin(self.look(), "look")

    async def look(self) -> None:
        await self.wait()
        self.said.append("seen")

    def action_type(self) -> None:
        self.query_one(Input).disabled = False
        self.query_one(Input).focus()

    async def action_away(self) -> None:
        self.said.append("away")
        await self.push_screen(Window())

    def action_count(self) -> None:
        self.said.append("x")

    def let_go(self, count: int) -> None:
        self.let.append(count)


KEYS = {"/": "slash", "\b": "backspace", "\r": "enter", "\t": "tab", "<": "left", "\x1b": "escape", "2": "f2"}


def packet(app: App[Any], keys: str) -> None:
    """They all come at once."""
    for each in keys:
        key = KEYS.get(each, each)
        app.post_message(Key(key, each if key == each or key == "slash" else None))


async def done(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, InOrder)
    await until(pilot, lambda: app.order.all_done)


@pytest.fixture
def small() -> Small:
    app = Small()
    app.answers.set()
    return app


async def test_letters_do_not_overtake_backspace_and_arrows(small: Small) -> None:
    async with small.run_test() as pilot:
        packet(small, "/She is NOT safe" + "\b" * 8 + "well<<<<!")
        await done(pilot)
        assert small.query_one(Input).value == "She is !well"


async def test_a_packet_goes_into_the_page_that_its_first_key_opens(small: Small) -> None:
    async with small.run_test() as pilot:
        packet(small, "nsome\rwords\b")
        await done(pilot)
        assert small.screen.query_one(TextArea).text == "some\nword"
        assert small.said == []


async def test_a_paste_waits_its_turn(small: Small) -> None:
    async with small.run_test() as pilot:
        packet(small, "n")
        small.post_message(Paste("pasted"))
        packet(small, "\b!")
        await done(pilot)
        assert small.screen.query_one(TextArea).text == "paste!"


async def test_a_window_that_waits_for_a_person_holds_no_key(small: Small) -> None:
    async with small.run_test() as pilot:
        packet(small, "wyes\rxwno\rx")
        await done(pilot)
        assert small.said == ["yes", "done", "x", "no", "done", "x"]


async def test_action_after_a_window_is_done_before_the_next_key(small: Small) -> None:
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "wyes\rx")
        await until(pilot, lambda: small.said == ["yes"])
        await pilot.pause()
        assert small.said == ["yes"] and len(small.order.held) == 1
        small.answers.set()
        await done(pilot)
        assert small.said == ["yes", "done", "x"]


async def test_keys_wait_for_a_query_and_letters_do_not(small: Small) -> None:
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "s/ab")
        await until(pilot, lambda: small.order.held)
        small.answers.set()
        await done(pilot)
        small.answers.clear()
        small.begin(small.look(), "look")
        packet(small, "cd")
        await until(pilot, lambda: small.query_one(Input).value == "abcd")
        assert small.said == ["seen"]
        small.answers.set()


async def test_a_key_alone_waits_for_nothing(small: Small) -> None:
    async with small.run_test() as pilot:
        await done(pilot)
        for key in "/ab\b":
            assert not small.order.held
            packet(small, key)
            assert not small.order.held
            await done(pilot)


async def test_keys_that_leave_go_ahead_of_an_action_that_hangs(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard, "ELSEWHERE", 0.05)
    monkeypatch.setattr(keyboard, "PAUSE", 0.0)  # each by hand
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "nxx2ab")
        await until(
            pilot,
            lambda: isinstance(small.screen, Window) and [each.value for each in small.screen.query(Input)] == ["ab"],
        )
        assert small.said == ["away"] and small.let == [2]


@pytest.mark.parametrize("way", ["2", "\x1b"])
async def test_keys_that_leave_keep_what_was_typed_on_a_slow_machine(
    small: Small, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    now = 0.0
    monkeypatch.setattr(keyboard, "SLOW", 0.0)
    monkeypatch.setattr(keyboard, "PAUSE", 0.0)
    monkeypatch.setattr(keyboard, "monotonic", lambda: now)
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "nx" + way)
        await until(pilot, lambda: len(small.order.held) == 2)
        for _ in range(3):
            now += keyboard.GLANCE
            small.order._look()
            await asyncio.sleep(0)
        assert small.let == [] and len(small.order.held) == 2
        small.answers.set()
        await done(pilot)
        assert small.let == []


@pytest.mark.parametrize(("pause", "let"), [(0.0, []), (keyboard.PAUSE, [1])])
async def test_a_way_out_waits_behind_the_keys_it_came_with_and_passes_those_before_a_pause(
    small: Small, monkeypatch: pytest.MonkeyPatch, pause: float, let: list[int]
) -> None:
    now = 0.0
    monkeypatch.setattr(keyboard, "monotonic", lambda: now)
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "nx")
        await until(pilot, lambda: len(small.order.held) == 1 and small.order._work())  # its action has begun
        now += pause
        packet(small, "2")
        await until(pilot, lambda: len(small.order.held) == 2)
        now += keyboard.ELSEWHERE + 0.1
        small.order._look()
        if let:
            await until(pilot, lambda: small.said == ["away"] or not small.order.held)
        else:
            assert small.said != ["away"] and small.order.held
        small.answers.set()
        await done(pilot)
        assert small.let == let


async def test_keys_of_a_long_packet_are_kept_while_each_is_taken(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    async def count() -> None:
        nonlocal now
        now += 0.7 * keyboard.SLOW
        small.said.append("x")

    monkeypatch.setattr(keyboard, "monotonic", lambda: now)
    monkeypatch.setattr(small, "action_count", count)
    async with small.run_test() as pilot:
        packet(small, "x" * 20 + "2")
        await done(pilot)
        assert small.said == ["x"] * 20 + ["away"] and small.let == []


async def test_typing_goes_on_while_an_action_hangs(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard, "SLOW", 0.05)
    async with small.run_test() as pilot:
        packet(small, "/")
        await done(pilot)
        small.answers.clear()
        small.begin(small.look(), "action")
        packet(small, "ab\bc")
        await until(pilot, lambda: small.query_one(Input).value == "ac")


async def test_keys_are_held_by_no_action_for_ever(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyboard, "LONGEST", 0.05)
    small.answers.clear()
    async with small.run_test() as pilot:
        packet(small, "nx")
        await until(pilot, lambda: small.said == ["x"])


async def test_keys_are_not_held_by_what_the_program_does_by_itself(small: Small) -> None:
    small.answers.clear()
    async with small.run_test() as pilot:
        small.run_worker(small.look())  # the app's own
        small.begin(small.look(), "news")
        packet(small, "xx")
        await until(pilot, lambda: small.said == ["x", "x"])


async def test_a_window_that_goes_unanswered_has_answered_nothing(small: Small) -> None:
    async with small.run_test() as pilot:
        packet(small, "wye")
        await done(pilot)
        await small.push_screen(Second())
        small.pop_screen()
        await small.pop_screen()
        packet(small, "x")
        await done(pilot)
        assert small.said == [None, "done", "x"]


async def test_textual_still_deals_out_all_keys_of_a_packet_at_once() -> None:
    """When this fails Textual has mended #6605: see whether the module can go."""

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            yield Input()

    app = Bare()
    async with app.run_test() as pilot:
        packet(app, "ab\bc")
        await pilot.pause()
        assert app.query_one(Input).value == "ab"


def test_textual_still_has_what_the_module_stands_on() -> None:
    assert vars(message_pump)["Queue"] is keyboard._Queue
    assert "return Queue()" in inspect.getsource(message_pump.MessagePump._message_queue.func)
    loop = inspect.getsource(message_pump.MessagePump._get_message) + inspect.getsource(
        message_pump.MessagePump._peek_message
    )
    assert "_message_queue.get()" in loop and "_message_queue.get_nowait()" in loop
