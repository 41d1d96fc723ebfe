"""What every screen has around it: the title line, the line that says what needs doing, and the line of keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui import clock
from topaz_tui.actions import Action, key_words
from topaz_tui.widgets.plain import fit, line


class Title(Widget):
    """The place at the left; the time and the worker at the right."""

    DEFAULT_CSS = "Title { height: 1; dock: top; background: $primary; color: $background; text-style: bold; }"
    place: reactive[str] = reactive("")
    worker: reactive[str] = reactive("")
    note: reactive[str] = reactive("")

    def render(self) -> Content:
        wall = clock.local(clock.now())
        right = f"{self.note}{wall:%a} {wall.day} {wall:%b %H:%M} · {line(self.worker)} "
        room = self.size.width - cell_len(right) - 1
        return Content(" " + fit(line(self.place), max(0, room)) + right)


class Needs(Widget):
    """What needs doing here, in one line."""

    DEFAULT_CSS = "Needs { height: 1; dock: top; margin-top: 1; background: $panel; color: $foreground; padding: 0 1; }"
    words: reactive[str] = reactive("")

    def render(self) -> Content:
        return Content(fit(line(self.words), max(1, self.size.width)))


class Keys(Widget):
    """The keys that matter here, as many as fit; the help key always. What cannot be done now is dimmed."""

    DEFAULT_CSS = """
    Keys { height: 1; dock: bottom; background: $panel; color: $foreground; }
    Keys .key--off { color: $text-muted; }
    """
    items: reactive[tuple[tuple[str, str, bool], ...]] = reactive(())
    always = 1

    def show(self, acts: Sequence[tuple[Action, bool]]) -> None:
        """Show these actions, each with whether it can act now. Those of everywhere are always in sight."""
        self.always = sum(action.place == "everywhere" for action, _ in acts)
        self.items = tuple((key_words(action.keys[0]), action.words, can) for action, can in acts)

    def render(self) -> Content:
        if not self.items:
            return Content("")
        most, last = self.items[: -self.always], self.items[-self.always :]
        room = self.size.width - sum(map(self._width, last))
        shown = []
        for item in most:
            if self._width(item) > room:
                break
            room -= self._width(item)
            shown.append(item)
        pieces: list[object] = []
        for key, words, can in [*shown, *last]:
            pieces += [
                (f" {key} ", "bold $accent" if can else "$text-disabled"),
                (words + "  ", "" if can else "$text-disabled strike"),
            ]
        return Content.assemble(*pieces)  # type: ignore[arg-type]

    @staticmethod
    def _width(item: tuple[str, str, bool]) -> int:
        return cell_len(item[0]) + cell_len(item[1]) + 4
