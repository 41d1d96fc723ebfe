"""The concern by keys alone: filled in, kept, found again, submitted once, read and added to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.support.concerns import BANK_CARD
from tests.support.desks import (  # noqa: F401
    client,
    colleague,
    db,
    make_client,
    manager,
    session,
    settings,
    worker,
)
from tests.support.fields import text_of
from tests.support.pilot import front, open_page, typed, until, words_in
from topaz_tui import actions
from topaz_tui.app import Topaz
from topaz_tui.errors import Unavailable
from topaz_tui.rules import concerns as rules
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.concern.danger import danger_open
from topaz_tui.screens.concern.reading import ConcernText
from topaz_tui.screens.concern.sections import PAGES, READ
from topaz_tui.screens.dialogs.resume_drafts import offer
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import concerns
from topaz_tui.services.session import Session
from topaz_tui.store.database import database
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import RecordList

SIZE = (80, 24)
NASTY = "x [/nope] y [b] \u202e 👩‍🦽"


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "t.db"


@pytest.fixture
def app(session: Session, client: int) -> Topaz:  # noqa: F811
    return Topaz(session)


async def opened(pilot: Pilot[None], *about: Any) -> ConcernScreen:
    """The concern screen, with its first page on show."""
    return await open_page(pilot, ConcernScreen(*about), lambda page: page.query(Form) or page.query(ConcernText))


def stored(concern_id: int = 1) -> dict[str, Any]:
    [(answers,)] = database.execute_sql("SELECT answers FROM concern WHERE id = ?", (concern_id,)).fetchall()
    return dict(json.loads(answers))


def marks(page: ConcernScreen) -> dict[object, str]:
    return {line.key: line.cells[1] for line in page.query_one(RecordList).lines}


async def test_concern_from_first_question_to_submit_by_keys(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        assert page.focused is page.query_one(Form).field("danger")
        assert marks(page)["danger"] == "! 1" and marks(page)[READ] == "! 5"
        await pilot.press("space", "enter", *"Knife", "tab", "space", "enter", *"9:50", "enter")
        await pilot.press(*"CAD", "enter")  # past the last question: the next section
        assert page.section == "adult"
        await pilot.press(*"Wash", "f7")
        assert page.section == "happened"
        for key in ("down", "down", "down", "down"):
            await pilot.press(key)
        await pilot.press("space", "enter", "space", "ctrl+f")
        assert page.query_one(Form).asked is rules.QUESTIONS["what"]
        await pilot.press(*typed("Her card"), "enter", *typed("is gone"), "ctrl+f")
        await pilot.press("down", "down", "down", "ctrl+f", *"Alone", "ctrl+f")
        assert page.section == "consent"
        await pilot.press("down", "down", "down", "ctrl+f")
        assert page.query_one(Form).asked is rules.QUESTIONS["grounds"]
        await pilot.press("space", "down", "down", "space", "ctrl+f")
        assert page.section == READ and page.query_one(ConcernText).has_focus
        shown = str(page.query_one(ConcernText).query_one(Static).render())
        assert "23 Nov 2026 09:50" in shown and "Financial or material" in shown
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("f10", "ctrl+s", "enter")  # the key that asked does not answer
        assert isinstance(app.screen, ConfirmDialog)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
    view = concerns.view(app.session, 1)
    assert view.submitted_at and view.reference == "SC-2026-00001"
    assert "Her card" in view.text() and stored()["what"] == "Her card\nis gone"
    assert stored()["called_999_at"] == "2026-11-23T09:50:00Z"
    rows = database.execute_sql("SELECT kind, danger, state FROM escalation").fetchall()
    assert rows == [("concern", 1, "submitted")]


async def test_concern_time_under_the_cursor_is_kept_as_the_moment_it_means(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        page.query_one(Form).focus_on("danger")
        await pilot.press("y", "tab")
        page.query_one(Form).focus_on("called_999")
        await pilot.press("y", "tab")
        page.query_one(Form).focus_on("called_999_at")
        await pilot.press(*typed("10 min ago"))
        await until(pilot, lambda: (stored().get("called_999_at") or "").startswith("2026-11-23T09:5"))


async def test_danger_stands_before_everything_until_the_time_is_given(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        banner = page.query_one("#danger", Static)
        assert not banner.display
        await pilot.press("space")
        assert banner.display and "CALL 999 NOW" in words_in(page, "#danger")
        await pilot.press("f7", "f7")
        assert banner.display and page.section == "happened"
        await pilot.press("ctrl+f")  # danger first, whatever else is missing
        assert page.section == "danger" and page.query_one(Form).asked is rules.QUESTIONS["called_999"]
        await pilot.press("space", "enter")
        assert banner.display and "time" in words_in(page, "#danger")
        await pilot.press(*"9:50")
        assert not banner.display


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ({}, False),
        ({"danger": "no"}, False),
        ({"danger": "not_known"}, False),
        ({"danger": "yes"}, True),
        ({"danger": "yes", "called_999": "no", "called_999_why_not": "They are here"}, True),
        ({"danger": "yes", "called_999": "yes"}, True),
        ({"danger": "yes", "called_999": "yes", "called_999_at": "soon"}, True),
        ({"danger": "yes", "called_999": "yes", "called_999_at": "2026-11-23T09:50:00Z"}, False),
        ({"danger": "no", "called_999": "yes"}, False),
    ],
)
def test_danger_banner_stands_in_danger(answers: dict[str, Any], stands: bool) -> None:
    assert danger_open(answers) is stands


async def test_concern_typed_is_on_disk_within_half_a_second(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, client)
        await pilot.press("right", "right", "f7", *typed("Needs help"))
        await until(pilot, lambda: not app.autosaver.unsaved)
        assert stored()["danger"] == "no" and stored()["care_needs"] == "Needs help"


async def test_concern_is_found_again_where_it_was_left(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, client)
        await pilot.press("right", "right", "f7", *typed("Needs help"), "escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        assert stored()["care_needs"] == "Needs help"
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen) and app.screen.query(Form))
        page = app.screen
        assert isinstance(page, ConcernScreen) and page.draft and page.draft.id == 1
        assert page.section == "happened"  # the first that still needs something
        await pilot.press("ctrl+y")
        assert text_of(page.query_one(Form), "care_needs").text == "Needs help"


async def test_concern_opened_by_mistake_leaves_no_draft(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, client)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
    assert concerns.all_drafts(app.session.settings) == ()


async def test_concern_is_left_by_esc_while_the_database_is_away(
    app: Topaz,
    client: int,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_what: object) -> None:
        raise Unavailable("The database does not answer.")

    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        monkeypatch.setattr(concerns, "discard_untouched", away)
        await pilot.press("escape")
        await until(pilot, lambda: page not in app.screen_stack)
        assert app.status.tells("does not answer. The concern about") and app.crash is None
    assert concerns.drafts(app.session)


async def test_concern_sections_in_any_order_by_keys_and_by_the_list(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        seen = [page.section]
        for _ in PAGES:
            await pilot.press("ctrl+n")
            seen.append(page.section)
        assert seen == [*PAGES, PAGES[0]]
        await pilot.press("ctrl+y")
        assert page.section == READ
        await pilot.press("ctrl+y", "shift+tab")
        while not page.query_one(RecordList).has_focus:
            await pilot.press("shift+tab")
        await pilot.press("home", "down", "down")
        assert page.section == "happened" and page.query_one(RecordList).has_focus
        await pilot.press("enter")
        assert page.query_one(Form).asked is rules.QUESTIONS["types"]


async def test_concern_keys_work_inside_text(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        keys = [key for act in actions.of("concern") if act.name not in ("add", "called_999") for key in act.keys]
        for key in keys:
            await page.go_to("adult", "care_needs")
            await pilot.pause()
            before = dict(page.answers)
            await pilot.press(key)
            await until(pilot, lambda: page.section != "adult" or app.screen is not page)
            assert page.answers == before
            if app.screen is not page:
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is page)


async def test_concern_says_what_is_missing_and_goes_there(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        await pilot.press("right", "right", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.pause()
        lines = app.screen.query_one(RecordList).lines
        assert [line.cells[1] for line in lines] == [each.sentence for each in rules.missing(page.answers)]
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.screen is page and page.section == "consent")
        await pilot.pause()
        assert page.query_one(Form).asked is rules.QUESTIONS["consent"]
    assert concerns.drafts(app.session)


async def test_concern_left_by_esc_at_the_last_question_is_not_submitted(app: Topaz, client: int) -> None:  # noqa: F811
    concerns.save(app.session, concerns.open(app.session, client).id, BANK_CARD)
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        assert page.section == READ
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("escape")
    assert concerns.drafts(app.session)


async def test_concern_leaves_the_page_below_as_it_was(app: Topaz, client: int) -> None:  # noqa: F811
    concerns.save(app.session, concerns.open(app.session, client).id, BANK_CARD)
    async with app.run_test(size=SIZE) as pilot:
        below = FormDialog("A note", (rules.QUESTIONS["care_needs"],))
        await app.push_screen(below)
        await pilot.press(*typed("Half a wo"))
        await opened(pilot, client)
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: app.screen is below)
        await pilot.press("r", "d")
        assert below.form.answers["care_needs"] == "Half a word"


async def test_concern_is_discarded_with_a_reason(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        await opened(pilot, client)
        await pilot.press("n", "f9")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("f9", "ctrl+s")
        assert isinstance(app.screen, FormDialog)
        await pilot.press(*typed("Wrong person"), "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
    assert concerns.view(app.session, 1).discarded == "Wrong person"


async def test_concern_in_danger_is_not_discarded_alone_but_proposed(app: Topaz, client: int) -> None:  # noqa: F811
    draft = concerns.open(app.session, client)
    concerns.save(app.session, draft.id, {"danger": "yes"})
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        shown = " ".join(str(each.render()) for each in app.screen.query(Static))
        assert f"Propose to discard {draft.reference}?" in shown and "nobody discards that alone" in shown
        await pilot.press(*typed("Wrong person"), "ctrl+s")
        await until(pilot, lambda: app.screen is page)
        await until(pilot, lambda: app.status.tells("it waits for"))
        await pilot.press("f9")
        await until(pilot, lambda: app.status.tells("proposed already"))
        assert app.screen is page
    assert concerns.view(app.session, draft.id).discarded is None and concerns.asked(app.session, draft.id)


async def test_concern_submitted_is_read_and_added_to(app: Topaz, client: int) -> None:  # noqa: F811
    concerns.submit(app.session, concerns.open(app.session, client).id, BANK_CARD)
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client, 1)
        assert not page.query(Form) and not page.query_one(RecordList).display
        shown = str(page.query_one(ConcernText).query_one(Static).render())
        assert shown == concerns.find(app.session, "1").text(), "the same text as the mail, and as topaz concern show"
        for name in ("submit", "next_missing", "next_section", "previous_section", "discard"):
            assert page.disabled_reason(f"concern.{name}")
        await pilot.press("f7", "ctrl+f", "ctrl+s", "f9")
        assert app.screen is page
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*typed("He is her"), "escape")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("a")  # what was typed is there again
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*typed(" grandson"), "ctrl+s")
        await until(pilot, lambda: "grandson" in str(page.query_one(ConcernText).query_one(Static).render()))
    assert [each.text for each in concerns.view(app.session, 1).additions] == ["He is her grandson"]


async def test_concern_of_a_colleague_is_read_only(app: Topaz, colleague: Session, client: int) -> None:  # noqa: F811
    draft = concerns.open(colleague, client)
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client, draft.id)
        assert not page.query(Form) and page.disabled_reason("concern.add")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
    assert [each.id for each in concerns.all_drafts(app.session.settings)] == [draft.id]


async def test_concern_submitted_elsewhere_while_typing_becomes_a_page_to_read(app: Topaz, client: int) -> None:  # noqa: F811
    async with app.run_test(size=SIZE) as pilot:
        page = await opened(pilot, client)
        concerns.submit(app.session, 1, BANK_CARD)  # the same worker at another terminal
        await pilot.press("space")
        await until(pilot, lambda: page.query(ConcernText))
        await until(pilot, lambda: not app.autosaver.unsaved)
        assert not page.query(Form)
    assert stored()["danger"] == "no"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_concern_section_is_not_cut_off(app: Topaz, make_client: Callable[..., int], size: Any) -> None:  # noqa: F811
    about = make_client(last_name=NASTY, household=NASTY, gp=NASTY * 9, language=NASTY)
    async with app.run_test(size=size) as pilot:
        page = await opened(pilot, about)
        for section in rules.SECTIONS:
            await page.go_to(section.id)
            await pilot.pause()
            form = page.query_one(Form)
            for question in form.shown:
                label, field = form.query_one(f"#row-{question.id} > .label"), form.field(question.id)
                assert label.region.width > len(question.words) + 2
                assert field.region.right <= size[0] and field.region.width >= 48
            last = form.shown[-1]
            form.focus_on(last.id)
            await pilot.pause()
            await pilot.pause()
            assert form.region.contains_region(form.query_one(f"#row-{last.id} > .label").region)
            assert last.ask in words_in(page, "#hint")
        await page.go_to(READ)
        await pilot.pause()
        assert page.query_one(ConcernText).region.width >= 78


async def test_concern_drafts_are_offered_at_the_start(app: Topaz, client: int, offered: None) -> None:  # noqa: F811
    concerns.save(app.session, concerns.open(app.session, client).id, {"danger": "yes"})
    for keys, then in (("escape", QueueScreen), ("enter", ConcernScreen)):
        again = Topaz(app.session)
        async with again.run_test(size=SIZE) as pilot:
            await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
            await pilot.pause()
            assert again.screen.query_one(RecordList).lines[0].cells[0] == "! Concern, danger"
            await pilot.press(keys)
            await until(pilot, lambda then: isinstance(pilot.app.screen, then), then)
            if then is ConcernScreen:
                await until(pilot, lambda: pilot.app.screen.query(Form))
                assert "CALL 999 NOW" in words_in(front(again, ConcernScreen), "#danger")


async def test_concern_drafts_are_not_offered_where_there_are_none(app: Topaz) -> None:
    async with app.run_test(size=SIZE):
        await app.run_worker(offer(app)).wait()
        assert isinstance(app.screen, QueueScreen)
