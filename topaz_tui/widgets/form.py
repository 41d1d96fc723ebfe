"""A form of questions (rules/forms.py): each on its own row, shown while its condition holds, answered in any order."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from topaz_tui import actions
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.widgets.choice import Choice


class Form(VerticalScroll, can_focus=False):
    """Posts `Changed` at every change of an answer and `Asked` as the focus comes to another question. `answers` holds
    the answers of hidden questions too: nothing that was typed is lost by another answer."""

    DEFAULT_CSS = """
    Form { height: 1fr; scrollbar-size-vertical: 1; }
    Form .row { height: auto; }
    Form .label { width: 31; padding: 0 1 0 0; color: $text-muted; text-align: right; }
    Form .label.needed { color: $foreground; text-style: bold; }
    Form .row:focus-within .label { color: $accent; text-style: bold; }
    Form Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $boost; }
    Form Input:focus { background: $surface-lighten-1; }
    Form TextArea { width: 1fr; height: 4; border: none; padding: 0 1; background: $boost; }
    Form TextArea:focus { background: $surface-lighten-1; }
    Form Choice { width: 1fr; }
    """
    BINDINGS = [Binding(",".join(actions.BY_ID["form.next"].keys), "next", "Next", show=False, id="form.next")]

    class Changed(Message):
        def __init__(self, form: Form, question: Question) -> None:
            super().__init__()
            self.form, self.question = form, question

    class Asked(Message):
        def __init__(self, form: Form, question: Question) -> None:
            super().__init__()
            self.form, self.question = form, question

    def __init__(
        self, questions: Sequence[Question], answers: dict[str, Answer] | None = None, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.questions = tuple(questions)
        self.answers: dict[str, Answer] = dict(answers or {})
        self._by_id = {question.id: question for question in self.questions}

    def compose(self) -> ComposeResult:
        shown = {question.id for question in forms.visible_questions(self.questions, self.answers)}
        for question in self.questions:
            row = Horizontal(
                Static(Content(question.words), classes="label needed" if question.needed else "label"),
                self._field(question),
                classes="row",
                id=f"row-{question.id}",
            )
            row.display = question.id in shown
            yield row

    def _field(self, question: Question) -> Widget:
        answer, name = self.answers.get(question.id), f"field-{question.id}"
        if question.kind in forms.PICKED:
            options = forms.choices(question, self.answers)
            return Choice(
                options, forms.codes(answer), many=question.kind == "many", alone=question.alone, id=name
            )
        text = answer if isinstance(answer, str) else ""
        if question.kind == "text":
            return TextArea(text, soft_wrap=True, tab_behavior="focus", id=name)
        return Input(forms.answer_words(question, text) if text and question.kind == "time" else text, id=name)

    def field(self, question_id: str) -> Widget:
        """The widget that takes the answer to this question."""
        return self.query_one(f"#field-{question_id}")

    def focus_on(self, question_id: str) -> None:
        """Put the cursor on this question."""
        field = self.field(question_id)
        field.focus()
        field.scroll_visible(animate=False)

    def focus_first(self) -> None:
        """Put the cursor on the first question without an answer, or on the first of all."""
        shown = list(forms.visible_questions(self.questions, self.answers))
        if shown:
            open_ones = [each for each in shown if forms.unanswered(self.answers.get(each.id))]
            self.focus_on((open_ones or shown)[0].id)

    def action_next(self) -> None:
        self.screen.focus_next()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take(event.input, event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._take(event.text_area, event.text_area.text)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        self._take(event.choice, event.choice.answer)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        if question := self._question_of(event.widget):
            event.widget.scroll_visible(animate=False)
            self.post_message(self.Asked(self, question))

    def _question_of(self, field: Widget) -> Question | None:
        return self._by_id.get((field.id or "").removeprefix("field-"))

    def _take(self, field: Widget, answer: Answer) -> None:
        question = self._question_of(field)
        if question is None:
            return
        shown_before = self.answers.get(question.id)
        if question.kind == "time" and forms.answer_words(question, shown_before) == answer:
            return  # the words of the moment that is already the answer
        answer = None if forms.unanswered(answer) else answer
        if answer == shown_before:
            return
        self.answers[question.id] = answer
        self._show_what_holds()
        self.post_message(self.Changed(self, question))

    def _show_what_holds(self) -> None:
        shown = {question.id for question in forms.visible_questions(self.questions, self.answers)}
        for question in self.questions:
            self.query_one(f"#row-{question.id}").display = question.id in shown
            if question.within:
                field = self.query_one(f"#field-{question.id}", Choice)
                field.options = forms.choices(question, self.answers)
                field.at = max(0, min(field.at, len(field.options) - 1))
                offered = {code for code, _ in field.options}
                if not offered.issuperset(field.chosen):
                    field.chosen = ()
                    self.answers[question.id] = None
