"""A question with answers to choose from: one, or many. One widget whatever the number of answers (a form of
radio buttons takes a quarter of a second to open), never with an answer chosen beforehand, and it can be
unanswered again."""

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
from topaz_tui.widgets.plain import folded, line

GAP = 3  # columns between answers side by side
MARK = 4  # columns of '( ) '


class Choice(Widget, can_focus=True):
    """Answers side by side where they fit, else one below the other; one that is too long goes on below
    itself."""

    DEFAULT_CSS = """
    Choice { height: auto; padding: 0 1; }
    Choice:focus { background: $accent 18%; }
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
        self.set_reactive(Choice.at, next((codes.index(code) for code in self.chosen if code in codes), 0))

    @property
    def answer(self) -> str | list[str] | None:
        """One code, the codes of many, or None where nothing is chosen."""
        if self.many:
            return list(self.chosen) or None
        return self.chosen[0] if self.chosen else None

    def offer(self, options: Iterable[Option]) -> None:
        """Offer these answers from now on; the cursor stays on its own, and what is chosen and gone is
        unanswered (without a message: who calls knows)."""
        options = tuple(options)
        if options == self.options:
            return
        here = self.options[self.at][0] if self.options else None
        codes = [code for code, _ in options]
        self.options = options
        self.at = codes.index(here) if here in codes else 0
        self.chosen = tuple(code for code in self.chosen if code in codes)

    def _set(self, chosen: tuple[str, ...]) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(self.Changed(self))

    def action_left(self) -> None:
        self._step(-1)

    def action_right(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        self.at = max(0, min(len(self.options) - 1, self.at + by))

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

    # Drawing

    def _words(self) -> list[str]:
        return [line(words) for _, words in self.options]

    def _side_by_side(self, width: int) -> bool:
        return sum(MARK + cell_len(words) + GAP for words in self._words()) - GAP <= width

    def _below(self, width: int) -> list[list[str]]:
        """The lines of each answer, one answer below the other."""
        return [folded(words, max(1, width - MARK)) for words in self._words()]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1 if self._side_by_side(width) else max(1, sum(map(len, self._below(width))))

    def render(self) -> Content:
        if not self.options:
            return Content("Nothing to choose from yet")
        width = self.content_size.width
        side_by_side = self._side_by_side(width)
        lines = [[words] for words in self._words()] if side_by_side else self._below(width)
        on, off = ("[x] ", "[ ] ") if self.many else ("(•) ", "( ) ")
        pieces: list[object] = []
        for place, (code, _) in enumerate(self.options):
            chosen = code in self.chosen
            style = "reverse" if self.has_focus and place == self.at else "bold" if chosen else ""
            if place:
                pieces.append(" " * GAP if side_by_side else "\n")
            pieces.append(((on if chosen else off) + f"\n{' ' * MARK}".join(lines[place]), style))
        return Content.assemble(*pieces)  # type: ignore[arg-type]
