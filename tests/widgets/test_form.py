"""A form: every kind of question, conditions, Enter and Tab through it, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tests.support.fields import choice_of, line_of, text_of
from topaz_tui.rules import concerns
from topaz_tui.rules.forms import Answer, Question, When
from topaz_tui.runtime.keyboard import InOrder
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.meaning_line import MeaningLine

FRUIT = (("apple", "Apple"), ("pear", "Pear"))
QUESTIONS = (
    Question("safe", "Safe?", "yes_no", "Is it safe?", needed="Say whether it is safe."),
    Question("why", "Why not", "text", "Why is it not?", when=When("safe", ("no",)), needed="Say why."),
    Question("name", "Name", "line"),
    Question("fruit", "Fruit", "many", options=FRUIT),
    Question("best", "The best", "choice", options=FRUIT, within="fruit",
             when=When("fruit", ("apple", "pear"))),
    Question("at", "When", "time"),
)  # fmt: skip


class Under(Screen[None]):
    """A screen with a form, as the program's are."""

    def focus_next(self, selector: Any = "*") -> Widget | None:
        return self.query_one(Form).past_what_is_new() or super().focus_next(selector)


class Bare(InOrder[None]):
    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.changed: list[str] = []
        self.asked: list[str] = []
        self.hints: list[str] = []
        self.raised = 0

    BINDINGS = [("f6", "raised", "Concern"), ("f7", "raised", "Section")]

    def compose(self) -> ComposeResult:
        yield self.form

    def get_default_screen(self) -> Under:
        return Under()

    def on_mount(self) -> None:
        self.form.focus_first()

    def action_raised(self) -> None:
        self.raised += 1

    def on_form_changed(self, event: Form.Changed) -> None:
        self.changed.append(event.question.id)

    def on_form_asked(self, event: Form.Asked) -> None:
        self.asked.append(event.question.id)
        self.hints.append(event.words)


async def test_form_is_filled_in_by_keys() -> None:
    app = Bare(Form(QUESTIONS))
    async with app.run_test() as pilot:
        await pilot.press("right", "right", "enter")
        await pilot.press(*"No", "enter", *"go", "tab")  # in a text, Enter is a new line
        await pilot.press(*"Ada", "enter", "space", "right", "space", "enter")
        await pilot.press(*"9:30")
        await pilot.press("shift+tab", "p", "enter")
        assert app.form.answers == {
            "safe": "no",
            "why": "No\ngo",
            "name": "Ada",
            "fruit": ["apple", "pear"],
            "best": "pear",
            "at": "2026-11-23T09:30:00Z",
        }
        assert app.asked == ["safe", "why", "name", "fruit", "at", "best", "at"]
        await pilot.press("tab")
        assert app.form.answers["at"] == "2026-11-23T09:30:00Z"
        assert line_of(app.form, "at").value == "23 Nov 2026 09:30"
        assert app.changed[-2:] == ["at", "best"]


async def test_form_answers_nothing_by_passing_through() -> None:
    for key in ("tab", "enter"):
        app = Bare(Form(QUESTIONS))
        async with app.run_test() as pilot:
            await pilot.press(*[key] * 9)
            assert not any(app.form.answers.values()) and app.changed == []


async def test_the_answer_that_an_arrow_chooses_is_in_sight_where_there_are_more_than_the_form_has_room_for() -> None:
    answers = tuple((str(number), f"Answer number {number}") for number in range(30))
    app = Bare(Form((Question("which", "Which", "choice", options=answers), Question("why", "Why", "text"))))
    async with app.run_test(size=(60, 12)) as pilot:
        for keys, number in ((["up"], 29), (["up"] * 20, 9), (["down"] * 12, 21), (["A", *"nswer number 3"], 3)):
            await pilot.press(*keys)
            await pilot.pause()
            painted = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
            assert any(f"(•) Answer number {number}" in each for each in painted), painted


async def test_a_choice_that_has_just_appeared_takes_nothing_that_was_typed_on_for_the_text_after_it() -> None:
    new = Question("next", "What follows", "many", "What follows?", FRUIT, when=When("safe", ("no",)))
    for key in ("tab", "enter"):
        app = Bare(Form((QUESTIONS[0], new, QUESTIONS[2])))
        async with app.run_test() as pilot:
            await pilot.press("n", key, *"A p")
            assert app.form.answers == {"safe": "no", "name": "A p"}
            assert app.hints[-1] == "New, above: 'What follows'. Shift+Tab goes there."
            await pilot.press("shift+tab")
            assert app.form.asked is new and app.hints[-1] == "What follows? Space ticks; Tab goes on."
            await pilot.press("shift+tab", key)
            assert app.form.asked is new, "it is new once"


async def test_form_goes_to_a_text_that_has_just_appeared_next() -> None:
    app = Bare(Form(QUESTIONS))
    async with app.run_test() as pilot:
        await pilot.press("n", "tab", *"He")
        assert app.form.answers == {"safe": "no", "why": "He"}


async def test_form_begins_at_the_first_question_without_an_answer() -> None:
    app = Bare(Form(QUESTIONS, {"safe": "yes", "name": "Ada"}))
    async with app.run_test():
        assert app.form.answers == {"safe": "yes", "name": "Ada"} and app.changed == []
        assert app.form.asked is QUESTIONS[3]
    app = Bare(Form(QUESTIONS[:1], {"safe": "yes"}))
    async with app.run_test():
        assert app.form.asked is QUESTIONS[0]


async def test_form_keeps_the_answer_of_a_hidden_question() -> None:
    app = Bare(Form(QUESTIONS))
    async with app.run_test() as pilot:
        assert [question.id for question in app.form.shown] == ["safe", "name", "fruit", "at"]
        await pilot.press("right", "right", "tab", *"He said so", "shift+tab", "left")
        assert not app.form.query_one("#row-why").display
        assert app.form.answers["why"] == "He said so"
        await pilot.press("tab")
        assert app.focused is app.form.field("name")
        await pilot.press("shift+tab", "right")
        assert text_of(app.form, "why").text == "He said so"


async def test_form_drops_an_answer_that_is_no_longer_on_offer() -> None:
    app = Bare(Form(QUESTIONS, {"fruit": ["apple", "pear"], "best": "apple"}))
    async with app.run_test() as pilot:
        app.form.focus_on("fruit")
        await pilot.press("space")
        assert (app.form.answers["fruit"], app.form.answers["best"]) == (["pear"], None)
        assert choice_of(app.form, "best").options == (("pear", "Pear"),)
        assert choice_of(app.form, "best").answer == "pear", "the only one: shown, not kept as if chosen"
        app.form.focus_on("best")
        await pilot.press("space")  # it is a fact: it can't be taken back
        assert (app.form.answers["best"], choice_of(app.form, "best").answer) == (None, "pear")
        app.form.focus_on("fruit")
        await pilot.press("left", "space")
        assert app.form.answers["fruit"] == ["pear", "apple"] and choice_of(app.form, "best").answer is None


async def test_form_shows_a_moment_in_words_and_it_can_be_edited() -> None:
    app = Bare(Form(QUESTIONS, {"at": "2026-11-22T22:05:00Z"}))
    async with app.run_test() as pilot:
        app.form.focus_on("at")
        field = line_of(app.form, "at")
        assert field.value == "22 Nov 2026 22:05" and app.changed == []
        await pilot.press("end", "backspace", *"9", "shift+tab")
        assert app.form.answers["at"] == "2026-11-22T22:09:00Z"
        app.form.focus_on("at")
        field.value = "no time at all"
        await pilot.press("shift+tab")
        assert app.form.answers["at"] == "no time at all" == field.value
        field.value = " "
        await pilot.pause()
        assert app.form.answers["at"] is None


async def test_form_tells_its_end_past_the_last_question() -> None:
    ended: list[bool] = []
    app = Bare(Form(QUESTIONS, at_end=lambda: ended.append(True)))
    async with app.run_test() as pilot:
        app.form.focus_on("fruit")
        await pilot.press("enter")
        assert app.focused is app.form.field("at") and not ended
        await pilot.press("enter")
        assert ended == [True] and app.focused is app.form.field("at")


async def test_form_marks_needed_questions_until_answered() -> None:
    app = Bare(Form(QUESTIONS, marked=True))
    async with app.run_test() as pilot:
        label = app.form.query_one("#row-safe > .label", Static)
        assert str(label.render()) == "! Safe?"
        await pilot.press("space")
        assert str(label.render()) == "Safe?"
        await pilot.press("backspace")
        assert str(label.render()) == "! Safe?"


async def test_function_keys_work_in_the_middle_of_a_word() -> None:
    app = Bare(Form(QUESTIONS, {"safe": "no"}))
    async with app.run_test() as pilot:
        for name in ("why", "name"):
            app.form.focus_on(name)
            await pilot.press(*"He s", "f6", *"ai", "f7", *"d")
            assert app.form.answers[name] == "He said"
        assert app.raised == 4


async def test_a_paste_keeps_its_lines_and_loses_what_a_terminal_would_obey() -> None:
    app = Bare(Form(QUESTIONS, {"safe": "no"}))
    async with app.run_test() as pilot:
        app.form.focus_on("why")
        await pilot.pause()
        app.post_message(events.Paste("one [/nope]\n\x1b[2Jtwo\ttabs\u202e 👩‍🦽"))
        await pilot.pause()
        await pilot.pause()
        assert app.form.answers["why"] == "one [/nope]\n [2Jtwo\ttabs  👩‍🦽"
        app.form.focus_on("name")
        await pilot.pause()
        app.post_message(events.Paste("x\x9b2J"))
        await pilot.pause()
        await pilot.pause()
        assert app.form.answers["name"] == "x 2J" == line_of(app.form, "name").value


@pytest.mark.parametrize("section", concerns.SECTIONS, ids=lambda section: section.id)
async def test_every_section_of_the_concern_can_be_walked(section: concerns.Section) -> None:
    answers: dict[str, Answer] = {}
    for question in section.questions:  # so that as much as possible is on show
        if question.kind == "yes_no":
            answers[question.id] = "yes"
        elif question.options:
            codes = [code for code, _ in question.options if code != question.alone]
            answers[question.id] = codes if question.kind == "many" else codes[1]
    app = Bare(Form(section.questions, answers))
    async with app.run_test(size=(80, 24)) as pilot:
        shown = [question.id for question in app.form.shown]
        app.form.focus_on(shown[0])
        await pilot.pause()
        for _ in shown[1:]:
            await pilot.press("tab")
        seen = list(dict.fromkeys(app.asked))
        assert sorted(seen) == sorted(shown)
        for name in shown:
            app.form.focus_on(name)
            await pilot.pause()
            await pilot.pause()
            row = app.form.query_one(f"#row-{name}")
            assert app.form.region.overlaps(row.region)


SAID = (
    Question("at", "When", "time"),
    Question("until", "Come back", "time", sense="ahead"),
    Question("by", "By when", "day", sense="ahead"),
)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("at", "", ""),
        ("at", "half past 2", "= Mon 23 Nov, 02:30"),
        ("at", "yesterday at 2", "= Sun 22 Nov, 14:00"),
        ("at", "yesterday", "? not understood yet"),
        ("at", "today 22:00", "? not understood yet"),
        ("until", "half past 2", "= Mon 23 Nov, 14:30"),
        ("until", "tomorrow at 2", "= Tue 24 Nov, 14:00"),
        ("until", "3 jan 10", "= Sun 3 Jan 2027, 10:00"),
        ("until", "today 9am", "? not understood yet"),
        ("by", "fri", "= Fri 27 Nov"),
        ("by", "3/12", "= Thu 3 Dec"),
        ("by", "[/nope]", "? not understood yet"),
    ],
)
async def test_form_shows_what_was_understood_of_a_time_as_it_is_typed(name: str, typed: str, shown: str) -> None:
    app = Bare(Form(SAID))
    async with app.run_test() as pilot:
        app.form.focus_on(name)
        await pilot.press(*typed)
        meant = app.form.query_one(f"#row-{name} MeaningLine", MeaningLine)
        assert (str(meant.content), meant.display) == (shown, bool(shown))


async def test_a_time_that_cannot_be_told_says_what_to_write_once_it_is_left() -> None:
    app = Bare(Form(SAID))
    async with app.run_test() as pilot:
        app.form.focus_on("until")
        await pilot.press(*"today 9am", "tab")
        meant = app.form.query_one("#row-until MeaningLine", MeaningLine)
        assert str(meant.content) == "? Mon 23 Nov, 09:00 has gone by: write a later one."
        assert app.form.answers["until"] == "today 9am", "what was typed stays"
        app.form.focus_on("by")
        await pilot.press(*"+2w", "shift+tab")
        assert app.form.answers["by"] == "2026-12-07"
        assert line_of(app.form, "by").value == "7 Dec 2026"
        assert str(app.form.query_one("#row-by MeaningLine", MeaningLine).content) == "= Mon 7 Dec"
