"""One council's file: opened, understood, and read as a stream that holds one row at a time."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from topaz_tui.errors import Trouble
from topaz_tui.exchange.council.headings import REFUSED_HEADINGS, key, known, lay_out, names_required
from topaz_tui.exchange.council.lines import Dialect, whole_rows
from topaz_tui.exchange.council.refused import unguard
from topaz_tui.exchange.council.rows import Found, RowReader
from topaz_tui.exchange.council.survey import Order, survey
from topaz_tui.exchange.council.text import encoding_of
from topaz_tui.rules.people import clean

_DELIMITERS = (",", ";", "\t", "|")
_MOST_ABOVE = 40  # lines that are looked at for the headings
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


def _without_ours(row: list[str]) -> list[str]:
    return [unguard(cell) for cell in row[2:]]


class CouncilFile:
    """A council's CSV, ready to be read.

    `headings` are the original ones (ours of a file of refused rows taken away), `unknown_headings` those
    that mean nothing, `columns` what the others mean (names of COLUMNS), `encoding` and `delimiter` what was
    found, `passed_over` how many lines with words stand above the headings, `survey` what a first look over the whole
    file found, `stopping` the columns that would stop calls. `dates` says whether the day or the month stands first,
    where some days only fit month first. Making one looks the file through, and is Trouble where nothing in it could be
    read.
    """

    def __init__(
        self, path: Path, today: date, mapping: Path | None = None, dates: Order | None = None
    ) -> None:
        self.path = path
        self._dates = dates
        self.encoding = encoding_of(path)
        self._size = os.path.getsize(path) or 1
        self._file = path.open(encoding=self.encoding, errors="replace", newline="")
        try:
            self._begin(today, mapping)
            self.survey = survey(self._cells(), self._layout.places, self._first_row)
            self._file.seek(0)
            self._begin(today, mapping)
            self._rows.heed(self.survey, self._dates or self._layout.dates)
            self.stopping = self._rows.stopping(self.survey)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, today: date, mapping: Path | None) -> None:
        head, self.dialect, self.passed_over, number = self._find_headings(mapping)
        self.delimiter = self.dialect.delimiter
        headings = [clean(heading) for heading in self.dialect.cells(head)]
        self._broken: dict[int, str] = {}
        rows = whole_rows(chain([head], self._lines, self._file), self.dialect, len(headings), self._broken)
        self._reader = self.dialect.reader(rows)
        next(self._reader)
        if 0 in self._broken:
            raise Trouble(f"The headings of {self.path} can't be read.", self._broken[0])
        self.is_refused_file = tuple(map(key, headings[:2])) == tuple(map(key, REFUSED_HEADINGS))
        if self.is_refused_file:
            headings = [unguard(heading) for heading in headings[2:]]
        self.headings = tuple(headings)
        self._layout = layout = lay_out(headings, mapping, self.path)
        self.unknown_headings = layout.unknown
        self.columns = frozenset(layout.places)
        self._first_row = number + 1
        self._rows = RowReader(layout.places, self.headings, today)

    def _find_headings(self, mapping: Path | None) -> tuple[str, Dialect, int, int]:
        """The text of the headings, how the file writes its cells, how many lines with words stand above, and the
        number of the headings' row. What was read of the file beyond goes into `_lines`.

        Reports have a title, a date and the like above: the headings are the first line that names what Topaz needs.
        Where none does they are the first line with words, and what is missing is said of that.
        """
        delimiters: Iterable[str] = _DELIMITERS
        lines = list(islice(self._file, _MOST_ABOVE))
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
            if names_required(dialect.cells(head), mapping):
                break
            above += 1
        else:
            if first is None:
                raise Trouble(f"{self.path} is empty.", "Ask the council for the file again.")
            found, rest = first
        self._lines = rest
        return found

    def rows(self) -> Iterator[Found]:
        """Every row that is not blank, once and in order, as a Record, an Event or a Refusal, with the number that a
        spreadsheet shows for it."""
        return self._rows.read(self._cells(), self._first_row, self._broken)

    def _cells(self) -> Iterator[list[str]]:
        rows: Iterator[list[str]] = self._reader
        if not self.is_refused_file:
            return rows
        return map(_without_ours, self._reader)

    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        buffer: Any = self._file.buffer
        return 1.0 if self._file.closed else min(1.0, buffer.tell() / self._size)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()
