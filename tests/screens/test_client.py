"""The client screen on the demo's people, by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Static

from tests.support.pilot import rows, settle, shown, until, words_in
from tests.support.rows import one, run
from topaz_tui import actions, clock
from topaz_tui.screens.client import ClientScreen, next_step, of_profile
from topaz_tui.screens.client.words import concerns_words
from topaz_tui.services import clients, drafts
from topaz_tui.services.statutory.happenings import VOIDABLE
from topaz_tui.store.models import Client, Note, Phone, Warning
from topaz_tui.widgets.dialogs import FormDialog, TextDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.tabs import TabLine

HOSTILE = (
    "[b] x [/nope] y",
    "=cmd|' /C calc'!A0\nbreak",
    "a\x1b[31mred\x1b]0;title\x07",
    "N" * 300,
    "שָׁלוֹם e\u0301\u0323 Łukasz 👩‍🦳",
    "\u202egnp.exe",
)
FACTS = (
    "last_name",
    "preferred_name",
    "address",
    "household",
    "gp",
    "language",
    "communication",
    "what_to_say",
    "code_word",
)

ON_A_LINE = (
    "next_tab",
    "previous_tab",
    "phone",
    "contact",
    "authority",
    "warning",
    "mark_done",
    "duplicate",
    "correct",
)
"""What is done to a tab, or to the line of it on which one stands: the other actions do the same on each."""


CALLABLE = "SELECT client_id FROM queue_status WHERE reason = 'callable' LIMIT 1"
UNSAFE = "SELECT id FROM client WHERE safe_to_call = 'no' AND stopped IS NULL LIMIT 1"
STOPPED = "SELECT id FROM client WHERE stopped = '{}' LIMIT 1"
TWICE = "SELECT a.id FROM client a JOIN client b ON a.nhs_number = b.nhs_number AND a.id <> b.id LIMIT 1"


async def opened(app, pilot, client_id):
    screen = ClientScreen(client_id)
    await app.push_screen(screen)
    await settled(app, pilot)
    return screen


async def settled(app, pilot):
    for _ in range(3):
        await pilot.pause()
        await settle(pilot, but="deed")


async def test_client_safety_card_stands_before_any_number(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        client = one(CALLABLE)
        await opened(app, pilot, client)
        drawn = shown(app)
        number = clients.open_profile(app.session, client).phones[0].words
        assert number and drawn.index("Safe to call") < drawn.index(number)


async def test_client_not_safe_shows_no_number_until_a_manager_says_why(app, demo_db):
    async with app.run_test(size=(120, 40)) as pilot:
        client = one(UNSAFE)
        screen = await opened(app, pilot, client)
        numbers = [phone.number[-6:] for phone in Phone.select().where(Phone.client == client)]
        assert "! NOT SAFE TO CALL" in words_in(screen, "#safety") and "Not safe to call" in next_step(screen.page)
        for _ in range(len(screen.query_one(TabLine).tabs)):
            drawn = shown(app).replace(" ", "")
            assert not [number for number in numbers if number in drawn]
            await pilot.press("right")
        assert not [each for each in of_profile(screen.page) if each.what == "Number"]
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("v", "enter")
        assert isinstance(app.screen, FormDialog), "the key that asks does not confirm"
        await pilot.press(*"ward", "ctrl+s")
        await until(pilot, lambda: screen.page.phones[0].number)
        await settled(app, pilot)
        assert [number for number in numbers if number in shown(app).replace(" ", "")]
        assert Note.select().where(Note.client == client, Note.text.contains("Reason: vward")).exists()


async def test_client_page_says_whether_it_is_safe_to_write_and_their_mail(app, demo_db):
    client = one("SELECT client_id FROM letter WHERE way = 'mail' AND ended_at IS NOT NULL")
    run("UPDATE client SET write_ok = 0 WHERE id = ?", (client,))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, client)
        assert "! Not safe to write" in words_in(screen, "#safety")
        assert "@home.example (agreed)" in words_in(screen, "#summary")


@pytest.mark.parametrize(
    ("stopped", "words"), [("died", "HAS DIED"), ("moved", "HAS MOVED AWAY"), ("refused", "ASKED NOT")]
)
async def test_client_page_has_what_stops_calls_at_the_top(app, demo_db, stopped, words):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(STOPPED.format(stopped)))
        assert words in words_in(screen, "#banner") and screen.query_one("#banner").region.y == 2
        page = replace(screen.page, own_stop=None)  # as for whoever did not stop the calls themself today
        assert screen.disabled_reason("client.call") and "a manager lets calls go on" in next_step(page)
        assert words.casefold() not in rows(app)[1].casefold()  # said once, in big words
        assert "Safe to call" not in shown(app) and "Nobody calls them" in words_in(screen, "#safety")


async def test_client_timeline_line_is_shown_whole_by_enter(app, demo_db):
    long = "She told me that " + "her nephew has the card, " * 20 + "and that is all."
    client = one(CALLABLE)
    clients.add_note(app.session, client, long)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, client)
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(app.screen, TextDialog))
        await pilot.pause()
        assert "and that is all." in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert isinstance(screen.focused, RecordList)


async def test_client_action_that_is_late_is_said_beside_a_note(app, demo_db):
    client = one("SELECT client_id FROM action WHERE done_at IS NULL AND by_on < '2026-11-20' LIMIT 1")
    clients.leave_handover_note(app.session, client, "Ring slowly.")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, client)
        assert "action late" in screen.query_one(PromptLine).words or screen.page.banner


async def test_client_letters_stand_in_the_line_of_keys(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(app, pilot, one(CALLABLE))
        last = shown(app).splitlines()[-1]
        assert all(f" {key} " in last for key in ("c", "n", "t", "a", "F6", "F1"))


async def test_client_note_stands_on_the_timeline(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(CALLABLE))
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Rang back", "ctrl+s")
        await until(pilot, lambda: screen.page.timeline and screen.page.timeline[0].words == "Rang back")
        await settled(app, pilot)
        assert isinstance(screen.focused, RecordList)


async def test_client_form_has_what_was_typed_again_after_esc(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(CALLABLE))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Deaf in one ear", "escape")
        await until(pilot, lambda: app.screen is screen)
        await app.autosaver.flush()
        assert await app.service_thread(drafts.load, app.session, "word left", str(screen.client_id)) == {
            "text": "Deaf in one ear"
        }
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        assert app.screen.form.answers == {"text": "Deaf in one ear"}


async def test_client_edit_of_an_older_version_is_refused_and_kept(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(CALLABLE))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*["right"] * 4, "ctrl+s")  # home
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and len(app.screen.form.questions) == 5)
        gp = app.screen.form.field("gp")
        gp.focus()
        gp.value = "Dr Noor"
        await pilot.pause()
        await app.service_thread(
            clients.edit, app.session, screen.client_id, screen.page.version, {"household": "Two cats"}
        )
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Two cats" in " ".join(str(each.render()) for each in app.screen.query(Static)))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen and screen.page.household == "Two cats")
        await settled(app, pilot)
        await app.autosaver.flush()
        kept = await app.service_thread(drafts.load, app.session, "edit home", str(screen.client_id))
        assert kept["gp"] == "Dr Noor"
        assert Client.get_by_id(screen.client_id).gp != "Dr Noor"


async def test_client_duplicate_is_judged(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(TWICE))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("space", "ctrl+s")
        await until(pilot, lambda: screen.page.duplicates[0].verdict == "confirmed")


async def test_client_warning_is_agreed_and_ended(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        client = one(CALLABLE)
        screen = await opened(app, pilot, client)
        Warning.delete().where(Warning.client == client).execute()
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("space", "tab", *"Dog", "tab", *"today", "tab", *"+2y", "tab", "space", "ctrl+s")
        assert "within a year" in str(app.screen.query_one(".wrong").visual)
        app.screen.form.field("review").value = "+20w"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is screen and screen.page.warned)
        await settled(app, pilot)
        while screen.tab != "warnings":
            await pilot.press("right")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Gone", "ctrl+s")
        await until(pilot, lambda: not screen.page.warned)


async def test_client_timeline_goes_on_at_its_end_and_what_is_saved_there_is_in_sight(app, demo_db):
    async with app.run_test(size=(80, 24)) as pilot:
        client = one(CALLABLE)
        Note.insert_many(
            [
                {"client": client, "worker": 1, "kind": "note", "text": f"n{n}", "made_at": "2026-11-01T10:00:00Z"}
                for n in range(150)
            ]
        ).execute()
        screen = await opened(app, pilot, client)
        assert len(screen.query_one(RecordList).lines) == 100
        await pilot.press("end")
        await until(pilot, lambda: len(screen.query_one(RecordList).lines) > 149)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"Rang back", "ctrl+s")
        await until(pilot, lambda: app.screen is screen and "Rang back" in shown(app))


@pytest.mark.parametrize(("name", "size"), [*((name, (80, 24)) for name in HOSTILE), (HOSTILE[0], (120, 40))])
async def test_client_hostile_text_is_drawn_harmlessly(app, demo_db, name, size):
    client = one(TWICE)
    Client.update(dict.fromkeys(FACTS, name)).where(Client.id == client).execute()
    Client.update(last_name=name).where(Client.nhs_number == Client.get_by_id(client).nhs_number).execute()
    Phone.update(note=name).where(Phone.client == client).execute()
    for kind in ("note", "next caller"):
        Note.create(client=client, worker=1, kind=kind, text=name, made_at="2026-11-22T10:00:00Z")
    Warning.create(
        client=client,
        kind="staff",
        detail=name,
        starts_on="2026-11-01",
        review_on="2026-11-20",
        agreed_by=1,
        told="no",
    )
    clients.save_contact(
        app.session, client, None, name=name or "x", relation=name, may_be_told=name, authority_seen=name
    )
    clients.edit(app.session, client, Client.get_by_id(client).version, {"gp": "Dr Noor"})
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot, client)
        for _ in screen.query_one(TabLine).tabs:
            drawn = shown(app)
            assert not [c for c in drawn if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066"]
            await pilot.press("right", "down")
        assert Client.get_by_id(client).last_name == name, "it comes out as it went in"
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))


async def test_client_page_keeps_its_focus_after_every_key(app, demo_db):
    """Of every action on one tab, of every tab some; of what is done to a line or a tab, on each of them."""
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(CALLABLE))
        tabs = len(screen.query_one(TabLine).tabs)
        for act in actions.of("client"):
            if act.name in ("call", "incoming"):
                continue
            for _ in range(tabs if act.name in ON_A_LINE else 1):
                await pilot.press(act.keys[0])
                if act.name == "refer":  # what its window offers is looked for first
                    await until(pilot, lambda: app.screen is not screen)
                if app.screen is not screen:
                    await pilot.press("escape")
                    await until(pilot, lambda: app.screen is screen)
                await settled(app, pilot)
                assert isinstance(screen.focused, RecordList), act.id
                if act.name not in ("next_tab", "previous_tab"):
                    await pilot.press("right")


async def test_client_page_tells_a_worker_what_is_a_managers(app, demo_db):
    from dataclasses import replace

    app.session = replace(app.session, role="worker")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(UNSAFE))
        for name in ("reveal", "warning"):
            assert "Only a manager" in screen.disabled_reason(f"client.{name}")
        assert "Not safe to call" in screen.disabled_reason("client.call")
        await pilot.press("c", "v")
        await settled(app, pilot)
        assert app.screen is screen, "neither the call begins, nor is a number shown"


async def test_client_page_opens_a_call_by_c_and_one_that_came_in_by_i(app, demo_db):
    from topaz_tui.screens.call import CallScreen

    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot, one(CALLABLE))
        for key, direction in (("c", "out"), ("i", "in")):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, CallScreen))
            assert (app.screen.client_id, app.screen.direction) == (screen.client_id, direction)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is screen)
            await settled(app, pilot)


async def test_client_doubt_of_a_file_is_settled_on_the_page(app):
    async with app.run_test(size=(80, 24)) as pilot:
        sql = "SELECT client_id FROM doubt WHERE settled_at IS NULL AND code <> 'somebody_else' ORDER BY id LIMIT 1"
        screen = await opened(app, pilot, one(sql))
        [doubt] = screen.page.doubts
        assert f"{doubt.words.upper()} · {doubt.file_has}" in screen.page.banner
        assert doubt.file_has in " ".join(shown(app).split()) and "look" in screen.disabled_reason("client.call")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("down", "down", "tab", *"The GP", "f10")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: not screen.page.doubts)
        assert one(f"SELECT how FROM doubt WHERE client_id = {screen.page.client_id}") == "died"
        assert one(f"SELECT stopped FROM client WHERE id = {screen.page.client_id}") == "died"


def test_client_concern_that_is_open_is_not_one_before() -> None:
    def concern(**facts: bool) -> clients.ConcernLine:
        return clients.ConcernLine(1, "SC-1", clock.now(), "", facts.pop("submitted", True), **facts)

    told = concerns_words(
        (concern(open=True), concern(), concern(), concern(in_error=True), concern(submitted=False, open=True))
    )
    assert told == ("1 concern being written", "1 concern open", "2 concerns before")
    assert concerns_words((concern(submitted=False),)) == ()


async def test_client_list_is_gone_along_by_j_and_k(app, demo_db):
    def shown_now() -> tuple[int | None, int | None]:
        page = app.screen
        return page.client_id, page.page and page.page.client_id

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await until(pilot, lambda: app.screen.query_one(RecordList).lines)
        ids = [line.key for line in app.screen.query_one(RecordList).lines[:3]]
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        assert f"1 of {len(app.screen.among)}" in app.screen.title
        assert app.screen.disabled_reason("client.previous") == "This is the first of the list."
        await pilot.press("J", "J")
        await until(pilot, lambda: shown_now() == (ids[2], ids[2]))
        await pilot.press("K")
        await until(pilot, lambda: shown_now() == (ids[1], ids[1]))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query_one(RecordList).key == ids[1])


def test_z_takes_back_each_thing_of_somebodys_care(monkeypatch) -> None:
    page, told = ClientScreen(1), []
    monkeypatch.setattr(page, "_case_under_cursor", lambda: None)
    monkeypatch.setattr(page, "take_event_back", lambda *of: told.append(of))
    for what in VOIDABLE:
        monkeypatch.setattr(page, "_under_cursor", {what: 7}.get)
        page.action_correct()
    assert told == [(what, 7) for what in VOIDABLE]
