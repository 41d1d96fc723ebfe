"""What comes after a call: what was saved, and one key for what is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from topaz_tui import actions, clock, config
from topaz_tui.rules import outcomes
from topaz_tui.services import calls
from topaz_tui.services.calls import Recorded
from topaz_tui.widgets.ask import Sure
from topaz_tui.widgets.plain import plain
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import BACK, Window


class Unanswered(Sure):
    """Before an incomplete review is saved: `y` saves (True), Enter goes to what is missing (None), Esc goes
    back (False)."""

    BINDINGS = [Binding("enter", "first", "To the first", show=False)]

    def __init__(self, title: str, lead: str) -> None:
        super().__init__(title, lead, done="Save all the same     Enter  To the first of them")

    def action_first(self) -> None:
        self.dismiss(None)


def sure_of(
    row: outcomes.Outcome, call: calls.CallRecord, brief: calls.Brief, now: datetime, settings: config.Calls
) -> Iterator[tuple[str, str]]:
    """What is to be confirmed with another key before this call is saved: a title, and what will happen."""
    if row.final:
        then = "is never called again; every call still owed is taken back; a manager is told."
        yield row.words, f"{brief.name} {then}"
    elif row.retires_number:
        number = next((n.words for n in brief.numbers if n.phone_id == call.phone_id), "This number")
        yield row.words, f"{number} is not used again for {brief.name}."
    if row.time in ("agreed", "suggested") and call.when:
        when = clock.moment_words(call.when, now)
        if brief.safety.unsafe_at(call.when):
            yield "Call back outside their safe times", f"{when}. Safe: {brief.safety.safe_times}."
        elif not settings.hours.is_open(call.when):
            yield "Call back outside the calling hours", f"{when} lies outside the calling hours."


Next = Literal["next", "number", "back"]


def _bound(action_id: str, name: str) -> Binding:
    act = actions.BY_ID[action_id]
    return Binding(",".join(act.keys), name, act.words, show=False, id=act.id)


class Saved(Window[Next]):
    """`c` rings the other number where there is one, `n` takes the next person, Esc goes back."""

    DEFAULT_CSS = """
    Saved { align: center middle; }
    Saved > Vertical { width: 70; height: auto; background: $panel; padding: 0 2; border: round $accent; }
    Saved Static { height: auto; margin-bottom: 1; }
    Saved .title { text-style: bold; }
    """
    BINDINGS = [
        _bound("queue.take_next", "next"), Binding("enter", "next", show=False),
        _bound("call.ring", "number"), BACK,
    ]  # fmt: skip

    def __init__(self, name: str, done: Recorded, *, back: str = "Back to the queue") -> None:
        super().__init__()
        self._name, self._recorded, self._back = name, done, back

    def compose(self) -> ComposeResult:
        done = self._recorded
        with Vertical():
            yield Static(Content(plain(f"Saved: {self._name}")), classes="title")
            yield Static(Content(plain("\n".join(done.words))))
            yield StatusLine()
            keys: list[object] = []
            if done.next_number:
                note = f" ({done.next_number.note})" if done.next_number.note else ""
                keys += [("c", "bold $accent"), plain(f"  Ring {done.next_number.words}{note} now\n")]
            keys += [
                ("n", "bold $accent"),
                " or ",
                ("Enter", "bold $accent"),
                "  Take the next person\n",
                ("Esc", "bold $accent"),
                f"  {self._back}",
            ]
            yield Static(Content.assemble(*keys))  # type: ignore[arg-type]

    def action_next(self) -> None:
        self.dismiss("next")

    def action_number(self) -> None:
        if self._recorded.next_number:
            self.dismiss("number")

    def action_back(self) -> None:
        self.dismiss("back")
