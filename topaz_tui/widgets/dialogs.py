"""Small windows over the screen: `FormDialog` puts a few questions, `ConfirmDialog` asks for another key before what
can't be taken back, `ChoiceDialog` lets one thing be chosen from a list, `TextDialog` shows a text whole. Each gives
back what was said, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from topaz_tui import actions, clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.text import sanitize
from topaz_tui.widgets.bound import bound
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.text_viewer import TextViewer
from topaz_tui.widgets.update import update_if_changed
from topaz_tui.widgets.window import BACK, Window

Answers = dict[str, Answer]
Check = Callable[[Answers], "UserError | str | None"]
INNER_WIDTH = 70
"""Columns within a window."""
BESIDE_A_LIST = 12
"""Rows of the terminal that a window with a list needs for all else."""
WINDOW = """
    WINDOW { align: center middle; }
    WINDOW > Vertical { width: 76; height: auto; background: $panel; padding: 0 2; border: round $accent; }
    WINDOW.danger > Vertical { border: heavy $error; }
    WINDOW .title { text-style: bold; height: auto; max-height: 2; margin-bottom: 1; }
    WINDOW .lead { height: auto; margin-bottom: 1; }
    WINDOW .keys { height: 1; color: $text-muted; margin-top: 1; }
    WINDOW .keys.asked { color: $foreground; text-style: bold; }
"""


def _bound(*names: str) -> list[BindingType]:
    return bound(actions.BY_ID[name] for name in names)


def _key(action_id: str) -> str:
    return " or ".join(actions.key_words(key) for key in actions.BY_ID[action_id].keys)


class FormDialog(Window[Answers | None]):
    """Esc gives None and keeps what was typed as a draft, where a `keep` is given; saving needs all that is
    needed.

    `check` may name one thing more that is wrong with the answers. `wrong` is why what was answered here was refused
    when it was to be done: the window is there again with it, and the cursor at its question. `again` says that the
    answers are a draft from before.
    """

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "FormDialog")
        + """
    FormDialog .lead { max-height: 12; }
    FormDialog.asking .lead { max-height: 5; }
    FormDialog > Vertical > Form { height: auto; max-height: 12; }
    FormDialog.leading > Vertical > Form { max-height: 7; }
    FormDialog Form .label { width: 22; }
    FormDialog Form Input, FormDialog Form LongText { background: $background; }
    FormDialog .hint { height: 2; color: $text-muted; margin-top: 1; display: none; }
    FormDialog.asking .hint { display: block; }
    FormDialog .wrong { height: auto; min-height: 2; max-height: 4; }
    FormDialog .wrong { color: $error; text-style: bold; margin-top: 1; display: none; }
    FormDialog.amiss .hint { display: none; }
    FormDialog.amiss .wrong { display: block; }
    FormDialog .keys { margin-top: 0; }
    """
    )
    BINDINGS = [*_bound("form.done"), BACK]
    places = ("form", "choice")

    def __init__(
        self,
        title: str,
        questions: Sequence[Question] = (),
        *,
        lead: str = "",
        answers: Answers | None = None,
        keep: Callable[[Answers], None] | None = None,
        check: Check | None = None,
        wrong: UserError | None = None,
        again: bool = False,
        danger: bool = False,
        done: str = "Save",
    ) -> None:
        on = {"danger": danger, "asking": bool(questions), "leading": bool(lead)}
        super().__init__(classes=" ".join(name for name, is_on in on.items() if is_on))
        self._title, self._lead, self._done = title, lead, done
        self._keep, self._check, self._refused = keep, check, wrong
        self._again = again
        self._begun = any(not forms.unanswered(answer) for answer in (answers or {}).values())
        self.form = Form(questions, answers, marked=True)
        self._kept = dict(self.form.answers)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(sanitize(self._title)), classes="title")
            if self._lead:
                with VerticalScroll(classes="lead", can_focus=False):
                    yield Static(Content(sanitize(self._lead)))
            yield self.form
            yield Static("", classes="hint")
            yield Static("", classes="wrong")
            yield StatusLine()
            yield KeyLine(f"{_key('form.done')}  {self._done}     Esc  Back")

    def on_mount(self) -> None:
        if self._refused:
            self._refuse(self._refused)
        elif self._begun and self.form.shown:  # to be seen from the top: it may have been meant otherwise
            self.form.focus_on(self.form.shown[0].id)
        else:
            self.form.focus_first()

    def on_resize(self) -> None:
        """A higher terminal has more of the form in sight."""
        least, tenths = (7, 3) if self.has_class("leading") else (12, 5)
        self.form.styles.max_height = max(least, self.size.height * tenths // 10)

    def on_form_asked(self, event: Form.Asked) -> None:
        again = "Kept from before: look at each answer. " if self._again else ""
        self._hint(again + event.words)

    def on_choice_said(self, event: Choice.Said) -> None:
        self._say_wrong("")
        self._hint(event.words)

    def _hint(self, words: str) -> None:
        update_if_changed(self.query_one(".hint", Static), sanitize(words))

    def focus_next(self, selector: Any = "*") -> Widget | None:
        return self.form.past_what_is_new() or super().focus_next(selector)

    def on_form_changed(self, event: Form.Changed) -> None:
        if event.question is self.form.asked:  # and not a time that became a moment as it was left
            self._say_wrong("")
            self._hint(self.form.hint(event.question))
        self._keep_typed()

    def take_up(self) -> None:
        """All that stands in the window is its answers, and kept, also what was typed a moment ago."""
        self.form.take_up()
        self._keep_typed()

    def _keep_typed(self) -> None:
        """Once: a message that comes after the window was closed keeps nothing of what was saved then. A time is kept
        as the moment it means now, also where the cursor stands on it still: '+30m' means another one tomorrow."""
        if self._keep and self.form.answers != self._kept:
            self._kept = dict(self.form.answers)
            self._keep(forms.settled(self.form.questions, self.form.answers, clock.now()))

    def _say_wrong(self, words: str) -> None:
        update_if_changed(self.query_one(".wrong", Static), f"! {sanitize(words)}" if words else "")
        self.set_class(bool(words), "amiss")

    def _refuse(self, wrong: UserError | str) -> None:
        """Say it below the questions, with the cursor at the one that it is about."""
        field = wrong.field if isinstance(wrong, UserError) else ""
        shown = [question.id for question in self.form.shown]
        if field in shown:
            self.form.focus_on(field)
        elif self.form.asked is None and shown:
            self.form.focus_on(shown[0])
        self._say_wrong(str(wrong))

    def action_done(self) -> None:
        self.take_up()
        now = clock.now()
        answers = forms.settled(self.form.questions, self.form.answers, now)
        lacking = forms.all_lacking(self.form.questions, answers, now)
        if lacking:
            self.form.focus_on(lacking[0][0].id)
        wrong = Invalid(lacking[0][1]) if lacking else self._check(answers) if self._check else None
        if wrong:
            self._refuse(wrong)
            return
        shown = {question.id for question in forms.visible_questions(self.form.questions, answers)}
        self.dismiss({name: answer for name, answer in answers.items() if name in shown})

    def action_back(self) -> None:
        self.take_up()
        self.dismiss(None)


class ConfirmDialog(Window[bool]):
    """Says what will happen, and waits for a key that means nothing else in the program: `yes` of the place
    'confirm'. `no`, and Esc, go back; any other letter does nothing, and the line of keys says so."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "ConfirmDialog")
        + """
    ConfirmDialog .says { height: auto; max-height: 12; margin-bottom: 1; padding: 0 1; background: $background; }
    ConfirmDialog .says Static { height: auto; }
    """
    )
    BINDINGS = [*_bound("confirm.yes", "confirm.no"), BACK]
    places: tuple[str, ...] = ("confirm",)
    yes, danger = "confirm.yes", True

    def __init__(self, title: str, lead: str, *, done: str, says: str = "") -> None:
        """`says` is what will be recorded, word for word."""
        super().__init__(classes="danger" if self.danger else "")
        self._title, self._lead, self._done, self._says = title, lead, done, says

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(sanitize(self._title)), classes="title")
            if self._says:
                with VerticalScroll(classes="says"):
                    yield Static(Content(sanitize(self._says)))
            yield Static(Content(sanitize(self._lead)), classes="lead")
            yield StatusLine()
            back = f"{_key('confirm.no')} or Esc  Back"
            yield KeyLine(f"{_key(self.yes)}  {self._done}     {back}")

    def on_key(self, event: events.Key) -> None:
        if event.is_printable:
            self.query_one(".keys").add_class("asked")

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.action_back()

    def action_back(self) -> None:
        self.dismiss(False)


class PromiseDialog(ConfirmDialog):
    """The last look at what can't be altered: what the record will say. F10 once more records it; Esc goes back to the
    answers."""

    BINDINGS = [*_bound("form.done")]
    yes, danger = "form.done", False
    places = ("form", "confirm")

    def action_done(self) -> None:
        self.action_yes()


class ChoiceDialog(Window[object]):
    """A list of things, one of which is chosen with Enter: gives back its key, or None."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "ChoiceDialog")
        + """
    ChoiceDialog RecordList { height: 12; background: $panel; }
    """
    )
    BINDINGS = [BACK]
    places = ("list",)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        lines: Sequence[RecordLine],
        *,
        lead: str = "",
        done: str = "Open",
        back: str = "Back",
    ) -> None:
        super().__init__()
        self._title, self._lead, self._done, self._back = title, lead, done, back
        self._rows, self._lines = RecordList(columns), lines

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(sanitize(self._title)), classes="title")
            if self._lead:
                yield Static(Content(sanitize(self._lead)), classes="lead")
            yield self._rows
            yield StatusLine()
            yield KeyLine(f"Enter  {self._done}     Esc  {self._back}")

    def on_mount(self) -> None:
        self._rows.fill(self._lines)
        self._rows.focus()
        self._give_room()

    def on_resize(self) -> None:
        self._give_room()

    def _give_room(self) -> None:
        """As many rows as the list has, lines that go on below themselves counted; as far as the terminal has them."""
        room = max(12, self.size.height - BESIDE_A_LIST)
        self._rows.styles.height = min(room, self._rows.rows_at(INNER_WIDTH))

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        event.stop()
        self.dismiss(event.key)

    def action_back(self) -> None:
        self.dismiss(None)


class TextDialog(Window[None]):
    """A text that a list has no room for. Enter and Esc go back."""

    DEFAULT_CSS = (
        WINDOW.replace("WINDOW", "TextDialog")
        + """
    TextDialog TextViewer { height: auto; max-height: 14; padding: 0; background: $panel; }
    TextDialog TextViewer:focus { background: $panel; }
    """
    )
    BINDINGS = [Binding("escape,f8,enter", "back", "Back", show=False)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content(sanitize(self._title)), classes="title")
            yield TextViewer()
            yield StatusLine()
            yield KeyLine("Enter or Esc  Back")

    def on_mount(self) -> None:
        reading = self.query_one(TextViewer)
        reading.show(Content(sanitize(self._text)))
        reading.focus()

    def action_back(self) -> None:
        self.dismiss(None)
