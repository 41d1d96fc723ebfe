"""What is written to the terminal: of each paint the cells alone that it changes.

Textual writes whole lines, and a page that is opened three times: as it comes to the front, as its size is told, and as
its widgets are mounted. Over a line that carries 30 kB in a second each of them takes a quarter of one.

The terminal is taken at its word: what was written to a cell stands there. So whoever clears it, or writes to it past
Textual, has to say so (`forget`): a window of another size, an editor, a process that was stopped.

Textual 8.2.8 has no public way to write something else than it does, or to ask what a screen shows: `_display`,
`_compositor` and the kinds of update that it writes are private names of it (src/textual/_compositor.py in
https://github.com/Textualize/textual), and stand here alone; tests/runtime/test_changed_cells.py and
tests/journeys/test_plain.py notice when they are no more.
"""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

ScreenUpdate = CompositorUpdate
NEAR = 8  # cells that stay, between two that change, that take no more than the words for 'go there'
_PIECES = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|([^\x00-\x1f\x7f]+)|\n|(.)")
_Cell = tuple[str, str]  # its style, as it is written, and its letter
_UNKNOWN: _Cell = ("", "")


def lines_on_show(screen: Screen[Any]) -> list[str]:
    """What the screen shows, without its colours."""
    return ["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()]


class ChangedCells:
    """The cells that the terminal has."""

    def __init__(self) -> None:
        self._has: dict[int, list[_Cell]] = {}

    def forget(self) -> None:
        """Forget what the terminal shows, so that all is written anew."""
        self._has = {}

    def changed(self, written: str) -> str:
        """What of this has to be written; from now on the terminal has it. What is not understood is written as it
        stands, and what the terminal has is not known then."""
        rows = _rows_of(written)
        if rows is None:
            self.forget()
            return written
        out: list[str] = []
        for y, pieces in rows.items():
            row = self._has.setdefault(y, [])
            before = row[:]
            for x, style, text in pieces:
                row += [_UNKNOWN] * (x - len(row))
                row[x : x + len(text)] = [(style, letter) for letter in text]
            if row != before:
                _write_row(out, y, before, row)
        return "".join(out)


def _rows_of(written: str) -> dict[int, list[tuple[int, str, str]]] | None:
    """Of each row where what begins, its style and its words; None where a letter takes other than one cell, or there
    is something that is neither a place, nor a style, nor words."""
    rows: dict[int, list[tuple[int, str, str]]] = {}
    x = y = 0
    style = ""
    for found in _PIECES.finditer(written):
        row, column, sgr, text, other = found.groups()
        if other:
            return None
        if row:
            y, x = int(row) - 1, int(column) - 1
        elif sgr is not None:
            style = "" if sgr in ("", "0") else f"{style};{sgr}" if style else sgr
        elif text:
            if not text.isascii() and (cell_len(text) != len(text) or any(cell_len(each) != 1 for each in text)):
                return None
            rows.setdefault(y, []).append((x, style, text))
            x += len(text)
    return rows


def _write_row(out: list[str], y: int, before: list[_Cell], row: list[_Cell]) -> None:
    """Write what of this row is not as it was: runs of cells, each with its place and its styles."""
    before = before + [_UNKNOWN] * (len(row) - len(before))
    differ = [x for x, (was, now) in enumerate(zip(before, row, strict=True)) if was != now]
    first = last = differ[0]
    for x in [*differ[1:], None]:
        if x is not None and x - last <= NEAR and _UNKNOWN not in row[last + 1 : x]:
            last = x
            continue
        out.append(f"\x1b[{y + 1};{first + 1}H")
        style = ""
        for has, letter in row[first : last + 1]:
            if has != style:
                out.append("\x1b[0m" if style else "")
                out.append(f"\x1b[{has}m" if has else "")
                style = has
            out.append(letter)
        out.append("\x1b[0m" if style else "")
        if x is not None:
            first = last = x


class _Sparing(ScreenUpdate):
    """What Textual would write, without what the terminal has."""

    def __init__(self, update: ScreenUpdate, cells: ChangedCells) -> None:
        self._update, self._cells = update, cells

    def render_segments(self, console: Console) -> str:
        return self._cells.changed(self._update.render_segments(console))


class SparingDisplay(App[None]):
    """To stand before the app's other bases: it writes what a paint changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = ChangedCells()

    def forget_terminal(self, _signal: object = None) -> None:
        """Somebody else may have written to the terminal: the next time that a page is written, all of it is."""
        self.cells.forget()

    def draw_anew(self, _signal: object = None) -> None:
        """Write all of the page, whatever the terminal has."""
        self.forget_terminal()
        self.refresh()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            renderable = _Sparing(renderable, self.cells)
        elif renderable is not None:
            self.cells.forget()
        super()._display(screen, renderable)
