"""The cells of a file of delimited text (CSV): how it writes them, and where its headings are."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from topaz_tui.errors import Invalid
from topaz_tui.exchange.council_csv.encoding import encoding_of
from topaz_tui.exchange.council_csv.headings import Fits, known, names_required
from topaz_tui.exchange.council_csv.quoting import Dialect, whole_rows
from topaz_tui.rules.people import clean

_DELIMITERS = (",", ";", "\t", "|")
MOST_ABOVE = 40  # lines that are looked at for the headings
_MOST_IN_HEADINGS = 30  # lines of theirs: a heading of two lines is common in Excel
csv.field_size_limit(2**31 - 1)  # a long cell is kept: what it holds is for the checks to say


def _whole_heading(lines: list[str], place: int) -> tuple[str, int]:
    """The headings that begin in a line, and the place of their last: a quoted heading may hold line breaks."""
    text = lines[place]
    for last in range(place, min(place + _MOST_IN_HEADINGS, len(lines))):
        text = "".join(lines[place : last + 1])
        if text.count('"') % 2 == 0:
            return text, last
    return lines[place], place


def _dialect(line: str, delimiters: Iterable[str]) -> Dialect:
    """The way of writing cells that makes most sense of a line of headings."""
    delimiter = max(delimiters, key=lambda sign: _sense(line, Dialect(sign)))
    cells = [cell.strip() for cell in Dialect(delimiter).cells(line)]
    single = len(cells) > 1 and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    blank_after = len(cells) > 1 and line.count(delimiter + " ") == line.count(delimiter)
    return Dialect(delimiter, "'" if single else '"', blank_after)


def _sense(line: str, dialect: Dialect) -> tuple[int, int]:
    cells = dialect.cells(line)
    return known(cells), len(cells)


class Delimited:
    """A file of delimited text, to be read row by row, as often as it is begun.

    `headings` and `first_row` (the number of the row below them) are those of the last `begin`; `broken` has the rows
    that can't be taken apart, as `whole_rows` finds them; `passed_over` is how many lines with words stand above.
    """

    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    merged: int = 0
    bare_ids = False

    def __init__(self, path: Path, mapping: Path | None, fits: Fits | None = None) -> None:
        self.path = path
        self._fits = fits or partial(names_required, mapping=mapping)
        self.encoding = encoding_of(path)
        self._size = os.path.getsize(path) or 1
        self._file = path.open(encoding=self.encoding, errors="replace", newline="")

    def begin(self) -> None:
        """Go to the first row, and find the headings above it."""
        self._file.seek(0)
        head, self.dialect, self.passed_over, number = self._find_headings()
        self.delimiter = self.dialect.delimiter
        self.headings = [clean(heading) for heading in self.dialect.cells(head)]
        self.first_row = number + 1
        self.broken: dict[int, str] = {}
        rows = whole_rows(chain([head], self._lines, self._file), self.dialect, len(self.headings), self.broken)
        self._reader = self.dialect.reader(rows)
        next(self._reader)
        if 0 in self.broken:
            raise Invalid(f"The headings of {self.path} can't be read.", self.broken[0])

    def cells(self) -> Iterator[list[str]]:
        """The rows below the headings, once."""
        rows: Iterator[list[str]] = self._reader
        return rows

    def _find_headings(self) -> tuple[str, Dialect, int, int]:
        """The text of the headings, how the file writes its cells, how many lines with words stand above, and the
        number of the headings' row. What was read of the file beyond goes into `_lines`.

        Reports have a title, a date and the like above: the headings are the first line that names what Topaz needs.
        Where none does they are the first line with words, and what is missing is said of that.
        """
        delimiters: Iterable[str] = _DELIMITERS
        lines = list(islice(self._file, MOST_ABOVE))
        first: tuple[tuple[str, Dialect, int, int], list[str]] | None = None
        above = 0
        for place, line in enumerate(lines):
            text = line.strip("\r\n")
            if text[:4].lower() == "sep=" and len(text) == 5:  # what Excel writes to say it
                delimiters = (text[4],)
                continue
            if not text.strip(" \t,;|\x00"):
                continue
            head, last = _whole_heading(lines, place)
            dialect = _dialect(head, delimiters)
            found = head, dialect, above, place + 1
            rest = lines[last + 1 :]
            first = first or (found, rest)
            if self._fits(dialect.cells(head)):
                break
            above += 1
        else:
            if first is None:
                raise Invalid(f"{self.path} is empty.", "Ask the council for the file again.")
            found, rest = first
        self._lines = rest
        return found

    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        buffer: Any = self._file.buffer
        return 1.0 if self._file.closed else min(1.0, buffer.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
