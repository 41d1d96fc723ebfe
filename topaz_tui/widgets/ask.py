"""A small form over the screen: asks a few questions, and gives back the answers or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.plain import plain

Answers = dict[str, Answer]


class Ask(ModalScreen[Answers | None]):
    """Esc gives None and keeps what was typed as a draft, where a `keep` is given; saving needs all that is needed.

    `check` may name one thing more that is wrong with the answers, as a sentence.
    """

    DEFAULT_CSS = """
    Ask { align: center middle; }
    Ask > Vertical { width: 76; max-height: 22; height: auto; background: $panel; padding: 1 2; border: round $accent; }
    Ask.danger > Vertical { border: heavy $error; }
    Ask .title { text-style: bold; height: auto; }
    Ask .lead { height: auto; max-height: 8; margin-bottom: 1; }
    Ask Form { height: auto; max-height: 14; }
    Ask Form .label { width: 22; }
    Ask .hint { height: auto; max-height: 2; color: $text-muted; margin-top: 1; }
    Ask .wrong { height: auto; color: $text-error; text-style: bold; }
    Ask .keys { height: 1; color: $text-muted; }
    """
    BINDINGS = [
        *(Binding(",".join(a.keys), a.name, a.words, show=False, id=a.id) for a in actions.of("form") if a.name != "next"),
        Binding("escape,f8", "back", "Back", show=False),
    ]

    def __init__(
        self,
        title: str,
        questions: Sequence[Question] = (),
        *,
        lead: str = "",
        answers: Answers | None = None,
        keep: Callable[[Answers], None] | None = None,
        check: Callable[[Answers], str | None] | None = None,
        danger: bool = False,
        done: str = "Save",
    ) -> None:
        super().__init__(classes="danger" if danger else "")
        self._title, self._lead, self._done = title, lead, done
        self._keep, self._check = keep, check
        self.form = Form(questions, answers)

    def compose(self) -> ComposeResult:
        key = actions.key_words(actions.BY_ID["form.done"].keys[0])
        with Vertical():
            yield Static(Content(plain(self._title)), classes="title")
            if self._lead:
                yield Static(Content(plain(self._lead)), classes="lead")
            yield self.form
            yield Static("", classes="hint")
            yield Static("", classes="wrong")
            yield Static(Content(f"{key} or F10  {self._done}     Esc  Back"), classes="keys")

    def on_mount(self) -> None:
        self.form.focus_first()

    def on_form_asked(self, event: Form.Asked) -> None:
        self.query_one(".hint", Static).update(Content(plain(event.question.ask)))

    def on_form_changed(self, _event: Form.Changed) -> None:
        self.query_one(".wrong", Static).update("")
        if self._keep:
            self._keep(self.form.answers)

    def action_done(self) -> None:
        from topaz_tui import clock

        answers = forms.settled(self.form.questions, self.form.answers, clock.now())
        lacking = forms.all_lacking(self.form.questions, answers)
        if lacking:
            self.form.focus_on(lacking[0][0].id)
        wrong = lacking[0][1] if lacking else self._check(answers) if self._check else None
        if wrong:
            self.query_one(".wrong", Static).update(Content(plain(wrong)))
            return
        shown = {question.id for question in forms.visible_questions(self.form.questions, answers)}
        self.dismiss({name: answer for name, answer in answers.items() if name in shown})

    def action_back(self) -> None:
        self.dismiss(None)
