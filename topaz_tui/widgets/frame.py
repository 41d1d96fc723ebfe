"""What every screen has around it: the title line, the line that says what needs doing, and the line of keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.actions import Action, key_words
from topaz_tui.text import fit, one_line, wrap
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.spans import under

GAP = 2  # columns at least between the place and what stands at the right
BETWEEN = " · "
MORE = " …"
COMMA = ", "
CHIP = "bold $background on $error"
CAPITALS = re.compile(r"\b[A-Z]{3}").search
LEAST = 6  # columns of the place that stand in any case
SHORTENED = ("worker", "way_back", "training", "clock", "note", "chips")
"""What gives way first where the place itself has no room: each to its next shorter form, the last ones only then."""
LAST = ("training", "clock")
"""What goes where there is no room even with the place cut: danger and what is not sent stand longer than the time."""


class Title(Widget):
    """The place, or whom it is about, at the left; at the right what must not be lost sight of (`chips`), what waits
    elsewhere (`note`), the way back, what is for training, the time and the worker. Of each a few forms, the longest
    first: the place is cut only once all else is as short as it can be. What must stand has no empty form."""

    DEFAULT_CSS = "Title { height: 1; dock: top; background: $panel; color: $text-muted; }"
    place: reactive[str] = reactive("")
    worker: reactive[str] = reactive("")
    note: reactive[tuple[str, ...]] = reactive(())
    chips: reactive[tuple[str, ...]] = reactive(())
    way_back: reactive[tuple[str, ...]] = reactive(())
    training: reactive[str] = reactive("")  # what is for training: the clock, the list
    minute: reactive[str] = reactive("")  # of the clock: another one is drawn anew

    def _forms(self) -> dict[str, tuple[str, ...]]:
        wall = clock.local(clock.now())
        return {
            "chips": self.chips or ("",),
            "note": self.note or ("",),
            "way_back": (*self.way_back, ""),
            "training": (f"training {self.training}", "training") if self.training else ("",),
            "clock": (f"{wall:%a} {wall.day} {wall:%b %H:%M}", f"{wall:%H:%M}"),
            "worker": (*dict.fromkeys((one_line(self.worker), one_line(self.worker.partition(" · ")[0]))), ""),
        }

    def fitted(self, width: int) -> dict[str, str]:
        """What stands at the right, as long as leaves room for the place."""
        forms = self._forms()
        at = dict.fromkeys(forms, 0)
        whole = cell_len(one_line(self.place))
        shorter = [(name, whole) for name in SHORTENED for _ in forms[name][1:]]
        shorter += [(name, min(whole, LEAST)) for name in LAST]
        while True:
            shown = {name: words for name, n in at.items() for words in forms[name][n : n + 1] if words}
            taken = sum(map(cell_len, shown.values())) + len(BETWEEN) * (len(shown) - 1)
            if not shorter or 1 + shorter[0][1] + GAP + taken + 1 <= width:
                return shown
            at[shorter.pop(0)[0]] += 1

    def render(self) -> Content:
        return self.at(self.size.width)

    def at(self, width: int) -> Content:
        """The line at this width."""
        shown = self.fitted(width)
        pieces: list[Piece] = []
        for name, words in shown.items():
            pieces.append(BETWEEN if pieces else "")
            pieces += _marked(words) if name == "note" else [(words, CHIP) if name == "chips" else words]
        right = Content.assemble(*pieces, " ")
        room = max(0, width - 1 - right.cell_length)
        place = one_line(self.place)
        left = fit(fit(place, max(0, room - GAP)) if cell_len(place) > room - GAP else place, room)
        return Content.assemble(" ", (left, "bold $accent"), right)


def _marked(note: str) -> list[Piece]:
    """What waits elsewhere; what of it stands in capitals is danger, or was not sent."""
    pieces: list[Piece] = []
    for number, part in enumerate(note.split(COMMA)):
        where, colon, words = part.rpartition(": ")
        pieces += [COMMA if number else "", where + colon, (words, "bold $error" if CAPITALS(words) else "")]
    return pieces


class PromptLine(Widget):
    """What needs doing here, in one line; `whole`, as why something was not done is, in as many as that takes."""

    DEFAULT_CSS = """
    PromptLine { height: auto; dock: top; margin-top: 1; color: $foreground; padding: 0 1; }
    """
    words: reactive[str] = reactive("")
    whole = False

    def show(self, words: str, *, whole: bool = False) -> None:
        """Say this from now on."""
        if (words, whole) != (self.words, self.whole):
            width = self.content_size.width
            lines = len(self._lines(width))
            self.words, self.whole = words, whole
            self.refresh(layout=lines != len(self._lines(width)))

    def _lines(self, width: int) -> list[str]:
        words, width = one_line(self.words), max(1, width)
        return [fit(line, width) for line in (wrap(words, width) if self.whole else [as_much_as_fits(words, width)])]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        return Content("\n".join(self._lines(self.content_size.width)))


def as_much_as_fits(words: str, width: int) -> str:
    """As many of the parts of a sentence as there is room for, the last of them without what stands behind its colon
    if need be; none is cut in two. '…' stands for the rest."""
    parts = words.split(BETWEEN)
    for number in range(len(parts), 0, -1):
        *before, last = parts[:number]
        forms = [last + MORE * (number < len(parts)), *(last.partition(": ")[0] + MORE for _ in before[:1])]
        for form in forms:
            if cell_len(shown := BETWEEN.join([*before, form])) <= width:
                return shown
    return words


class KeyBar(Widget):
    """The keys that matter here, as many as fit; the help key always. What cannot be done now is dimmed."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; color: $foreground; }
    KeyBar .key--off { color: $text-muted; }
    """
    items: reactive[tuple[tuple[str, str, bool], ...]] = reactive(())
    always = 1
    _actions: Mapping[str, Action] = {}

    class Chosen(Message):
        """A key of the line was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def show(self, acts: Sequence[tuple[Action, bool]]) -> None:
        """Show these actions, each with whether it can act now. Those of everywhere are always in sight."""
        self._actions = {action.words: action for action, _ in acts}
        self.always = sum(action.place == "everywhere" for action, _ in acts)
        self.items = tuple((key_words(action.keys[0]), action.words, can) for action, can in acts)

    def on_click(self, event: events.Click) -> None:
        drawn = [(f" {key} {words}  ", words) for key, words, _ in self._in_sight()]
        action = self._actions.get(under(event.x, drawn) or "")
        if action:
            self.post_message(self.Chosen(action))

    def _in_sight(self) -> list[tuple[str, str, bool]]:
        """As many as fit."""
        most, last = self.items[: -self.always], self.items[-self.always :]
        room = self.size.width - sum(map(self._width, last))
        shown = []
        for item in most:
            if self._width(item) > room:
                break
            room -= self._width(item)
            shown.append(item)
        return [*shown, *last]

    def render(self) -> Content:
        pieces: list[Piece] = []
        for key, words, can in self._in_sight() if self.items else ():
            pieces += [
                (f" {key} ", "bold $accent" if can else "$text-muted"),
                (words + "  ", "" if can else "$text-muted"),
            ]
        return Content.assemble(*pieces)

    @staticmethod
    def _width(item: tuple[str, str, bool]) -> int:
        return cell_len(item[0]) + cell_len(item[1]) + 4
