"""What is written to the terminal for whoever hears the screen: lines without colours, the changed ones alone, from the
top down, and the terminal's own cursor where the focus is. A screen reader says what is written, in that order; what
Textual writes is pieces of lines, wherever a style has changed, and the whole screen whenever a page comes in front.

It is written once the screen has come to rest, and the page in front has looked up what it shows (`is_looking`): a page
that only passes by, a list as it was before, and lines that move as what stands above them grows, would all be said.
What is typed is written at once. Of a line that is as it was but for the cursor's sign, that sign alone is written.

Textual's private names that this needs are those of changed_cells.py.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from textual.geometry import Offset
from textual.screen import Screen

from topaz_tui.runtime.changed_cells import ScreenUpdate, SparingDisplay, lines_on_show

REST, LONGEST, LOOKED_UP = 0.12, 0.5, 3.0
"""Seconds without a change until what changed is written, and until it is written in any case; the last of a page that
is still looking up what it shows."""
SIGNS = "› "
"""What stands at the beginning of a line where the cursor is, and where it is not."""
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
        told = self._told(lines, caret)
        changed, self._has = self._new(told), told
        return changed

    def written(self, lines: Sequence[str], caret: int) -> str:
        """The same, as the terminal gets it; of a line to which the cursor's sign alone has come, or from which it has
        gone, that sign."""
        before = self._has
        changed = self.changed(lines, caret)
        known = len(before) == len(self._has)
        return "".join(
            f"\x1b[{at + 1};1H{line[0]}" if known and _only_sign(before[at], line) else f"\x1b[{at + 1};1H{line}\x1b[K"
            for at, line in changed
        )

    def has(self, lines: Sequence[str], caret: int) -> bool:
        """Has the terminal all of these?"""
        return self._told(lines, caret) == self._has

    def is_typing(self, lines: Sequence[str], caret: int) -> bool:
        """Is all that has changed on the line of the caret?"""
        return all(at == caret for at, _ in self._new(self._told(lines, caret)))

    def _new(self, told: list[str]) -> list[tuple[int, str]]:
        before = self._has if len(self._has) == len(told) else [None] * len(told)
        return [(at, line) for at, line in enumerate(told) if line != before[at]]

    @staticmethod
    def _told(lines: Sequence[str], caret: int) -> list[str]:
        return [line.rstrip() if at == caret else _COLUMNS.sub("  ", line.rstrip()) for at, line in enumerate(lines)]


def _only_sign(before: str, now: str) -> bool:
    """Has nothing of the line changed but the cursor's sign at its beginning?"""
    return now[1:] == before[1:] != "" and now[0] in SIGNS and before[0] in SIGNS


class _Changed(ScreenUpdate):
    """Written when Textual writes, so that what it puts off is put off here too."""

    def __init__(self, screen: Screen[Any], lines: PlainLines, caret: Offset) -> None:
        self._screen, self._lines, self._caret = screen, lines, caret

    def render_segments(self, console: Console) -> str:
        written = self._lines.written(lines_on_show(self._screen), self._caret.y)
        return f"\x1b[0m{written}\x1b[?25h"


class PlainDisplay(SparingDisplay):
    """To stand before the app's other bases. `plain`: write so."""

    plain = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plain_lines = PlainLines()
        self._writes: asyncio.TimerHandle | None = None
        self._caret_at: Offset | None = None  # where the terminal's cursor was put last
        self._changed_at = 0.0  # when the first of what is still to be written changed

    def forget_terminal(self, _signal: object = None) -> None:
        super().forget_terminal()
        self.plain_lines.forget()

    @property
    def is_held_back(self) -> bool:
        """Is something still to be written?"""
        return self._writes is not None

    def caret(self) -> Offset:
        """Where the terminal's own cursor belongs."""
        return self.cursor_position

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if not self.plain or not isinstance(renderable, ScreenUpdate):
            super()._display(screen, renderable)
        elif screen is self.screen:
            self.cursor_position = self.caret()
            lines, at = lines_on_show(screen), self.cursor_position.y
            if self.plain_lines.has(lines, at) and self.cursor_position == self._caret_at:
                return  # a caret that blinks, or colours: nothing is said by either
            if self.plain_lines.is_typing(lines, at):
                self._write()
            else:
                self._write_at_rest()

    def _write_at_rest(self) -> None:
        loop = asyncio.get_running_loop()  # not a timer of the app, which waits for what the app is doing
        if self._writes:
            self._writes.cancel()
        else:
            self._changed_at = loop.time()
        self._writes = loop.call_at(min(loop.time() + REST, self._changed_at + LONGEST), self._write_once_looked_up)

    def _write_once_looked_up(self) -> None:
        now = asyncio.get_running_loop().time()
        if getattr(self.screen, "is_looking", False) and now < self._changed_at + LOOKED_UP:
            self._writes = asyncio.get_running_loop().call_at(now + REST, self._write_once_looked_up)
        else:
            self._write()

    def _write(self) -> None:
        if self._writes:
            self._writes.cancel()
            self._writes = None
        self._caret_at = self.cursor_position = self.caret()
        changed: Any = _Changed(self.screen, self.plain_lines, self.cursor_position)
        super()._display(self.screen, changed)
