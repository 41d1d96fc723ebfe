"""What was typed a moment ago is never cut short: letters whose messages are still on their way to the page are taken
along by whatever is done with it then. The messages are held up on purpose, as a busy machine holds them up."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input, TextArea

from tests.support.concerns import BANK_CARD
from tests.support.pilot import settle, until
from topaz_tui.app import Topaz
from topaz_tui.rules import concerns as rules
from topaz_tui.rules.forms import Question
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.wrap import WrapPane
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.concern.gone_on import LEFT
from topaz_tui.screens.concern.sections import READ
from topaz_tui.services import concerns, drafts, queue
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.form import Form

SAID = "She is NOT safe with him there."
CARE = next(section.id for section in rules.SECTIONS if any(each.id == "care_needs" for each in section.questions))


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message of a field that it has changed comes to a form or to the wrap-up any more."""
    for kind in (Form, WrapPane):
        for name in ("on_input_changed", "on_text_area_changed"):
            monkeypatch.setattr(kind, name, lambda _self, event: event.stop())


def put(field: Any, text: str) -> None:
    """What letters lead to: the field has them at once."""
    if isinstance(field, TextArea):
        field.text = text
    else:
        assert isinstance(field, Input)
        field.value = text


async def in_care_needs(app: Topaz, pilot: Any, who: int, text: str = SAID) -> ConcernScreen:
    page = ConcernScreen(who)
    await app.push_screen(page)
    await until(pilot, lambda: page.query(Form))
    await page.go_to(CARE, "care_needs")
    put(page.query_one(Form).field("care_needs"), text)
    return page


async def note_asked(app: Topaz, pilot: Any, who: int) -> ClientScreen:
    page = ClientScreen(who)
    await app.push_screen(page)
    await until(pilot, lambda: page.page)
    await pilot.press("t")
    await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.focused)
    assert isinstance(app.screen, FormDialog)
    put(app.screen.form.field("text"), SAID)
    return page


@pytest.mark.parametrize("key", ["f10", "escape"])
async def test_typed_last_in_a_window_is_kept_when_it_closes(app: Topaz, who: int, held_up: None, key: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = await note_asked(app, pilot, who)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is page)
        if key == "escape":
            await until(pilot, lambda: drafts.load(app.session, "note", str(who)) == {"text": SAID})
        else:
            await until(pilot, lambda: page.page and any(SAID in f"{e.words} {e.detail}" for e in page.page.timeline))


async def test_typed_last_in_a_window_is_kept_when_the_program_ends(app: Topaz, who: int, held_up: None) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await note_asked(app, pilot, who)
        await app.shutdown.save_all()
        assert drafts.load(app.session, "note", str(who)) == {"text": SAID}


async def test_typed_message_after_its_window_keeps_nothing_of_what_was_saved(app: Topaz) -> None:
    kept: list[dict[str, Any]] = []
    question = Question("text", "Note", "text")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        window = FormDialog("A note", (question,), keep=lambda answers: kept.append(dict(answers)))
        await app.push_screen(window)
        put(window.form.field("text"), SAID)
        window.take_up()
        window.on_form_changed(Form.Changed(window.form, question))
        window.action_done()
        assert kept == [{"text": SAID}]


async def test_typed_last_into_a_concern_is_in_whatever_comes_next(app: Topaz, who: int, held_up: None) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for way in ("next section", "the last page", "the list", "leave", "an end"):
            text = f"{SAID} {way}"
            page = await in_care_needs(app, pilot, who, text)
            match way:
                case "next section":
                    await page.action_next_section()
                case "the last page":
                    await page.go_to(READ)
                case "the list":
                    await page.go_to("happened", focus=False)
                case "leave":
                    await pilot.press("escape")
                    await until(pilot, lambda page: app.screen is not page, page)
                case _:
                    await app.shutdown.save_all()
            await app.autosaver.flush()
            assert page.draft
            assert concerns.load(app.session, page.draft.id).answers["care_needs"] == text, way
            if app.screen is page:
                await app.pop_screen()


async def test_typed_letters_are_in_the_concern_though_their_section_goes(app: Topaz, who: int, held_up: None) -> None:
    """They were dealt out to the field before it was told to go."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = await in_care_needs(app, pilot, who)
        field: Any = page.query_one(Form).field("care_needs")
        field.call_later(put, field, f"{SAID} Come at once.")
        await page.action_next_section()
        assert page.answers["care_needs"] == f"{SAID} Come at once."
        form = page.query_one(Form)
        page.on_form_changed(Form.Changed(form, form.questions[0]))
        assert page.answers["care_needs"] == f"{SAID} Come at once."


async def test_typed_last_into_a_concern_submitted_elsewhere_is_left_over(app: Topaz, who: int) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = await in_care_needs(app, pilot, who)
        await app.autosaver.flush()
        assert page.draft
        id = page.draft.id
        await app.service_thread(concerns.submit, app.session, id, BANK_CARD)
        field: Any = page.query_one(Form).field("care_needs")
        put(field, f"{SAID} Come")
        field.call_later(put, field, f"{SAID} Come at once.")

        def left_over() -> bool:
            left = drafts.load(app.session, LEFT, str(id)) or {}
            return str(left.get("care_needs")).endswith("once.")

        await until(pilot, left_over)
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.is_mounted)


@pytest.mark.parametrize("way", ["looked up again", "saved", "left", "an end"])
async def test_typed_last_into_a_call_is_in_whatever_comes_next(app: Topaz, who: int, held_up: None, way: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = CallScreen(who, await app.service_thread(queue.claim, app.session, who))
        await app.push_screen(page)
        await until(pilot, lambda: page.brief)
        await pilot.press("f7")
        note: Any = page.query_one("#note")
        await until(pilot, lambda: note.has_focus)
        put(note, SAID)
        note.cursor_location = (0, 3)
        match way:
            case "looked up again":
                await page._look()
            case "saved":
                page.action_save()
            case "left":
                await page.leave()
            case _:
                await app.shutdown.save_all()
        await until(pilot, lambda: page.draft.note == SAID)
        assert note.text == SAID and note.cursor_location == (0, 3)
        await until(pilot, lambda: (drafts.load(app.session, "call", str(who)) or {}).get("note") == SAID)


async def test_typed_time_left_in_a_burst_is_whole(app: Topaz, held_up: None) -> None:
    window = FormDialog("A time", (Question("at", "When", "time"), Question("text", "Note", "text")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.push_screen(window)
        put(window.form.field("at"), "today 09:5")
        window.form.take_up()
        put(window.form.field("at"), "today 09:51")
        window.form.focus_on("text")
        await until(pilot, lambda: str(window.form.answers["at"]).startswith("2026-"))
        assert window.form.answers["at"] == "2026-11-23T09:51:00Z"


async def test_typed_control_character_takes_no_letter_along(app: Topaz) -> None:
    window = FormDialog("A name", (Question("name", "Name", "line"),))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.push_screen(window)
        field: Any = window.form.field("name")
        late = Input.Changed(field, "Os\x07")
        put(field, "Os\x07ei")
        window.form.on_input_changed(late)
        assert field.value == "Os ei"


async def test_typed_answer_given_otherwise_is_not_taken_back_by_its_field(app: Topaz, who: int) -> None:
    """999 was noted with a key, and the form shows it only once it is made anew."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = ConcernScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.query(Form))
        said = {"danger": "yes", "called_999": "yes"}
        page.answers |= said
        page.query_one(Form).answers |= said
        page.take_up()
        await page.action_next_section()
        assert {name: page.answers[name] for name in said} == said
