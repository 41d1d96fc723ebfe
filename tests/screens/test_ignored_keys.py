"""No key and no pasted word is swallowed in silence: on every page, in every window, wherever the focus can stand."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.support.pages import PAGES, team
from tests.support.pilot import front, settle, shown, until
from tests.support.windows import WINDOWS
from topaz_tui import actions
from topaz_tui.app import Topaz
from topaz_tui.screens import commands
from topaz_tui.screens.base import Page
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.help import HelpScreen
from topaz_tui.screens.imports import ImportsScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.text_viewer import TextViewer

LETTERS = ("g", "x", "z", "t", "c", "b", "E", "é", "space", "7", "percent_sign", "left", "backspace")
OTHERS = ("f9", "f12", "insert", "ctrl+x")
SHOWN = {"space": "Space", "left": "←", "backspace": "Backspace", "percent_sign": "%", "f9": "F9", "f12": "F12"}
PASTED = "nce\nq"  # keys of the queue, if they were any


async def help_screen(app: Topaz) -> Page:
    return HelpScreen(app.screen)


async def imports(app: Topaz) -> Page:
    return ImportsScreen()


@pytest.fixture
def said(app: Topaz, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is told, in its order."""
    told: list[str] = []
    say = app.status.say

    def noted(words: str, *rest: Any, **more: Any) -> None:
        told.append(words)
        say(words, *rest, **more)

    monkeypatch.setattr(app.status, "say", noted)
    return told


def swallowed(page: Page, stop: Any) -> list[str]:
    """The keys that nothing here is meant to take. A field takes letters, and so do a question and a step of a call,
    which say themselves what is no answer; and what is typed on the people found is looked for."""
    reads = isinstance(stop, RecordList | TextViewer) and page.place != "find"
    keys = (*LETTERS, *OTHERS) if reads else OTHERS
    return [key for key in keys if key not in page.active_bindings and not (key == "7" and page.is_base)]


async def test_page_swallows_no_key_or_paste(app: Topaz, said: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for make in (*PAGES, team, imports, help_screen):
            made = await make(app)
            if made is not None:
                await app.push_screen(made)
                await settle(pilot)
            page = front(app, Page)
            await until(pilot, lambda page: page.focused is not None, page)
            for stop in [each for each in page.focus_chain if each.visible]:
                page.set_focus(stop)
                await say_what_they_do(pilot, page, stop, said)
            if not isinstance(page, QueueScreen):
                await app.pop_screen()


async def say_what_they_do(pilot: Pilot[None], page: Page, stop: Any, said: list[str]) -> None:
    app, where = pilot.app, (page.place, repr(stop))
    keys = swallowed(page, stop)
    for pressed in zip(keys) if page.place == "call" else [keys]:
        said.clear()
        await pilot.press(*pressed)
        own = page.place == "call" and said  # it says in its own words what comes first
        told = [words.partition(". ")[0] for words in said]
        assert own or told == [f"{SHOWN.get(key, key)} does nothing here" for key in pressed], where
        assert page.focused is stop and app.screen is page, where
    if page.place != "find" and not isinstance(stop, Input | TextArea):
        said.clear()
        app.post_message(Paste(PASTED))
        await until(pilot, lambda: any(words.startswith("'nce q' was pasted") for words in said))
        assert page.focused is stop and app.screen is page, where


async def test_window_swallows_no_key_or_paste(app: Topaz, said: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for name, make in WINDOWS.items():
            window = make()
            await app.push_screen(window)
            await until(pilot, lambda window: app.screen is window and window.is_mounted, window)
            typed = isinstance(window.focused, Input | TextArea)
            keys = ("f9", "insert", *(() if typed else ("2", "5")))
            said.clear()
            await pilot.press(*keys)
            told = [words for words in said if words.startswith("That key does nothing")]
            assert len(told) == len(keys), (name, said)
            said.clear()
            app.post_message(Paste(PASTED))
            if not isinstance(window.focused, Input | TextArea):
                await until(pilot, lambda: any("was pasted" in words for words in said))
            assert app.screen is window, name
            await app.pop_screen()


async def test_paste_at_a_choice_answers_nothing_and_is_told(app: Topaz, said: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await until(pilot, lambda: app.screen is not app.screen_stack[0] and app.screen.focused)
        window: Any = app.screen
        app.post_message(Paste("Other: her son asked"))
        await until(pilot, lambda: "'Other: her son asked' was pasted, and nothing" in " ".join(said))
        assert not window.form.answers.get("reason")


async def test_paste_on_the_people_found_is_looked_for(app: Topaz, said: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f3", *"jo")
        await until(pilot, lambda: app.screen.query_one(RecordList).lines)
        await pilot.press("down")
        app.post_message(Paste("\nshi "))
        await until(pilot, lambda: app.screen.query_one(Input).value == "joshi")
        assert not any("was pasted" in words for words in said)


# The palette


@pytest.mark.parametrize("where", ["queue", "client", "help", "window"])
async def test_palette_offers_what_can_be_done_from_there_alone(app: Topaz, where: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        match where:
            case "client":
                await pilot.press("o")
            case "help":
                await pilot.press("f1")
            case "window":
                await app.push_screen(WINDOWS["Ask"]())
        await settle(pilot)
        screen = app.screen
        offered = [act.help for act in commands.offered(screen, app)]
        everywhere = {act.help for act in actions.of("everywhere")}
        there = actions.of(where, app.session.settings.services)
        own = [act for act in there if front(app, Page).disabled_reason(act.id) is None]
        assert {act.help for act in own} == set(offered) - everywhere
        also = {actions.BY_ID[f"everywhere.{name}"].help for name in ("concern", "find", "quit")}
        assert also <= set(offered)
        assert (actions.BY_ID["everywhere.imports"].help in offered) == (where != "window")
        assert (actions.BY_ID["everywhere.back"].help in offered) == (where in ("client", "help"))


async def test_palette_finds_actions_people_references_help_and_settings(app: Topaz) -> None:
    def marked() -> tuple[str, ...]:
        rows = app.screen.query_one(RecordList)
        return next((line.cells for line in rows.lines if line.key == rows.key), ())

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for typed, cells, told in (
            ("chase", ("Chase", "c", "Escalations"), "Chase: press c there (Escalations)."),
            ("refresh_sec", ("screen.refresh_seconds = 1", "", "Setting"), "screen.refresh_seconds = 1: Seconds"),
            ("release", ("Release", "r", "Queue"), "Release, not now: Nobody holds this person."),
        ):
            await pilot.press("ctrl+p", *typed)
            await until(pilot, lambda cells: marked() == cells, cells)
            await pilot.press("enter")
            await until(pilot, lambda told: app.status.tells(told), told)
        await pilot.press("ctrl+p")
        assert marked()[2] == "again", "what was chosen last stands first"
        await pilot.press(*"zzz")
        await until(pilot, lambda: "Nothing fits 'zzz'." in shown(app))
        await pilot.press(*["backspace"] * 3, *"Sending")
        await until(pilot, lambda: any(line.cells[2] == "Help" for line in app.screen.query_one(RecordList).lines))
        await pilot.press(*["backspace"] * 7, *"sc-2026-7")
        await until(pilot, lambda: marked()[2:] == ("SC-2026-00007",))
        await pilot.press(*["backspace"] * 9, *"amin")
        await until(pilot, lambda: marked()[2:] == ("Client",) and "Amin" in marked()[0])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
