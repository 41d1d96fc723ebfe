"""The find screen: typing at speed, the list, and nothing found."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from textual.widgets import Input

from tests.harness.waits import send
from tests.support.pilot import open_page, settle, shown, until
from tests.support.waiting import PATIENCE
from topaz_tui import clock
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import clients
from topaz_tui.services.clients import Search
from topaz_tui.store.models import Client
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog, FormDialog
from topaz_tui.widgets.record_list import RecordList

HOSTILE = ("x [/nope] y", "[b]", "=cmd|' /C calc'!A0", "N" * 300, "שָׁלוֹם עולם", "👩‍🦳 Zed", "\u202egnp.exe")


async def test_find_opens_the_only_person_by_enter(app, demo_db):
    person = Client.get(Client.stopped.is_null())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        assert "Such as" in shown(app)
        await pilot.press(*person.person_id, "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == person.id
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.query_one("#typed", Input).value == person.person_id and screen.client_id == person.id


async def test_find_list_by_down_enter_and_slash(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        await pilot.press("down")
        assert not isinstance(screen.focused, RecordList), "nobody is found yet"
        await pilot.press(*"st")
        await until(pilot, lambda: len(screen.found.people) > 1)
        await pilot.press("enter")  # the first, which is marked
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == screen.found.people[0].client_id
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("down")
        assert isinstance(screen.focused, RecordList)
        await pilot.press("slash")
        assert screen.focused is screen.query_one("#typed") and screen.query_one("#typed", Input).value == "st"
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == screen.found.people[1].client_id


async def test_find_takes_letters_on_the_list_and_f3_begins_afresh(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        box = screen.query_one("#typed", Input)
        await pilot.press("s")
        await until(pilot, lambda: screen.found.people)
        await pilot.press("down", *"tone")  # o and i act on the line: they are typed only after another letter
        assert box.has_focus and box.value == "stone"
        await pilot.press("f3")
        for to in ((), ("down",)):
            await pilot.press("s")
            await until(pilot, lambda: screen.found.text == box.value and screen.found.people)
            await pilot.press(*to, "f3")
            await until(pilot, lambda: not screen.found.people)
            assert box.has_focus and box.value == "" and app.screen is screen


async def test_find_list_opens_the_record_by_o(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        await pilot.press(*"st")
        await until(pilot, lambda: len(screen.found.people) > 1)
        await pilot.press("down", "down")
        standing_on = screen.client_id
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == standing_on


async def test_find_asks_first_whether_they_rang(app, demo_db):
    from topaz_tui.screens.call import CallScreen

    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        await pilot.press(*"st")
        await until(pilot, lambda: screen.found.people)
        await pilot.press("down", "i")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert screen.found.people[0].name in shown(app)
        await pilot.press("i", "enter", "escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert app.screen.client_id == screen.found.people[0].client_id


async def test_find_of_nobody_says_what_to_try(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        await pilot.press(*"zzzq")
        await until(pilot, lambda: screen.found.text == "zzzq")
        await pilot.pause()
        assert "Nobody is found." in shown(app) and "Try fewer letters" in shown(app)


async def test_find_never_shows_an_older_search_after_a_newer(app, demo_db, monkeypatch):
    """The first search is held up in the services until the last has been typed."""
    begun, go, found = threading.Event(), threading.Event(), clients.find
    seen: list[str] = []
    answered: list[str] = []

    def slow(session, text, limit=50):
        if text == "s":
            begun.set()
            go.wait(PATIENCE)
        result = found(session, text, limit)
        answered.append(text)
        return result

    monkeypatch.setattr(clients, "find", slow)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        show = screen.show

        def noted(result: clients.Search) -> None:
            seen.append(result.text)
            show(result)

        monkeypatch.setattr(screen, "show", noted)
        send(app, "s")
        await until(pilot, begun.is_set)
        send(app, *"to")
        await until(pilot, lambda: screen.query_one("#typed", Input).value == "sto")
        go.set()
        await until(pilot, lambda: screen.found.text == "sto")
        await settle(pilot)
        assert answered[0] == "s"
        assert seen and seen[-1] == "sto" and "s" not in seen


async def test_find_does_not_open_the_answer_to_other_words(app, demo_db, monkeypatch):
    """Enter right after the last key waits for the answer to what stands there."""
    person = Client.get(Client.stopped.is_null())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        monkeypatch.setattr(screen, "found", Search("old", (), False))
        screen.query_one("#typed", Input).value = person.person_id
        await screen._take()
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        assert app.screen.client_id == person.id


@pytest.mark.parametrize("name", HOSTILE)
async def test_find_shows_hostile_names_harmlessly(app, demo_db, name):
    person = Client.get(Client.stopped.is_null())
    clients.edit(app.session, person.id, person.version, {"last_name": name, "preferred_name": name})
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_page(pilot, FindScreen())
        screen.query_one("#typed", Input).value = name
        await until(pilot, lambda: screen.found.text == sanitize(name))
        await pilot.pause()
        assert person.id in [each.client_id for each in screen.found.people]
        assert not [c for c in shown(app) if (ord(c) < 32 and c != "\n") or c in "\u202e"]


async def test_find_adds_somebody_after_showing_who_may_be_them(app, demo_db):
    known = Client.get(Client.stopped.is_null(), Client.born_on.is_null(False), Client.last_name == "Sadler")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, TeamScreen))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, FindScreen))
        screen = app.screen
        assert "+ adds who is on no list" in app.status.told[0].words

        # Somebody who is there already: one takes that record.
        await pilot.press(*f"{known.first_name} {known.last_name}".lower(), "+")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert (app.screen.form.answers["last_name"], screen.typed[-1:]) == (known.last_name, "r")
        app.screen.form.focus_on("born_on")
        assert known.born_on
        await pilot.press(*clock.format_day(date.fromisoformat(known.born_on)))
        app.screen.form.focus_on("then")
        await pilot.press("o", "f10")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "same name; same" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))
        assert app.screen.client_id == known.id

        # Nobody like them: what is typed outlives an Esc, and a concern begins at once.
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, FindScreen))
        screen = app.screen
        await pilot.press(*"zofia brzezinska")
        await until(pilot, lambda: screen.found.text == "zofia brzezinska")
        assert "+ adds them" in shown(app)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert app.screen.form.answers["then"] == "concern"
        app.screen.form.focus_on("how")
        await pilot.press(*"heard", "escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert app.screen.form.answers["how"] == "heard"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("backspace", "+")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert not app.screen.form.answers.get("how"), "what was typed of one person is nobody else's"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("a", "+")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        window = app.screen
        await pilot.press("f6")
        await until(pilot, lambda: window.form.answers.get("then") == "concern")
        assert app.screen is window and window.form.answers["last_name"] == "Brzezinska", "nothing typed is lost"
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen))
        added = Client.get(Client.last_name == "Brzezinska")
        assert app.screen.about == added.id and added.added_by_id == app.session.worker_id
