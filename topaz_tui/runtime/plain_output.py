"""What is written to the terminal for whoever hears the screen: lines without colours, the changed ones alone, from the
top down, and the terminal's own cursor where the focus is. A screen reader says what is written, in that order; what
Textual writes is pieces of lines, wherever a style has changed, and the whole screen whenever a page comes in front.

Textual 8.2.8 has no public way to write something else than it does: its private names that this needs are all here
(`_compositor`, `_display`), and tests/journeys/test_plain.py notices when they are no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen

_COLUMNS = re.compile(r"(?<=\S) {3,}(?=\S)")


class PlainLines:
    """The lines that the terminal has."""

    def __init__(self) -> None:
        self._has: list[str] = []

    def forget(self) -> None:
        """Forget what the terminal shows, so that every line is written anew."""
        self._has = []

    def changed(self, lines: Sequence[str], caret: int) -> list[tuple[int, str]]:
        """Those of these lines that the terminal has not, with their numbers; from now on it has them. Gaps between
        columns go, but on the line of the `caret`, where a letter has to stay in its place."""
        told = [line.rstrip() if at == caret else _COLUMNS.sub("  ", line.rstrip()) for at, line in enumerate(lines)]
        before = self._has if len(self._has) == len(told) else [None] * len(told)
        self._has = told
        return [(at, line) for at, line in enumerate(told) if line != before[at]]


class _Changed(CompositorUpdate):
    """Written when Textual writes, so that what it puts off is put off here too."""

    def __init__(self, screen: Screen[Any], lines: PlainLines, caret: Offset) -> None:
        self._screen, self._lines, self._caret = screen, lines, caret

    def render_segments(self, console: Console) -> str:
        strips = self._screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        written = [f"\x1b[{at + 1};1H{line}\x1b[K" for at, line in self._lines.changed(lines, self._caret.y)]
        return "".join(["\x1b[0m", *written, "\x1b[?25h"])


class PlainDisplay(App[None]):
    """To stand before the app's other bases. `plain`: write so."""

    plain = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plain_lines = PlainLines()

    def caret(self) -> Offset:
        """Where the terminal's own cursor belongs."""
        return self.cursor_position

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if self.plain and isinstance(renderable, CompositorUpdate):
            self.cursor_position = self.caret()
            renderable = _Changed(screen, self.plain_lines, self.cursor_position)
        super()._display(screen, renderable)
