"""The hand in every form, choice and window: words meant for another field answer nothing, y and n are yes and no, what
was not changed is not 'saved', and what can't be altered is shown before it is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from tests.support.answers import sample
from tests.support.pages import PHONE
from tests.support.pilot import front, open_page, settle, until, words_in
from topaz_tui import clock
from topaz_tui.rules import concerns, forms, warnings
from topaz_tui.rules.forms import Question
from topaz_tui.rules.referrals import DECISIONS, KIND, PERSONS, Decision, Move
from topaz_tui.runtime import editor
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.screens.call.wrap import WHO_CALLS
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.client.edit_form import GROUP_WORDS, GROUPS
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.dialogs.draft_form import will_say
from topaz_tui.screens.making_a_move import make_move
from topaz_tui.services import clients
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.api import Case, OfferedMove
from topaz_tui.services.escalations.entries import EscalationEvent
from topaz_tui.services.escalations.history_words import answers_as_text
from topaz_tui.store.database import database, transaction
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog, PromiseDialog
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import RecordList

MOVES: tuple[Move | Decision, ...] = (*PERSONS, *chain.from_iterable(DECISIONS.values()))
WORDS = ("S42 hub, A Khan", "Wants son to leave", "no idea. Yes, perhaps", "yesterday", "knows nobody", "-5", "Nn y?")
ALONE = "An.nx"  # not a word of any answer, whatever it begins with


def every_form() -> Iterator[tuple[str, tuple[Question, ...]]]:
    yield from ((section.id, section.questions) for section in concerns.SECTIONS)
    yield from ((f"{move.id} {move.does}", move.needs) for move in MOVES)
    yield from GROUPS.items()
    others = {
        "group": tuple(GROUP_WORDS.items()), "status": tuple(clients.PHONE_STATUS.items()), "told": warnings.TOLD,
        "kind": tuple((kind.code, kind.words) for kind in warnings.KINDS), "whom": WHO_CALLS,
    }  # fmt: skip
    yield "others", tuple(Question(name, name, "choice", options=options) for name, options in others.items())


FORMS = dict(every_form())


def choices(questions: tuple[Question, ...]) -> list[Choice]:
    picked = (each for each in questions if each.kind in forms.PICKED)
    return [Choice(each.options, many=each.kind == "many", alone=each.alone) for each in picked]


class Bare(InOrder[None]):
    def __init__(self, *choices: Choice) -> None:
        super().__init__()
        self.choices = choices
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield VerticalScroll(*self.choices)

    def on_choice_said(self, event: Choice.Said) -> None:
        self.told.append(event.words)


def type_at(choice: Choice, text: str) -> None:
    for letter in text:
        if letter == " ":
            choice.action_pick()
        else:
            choice.on_key(events.Key(letter, letter))


async def test_form_question_is_not_answered_by_words_meant_for_another() -> None:
    every = [choice for questions in FORMS.values() for choice in choices(questions)]
    app = Bare(*{(choice.options, choice.many): choice for choice in every}.values())
    async with app.run_test() as pilot:
        for choice in app.choices:
            for start in (None, choice.options[-1][0]):
                for words in (*WORDS, ALONE):
                    starts = [w.casefold() for _, w in choice.options if w.casefold().startswith(words.casefold()[:3])]
                    choice.action_clear()
                    choice.chosen = (start,) if start else ()
                    before = choice.answer, choice.at
                    type_at(choice, words)
                    if not starts:
                        assert (choice.answer, choice.at) == before, (choice.options, words)
                    choice.on_blur()
                await pilot.pause()
                for words in (*WORDS, ALONE):
                    assert any(each.startswith(f"'{words.strip()[:5]}") for each in app.told), words
                app.told.clear()


async def test_form_choices_take_y_n_minus_and_k() -> None:
    keys = {"yes": "y", "no": "n", "not_asked": "-", "not_known": "k", "dont_know": "k"}
    app = Bare(*(choice for questions in FORMS.values() for choice in choices(questions)))
    seen = set()
    async with app.run_test():
        for choice in app.choices:
            for code, key in keys.items():
                if code in dict(choice.options) and not choice.many:
                    seen.add(code)
                    type_at(choice, key)
                    assert choice.answer == code, (choice.options, key)
                    choice.on_blur()
    assert seen == set(keys)


class Alone(InOrder[None]):
    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form

    def compose(self) -> ComposeResult:
        yield self.form

    def on_mount(self) -> None:
        self.form.focus_first()


def passed_through() -> Iterator[list[Question]]:
    """Questions that differ in more than their words, each once, in forms as long as those of the program."""
    every = (replace(each, when=None, within=None) for each in chain.from_iterable(FORMS.values()))
    unlike = {replace(each, id="", words="", ask="", needed=""): each for each in every}
    each_once = [replace(question, id=f"question-{place}") for place, question in enumerate(unlike.values())]
    yield from (each_once[start : start + 10] for start in range(0, len(each_once), 10))


async def test_form_questions_are_not_answered_by_passing_through() -> None:
    for questions in passed_through():
        form = Form(questions)
        async with Alone(form).run_test() as pilot:
            for key in ("tab", "enter"):
                form.focus_first()
                await pilot.press(*[key] * len(questions))
                assert not any(form.answers.values()), key


# What can't be altered


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.id} {move.does}")
def test_move_preview_has_every_answer_in_words(move) -> None:
    answers = {question.id: sample(question) for question in move.needs}
    told = will_say(move.words, "Asha", move.needs, answers)
    assert told.startswith(f"{move.words} · Asha")
    for question in move.needs:
        assert f"    {question.words}: {forms.answer_words(question, answers[question.id], named=True)}" in told


def test_move_preview_names_the_day_as_the_history_does() -> None:
    needs = (Question("at", "When", "time"), Question("by", "By", "day"))
    said = will_say("Called", "Asha", needs, {"at": "2026-11-23T02:30:00Z", "by": "2026-11-24"}).splitlines()
    assert said[1:] == ["    When: Mon 23 Nov 2026 02:30", "    By: Tue 24 Nov 2026"]
    move = next(each for each in PERSONS if any(question.id == "when" for question in each.needs))
    event = EscalationEvent(clock.now(), 1, "Asha", move.id, {"when": "2026-11-23T02:30:00Z"})
    assert answers_as_text("concern", event) == (("When", "Mon 23 Nov 2026 02:30"),)


@pytest.mark.parametrize("kinds", [("concern",), tuple(DECISIONS)], ids=["concern", "decisions"])
async def test_move_preview_is_shown_before_any_move_and_filling_in_makes_none(app, kinds, monkeypatch) -> None:
    """Each whose questions are of kinds that those of none before it are: one window asks for all lines, and what each
    says of its answers is told above."""
    made: list[str] = []
    seen: set[object] = set()
    monkeypatch.setattr(escalations, "move", lambda *what: made.append(what[3]))
    wanted = "SELECT id FROM escalation WHERE kind = ? AND closed_at IS NULL"
    with transaction():
        for kind in kinds:
            if not database.execute_sql(wanted, (kind,)).fetchone():  # the demo has none of these
                opening.put(opening.NewLine(kind=KIND[kind], client_id=1), clock.now(), app.session.settings)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for kind in kinds:
            id = database.execute_sql(wanted, (kind,)).fetchone()[0]
            offered = escalations.case(app.session, id).moves
            unlike = {(frozenset(need.kind for need in move.needs), move.danger): move for move in offered}
            if not unlike.keys() - seen:
                continue
            page = await open_page(pilot, CaseScreen(id), case_of)
            case = case_of(page)
            assert case
            for asks in unlike.keys() - seen:
                await previewed(pilot, page, case, unlike[asks])
                assert not made, f"{kind}: {unlike[asks].id}"
            seen |= unlike.keys()
            await app.pop_screen()
        assert len(seen) > 5


def case_of(page: CaseScreen) -> Case | None:
    return page.case


async def previewed(pilot: Pilot[None], page: CaseScreen, case: Case, move: OfferedMove) -> None:
    """Fill this in, see what it would record, and leave both windows."""
    app = pilot.app
    page.run(make_move(page, case, replace(move, why_not=None)))
    await until(pilot, lambda: isinstance(app.screen, FormDialog))
    answers = {question.id: sample(question) for question in move.needs}
    sound = {"days": "5", "times": "Mon-Fri 9-12"}
    front(app, FormDialog).form.answers = answers = answers | {
        name: sound[name] for name in sound.keys() & answers.keys()
    }
    given = [(each, answers[each.id]) for each in forms.visible_questions(move.needs, answers)]
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
    assert isinstance(app.screen, PromiseDialog) is not move.danger
    told = words_in(app.screen, ".says Static")
    says = [move.tells, *(forms.answer_words(each, answer, named=True) for each, answer in given)]
    assert [words for words in says if words not in told] == [], told
    assert app.screen.query_one(".keys").region.y < 23
    await pilot.press("n")
    await until(pilot, lambda: isinstance(app.screen, FormDialog))
    assert front(app, FormDialog).form.questions == tuple(move.needs), "back to the answers"
    await pilot.press("escape")
    await until(pilot, lambda: app.screen is page)
    await settle(pilot)


# Saved, or nothing changed


CONTACT = "SELECT client_id, id FROM contact WHERE may_be_told IS NOT NULL ORDER BY id LIMIT 1"


async def test_form_without_a_change_says_so_and_changes_nothing(app, monkeypatch) -> None:
    before = database.execute_sql("SELECT count(*), max(version) FROM change, client").fetchall()
    said: list[str] = []
    monkeypatch.setattr(app, "say", said.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for sql, windows in ((PHONE, (*GROUPS, "phone")), (CONTACT, ("contact",))):
            who, id = database.execute_sql(sql).fetchone()
            page = await open_page(pilot, ClientScreen(who), lambda page: page.page)
            for window in windows:
                if window in GROUPS:
                    page.run(page._edit_group(window))
                else:
                    getattr(page, f"_{window}")(id)
                await until(pilot, lambda: isinstance(app.screen, FormDialog))
                await pilot.press("tab", "f10")
                await until(pilot, lambda: said)
                await settle(pilot)
                assert said == ["Nothing was changed."] and app.screen is page, window
                assert database.execute_sql("SELECT count(*), max(version) FROM change, client").fetchall() == before
                said.clear()


async def test_form_of_a_concern_is_not_left_by_a_digit_or_letter(app) -> None:
    who = database.execute_sql(PHONE).fetchone()[0]
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = ConcernScreen(who)
        await app.push_screen(page)
        await until(pilot, lambda: page.query(Form))
        await settle(pilot)
        for stop in (page.query_one(Form).field("danger"), page.query_one(RecordList)):
            page.set_focus(stop)
            await pilot.press(*"1234")
            await settle(pilot)
            assert app.screen is page and not page.answers.get("danger")


async def test_text_block_stands_for_its_short_name_as_the_word_ends(app, monkeypatch) -> None:
    """By any key that ends a word; and what an editor has saved is there as its terminal goes."""
    kept: list[object] = []
    answers: list[Any] = []

    async def saved(_app: object, command: tuple[str, ...]) -> str:
        file = Path(command[-1])
        file.write_text(f"{file.read_text()}and more ")
        await app.shutdown.save_all()
        kept.append(window.form.answers["text"])
        return ""

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        window = FormDialog("A note", (Question("text", "Note", "text"),))
        await app.push_screen(window, answers.append)
        await until(pilot, lambda: window.focused is not None)
        await pilot.press(*"9:30 ;lm Back ;xy lm ")
        await until(pilot, lambda: window.form.answers.get("text") == "9:30 No message was left. Back ;xy lm ")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: app.status.tells("No editor is named") or app.status.tells("can't be given"))
        monkeypatch.setenv("EDITOR", "ed")
        monkeypatch.setattr(editor, "_run", saved)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: kept == ["9:30 No message was left. Back ;xy lm and more "])
        await until(pilot, lambda: not editor._written)
        await pilot.press(*";lm", "comma", *";lm", "enter", *";lm", "f10")
        await until(pilot, lambda: answers)
        assert answers[0]["text"].count("No message was left.") == 4 and ";lm" not in answers[0]["text"]
