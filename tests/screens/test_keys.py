"""Every action by key: each key of each screen, from each place where the focus can stand, does what
the registry says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tests.support.pages import PAGES, call, case, client, concern, find, queue_screen
from tests.support.pilot import front, settle, until
from topaz_tui import actions
from topaz_tui.app import Topaz
from topaz_tui.rules import outcomes
from topaz_tui.screens import commands
from topaz_tui.screens.base import Page
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.outcome import OutcomePane
from topaz_tui.screens.call.wrap import DayField, NoteField
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.record_list import RecordList

Make = Callable[[Topaz], Awaitable[Page | None]]
LETTERS = {"space", *map(chr, range(33, 127)), "question_mark", "exclamation_mark", "slash", "left_square_bracket",
           "right_square_bracket", "plus"}  # fmt: skip


def own_keys(stop: Widget) -> set[str]:
    """The keys that are for what has the focus: letters and arrows in a text, arrows in a list or on a question,
    answers where a step of a call asks. A digit leaves no page with a call or a form in it."""
    digits = set("0123456789") if isinstance(stop.screen, Page) and stop.screen.is_base else set()
    return digits | _own_keys(stop)


def _own_keys(stop: Widget) -> set[str]:
    if isinstance(stop, NoteField | DayField) and not (stop.text if isinstance(stop, TextArea) else stop.value):
        return LETTERS
    if isinstance(stop, ActionList):  # words that are typed there mean no key of the page
        return LETTERS
    if isinstance(stop, Input | TextArea):
        return LETTERS | {"left", "right", "up", "down"}
    if isinstance(stop, OutcomePane):
        return {row.key for row in outcomes.offered(incoming=False)}
    if isinstance(stop, Choice):
        return LETTERS | {key for act in actions.of("choice") for key in act.keys}
    place = "list" if isinstance(stop, RecordList) else None
    return {key for act in actions.of(place) for key in act.keys} if place else set()


STATES = (
    *((make, ()) for make in PAGES),
    (queue_screen, ("right",)),
    (queue_screen, ("slash",)),
    (client, ("right",)),
    (call, ("c",)),
    (call, ("c", "n")),
    (call, ("c", "r")),
    (call, ("c", "r", "m", "d", "p", "o", "right")),
    (concern, ("f7",)),
    (case, ("right",)),
    (find, ("a",)),
)


ALONE = [state for state in STATES if state[0] in (queue_screen, call)]
"""The queue stays below whatever is opened, and a call goes on: each of these begins with a program of its own."""


@pytest.mark.parametrize(("make", "keys"), ALONE, ids=lambda part: part.__name__ if callable(part) else " ".join(part))
async def test_key_acts_from_every_focus_stop(
    app: Topaz, make: Make, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await acts_from_every_focus_stop(pilot, make, keys, monkeypatch)


async def test_key_acts_from_every_focus_stop_of_the_pages_above(app: Topaz, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for make, keys in STATES:
            if (make, keys) not in ALONE:
                await acts_from_every_focus_stop(pilot, make, keys, monkeypatch)
                await app.pop_screen()


def acts_of(page: Page) -> tuple[actions.Action, ...]:
    """All actions that a page has."""
    services = page.app.session.settings.services
    return (*actions.of(page.place, services), *actions.of("everywhere", services))


async def acts_from_every_focus_stop(
    pilot: Pilot[None], make: Make, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = pilot.app
    assert isinstance(app, Topaz)
    made = await make(app)
    if made is not None:
        await app.push_screen(made)
        await settle(pilot)
    page = front(app, Page)
    await until(pilot, lambda: page.focused is not None)
    await pilot.press(*keys)
    await settle(pilot)
    done: list[str] = []

    def noted(act: actions.Action) -> None:
        done.append(act.id)
        app.order.heard_quit()  # or Ctrl+Q ends the program past an action that seems never to come

    with monkeypatch.context() as patch:
        patch.setattr(page, "disabled_reason", lambda action_id: None)
        patch.setattr(page, "afresh", lambda: None, raising=False)  # it takes the focus
        for act in acts_of(page):
            target = page if act.place == page.place else app
            patch.setattr(target, f"action_{act.name}", partial(noted, act))
        stops = [widget for widget in page.focus_chain if widget.visible]
        assert stops
        here = acts_of(page)
        for stop in stops:
            acts = {key: act.id for act in here for key in act.keys if key not in own_keys(stop)}
            pressed = sorted(acts, key=lambda key: key == "escape")  # Esc may close the field that one stands in
            page.set_focus(stop)
            await pilot.press(*pressed)  # all else does nothing, so the focus stays
            assert done == [acts[key] for key in pressed], repr(stop)
            done.clear()


async def test_action_stands_in_the_help_and_in_the_palette_where_it_can_be_done(app: Topaz) -> None:
    from topaz_tui.screens.help import HelpScreen

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for make in PAGES:
            made = await make(app)
            if made is not None:
                await app.push_screen(made)
                await settle(pilot)
            page = front(app, Page)
            acts = acts_of(page)
            offered = {act.help for act in commands.offered(page, app)}
            nowhere = {"command_palette", page.place, *(("back",) if page is app.screen_stack[0] else ())}
            can = {act.help for act in acts if act.name not in nowhere and page.disabled_reason(act.id) is None}
            assert can == offered, page.place
            await app.push_screen(HelpScreen(app.screen))
            await settle(pilot)
            assert {act.id for act in acts} <= {line.key for line in app.screen.query_one(RecordList).lines}
            await app.pop_screen()
            if made is not None:
                await app.pop_screen()
