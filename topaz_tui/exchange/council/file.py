"""One council's file: opened, understood, and read as a stream that holds one row at a time."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from topaz_tui.errors import Trouble
from topaz_tui.exchange.council.headings import REFUSED_HEADINGS, key, known, lay_out
from topaz_tui.exchange.council.lines import whole_rows
from topaz_tui.exchange.council.refused import unguard
from topaz_tui.exchange.council.rows import Refusal, RowReader
from topaz_tui.exchange.council.text import encoding_of
from topaz_tui.rules.people import Record, clean

_DELIMITERS = (",", ";", "\t", "|")
csv.field_size_limit(2**31 - 1)  # a long cell is kept: what it holds is for the checks to say


def _without_ours(row: list[str]) -> list[str]:
    return [unguard(cell) for cell in row[2:]]


class CouncilFile:
    """A council's CSV, ready to be read.

    `headings` are the original ones (ours of a file of refused rows taken away), `unknown_headings` those
    that mean nothing, `columns` what the others mean (names of COLUMNS), `encoding` and `delimiter` what was
    found. Making one reads the headings and is Trouble where nothing in the file could be read.
    """

    def __init__(self, path: Path, today: date, mapping: Path | None = None) -> None:
        self.path = path
        self.encoding = encoding_of(path)
        self._size = os.path.getsize(path) or 1
        self._file = path.open(encoding=self.encoding, errors="replace", newline="")
        try:
            self._begin(today, mapping)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, today: date, mapping: Path | None) -> None:
        first, self.delimiter, lines = self._first_line()
        width = len(next(csv.reader([first], delimiter=self.delimiter), []))
        self._broken: set[int] = set()
        rows = whole_rows(chain([first], self._file), self.delimiter, width, self._broken)
        self._reader = csv.reader(rows, delimiter=self.delimiter)
        headings = [clean(heading) for heading in next(self._reader)]
        if 0 in self._broken:
            raise Trouble(f"The headings of {self.path} can't be read.", "A quotation mark in them is never closed.")
        self.is_refused_file = tuple(map(key, headings[:2])) == tuple(map(key, REFUSED_HEADINGS))
        if self.is_refused_file:
            headings = [unguard(heading) for heading in headings[2:]]
        self.headings = tuple(headings)
        layout = lay_out(headings, mapping, self.path)
        self.unknown_headings = layout.unknown
        self.columns = frozenset(layout.places)
        self._first_row = lines + 1
        self._rows = RowReader(layout.places, self.headings, today)

    def _first_line(self) -> tuple[str, str, int]:
        """The line of the headings, the delimiter that makes most sense of it, and the number of the line."""
        delimiters: Iterable[str] = _DELIMITERS
        for number, line in enumerate(self._file, 1):
            text = line.strip("\r\n")
            if text[:4].lower() == "sep=" and len(text) == 5:  # what Excel writes to say it
                delimiters = (text[4],)
            elif text.strip(" \t,;|\x00"):
                return line, max(delimiters, key=lambda sign: self._sense(text, sign)), number
        raise Trouble(f"{self.path} is empty.", "Ask the council for the file again.")

    @staticmethod
    def _sense(line: str, delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return known(cells), len(cells)

    def rows(self) -> Iterator[Record | Refusal]:
        """Every row that is not blank, once and in order, as a Record or a Refusal, with the number that a
        spreadsheet shows for it."""
        return self._rows.read(self._cells(), self._first_row, self._broken)

    def _cells(self) -> Iterator[list[str]]:
        if not self.is_refused_file:
            return self._reader
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
