"""The call by keys alone: ring, outcome, checks, review, wrap-up, saved; its draft; who is never dialled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from textual.events import Paste
from textual.widgets import Input, TextArea

from tests.support.pilot import resize, rows, settle, until, words_in
from tests.support.ringing import (
    READY,
    back_to_the_outcomes,
    calls_of,
    needs,
    opened,
    press,
    ring,
    saved,
    somebody,
)
from tests.support.rows import one
from topaz_tui import clock
from topaz_tui.rules import checks, outcomes, reviews
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.checks import KEYS, STOPS
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.outcome import OutcomePane
from topaz_tui.screens.call.saved import SavedDialog, Unanswered
from topaz_tui.screens.call.steps import STEPS
from topaz_tui.screens.call.wrap import WrapPane
from topaz_tui.screens.client import ClientScreen
from topaz_tui.services import clients, drafts, queue, workers
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.store import models
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.record_list import RecordList

SIZES = ((80, 24), (120, 40))
TWO_NUMBERS = f"""
SELECT client_id FROM phone WHERE status = 'usable' AND client_id IN ({READY})
GROUP BY 1 HAVING count(*) > 1 LIMIT 1
"""


# One call from beginning to end


async def test_call_from_ring_to_save_by_keys(app) -> None:
    """Its steps in turn in the smallest terminal and in a larger one."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and app.screen.brief)
        screen = app.screen
        assert screen.focused is screen.query_one(RecordList)
        await ring(pilot, screen)
        assert "Ringing" in needs(screen)
        await resize(pilot, 120, 40)
        await press(pilot, "r", "m", "d", "p", "o", "enter")
        assert screen.draft.step == "review"
        for _ in reviews.AREAS:
            await press(pilot, "a", "s")
        await press(pilot, "1", "down", "0", "down", "m", "n", "h")
        assert reviews.is_complete(screen.draft.review)
        await resize(pilot, 80, 24)
        await press(pilot, "enter")
        await press(pilot, *"Well")
        await press(pilot, "ctrl+r", "a", "enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, *"Rail", "f10")
        await until(pilot, lambda: app.screen is screen)
        screen.query_one("#follow_up", Input).focus()
        await press(pilot, "plus", "6", "w")
        await resize(pilot, 120, 40)
        done = await saved(pilot)
        client_id = screen.client_id
        row = calls_of(client_id)[0]
        assert (row.outcome, row.note) == ("reached", "Well")
        assert one("SELECT complete FROM review WHERE call_id = ?", row.id) == 1
        review = kept_reviews.of_call(row.id)
        assert review and review.extras["falls"] == 1
        assert one("SELECT detail FROM action WHERE call_id = ?", row.id) == "Rail"
        assert {
            d.kind for d in models.Duty.select().where(models.Duty.client == client_id, models.Duty.closed_at.is_null())
        } == {
            "recall",
            "follow-up",
        }
        assert done is app.screen
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(app.screen, CallScreen) and app.screen.brief)
        following = app.screen
        assert following is not screen and following.client_id != client_id
        assert one("SELECT held_by FROM queue_status WHERE client_id = ?", client_id) is None
        assert following.draft.empty and following.query_one("#note", TextArea).text == ""


async def test_call_note_is_never_carried_into_the_next_record(app) -> None:
    """Not from one client to the next, nor from one number of a client to the other."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = one(TWO_NUMBERS)
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "n", *"secret")
        await saved(pilot)
        await press(pilot, "c")
        await until(pilot, lambda: app.screen is screen and screen.draft.rang_at)
        assert screen.draft.note == "" and screen.draft.outcome == ""
        await press(pilot, "m")
        assert screen.query_one("#note", TextArea).text == ""
        await saved(pilot)
        first, second = calls_of(who)[1], calls_of(who)[0]
        assert (first.note, second.note) == ("secret", None) and first.phone_id != second.phone_id
        assert drafts.load(app.session, "call", str(who)) is None


# States


def test_outcomes_stand_one_a_line_for_whoever_hears_the_screen() -> None:
    lines = ["".join(text for text, _ in line).strip() for line in OutcomePane().lines(78, plain=True)]
    heard = [
        words
        for group, words in outcomes.GROUPS.items()
        for words in (
            words,
            *(f"{row.key}  {row.words}" for row in outcomes.offered(incoming=False) if row.group == group),
        )
    ]
    assert sorted(lines) == sorted(heard) and lines[0] == outcomes.GROUPS["nobody"]


async def test_outcome_with_a_capital_letter_is_picked_with_shift_alone(app, monkeypatch) -> None:
    capital = replace(outcomes.BY_CODE["engaged"], code="next", key="E", words="Another way to end")
    monkeypatch.setattr(outcomes, "OUTCOMES", (*outcomes.OUTCOMES, capital))
    monkeypatch.setitem(outcomes.BY_CODE, "next", capital)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        assert any("E  Another way to end" in row for row in rows(app))
        for key, code in (("e", "engaged"), ("E", "next"), ("e", "engaged")):
            await press(pilot, key)
            assert (screen.draft.outcome, screen.draft.step) == (code, "wrap")
            await back_to_the_outcomes(pilot, screen)
        await press(pilot, "N")
        assert screen.draft.step == "ended" and app.status.tells("That key is no outcome")


async def test_outcome_can_be_changed_before_saving(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "d", "left")
        assert screen.draft.step == "ended"
        await press(pilot, "n")
        await saved(pilot)
        assert calls_of(screen.client_id)[0].outcome == "no_answer"
        assert not models.Client.get_by_id(screen.client_id).stopped


async def test_call_stops_at_the_checks(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "r", "n", "enter")
        assert screen.draft.step == "checks", "nothing goes on without the checks"
        await press(pilot, "k")
        assert (screen.draft.outcome, screen.draft.step) == ("not_identified", "wrap")
        await press(pilot, "f10")
        assert isinstance(app.screen, CallScreen) and screen.focused is screen.query_one("#note")
        await press(pilot, *"DOB")
        await saved(pilot)
        assert calls_of(screen.client_id)[0].note == "DOB"


async def test_call_says_what_is_missing_and_the_cursor_goes_there(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "t")
        assert screen.focused is screen.query_one("#when")
        screen.query_one("#note").focus()
        await press(pilot, "f10")
        assert screen.focused is screen.query_one("#when")
        await press(pilot, *"soon", "f10")
        assert not calls_of(screen.client_id) or calls_of(screen.client_id)[0].outcome != "callback"
        screen.query_one("#when", Input).value = "tomorrow 10:00"
        await pilot.pause()
        await saved(pilot)
        duty = models.Duty.get(models.Duty.client == screen.client_id, models.Duty.kind == "callback")
        assert duty.due_at == "2026-11-24T10:00:00Z" and duty.for_worker_id == app.session.worker_id


async def test_call_windows_go_with_the_call(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "o")
        for key, typed in (("ctrl+o", "Rita"), ("ctrl+n", "Later"), ("ctrl+a", "Visit")):
            await press(pilot, key)
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await press(pilot, *typed, "f10")
            await until(pilot, lambda: app.screen is screen)
        await saved(pilot)
        row = calls_of(screen.client_id)[0]
        assert models.Contact.get_by_id(row.spoke_to_id).name == "Rita"
        assert (
            models.Note.get(models.Note.client == screen.client_id, models.Note.text == "Later").kind == "next caller"
        )
        assert one("SELECT count(*) FROM escalation WHERE client_id = ? AND kind = 'question'", screen.client_id) >= 1


async def test_call_form_begun_and_left_is_not_saved_unseen(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "n", "ctrl+a")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, *"Hm", "escape")
        await until(pilot, lambda: app.screen is screen)
        await press(pilot, "f10")
        await settle(pilot)
        assert app.screen is screen and screen.draft.asides["flag"] == {
            "said": {"text": "Hm"},
            "saved": False,
        }


def numbers_in(screen):
    """The lines of its numbers, as they look."""
    listed = screen.query_one(RecordList)
    return "\n".join("".join(part.text for part in listed.render_line(y)) for y in range(listed.size.height))


def give_up_all_numbers_of(who):
    models.Phone.update(status="wrong").where(models.Phone.client == who).execute()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_call_number_is_shown_with_all_of_how_to_ring_it(app, size) -> None:
    who = somebody()
    note, other = "Ring for a long time, slow to the phone", "Ask for Jo"
    give_up_all_numbers_of(who)
    clients.add_phone(app.session, who, "020 7946 0198", note)
    clients.add_phone(app.session, who, "020 7946 0199", other)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = await opened(pilot, who)
        assert note in numbers_in(screen) and not screen.query_one("#how").display
        number = screen.brief.numbers[0]
        last = "Interpreter needed, Tue 17 Nov 09:10"
        rung = (replace(number, last=last), replace(screen.brief.numbers[1], last=last))
        screen.show(replace(screen.brief, numbers=rung))
        await until(pilot, lambda: screen.query_one("#how").display)
        told = " ".join(words_in(screen, "#how").split())
        assert told == f"020 7946 0198 · {note} · {last}"
        await press(pilot, "down")
        assert not screen.query_one("#how").display, "of that one the line has all"
        await press(pilot, "up")
        await ring(pilot, screen)
        assert re.search(rf"\d:\d\d · {note} · one key for how it ended", " ".join(needs(screen).split()))
        lines = screen.query_one("PromptLine").region.height
        assert lines * (size[0] - 2) >= len(needs(screen)) and (lines == 1) is (size[0] > 80)


async def test_call_without_a_number_says_so_in_sight(app) -> None:
    who = somebody()
    give_up_all_numbers_of(who)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, who)
        assert "No usable number." in numbers_in(screen)


async def test_call_action_is_told_with_its_day_and_taken_away_again(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "n", "ctrl+r", "u", "enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, *"Rail", "tab", *"GP", "tab", *"+2w", "escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.draft.actions[0]["saved"] is False and screen.focused is screen.query_one(ActionList)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, "f10")
        await until(pilot, lambda: app.screen is screen)
        assert "Rail · GP, by Mon 7 Dec" in words_in(screen, ActionList)
        await press(pilot, "delete")
        assert screen.draft.actions == []


async def test_call_that_came_in_by_keys(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody(), direction="in")
        await press(pilot, "e")
        assert screen.draft.outcome == "", "nobody rings in and is engaged"
        await press(pilot, "p")
        await saved(pilot)
        row = calls_of(screen.client_id)[0]
        assert (row.direction, row.outcome, row.is_attempt, row.phone_id) == ("in", "refused_soft", 0, None)


async def test_call_note_can_be_typed_at_any_time(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        note = screen.query_one("#note", TextArea)
        await press(pilot, "f7", *"cc", "pageup")
        assert screen.draft.step == "card" and not screen.draft.rang_at and note.text == "cc"
        await ring(pilot, screen)
        await press(pilot, "f7", *"d", "pageup")
        assert screen.draft.step == "ended" and note.text == "ccd" and screen.draft.outcome == ""
        await press(pilot, "t", *"+1d", "f7")
        assert screen.focused is note
        await press(pilot, "f7", *"hi")
        assert screen.focused is note and note.text == "ccdhi", "never away from it"


async def test_call_keys_that_come_early_are_kept(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = CallScreen(somebody())
        app.push_screen(screen)
        app.simulate_key("e")
        app.simulate_key("c")
        await until(pilot, lambda: screen.draft.rang_at)
        assert screen.draft.outcome == ""


async def test_call_takes_no_outcome_before_ringing(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await press(pilot, "e", "d", "f10")
        assert screen.draft.outcome == "" and app.screen is screen and screen.draft.empty


async def test_outcome_that_is_hard_to_take_back_asks_with_another_key(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        before = len(calls_of(screen.client_id))
        for key in "dgxqz":
            screen.query_one("#note", TextArea).text = ""
            await press(pilot, key, *"a.", "f10")
            row = outcomes.BY_CODE[screen.draft.outcome]
            assert row.key == key
            if row.needs_note:
                assert "! Not saved: The note is too short: 3 letters at least." in needs(screen), key
                assert app.screen is screen
                await press(pilot, *"bc")
                assert "Not saved" not in needs(screen)
                await press(pilot, "f10")
            await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
            await press(pilot, key, "f10", "escape")
            await until(pilot, lambda: app.screen is screen)
            assert len(calls_of(screen.client_id)) == before
            await back_to_the_outcomes(pilot, screen)
        await press(pilot, key, "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))


async def test_call_review_that_is_incomplete_is_asked_about(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "r", "m", "d", "p", "o", "enter", "b", "f10")
        await until(pilot, lambda: isinstance(app.screen, Unanswered))
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is screen)
        assert screen.draft.step == "review"
        await press(pilot, "f10")
        await until(pilot, lambda: isinstance(app.screen, Unanswered))
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))


async def test_call_callback_outside_the_calling_hours_is_asked_about(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "t", *"tomorrow 22", "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))


# Never by mistake


async def test_call_to_somebody_who_died_is_not_rung(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = one("SELECT id FROM client WHERE stopped = 'died' LIMIT 1")
        screen = await opened(pilot, who)
        await press(pilot, "c", "enter")
        assert not screen.draft.rang_at and "Has died" in needs(screen)


async def test_call_to_somebody_not_safe_shows_no_number(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = one("SELECT id FROM client WHERE safe_to_call = 'no' AND stopped IS NULL LIMIT 1")
        screen = await opened(pilot, who)
        assert screen.query_one(RecordList).lines == ()
        await press(pilot, "c")
        assert not screen.draft.rang_at
        await press(pilot, "v")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, *"Police", "f10")
        await until(pilot, lambda: app.screen is screen and screen.query_one(RecordList).lines)


async def test_call_against_a_doubt_asks_for_a_reason(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        models.Client.update(away="hospital", away_until=None).where(models.Client.id == who).execute()
        screen = await opened(pilot, who)
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is screen)
        assert not screen.draft.rang_at
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await press(pilot, *"Asked", "f10")
        await until(pilot, lambda: screen.draft.rang_at)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_call_shows_hostile_text_harmlessly(app, size) -> None:
    """Markup, escapes, 300 letters, right-to-left, in every step."""
    nasty = "x [/nope] y [b] \x1b[31m \u202egnp " + "N" * 300 + " שלום 👩‍🦳"
    who = somebody()
    fields = ("last_name", "preferred_name", "address", "household", "language", "what_to_say", "code_word")
    models.Client.update(dict.fromkeys(fields, nasty)).where(models.Client.id == who).execute()
    models.Phone.update(note=nasty).where(models.Phone.client == who).execute()
    models.Note.create(
        client=who, worker=app.session.worker_id, kind="next caller", text=nasty, made_at="2026-11-01T09:00:00Z"
    )
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "r", "m", "d", "p", "o", "enter", "w", "u", "left", "left", "p")
        screen.query_one("#note", TextArea).text = nasty
        await pilot.pause()
        done = await saved(pilot)
        assert done is app.screen or calls_of(who)


# The draft and the claim


def test_call_draft_of_before_has_the_effect_on_wellbeing_among_the_others() -> None:
    kept = CallDraft.of({"extras": {"falls": 1}, "wellbeing": "yes"})
    assert kept.review.extras == {"falls": 1, "wellbeing": "yes"}


async def test_call_draft_is_there_after_any_end(app) -> None:
    """It is on disk without any key that saves: a new page, as after kill -9, has it all."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "r", "m", "d", "p", "o", "enter", "w", "u", "f7", *"half")

        def kept():
            return drafts.load(app.session, "call", str(who))

        await until(pilot, lambda: (found := kept()) and CallDraft.of(found).note == "half")
        again = await opened(pilot, who)
        assert again.draft.note == "half" and again.draft.areas == {"nutrition": ["worse", "yes"]}
        assert again.draft.token == screen.draft.token and again.draft.step == "card"
        assert again.query_one("#note", TextArea).text == "half"
        await press(pilot, "ctrl+b")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: again.draft.empty and again.draft.step == "card")
        assert again.query_one("#note", TextArea).text == "" and drafts.load(app.session, "call", str(who)) is None


async def abandoned(pilot, key="l"):
    """A call that was rung, told how it ended, and left; begun again by the same worker."""
    screen = await opened(pilot, somebody())
    await ring(pilot, screen)
    await press(pilot, key, "escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    await press(pilot, "y")
    await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog | CallScreen))
    return await opened(pilot, screen.client_id)


async def test_call_that_was_left_opens_at_its_card_and_its_note_takes_no_key(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await abandoned(pilot)
        assert screen.draft.step == "card" and screen.query_one("#safety").region.area
        assert "Go on with what you began today 10:00: →" in needs(screen) and len(needs(screen)) < 80
        await press(pilot, "x")
        assert "next step" in words_in(screen, "StatusLine")
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "x")
        assert isinstance(app.screen, ConfirmDialog) and screen.draft.note == ""
        await press(pilot, "escape", "right")
        assert screen.draft.step == "ended" and screen.draft.outcome == "machine_message"
        await press(pilot, "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "before you left the call" in words_in(app.screen, ".lead")
        await press(pilot, "n")
        await until(pilot, lambda: app.screen is screen)
        token = screen.draft.token
        assert screen.draft.step == "ended" and all(call.token != token for call in calls_of(screen.client_id))
        await press(pilot, "l", "f10")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))
        assert calls_of(screen.client_id)[0].token == token


async def test_call_that_was_left_rings_anew_with_c_and_keeps_its_text_alone(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "r", "m", "d", "p", "o", "f7", *"half", "escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: not isinstance(app.screen, ConfirmDialog | CallScreen))
        screen = await opened(pilot, screen.client_id)
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: app.screen is screen and screen.draft.step == "ended")
        draft = screen.draft
        assert (draft.outcome, draft.ticks, draft.note) == ("", [], "half") and draft.rang_at


async def confirmed(pilot):
    """The answer y to what is asked before a key is done."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    await press(pilot, "y")
    await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))


async def test_call_kept_of_one_direction_is_followed_by_one_of_the_other(app) -> None:
    """What is begun anew goes the way in which the page was opened: with its outcomes, and the note that was typed."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        screen = await opened(pilot, who)
        await press(pilot, "f7", *"half")
        await pilot.app.push_screen(ClientScreen(who))
        pilot.app.open_page(CallScreen(who, direction="in"))  # they ring, before they were rung
        await until(pilot, lambda: app.screen is screen and screen.draft.rang_at)
        assert screen.title.startswith("Call from") and (screen.draft.step, screen.draft.note) == ("ended", "half")
        await press(pilot, "m", "escape")
        await confirmed(pilot)
        screen = await opened(pilot, who)  # with c, with the queue's n, from what is unfinished
        assert screen.title.startswith("Call from") and "c ring anew" in needs(screen) and len(needs(screen)) < 80
        await press(pilot, "c")
        await confirmed(pilot)
        await until(pilot, lambda: screen.draft.step == "ended")
        assert not screen.title.startswith("Call from") and screen.draft.note == "half" and screen.draft.phone_id
        await press(pilot, "n", "escape")
        await confirmed(pilot)
        screen = await opened(pilot, who, direction="in")
        assert screen.draft.outcome == "no_answer" and "c they rang" in needs(screen) and len(needs(screen)) < 80
        await press(pilot, "c")
        await confirmed(pilot)
        assert screen.title.startswith("Call from") and screen.draft.step == "ended"
        await pilot.app.push_screen(ClientScreen(who))
        pilot.app.open_page(CallScreen(who))  # rung back, while their call is on this page
        await until(pilot, lambda: screen.draft.step == "card" and app.screen is screen)
        await press(pilot, "c")
        await confirmed(pilot)
        await until(pilot, lambda: screen.draft.step == "ended")
        await press(pilot, "n")
        await saved(pilot)
        row = calls_of(who)[0]
        assert (row.direction, row.outcome, row.note) == ("out", "no_answer", "half") and row.phone_id


async def test_call_draft_is_not_offered_again_once_saved(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "n")
        body = screen.draft.body()
        await saved(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: not isinstance(app.screen, SavedDialog | CallScreen))
        drafts.save(app.session, "call", str(who), body)
        again = await opened(pilot, who)
        assert again.draft.empty and drafts.load(app.session, "call", str(who)) is None


async def test_call_left_lets_go_and_keeps_the_draft(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        screen = await opened(pilot, who)
        assert one("SELECT held_by FROM queue_status WHERE client_id = ?", who) == app.session.worker_id
        await ring(pilot, screen)
        await press(pilot, "n", *"half", "escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "x", "s", "n")
        await until(pilot, lambda: app.screen is screen)
        assert screen.draft.note == "half" and screen.focused is screen.query_one("#note")
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: not isinstance(app.screen, CallScreen | ConfirmDialog))
        assert one("SELECT held_by FROM queue_status WHERE client_id = ?", who) is None
        await until(pilot, lambda: drafts.load(app.session, "call", str(who)))


async def test_call_claim_that_lapsed_is_said_and_the_note_saved(app, at) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        other = next(
            line for line in workers.team(app.session) if line.id != app.session.worker_id and not line.retired
        )
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "p", *"busy")
        at("2026-11-23T10:45:00Z")
        colleague = type(app.session)(other.id, other.account, other.name, other.role, app.session.settings)
        queue.claim(colleague, who)
        assert not await screen._still_mine()
        assert other.name in needs(screen)
        await saved(pilot)
        assert calls_of(who)[0].note == "busy"
        assert one("SELECT held_by FROM queue_status WHERE client_id = ?", who) == other.id


async def test_call_claim_is_renewed_while_the_call_is_open(app, at) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        at("2026-11-23T10:20:00Z")
        screen._renew()
        await settle(pilot)
        until_when = one("SELECT held_until FROM queue_status WHERE client_id = ?", who)
        assert clock.from_store(until_when) >= clock.at(clock.today(), "10:50")


def test_call_keys_of_a_step_do_not_clash() -> None:
    assert set(KEYS) == {step.code for step in (*checks.IDENTITY, *checks.SAFE_TO_TALK)}
    assert len(set(KEYS.values()) | set(STOPS)) == len(KEYS) + len(STOPS)
    assert all(outcomes.BY_CODE[code].key == key for key, code in STOPS.items())
    taken = {c.key for c in (*reviews.ANSWERS, *reviews.UNABLE, *reviews.YES_NO)}
    taken |= {c.key for extra in reviews.EXTRAS for c in extra.choices}
    assert "f" not in taken and [name for name, _ in STEPS] == ["card", "ended", "checks", "arranged", "review", "wrap"]


async def test_call_wrap_up_shows_a_concern_raised_in_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "n")
        models.Concern.create(
            reference="SC-2026-09998", client=screen.client_id, opened_by=app.session.worker_id,
            opened_at=clock.to_store(clock.now()), saved_at=clock.to_store(clock.now()),
        )  # fmt: skip
        await screen._tell_concerns()
        told = " ".join(words for _, words, _ in screen.query_one(WrapPane)._facts())
        assert "SC-2026-09998: ! begun, NOT submitted" in told


# Pasted


async def test_call_field_of_one_line_loses_nothing_of_a_long_paste(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "o")
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.query(Input))
        app.post_message(Paste("Ray\r\n  his brother\n\nlives there\n"))
        name = app.screen.query_one("#field-name", Input)
        await until(pilot, lambda: name.value)
        assert name.value == "Ray his brother lives there"
        app.copy_to_clipboard(" too\nsays Ray")
        await press(pilot, "ctrl+v")
        assert name.value == "Ray his brother lives theretoo says Ray"
        await press(pilot, "f10")
        await until(pilot, lambda: app.screen is screen)
        assert screen.focused is screen.query_one("#note", TextArea)
        app.post_message(Paste("one\ntwo"))
        await until(pilot, lambda: "two" in screen.draft.note)
        assert screen.draft.note == "one\ntwo", "a text of many lines keeps them"


# What must not be missed the next time


async def test_call_card_knows_of_the_concern_and_that_it_was_not_safe(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        who = somebody()
        draft = models.Concern.create(
            reference="SC-2026-09999", client=who, opened_by=app.session.worker_id, opened_at="2026-11-23T09:00:00Z",
            answers="{}", saved_at="2026-11-23T09:00:00Z",
        )  # fmt: skip
        screen = await opened(pilot, who)
        facts = words_in(screen, "#before")
        assert "SC-2026-09999: being written by" in facts and "NOT submitted" in facts
        models.Concern.update(submitted_at="2026-11-23T09:30:00Z", submitted_by=app.session.worker_id).where(
            models.Concern.id == draft.id
        ).execute()
        models.Escalation.create(
            kind="concern", client=who, concern=draft.id, opened_by=app.session.worker_id,
            opened_at="2026-11-23T09:30:00Z", state="submitted", waiting_for="us to send it", level="worker",
            deadline="2026-11-23T11:30:00Z",
        )  # fmt: skip
        await ring(pilot, screen)
        await press(pilot, "f", *"Son came in")
        done = await saved(pilot)
        told = words_in(done, "#unsent")
        assert "SC-2026-09999: submitted, not sent yet" in told and "left (today 11:30)" in told
        await press(pilot, "escape")
        await until(pilot, lambda: not isinstance(app.screen, SavedDialog | CallScreen))
        screen = await opened(pilot, who)
        facts = " ".join(words_in(screen, "#before").split())
        assert "SC-2026-09999: submitted, not sent yet; waits for us to send it, 1 h" in facts
        last = "! Last time it was not safe to talk (today 10:00)"
        assert words_in(screen, "#safety").startswith(last)
        models.Change.create(
            client=who, worker=app.session.worker_id, field="safe_to_call", was="yes", now="times",
            changed_at="2026-11-23T10:01:00Z",
        )  # fmt: skip
        await screen._look()
        assert last not in words_in(screen, "#safety")


# Told once, and told right


async def test_call_number_that_is_none_is_said_and_nothing_is_lost(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "o")
        await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.query(Input))
        window = app.screen
        window.query_one("#field-name", Input).value = "Ray"
        window.query_one("#field-phone", Input).value = "abc"
        await press(pilot, "f10")
        assert app.screen is window and "'abc' is no telephone number" in words_in(window, ".wrong")
        window.query_one("#field-phone", Input).value = "020 7946 0123"
        await press(pilot, "f10")
        await until(pilot, lambda: app.screen is screen)
        assert screen.draft.said("answered") == {"name": "Ray", "phone": "020 7946 0123"}


def test_call_review_counts_what_is_open_in_one_place_alone() -> None:
    assert reviews.summary(reviews.NOTHING_YET) == ""
    some = reviews.ReviewState({reviews.AREAS[0].code: reviews.AreaAnswer("same", None)}, {})
    assert reviews.summary(some) == "1 same"
