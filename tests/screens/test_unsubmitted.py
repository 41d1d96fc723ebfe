"""A concern that is begun and not submitted is in sight of whoever began it: on every page, after every call."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.pages import PAGES
from tests.support.pilot import front, settle, until, words_in
from tests.support.windows import WINDOWS
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.rules import concerns as rules
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.screens import unsubmitted
from topaz_tui.screens.call.saved import SavedDialog
from topaz_tui.screens.concern import ConcernScreen, danger
from topaz_tui.screens.dialogs.resume_drafts import offer
from topaz_tui.screens.find import FindScreen
from topaz_tui.services import concerns
from topaz_tui.services.calls import SavedCall
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store.database import database
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.frame import PromptLine, Title
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.window import Window

SIZE = (80, 24)
DANGER = {"danger": "yes", "called_999": "no"}


@pytest.fixture(autouse=True)
def nothing_begun(app: Topaz) -> None:
    """Of the demo's own drafts none is this worker's."""
    for each in concerns.drafts(app.session):
        concerns.discard(app.session, each.id, "For this test.")


def begin(app: Topaz, answers: dict[str, Any] | None = None, place: int = 0) -> concerns.ConcernDraft:
    found = database.execute_sql("SELECT id FROM client ORDER BY id LIMIT 1 OFFSET ?", (place,)).fetchone()
    draft = concerns.open(app.session, found[0])
    concerns.save(app.session, draft.id, {**draft.answers, **(answers or {})})
    return draft


def title(app: Topaz) -> str:
    return app.page.query_one(Title).render().plain


async def counted(pilot: Pilot[None], app: Topaz) -> None:
    await app.count_concerns()
    await pilot.pause()


@pytest.mark.parametrize("make", PAGES, ids=lambda make: make.__name__)
async def test_unsubmitted_concern_is_in_the_title_of_every_page(app: Topaz, make: Any) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        begin(app, DANGER)
        if page := await make(app):
            await app.push_screen(page)
        await settle(pilot)
        await counted(pilot, app)
        assert "! DANGER: " in title(app) and "NOT submitted" in title(app)
        assert title(app).split()[0] not in ("!", "F4:"), "the page's own name stands first"


async def test_unsubmitted_title_follows_what_is_begun_submitted_and_discarded(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "submitted" not in title(app)
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.query(Form))
        await until(pilot, lambda: "! 1 concern NOT submitted" in title(app) or "! 1 NOT submitted" in title(app))
        await pilot.press("escape")
        await until(pilot, lambda: "NOT submitted" not in title(app))  # nothing was written: it is discarded
        draft = begin(app)
        await until(pilot, lambda: "! 1 concern NOT submitted" in title(app))  # also what another terminal begins
        concerns.save(app.session, draft.id, {**draft.answers, **DANGER})
        begin(app, place=1)
        surname = draft.adult.name.split()[-1]  # beside what the board has of danger there is no room for all of it
        await until(pilot, lambda: f"! DANGER: {surname} NOT submitted · F4: " in title(app))


async def test_unsubmitted_title_keeps_the_danger_of_the_board(app: Topaz) -> None:
    begin(app)
    counts = escalations.figures(app.session)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await until(pilot, lambda: "F4: " in title(app) and "NOT submitted" in title(app))
        assert f"F4: {counts['failed']} NOT SENT, {counts['danger']} DANGER · " in title(app)
        await pilot.press("f4", "left")
        await until(pilot, lambda: app.page.query(TabLine) and app.page.query_one(TabLine).current == "people")
        await settle(pilot)
        told = app.page.query_one(PromptLine).words
        assert 0 <= told.find(escalations.DANGER) < told.find("NOT sent") < told.find("more reason")


async def test_unsubmitted_title_says_whose_danger_it_is(app: Topaz) -> None:
    draft = begin(app, DANGER)
    begin(app, place=1)  # opened, and nothing written in it
    name, surname = draft.adult.name, draft.adult.name.split()[-1]
    assert sorted(each.empty for each in concerns.drafts(app.session)) == [False, True]
    chips = unsubmitted.chip(concerns.drafts(app.session))
    assert chips == (f"! DANGER: {name} NOT submitted", f"! DANGER: {surname} NOT submitted")
    begin(app, {"what": "A bruise."}, place=2)
    assert unsubmitted.chip(concerns.drafts(app.session))[0] == f"! DANGER: {name} NOT submitted, 1 more"
    assert all(surname in each for each in unsubmitted.chip(concerns.drafts(app.session)))


async def test_unsubmitted_concern_comes_first_after_a_call(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        draft = begin(app, DANGER)
        await counted(pilot, app)
        given: list[object] = []
        await app.push_screen(SavedDialog("Mr Roy Sadler", SavedCall(1, (effect(EffectCode.SPOKE),))), given.append)
        await settle(pilot)
        window = app.screen
        told = [str(each.render()) for each in window.query("Static") if each.display]
        assert told[0].startswith("! IMMEDIATE DANGER. Your concern about ")
        assert "is NOT submitted: " in told[0] and "answers missing, due " in told[0]
        assert told[-1].startswith("Enter  Go on with the concern") and "n  Take the next person" in told[-1]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen) and app.screen.query(Form))
        page = front(app, ConcernScreen)
        assert page.draft is not None and page.draft.id == draft.id
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is window)
        others = "SELECT id FROM worker WHERE role = 'manager' AND retired_at IS NULL AND id <> ?"
        [manager] = database.execute_sql(others, (app.session.worker_id,)).fetchone()
        concerns.discard(replace(app.session, worker_id=manager), draft.id, "For this test.")
        await counted(pilot, app)
        told = [str(each.render()) for each in window.query("Static") if each.display]
        assert told[0] == "Saved: Mr Roy Sadler" and told[-1].startswith("n or Enter  Take the next person")
        await pilot.press("enter")
        await until(pilot, lambda: given == ["next"])


async def test_unsubmitted_concern_leaves_n_to_take_the_next_person(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        begin(app)
        await counted(pilot, app)
        given: list[object] = []
        await app.push_screen(SavedDialog("Mr Roy Sadler", SavedCall(1, (effect(EffectCode.SPOKE),))), given.append)
        await settle(pilot)
        await pilot.press("n")
        await until(pilot, lambda: given == ["next"])


async def test_unsubmitted_concern_is_offered_after_a_key_pressed_before(app: Topaz) -> None:
    begin(app, DANGER)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        gate = asyncio.Event()

        async def opens_a_page() -> None:
            await gate.wait()
            app.open_page(FindScreen())

        app.page.run(opens_a_page())
        app.run_worker(offer(app))
        await app.service_thread(concerns.unfinished, app.session)
        await pilot.pause()
        assert len(app.screen_stack) == 1, "no window comes in its way"
        gate.set()
        await until(pilot, lambda: app.status.tells("Begun, not finished, and kept"))
        assert isinstance(app.screen, FindScreen)


async def test_key_before_a_window_is_drawn_is_told_that_it_was_early(
    app: Topaz, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(Window, "_is_ready", lambda _: None)  # it is not drawn yet
            window = WINDOWS["Pick"]()
            assert isinstance(window, Window)
            app.push_screen(window)
            await until(pilot, lambda: app.screen is window)
            await pilot.press("f9")
            await until(pilot, lambda: app.status.tells("has only just opened"))
        window._is_ready()
        await pilot.press("f9")
        await until(pilot, lambda: app.status.tells("its own stand below"))


def being_written(**how: Any) -> BeingWritten:
    now = clock.now()
    facts: dict[str, Any] = {
        "id": 1, "reference": "SC-1", "client_id": 1, "client": "Mr Joshi", "author": "You", "since": now,
        "saved_at": now, "danger": False, "author_id": 1, "deadline": now + timedelta(hours=1), "missing": 4,
            "owner": "You", "with_id": 1,
    }  # fmt: skip
    return BeingWritten(**facts | how)


def test_unsubmitted_sentence_says_whom_what_is_missing_and_by_when(at: Any) -> None:
    at("2026-11-23T10:07:00Z")
    now = clock.now()
    assert unsubmitted.sentence(being_written(), now).startswith(
        "! Your concern about Mr Joshi is NOT submitted: 4 answers missing, due 11:07."
    )
    one = being_written(danger=True, missing=1, deadline=now - timedelta(hours=1))
    assert "IMMEDIATE DANGER. Your" in unsubmitted.sentence(one, now)
    assert "1 answer missing, was due 09:07." in unsubmitted.sentence(one, now)
    assert "nothing missing" in unsubmitted.sentence(being_written(missing=0), now)


def test_unsubmitted_danger_is_the_most_urgent_then_what_is_due_first(at: Any) -> None:
    at("2026-11-23T10:07:00Z")
    late = being_written(id=2, deadline=clock.now() - timedelta(days=1))
    danger = being_written(id=3, danger=True)
    assert unsubmitted.most_urgent((being_written(), late, danger)) is danger
    assert unsubmitted.most_urgent((being_written(), late)) is late
    assert unsubmitted.most_urgent(()) is None and unsubmitted.chip(()) == ()


# What whoever answers 999 asks first


def warn_all(app: Topaz, detail: str) -> None:
    """A warning on record about everybody: whoever the cursor stands on has it."""
    what = "(client_id, kind, detail, starts_on, review_on, agreed_by)"
    row = "SELECT id, 'staff', ?, '2026-11-01', '2027-05-01', ? FROM client"
    database.execute_sql(f"INSERT INTO warning {what} {row}", (detail, app.session.worker_id))


async def in_danger(pilot: Pilot[None], app: Topaz) -> ConcernScreen:
    await settle(pilot)
    await pilot.press("f6")
    await until(pilot, lambda: app.screen.query(Form))
    page = app.screen
    assert isinstance(page, ConcernScreen)
    await pilot.press("space")
    await until(pilot, lambda: page.query_one("#danger").display)
    return page


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_danger_facts_stand_under_999(app: Topaz, size: tuple[int, int]) -> None:
    warned = "Son has threatened visitors. Phone only, no visit alone, and never after dark: he keeps two dogs"
    async with app.run_test(size=size) as pilot:
        warn_all(app, warned)
        page = await in_danger(pilot, app)
        assert page.draft
        tells = concerns.emergency(app.session, page.draft.client_id)
        banner = words_in(page, "#danger")
        assert banner.startswith("! CALL 999 NOW !") and "ctrl+t notes that you have called" in banner
        joined = " ".join(banner.split())
        assert tells.address in joined and tells.phones in joined and "years" in joined
        assert warned in tells.about and tells.about in joined and "…" not in banner
        await counted(pilot, app)
        assert title(app).startswith(f" {page.draft.adult.name}")
        lines = page.query_one("#danger").region.height
        assert len(banner.split("\n")) == lines <= 6 and page.query_one("#page").region.height >= 8


async def test_danger_facts_longer_than_a_screen_leave_room_to_answer(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        warn_all(app, "A dog. " * 300)
        page = await in_danger(pilot, app)
        banner = words_in(page, "#danger").split("\n")
        assert len(banner) == page.query_one("#danger").region.height and banner[-2].startswith("dog. A dog.")
        assert banner[-1] == "! More stands on their page: F3 finds it."
        assert page.query_one("#page").region.height >= 6


def test_danger_address_is_not_cut_off_under_999() -> None:
    address = "Flat 214, The Old Lock Keeper's House, " * 6 + "SE11 5QY"
    tells = concerns.Emergency(
        "Mr Joshi", address, "020 7946 0001 or 07700 900277", "81 years · ! Risk to staff: a dog"
    )
    told = danger.banner(tells, {"danger": "yes"}, 78, 12)
    assert f"{address} · {tells.phones} {tells.about}" in " ".join(told.split("\n")) and "More" not in told


async def test_danger_key_notes_that_999_was_called_from_any_section(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        page = await in_danger(pilot, app)
        assert page.draft
        await pilot.press("f7", *"Wash", "ctrl+t")
        await until(pilot, lambda: not page.query_one("#danger").display)
        assert page.section == "adult" and page.answers["called_999"] == "yes"
        assert app.status.tells("999 is noted")
        await pilot.press(*"ing")  # an answer of this section loses nothing of it
        await settle(pilot)
        await app.autosaver.flush()
        kept = concerns.load(app.session, page.draft.id).answers
        assert kept["care_needs"] == "Washing"
        assert kept["called_999"] == "yes" and clock.from_store(str(kept["called_999_at"])) <= clock.now()
        assert not any(each.section == "danger" for each in rules.missing(page.answers))


async def test_danger_key_fills_the_form_that_is_on_show(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        page = await in_danger(pilot, app)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: page.query(Form) and page.query_one(Form).answers.get("called_999") == "yes")
        await settle(pilot)
        asked = page.query_one(Form).asked
        assert asked and asked.id == "called_999_at"


async def test_danger_key_says_where_nobody_is_in_danger(app: Topaz) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: app.screen.query(Form))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: app.status.tells("Say first that somebody is in immediate danger"))
        assert not isinstance(app.screen, FormDialog | ConfirmDialog)
