"""What comes after a call: what was saved, and one key for what is next."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from topaz_tui import actions
from topaz_tui.services.calls import Recorded
from topaz_tui.widgets.ask import BACK
from topaz_tui.widgets.plain import plain

Next = Literal["next", "number", "back"]


def _bound(action_id: str, name: str) -> Binding:
    act = actions.BY_ID[action_id]
    return Binding(",".join(act.keys), name, act.words, show=False, id=act.id)


class Saved(ModalScreen[Next]):
    """`c` rings the other number where there is one, `n` takes the next person, Esc goes back."""

    DEFAULT_CSS = """
    Saved { align: center middle; }
    Saved > Vertical { width: 70; height: auto; background: $panel; padding: 0 2; border: round $accent; }
    Saved Static { height: auto; margin-bottom: 1; }
    Saved .title { text-style: bold; }
    """
    BINDINGS = [_bound("queue.take_next", "next"), _bound("call.ring", "number"), BACK]

    def __init__(self, name: str, done: Recorded, *, back: str = "Back to the queue") -> None:
        super().__init__()
        self._name, self._recorded, self._back = name, done, back

    def compose(self) -> ComposeResult:
        done = self._recorded
        with Vertical():
            yield Static(Content(plain(f"Saved: {self._name}")), classes="title")
            yield Static(Content(plain("\n".join(done.words))))
            keys: list[object] = []
            if done.next_number:
                note = f" ({done.next_number.note})" if done.next_number.note else ""
                keys += [("c", "bold $accent"), plain(f"  Ring {done.next_number.words}{note} now\n")]
            keys += [
                ("n", "bold $accent"),
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
