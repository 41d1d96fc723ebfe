"""The line above the line of keys, on every page and in every window: what was done, what went wrong, what goes on."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui.status import Status, Word
from topaz_tui.text import fit, one_line, wrap
from topaz_tui.widgets.pieces import Piece

ALL = 4  # lines of all together: where they need more, each has fewer, and one at least
SIGNS = {"done": "", "trouble": "! ", "danger": "! ", "busy": "… "}
STYLES = {"done": "", "trouble": "bold $warning", "danger": "bold $error", "busy": "$text-muted"}


class StatusLine(Widget):
    """Shows what the app's status tells. Grows rather than cut words off; covers nothing."""

    DEFAULT_CSS = """
    StatusLine { height: auto; padding: 0 1; color: $foreground; }
    """
    told: reactive[tuple[Word, ...]] = reactive(())

    def on_mount(self) -> None:
        status = getattr(self.app, "status", None)
        if isinstance(status, Status) and self.screen.is_current:
            self.told = status.told

    def watch_told(self) -> None:
        """The page is laid out anew only where what is told takes other lines than before."""
        least = self.styles.min_height
        height = max(self._height(self.content_size.width), (least.cells if least else None) or 0)
        if height != self.content_size.height:
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[tuple[Word, list[str]]]:
        width = max(1, width)
        needed = [(word, wrap(SIGNS[word.kind] + one_line(word.words), width)) for word in self.told]
        fits = (each for each in range(ALL, 1, -1) if sum(min(each, len(lines)) for _, lines in needed) <= ALL)
        each = next(fits, 1)
        return [(word, self._cut(lines, each, width)) for word, lines in needed]

    @staticmethod
    def _cut(lines: list[str], most: int, width: int) -> list[str]:
        return lines if len(lines) <= most else [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), width)]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self._height(width)

    def _height(self, width: int) -> int:
        return sum(len(lines) for _, lines in self._lines(width))

    def render(self) -> Content:
        pieces: list[Piece] = []
        for word, lines in self._lines(self.content_size.width):
            pieces += ["\n" if pieces else "", ("\n".join(lines), STYLES[word.kind])]
        return Content.assemble(*pieces)
