"""A form of questions (rules/forms.py): each on its own row, shown while its condition holds, answered in any
order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from topaz_tui import actions, clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question, Row
from topaz_tui.widgets.choice import MANY, ONE, Choice
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.meaning_line import MeaningLine
from topaz_tui.widgets.repeating_rows import RepeatingRows
from topaz_tui.widgets.row_list import HOW
from topaz_tui.widgets.text_fields import LongText
from topaz_tui.widgets.update import update_if_changed

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Form(VerticalScroll, can_focus=False):
    """Posts `Changed` at every change of an answer and `Asked` as the focus comes to another question.
    `answers` holds the answers of hidden questions too: nothing that was typed is lost by another answer.

    Enter goes to the next question; at the last it calls `at_end`, where one is given. `marked` puts '!'
    before each question whose answer is still needed.
    """

    DEFAULT_CSS = """
    Form { height: 1fr; scrollbar-size-vertical: 1; }
    Form .row { height: auto; layout: horizontal; }
    Form .label { width: 33; height: auto; padding: 0 1 0 0; color: $text-muted; text-align: right; }
    Form .label.needed { color: $foreground; text-style: bold; }
    Form .label.here { color: $accent; text-style: bold; }
    Form Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
    Form Input:focus { border: none; background: $block-cursor-background; }
    Form LongText { width: 1fr; height: 4; border: none; padding: 0 1; background: $panel; }
    Form LongText:focus { border: none; background: $block-cursor-background; }
    Form Choice { width: 1fr; }
    Form .row Vertical { width: 1fr; height: auto; }
    Form .row.repeats { layout: vertical; }
    Form .row.repeats > .label { width: 1fr; text-align: left; }
    """
    BINDINGS = [
        # With priority, so that what is typed on at once is dealt out to the next field, not to this one.
        Binding(",".join(actions.BY_ID["form.next"].keys), "next", "Next", show=False, id="form.next", priority=True)
    ]

    class Changed(Message):
        """A question has another answer."""

        def __init__(self, form: Form, question: Question) -> None:
            super().__init__()
            self.form, self.question = form, question

    class Asked(Message):
        """The cursor has come to this question; `words` say what to do here."""

        def __init__(self, form: Form, question: Question, words: str) -> None:
            super().__init__()
            self.form, self.question, self.words = form, question, words

    def __init__(
        self,
        questions: Sequence[Question],
        answers: dict[str, Answer] | None = None,
        *,
        at_end: Callable[[], object] | None = None,
        marked: bool = False,
        within: str = "",
        id: str | None = None,
    ) -> None:
        """`within` sets the ids of this form's fields apart from those of a form that it stands in."""
        super().__init__(id=id)
        self._named, self._on_row = f"{within}field-", f"{within}row-"
        self.questions = tuple(questions)
        self.answers: dict[str, Answer] = dict(answers or {})
        self._told = dict(self.answers)  # as `news` gave them last
        self.at_end, self.marked = at_end, marked
        self._by_id = {question.id: question for question in self.questions}
        self._came_to: tuple[Question, set[str]] | None = None  # where the cursor is, and what was shown as it came
        self._passed: Question | None = None
        self._fields: list[Widget] = []
        self._seen: dict[str, object] = {}  # what stood in each field when it was last looked at

    # The rows

    def compose(self) -> ComposeResult:
        shown = {question.id for question in self.shown}
        for question in self.questions:
            label = Static(Content(self._label(question)), classes="label needed" if question.needed else "label")
            field = self._field(question)
            self._fields.append(field)
            self._seen[question.id] = self._stands_in(field)
            if question.kind in forms.READ:
                beside: Widget = Vertical(field, MeaningLine(question, forms.given(question, self.answers)))
            else:
                beside = field
            classes = "row repeats" if question.columns else "row"
            row = Container(label, beside, classes=classes, id=f"{self._on_row}{question.id}")
            row.display = question.id in shown
            yield row

    @property
    def shown(self) -> list[Question]:
        """The questions that are asked now, in order."""
        return list(forms.visible_questions(self.questions, self.answers))

    def _label(self, question: Question) -> str:
        lacks = self.marked and forms.lacking(question, self.answers, clock.now())
        return f"! {question.words}" if lacks else question.words

    def _field(self, question: Question) -> Widget:
        answer, name = forms.given(question, self.answers), f"{self._named}{question.id}"
        if question.columns:
            return RepeatingRows(question, forms.rows_of(answer), self._cells, self.action_next, id=name)
        if question.kind in forms.PICKED:
            options = forms.choices(question, self.answers)
            return Choice(
                options,
                forms.codes(answer),
                many=question.kind == "many",
                alone=question.alone,
                stays=question.stays,
                letters=question.letters,
                id=name,
            )
        text = answer if isinstance(answer, str) else ""
        if question.kind == "text":
            return LongText(text, id=name)
        return LineText(self._in_words(question, text), select_on_focus=False, id=name)

    @staticmethod
    def _cells(columns: Sequence[Question], row: Row, at_end: Callable[[], object]) -> Form:
        """The form of one row of a question that has several."""
        return Form(columns, dict(row), at_end=at_end, marked=True, within="cell-")

    @staticmethod
    def _in_words(question: Question, text: Answer) -> str:
        """What an Input shows of an answer: a moment as people write it."""
        if question.kind in forms.READ and not forms.unanswered(text):
            return forms.answer_words(question, text)
        return text if isinstance(text, str) else ""

    # Where the cursor is

    def field(self, question_id: str) -> Widget:
        """The widget that takes the answer to this question."""
        return self.query_one(f"#{self._named}{question_id}")

    @property
    def asked(self) -> Question | None:
        """The question that the cursor stands on."""
        focused = self.screen.focused
        return self._question_of(focused) if focused is not None and focused in self.walk_children() else None

    def focus_on(self, question_id: str) -> None:
        """Put the cursor on this question."""
        self.field(question_id).focus(scroll_visible=False)
        self._bring_into_view(question_id)

    def choose(self, question_id: str, code: str) -> None:
        """Give this answer to a question with answers to choose from, and put the cursor on it."""
        field = self.query_one(f"#{self._named}{question_id}", Choice)
        field.chosen = forms.codes(code)
        self._take(field, field.answer)
        self.focus_on(question_id)

    def focus_first(self) -> None:
        """Put the cursor on the first question without an answer, or on the first of all."""
        open_ones = [each for each in self.shown if forms.unanswered(forms.given(each, self.answers))]
        for question in (open_ones or self.shown)[:1]:
            self.focus_on(question.id)

    def _bring_into_view(self, question_id: str) -> None:
        """The row with its label, once it has its place."""
        self.call_after_refresh(self._show_row, question_id, self._row(question_id))

    def _show_row(self, question_id: str, row: Widget) -> None:
        """The whole of it, if it is still asked; of rows that take more room than there is, where the cursor is."""
        if not row.is_attached:
            return
        if self._by_id[question_id].columns and row.outer_size.height > self.size.height:
            row.query_one(RepeatingRows).bring_in_sight()
        else:
            row.scroll_visible(animate=False)

    def _mark_here(self, question: Question, here: bool) -> None:
        self._row(question.id).query_children(".label").set_class(here, "here")

    def _row(self, question_id: str) -> Widget:
        return self.query_one(f"#{self._on_row}{question_id}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In long text Enter is a new line; in rows it is theirs."""
        focused = self.screen.focused
        theirs = isinstance(focused, TextArea) or any(isinstance(each, RepeatingRows) for each in self._around(focused))
        return not (action == "next" and theirs)

    def _around(self, field: Widget | None) -> Iterator[Widget]:
        """The widget and all that it stands in, up to this form."""
        while field is not None and field is not self:
            yield field
            field = field.parent if isinstance(field.parent, Widget) else None

    def action_next(self) -> None:
        shown = self.shown
        if self.at_end and shown and self.asked is shown[-1]:
            self.at_end()
        else:
            self.screen.focus_next()

    def past_what_is_new(self) -> Widget | None:
        """The cursor passes by a question with answers to choose from that has appeared since it came here, where a
        question to write in was next: what is typed on was meant for that one. The line says so, and Shift+Tab goes to
        the new one. None where the next field is simply the next. A screen with a form asks this on its way to the next
        field (`focus_next`)."""
        here, before = self._came_to or (None, set[str]())
        if here is None or here is not self.asked:
            return None
        shown = self.shown
        ahead = shown[shown.index(here) + 1 :] if here in shown else []
        known = next((each for each in ahead if each.id in before), None)
        new = ahead[0] if ahead and ahead[0] is not known else None
        if known is None or new is None or new.kind not in forms.PICKED or known.kind in forms.PICKED:
            return None
        self._passed = new
        self.focus_on(known.id)
        return self.field(known.id)

    def hint(self, question: Question) -> str:
        """What to do at this question."""
        if question.columns and (rows := self._rows(question)) and rows.opened is not None:
            return rows.hint()
        how = {"many": MANY, "choice": ONE, "yes_no": ONE, "rows": HOW}.get(question.kind, "")
        passed = f"New, above: '{self._passed.words}'. Shift+Tab goes there." if self._passed else ""
        return " ".join(filter(None, (passed, question.ask, how)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_next()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        if question := self._question_of(event.widget):
            self._mark_here(question, True)
            self._bring_into_view(question.id)
            self._came_to = question, {each.id for each in self.shown}
            self.post_message(self.Asked(self, question, self.hint(question)))
            self._passed = None

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """A time that is left becomes the moment it means now: tomorrow the same words mean another."""
        question = self._question_of(event.widget)
        if question:
            self._mark_here(question, False)
        if question is None or question.kind not in forms.READ or event.widget.has_focus:
            return  # one who has come back types on
        assert isinstance(event.widget, Input)
        self._take(event.widget, event.widget.value)
        self._meant(question).show(self.answers.get(question.id), left=True)
        settled = forms.settled((question,), self.answers, clock.now())
        if settled != self.answers:
            self.answers = settled
            event.widget.value = self._in_words(question, settled[question.id])
            self.post_message(self.Changed(self, question))

    def _meant(self, question: Question) -> MeaningLine:
        return self._row(question.id).query_one(MeaningLine)

    def _rows(self, question: Question) -> RepeatingRows:
        return self.query_one(f"#{self._named}{question.id}", RepeatingRows)

    def _question_of(self, field: Widget) -> Question | None:
        """The question that this takes the answer to, or a part of it: a field of a row."""
        named = (each.id or "" for each in self._around(field))
        name = next((name for name in named if name.startswith(self._named)), "")
        return self._by_id.get(name.removeprefix(self._named))

    # Answers

    # What a message says was so when it was sent: the field itself is asked what stands in it now.

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if harmless := self._harmless(event.input.value):
            event.input.value = harmless
        else:
            self._take(event.input, event.input.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if harmless := self._harmless(event.text_area.text):
            at = event.text_area.cursor_location
            event.text_area.text = harmless
            event.text_area.cursor_location = at
        else:
            self._take(event.text_area, event.text_area.text)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        self._take(event.choice, event.choice.answer)
        if question := self._question_of(event.choice):
            self._show_given(question, event.choice)

    def _show_given(self, question: Question, field: Choice) -> None:
        """Show the answer that stands, where there is only one to choose."""
        field.chosen = forms.codes(forms.given(question, self.answers))

    def on_repeating_rows_changed(self, event: RepeatingRows.Changed) -> None:
        event.stop()
        self._take(event.rows, event.rows.answer)

    def on_repeating_rows_told(self, event: RepeatingRows.Told) -> None:
        event.stop()
        self.post_message(self.Asked(self, event.rows.question, event.words))

    @staticmethod
    def _harmless(text: str) -> str:
        """The text without control and direction characters; '' where it has none."""
        return _CONTROLS.sub(" ", text) if _CONTROLS.search(text) else ""

    def take_up(self) -> None:
        """What stands in the fields is the answers from now on: of the letters typed last the messages are still on
        their way, and would come too late for what is done with the answers now. Of a form that is gone, too."""
        for field in self._fields:
            question = self._question_of(field)
            if isinstance(field, RepeatingRows):
                field.take_up()
            if question is None or self._stands_in(field) == self._seen[question.id]:
                continue  # nobody has typed here since; the answer may have been given otherwise
            if isinstance(field, RepeatingRows):
                self._take(field, field.answer)
            elif isinstance(field, Choice):
                if field.chosen != forms.codes(forms.given(question, self.answers)):
                    self._take(field, field.answer)
            else:
                typed = str(self._stands_in(field))
                self._take(field, self._harmless(typed) or typed)

    def news(self) -> dict[str, Answer]:
        """The answers to its own questions that are others than as this was asked last, or than it began with."""
        own = {name: self.answers[name] for name in self._by_id if name in self.answers}
        new = {name: answer for name, answer in own.items() if answer != self._told.get(name)}
        self._told |= new
        return new

    @staticmethod
    def _stands_in(field: Widget) -> object:
        if isinstance(field, Input):
            return field.value
        if isinstance(field, RepeatingRows):
            return field.answer
        return field.text if isinstance(field, TextArea) else field.chosen if isinstance(field, Choice) else None

    def _take(self, field: Widget, answer: Answer) -> None:
        question = self._question_of(field)
        if question is None:
            return
        self._seen[question.id] = self._stands_in(field)
        before = self.answers.get(question.id)
        if question.kind in forms.READ and before and self._in_words(question, before) == answer:
            return  # the words of the moment that is already the answer
        answer = None if forms.unanswered(answer) else answer
        if answer == before or (answer is None and forms.unanswered(before)):
            return
        self.answers[question.id] = answer
        if not field.is_attached:
            return
        if question.kind in forms.READ:
            self._meant(question).show(answer)
            self._bring_into_view(question.id)  # what was understood stands below
        self._show_what_holds()
        self.post_message(self.Changed(self, question))

    def _show_what_holds(self) -> None:
        for question in self.questions:  # what is chosen within another answer can go with it
            if question.within:
                field, kept = self.query_one(f"#{self._named}{question.id}", Choice), self.answers.get(question.id)
                field.chosen = forms.codes(kept)
                field.offer(forms.choices(question, self.answers))
                if forms.codes(kept) != field.chosen:
                    self.answers[question.id] = field.answer
                self._show_given(question, field)
        shown = {question.id for question in self.shown}
        for question in self.questions:
            row = self._row(question.id)
            row.display = question.id in shown
            if self.marked:
                update_if_changed(row.query(".label").first(Static), self._label(question))
