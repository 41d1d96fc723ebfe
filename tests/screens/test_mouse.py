"""What a key does, a click on its words does, too: tabs, the line of keys, windows and answers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key, MouseDown

from tests.support.pilot import front, settle, until
from topaz_tui import actions
from topaz_tui.app import Topaz
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.checks import ChecksPane
from topaz_tui.screens.call.outcome import OutcomePane
from topaz_tui.screens.call.review import ReviewPane
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.escalations.tabs import TABS
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.frame import KeyBar
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.tabs import TabLine


def place_of(widget, words: str) -> tuple[int, int]:
    """Where these words begin in a widget, from its corner."""
    strips, left = widget.screen._compositor.render_strips(), widget.region.x
    lines = ["".join(part.text for part in strips[y]) for y in range(widget.region.y, widget.region.bottom)]
    return next((line.index(words, left) - left, y) for y, line in enumerate(lines) if words in line[left:])


async def click(pilot, widget, words: str, times: int = 1) -> None:
    await pilot.click(widget, offset=place_of(widget, words), times=times)


async def test_click_on_a_tab_goes_to_it(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click(pilot, app.screen.query_one(TabLine), "Not callable")
        await until(pilot, lambda: front(app, QueueScreen).tab == "not_callable")
        await click(pilot, app.screen.query_one(TabLine), "Callable")
        await until(pilot, lambda: front(app, QueueScreen).tab == "callable")
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen.query_one(TabLine).counts)
        for name, words in TABS[1:]:
            await click(pilot, app.screen.query_one(TabLine), words)
            await until(pilot, lambda name: front(app, EscalationsScreen).tab == name, name)


async def test_click_in_the_line_of_keys_does_what_the_key_does(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click(pilot, app.screen.query_one(KeyBar), "Look")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)


async def test_click_answers_in_a_window_and_saves_or_goes_back(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        window = app.screen
        choice = window.query(Choice).first()
        await pilot.click(choice, offset=(4 + choice.gutter.left, 2))
        await until(pilot, lambda: choice.answer == choice.options[2][0])
        await click(pilot, window.query_one(KeyLine), "F10")
        await until(pilot, lambda: window.has_class("amiss"))
        await click(pilot, window.query_one(KeyLine), "Back")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))


async def test_line_of_keys_has_what_the_tab_is_for(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await pilot.press("right")
        await until(pilot, lambda: front(app, ClientScreen).tab == "contacts")
        shown = [words for _, words, _ in app.screen.query_one(KeyBar)._in_sight()]
        assert shown[:2] == [actions.BY_ID["client.phone"].words, actions.BY_ID["client.contact"].words]


async def test_call_is_led_by_clicks_and_what_was_said_before_is_over(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click(pilot, app.screen.query_one(RecordList), "Mr Harish Amin", times=2)
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await pilot.press("escape", "n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and app.screen.brief)
        call = front(app, CallScreen)
        await pilot.press("c")
        await until(pilot, lambda: call.draft.step == "ended")
        app.say("Skipped.")
        # As the driver sends it: the pilot's clicks do not come through the app.
        await app.on_event(MouseDown(None, 0, 0, 0, 0, 1, False, False, False))
        await click(pilot, call.query_one(OutcomePane), "Spoke with them: review")
        await until(pilot, lambda: call.draft.step == "checks")
        assert not app.status.tells("Skipped.")
        pane = call.query_one(ChecksPane)
        await click(pilot, pane, "Full name", times=2)  # the second may have been meant for what stood there before
        lines = "Date of birth", "What is the first line", "Postcode", "And your postcode", "“Is it OK"
        for words in lines:  # the postcode's are two clicks: it is not ticked
            await click(pilot, pane, words)
        await until(pilot, lambda: call.draft.ticks == ["name", "born", "address", "ok"])
        assert place_of(pane, "[x] o")[1] == pane.caret().y
        await pilot.press("right")
        await until(pilot, lambda: call.draft.step == "review")
        await click(pilot, call.query_one(ReviewPane), "Toilet needs")
        await pilot.press("s")
        await until(pilot, lambda: set(call.draft.areas) == {"toilet"})


class Saved(InOrder[None]):
    """What a window offers once a call is saved, the first in more than a line; and the keys that come of it."""

    def compose(self) -> ComposeResult:
        self.pressed: list[str] = []
        ring = "c  Ring 07700 900836 (Mobile, best after 2 pm) now"
        yield KeyLine(f"{ring}\nn or Enter  Take the next\nEsc  Back     only words")

    def on_key(self, event: Key) -> None:
        self.pressed.append(event.key)


async def test_click_on_a_key_of_several_lines_presses_it_wherever_it_stands() -> None:
    app = Saved()
    async with app.run_test(size=(30, 8)) as pilot:
        for words in ("Ring", "2 pm", "Enter", "next", "Back", "only"):
            await click(pilot, app.query_one(KeyLine), words)
        await until(pilot, lambda: app.pressed == ["c", "c", "n", "n", "escape"])
