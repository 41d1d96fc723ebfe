"""Some rows of a file by column: does anything in this column need a closer look?

Most often nothing does, and Python's own loops have said so in a third of the time that row by row takes. Only then
each cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from topaz_tui.exchange.council_csv.cells import CellReader, Memory, Value
from topaz_tui.rules.people import NAMES_NOT_NOTHINGS, NOTHINGS, DoubtCode, bare, clean, empty, is_clean

_NO_TEXT = NOTHINGS | {"0", "0.0"}
# UTF-8 that was once read as Windows-1252, and what no encoding could read.
_GARBLED = re.compile(r"[ÃÂ][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|\ufffd")


def _words(cell: str) -> str:
    """Free text as it was meant: clean, out of Excel's ="…", and with its letters in place of a web page's for them."""
    text = clean(cell)
    if text[:2] == '="' and text[-1:] == '"':
        text = text[2:-1].strip()
    return clean(unescape(text)) if "&" in text and ";" in text else text


class Columns:
    """Some rows of one width, by column. `refused` maps a row of the batch to its reasons; a blank row has
    none."""

    def __init__(self, reader: CellReader, rows: Sequence[Sequence[str]], warnings: dict[int, list[str]]) -> None:
        self.reader = reader
        self.rows = rows
        self.count = len(rows)
        self.raw = tuple(zip(*rows, strict=True))
        self.warnings = warnings
        self.refused: dict[int, tuple[str, ...]] = {}
        self.events: set[int] = set()  # of the refused, those that say something of a person all the same
        self.of_several: set[int] = set()  # and those under an ID that the file gives to more than one person
        self.doubts: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def cells(self, column: str) -> Sequence[str]:
        """The cells of a column as they are, without what spreadsheets put around them and without marks that hide;
        blanks where the file has no such column. For whatever has a form: IDs, numbers, dates, answers."""
        return self._clean(column, bare, "='")

    def text(self, column: str, is_name: bool = False) -> Sequence[str]:
        """Cells of free text, with nothing where NULL and its like stood, or a nought that stands for an empty cell."""
        cells = self.told(column)
        if _NO_TEXT.isdisjoint(cells):
            return cells
        keep = NAMES_NOT_NOTHINGS if is_name else ()
        return ["" if cell in _NO_TEXT and cell not in keep else cell for cell in cells]

    def _list_garbled(self, column: str, cells: Sequence[str]) -> None:
        for i, cell in enumerate(cells):
            if _GARBLED.search(cell):
                self.warnings[i].append(
                    f"'{self.reader.called[column]}' was garbled before it came (Ã« for ë): look at the spelling."
                )

    def told(self, column: str) -> Sequence[str]:
        """Cells of free text as they came, whatever stands there: a nought may be an answer."""
        cells = self._clean(column, _words, "=&")
        if not (text := "|".join(cells)).isascii() and _GARBLED.search(text):
            self._list_garbled(column, cells)
        return cells

    def _clean(self, column: str, mend: Callable[[str], str], signs: str) -> Sequence[str]:
        """The cells of a column, each mended where any of them may need it: where one of `signs` stands in it, or
        anything that is not plain."""
        place = self.reader.places.get(column)
        if place is None:
            return ("",) * self.count
        cells = self.raw[place]
        text = "|".join(cells)
        if is_clean(text) and not (" |" in text or "| " in text or any(sign in text for sign in signs)):
            return cells
        return tuple(map(mend, cells))

    def bad(
        self, cells: Sequence[str], values: Sequence[object | None], empty: Callable[[str], bool] = empty
    ) -> Iterator[int]:
        """The rows where a cell says something and nothing could be made of it."""
        if values.count(None) != cells.count(""):
            for i, value in enumerate(values):
                if value is None and not empty(cells[i]):
                    yield i

    def values(self, column: str, read: Callable[[str], Value | None] | Memory[Value], why: str) -> list[Value | None]:
        """What is read from a column; what can't be is left out with a warning."""
        cells = self.cells(column)
        if not any(cells):
            return [None] * self.count
        if isinstance(read, Memory):
            values = list(map(read.__getitem__, cells))
        else:
            values = [read(cell) if cell else None for cell in cells]
        for i in self.bad(cells, values):
            self.leave_out(i, column, why)
        return values

    def leave_out(self, i: int, column: str, why: str) -> None:
        """Warn that a cell of row `i` was not taken, and `why`."""
        self.warnings[i].append(f"'{self.reader.called[column]}' {why}, and was left out.")

    def doubt(self, i: int, code: DoubtCode, column: str, cell: str) -> None:
        """Leave a cell of row `i` to a person, who settles it before anybody calls."""
        self.doubts[i].append((code.value, f"{self.reader.called[column]}: {cell}"))
        called = self.reader.called[column]
        self.warnings[i].append(f"'{called}' has to be looked at, unless it was settled before: nobody calls them.")
