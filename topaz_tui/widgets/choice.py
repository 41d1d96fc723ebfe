"""A question with answers to choose from: one, or many. One widget whatever the number of answers (a form of radio
buttons takes a quarter of a second to open), never with an answer chosen beforehand, and it can be unanswered again."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui import actions
from topaz_tui.rules.forms import Option
from topaz_tui.widgets.plain import line


class Choice(Widget, can_focus=True):
    """Answers side by side where they fit, else one below the other."""

    DEFAULT_CSS = """
    Choice { height: auto; padding: 0 1; }
    Choice:focus { background: $surface-lighten-1; }
    """
    BINDINGS = [
        Binding(",".join(action.keys), action.name, action.words, show=False, id=action.id)
        for action in actions.of("choice")
    ]
    options: reactive[tuple[Option, ...]] = reactive((), layout=True)
    at: reactive[int] = reactive(0)
    chosen: reactive[tuple[str, ...]] = reactive(())

    class Changed(Message):
        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(
        self,
        options: Iterable[Option],
        chosen: Iterable[str] = (),
        *,
        many: bool = False,
        alone: str | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.many, self.alone = many, alone
        self.set_reactive(Choice.options, tuple(options))
        self.set_reactive(Choice.chosen, tuple(chosen))
        codes = [code for code, _ in self.options]
        self.set_reactive(Choice.at, codes.index(self.chosen[0]) if self.chosen and self.chosen[0] in codes else 0)

    @property
    def answer(self) -> str | list[str] | None:
        """One code, the codes of many, or None where nothing is chosen."""
        if self.many:
            return list(self.chosen) or None
        return self.chosen[0] if self.chosen else None

    def _set(self, chosen: tuple[str, ...]) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(self.Changed(self))

    def action_left(self) -> None:
        self.at = max(0, self.at - 1)

    def action_right(self) -> None:
        self.at = min(len(self.options) - 1, self.at + 1)

    def action_pick(self) -> None:
        if not self.options:
            return
        code = self.options[self.at][0]
        if not self.many:
            self._set(() if self.chosen == (code,) else (code,))
        elif code in self.chosen:
            self._set(tuple(each for each in self.chosen if each != code))
        elif code == self.alone:
            self._set((code,))
        else:
            self._set((*(each for each in self.chosen if each != self.alone), code))

    def action_clear(self) -> None:
        self._set(())

    def _pieces(self) -> list[str]:
        on, off = ("[x] ", "[ ] ") if self.many else ("(•) ", "( ) ")
        return [(on if code in self.chosen else off) + line(words) for code, words in self.options]

    def _side_by_side(self, width: int) -> bool:
        return sum(cell_len(piece) + 3 for piece in self._pieces()) <= width

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1 if self._side_by_side(width) else max(1, len(self.options))

    def render(self) -> Content:
        style = "reverse" if self.has_focus else ""
        pieces: list[object] = []
        between = "   " if self._side_by_side(self.size.width) else "\n"
        for place, piece in enumerate(self._pieces()):
            if place:
                pieces.append(between)
            code = self.options[place][0]
            shown = "bold" if code in self.chosen else ""
            pieces.append((piece, style if place == self.at and style else shown))
        return Content.assemble(*pieces) if pieces else Content("Nothing to choose from yet")  # type: ignore[arg-type]

    def watch_has_focus(self, _focus: bool) -> None:
        self.refresh()
