"""The hand in a call: half an answer is none, y and n are yes and no, a digit leaves nothing, one way back and one
forward in every step, and F7 goes to the note and never away from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from textual.events import Key
from textual.widgets import Input, TextArea

from tests.support.pilot import settle, typed, until, words_in
from tests.support.ringing import back_to_the_outcomes, calls_of, needs, opened, press, ring, saved, somebody
from topaz_tui.config import Settings
from topaz_tui.rules import outcomes, review_soundness, reviews
from topaz_tui.screens.call.action_list import ActionList
from topaz_tui.screens.call.checks import STEPS as CHECKS
from topaz_tui.screens.call.checks import ChecksPane
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.review import ReviewPane
from topaz_tui.screens.call.saved import SavedDialog, Unanswered
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import clients
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.store import models
from topaz_tui.store.database import database, transaction
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.frame import Title

REACHED = ("r", "m", "d", "p", "o", "enter")  # to the review
FOLLOW_UPS = {"+1w": date(2026, 12, 29), "in 7 days": date(2026, 12, 29), "28 dec": date(2026, 12, 28)}
"""What is typed on the Monday before Christmas, and the day that it means: a bank holiday is one that was named."""
OTHER = {choice.key for choice in reviews.ANSWERS} | set("019q") | {"enter"}


def shown(screen) -> str:
    return words_in(screen, ReviewPane)


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_so_many_weeks_from_now_a_follow_up_is_on_a_working_day(text: str) -> None:
    draft = CallDraft()
    draft.type_time("follow_up", text, datetime(2026, 12, 21, 10, tzinfo=UTC), Settings().office)
    assert draft.day("follow_up") == FOLLOW_UPS[text]


async def in_review(pilot):
    screen = await opened(pilot, somebody())
    await ring(pilot, screen)
    await press(pilot, *REACHED)
    assert screen.draft.step == "review"
    return screen


# Half an answer


@pytest.mark.parametrize("half", [choice for choice in reviews.ANSWERS if choice.code in reviews.ASKS_ON])
async def test_call_follow_up_question_is_not_overwritten(app, half) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        area = reviews.AREAS[0].code
        for other in sorted(OTHER):
            await press(pilot, half.key)
            question = f"{reviews.ASKS_ON[half.code]} n or u Unable y or a Able k Not known"
            assert question in " ".join(shown(screen).split())
            await press(pilot, other)
            assert screen.draft.areas[area] == [half.code, None] and screen.draft.step == "review", other
            assert reviews.ASKS_ON[half.code] in shown(screen)
        await press(pilot, "backspace")
        assert area not in screen.draft.areas and app.status.tells("taken back, not answered")
        for unable in reviews.UNABLE:
            await press(pilot, half.key, unable.key, "up")
            assert screen.draft.areas[area] == [half.code, unable.code]
            await press(pilot, "backspace")
        for key, code in reviews.STILL.items():
            await press(pilot, half.key, key, "up")
            assert screen.draft.areas[area] == [half.code, code]
            await press(pilot, "backspace")


async def test_call_follow_up_question_goes_with_its_line(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        await press(pilot, "w", "s")
        assert app.status.tells("Can they still do it?"), "refused: it is half an answer"
        await press(pilot, "down")
        assert not app.status.tells("Can they still do it?")
        await press(pilot, "up")
        assert reviews.ASKS_ON["worse"] in shown(screen), "the line itself still asks"
        await press(pilot, "f6")
        await until(pilot, lambda: isinstance(app.screen, ConcernScreen) and app.screen.query(Form))
        await press(pilot, "f6")
        assert app.status.tells("You are in a concern.")
        await press(pilot, "tab")
        assert not app.status.tells("You are in a concern.")


async def test_call_words_of_a_step_go_with_it(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "r", "right")
        assert screen.draft.step == "checks" and app.status.tells("Still to ask")
        await press(pilot, "left")
        assert screen.draft.step == "ended" and not app.status.tells("Still to ask")


async def test_call_half_an_answer_is_said_at_the_wrap_up_and_before_saving(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        await press(pilot, "w", "down", "s", "pagedown")
        assert screen.draft.step == "wrap"
        words = f"{reviews.AREAS[0].words}: worse, but able or unable?"
        assert ("Half answered", f"! {words}", "?") in list(screen.query_one("#wrap")._facts())
        await press(pilot, "f10")
        await until(pilot, lambda: isinstance(app.screen, Unanswered))
        assert words in words_in(app.screen, ".lead")
        await press(pilot, "y")
        await until(pilot, lambda: app.screen is not screen and not isinstance(app.screen, ConfirmDialog))
        kept = kept_reviews.of_call(calls_of(screen.client_id)[0].id)
        assert kept and kept.areas[reviews.AREAS[0].code].half and not reviews.is_complete(kept)


# y, n and -


async def test_call_checks_take_y_n_and_minus(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "r", *"y-nyyn")
        assert screen.draft.ticks == [CHECKS[place].code for place in (0, 3, 4)]
        await press(pilot, "up", "up", "n")
        assert CHECKS[4].code not in screen.draft.ticks and screen.draft.step == "checks"


async def test_call_checks_tick_nothing_that_is_not_on_record_and_say_why(app) -> None:
    """By its letter, by space, by y: neither an address, nor a date of birth."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        client_id = somebody()
        with transaction():
            models.Client.update(address=None, born_on=None).where(models.Client.id == client_id).execute()
        screen = await opened(pilot, client_id)
        await ring(pilot, screen)
        await press(pilot, "r", "m", "d")
        assert app.status.tells("Their date of birth is not known here")
        await press(pilot, "a")
        assert app.status.tells("Their address is not known here")
        await press(pilot, "space", "y")
        assert screen.draft.ticks == ["name"]
        pane = str(screen.query_one(ChecksPane).render())
        assert pane.count("not known here: nothing to compare") == 2 and "Still to ask: postcode." in pane
        await press(pilot, "p", "o", "enter")
        assert screen.draft.step == "review", "all that is known was asked"


async def test_review_answer_beside_the_areas_has_its_key(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        pane = screen.query_one(ReviewPane)
        for row in reviews.asked(screen.draft.review):
            for choice in row.choices:
                pane.stand_on(row.code)
                await press(pilot, choice.key)
                assert screen.draft.extras[row.code] == choice.code, row.code


def test_review_rows_take_y_n_and_minus() -> None:
    review_soundness.check()
    for choices in (reviews.ANSWERS, reviews.YES_NO, *(extra.choices for extra in reviews.EXTRAS)):
        keys = {choice.words: choice.key for choice in choices}
        assert {word: key for word, key in keys.items() if word in ("Yes", "No", "Not asked")}.items() <= {
            ("Yes", "y"), ("No", "n"), ("Not asked", "-"),
        }  # fmt: skip
        assert not any(key.isdigit() for key in keys.values())


# Digits


async def test_call_step_is_not_left_by_a_digit(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        for keys, step in (
            ((), "card"),
            (("c",), "ended"),
            (("n",), "wrap"),
            (("pageup", "r"), "checks"),
            (REACHED[1:], "review"),
        ):
            await press(pilot, *keys)
            assert screen.draft.step == step
            await press(pilot, *"1234567890")
            await settle(pilot)
            assert app.screen is screen and screen.draft.step == step and not screen.draft.areas


# Back, forward, and the note


async def test_call_step_has_one_way_back_and_forward_wherever_the_cursor_is(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        steps = screen.open_steps()
        assert steps == ("card", "ended", "checks", "review", "wrap")
        for place, step in enumerate(steps):
            screen.go(step)
            await pilot.pause()
            for stop in [each for each in screen.focus_chain if each.display and each.region]:
                for keys, by in ((("pageup", "left"), -1), (("pagedown", "right"), 1)):
                    for key in keys:
                        typed = (isinstance(stop, TextArea) and stop.text) or (isinstance(stop, Input) and stop.value)
                        if len(key) < 6 and (typed or isinstance(stop, Choice)):
                            continue  # an arrow moves in what is typed, and chooses
                        screen.go(step)
                        screen.set_focus(stop)
                        await press(pilot, key)
                        there = steps[max(0, min(len(steps) - 1, place + by))]
                        await until(pilot, lambda there: screen.draft.step == there, there)


async def test_call_text_is_moved_in_by_arrows_and_left_by_page_up(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await in_review(pilot)
        await press(pilot, "f7", *"ab", "left", "left", "left", "x")
        assert screen.query_one("#note", TextArea).text == "xab" and screen.draft.step == "wrap"
        await press(pilot, "pageup")
        assert screen.draft.step == "review"


@pytest.mark.parametrize("direction", ["out", "in"])
async def test_outcome_has_its_key_goes_on_and_f7_reaches_its_note(app, direction) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody(), direction=direction)
        if direction == "out":
            await ring(pilot, screen)
        note, written = screen.query_one("#note"), ""
        for outcome in outcomes.offered(incoming=direction == "in"):
            await press(pilot, outcome.key)
            assert screen.draft.outcome == outcome.code
            assert screen.draft.step == ("checks" if outcome.opens_review or outcome.asks_what_came else "wrap"), (
                outcome.code
            )
            assert screen.focused is not None and screen.focused.display
            while app.screen is not screen:  # it asks on: whether it is meant, who answered
                await press(pilot, "escape")
            await settle(pilot)
            await press(pilot, "f7")
            assert screen.focused is note, outcome.code
            await press(pilot, "f7", "h")
            written += "h"
            assert screen.focused is note, outcome.code
            assert screen.draft.note == written and screen.draft.outcome == outcome.code
            await back_to_the_outcomes(pilot, screen)


async def test_call_words_of_a_fault_go_as_it_is_mended(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "d", "f10")
        assert "Not saved" in needs(screen)
        await press(pilot, "left")
        assert screen.draft.step == "ended" and "Not saved" not in needs(screen)
        await press(pilot, "r", "f10")
        assert screen.draft.step == "checks" and "Not saved: Still to ask: full name" in needs(screen)
        await press(pilot, *"ydp")
        assert "Not saved" not in needs(screen)
        await press(pilot, "left", "n", "a")
        assert "Not saved" not in needs(screen)
        await saved(pilot)


@pytest.mark.parametrize("others", [False, True])
async def test_call_wrong_number_offers_another_or_the_form_for_one(app, others) -> None:
    who = somebody()
    with transaction():
        database.execute_sql("DELETE FROM phone WHERE client_id = ? AND id <> (SELECT min(id) FROM phone WHERE"
                             " client_id = ? AND status = 'usable')", (who, who))  # fmt: skip
        if others:
            clients.add_phone(app.session, who, "020 7946 0199")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, who)
        await ring(pilot, screen)
        await press(pilot, "q")
        then = " ".join(words_in(screen, "#then").split())
        assert ("offers the next one" in then) is others and (outcomes.NO_OTHER in then) is not others
        await press(pilot, "f10")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))
        await pilot.pause()
        assert ("Add a number for them" in words_in(app.screen, ".keys")) is not others
        await press(pilot, "p")
        if others:
            assert isinstance(app.screen, SavedDialog)
        else:
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.query("#field-number"))
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, ClientScreen))
            assert app.screen.client_id == who
            clients.add_phone(app.session, who, "020 7946 0198")
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, SavedDialog))
            await until(pilot, lambda: "Add a number" not in words_in(app.screen, ".keys"))
            following = words_in(app.screen, "#following")
            assert words_in(app.screen, "#saved").strip() == "This number is not used again."
            assert "Ring 020 7946 0198 now" in words_in(app.screen, ".keys")
            await press(pilot, "z")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            app.screen.query_one("#field-reason").focus()
            await press(pilot, *"Slip", "escape")
            await until(pilot, lambda: isinstance(app.screen, SavedDialog))
            await until(pilot, lambda: following == words_in(app.screen, "#following"))
            await press(pilot, "z")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            assert app.screen.form.answers["reason"] == "Slip", "what was typed is kept"
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(app.screen, SavedDialog))
            await press(pilot, "c")
            await until(pilot, lambda: app.screen is screen and screen.draft.rang_at)
            assert "Ringing 020 7946 0198" in needs(screen)


# Put in place


WORDS = ("Me please x", "will ring him", "please", "a pair of shoes", "information for her")


async def test_call_put_in_place_opens_nothing_by_typed_words(app) -> None:
    """However they come: each key once the one before it is done, or all in one packet."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        kept = {"kind": "advice", "detail": "Rail", "who": "", "by": "", "saved": True}
        screen.draft.actions.append(kept)
        await press(pilot, "n", "ctrl+r")
        for words, key_by_key in zip(WORDS, (True, False, True, False, False), strict=True):
            keys = typed(words)
            if key_by_key:
                for key in keys:
                    await pilot.press(key)
            else:
                for key, character in zip(keys, words, strict=True):
                    app.post_message(Key(key, character))
            await until(pilot, lambda words: app.status.tells(f"'{words}' answers nothing here"), words)
            await press(pilot, "backspace")
            assert screen.draft.actions == [kept], f"it takes back the words alone: {words}"
            await press(pilot, *keys, "enter")
            await settle(pilot)
            assert app.screen is screen and screen.draft.actions == [kept], words


async def test_call_put_in_place_opens_by_letter_and_enter(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "n", "ctrl+r", "p")
        assert "›p signposted" in words_in(screen, ActionList)
        await press(pilot, "backspace")
        assert "›" not in words_in(screen, ActionList)
        for key in ("i", "u", "enter", *"Rail"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: screen.draft.actions and screen.draft.actions[0]["detail"] == "Rail")
        assert screen.draft.actions[0]["kind"] == "support", "the letter that was typed last"


async def test_call_saved_sends_words_typed_for_find_there(app) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        await press(pilot, "n", "f10")
        await until(pilot, lambda: isinstance(app.screen, SavedDialog))
        after = app.screen
        for key in ("f3", *"sc-2026-3"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: isinstance(app.screen, FindScreen) and app.screen.typed == "sc-2026-3")
        assert app.screen.query_one(Title).way_back == ("Esc: back",), "the call is saved: it leads to what is next"
        await press(pilot, "escape")
        await until(pilot, lambda: app.screen is after)
        await press(pilot, "f2")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen) and len(app.screen_stack) == 1)
