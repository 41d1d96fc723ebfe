"""How a file writes its cells, and its lines as whole rows: a quotation mark that is never closed spoils its own line,
and none below it.

A cell may hold line breaks inside quotation marks. But a line that makes a row by itself is no part of such a cell:
then the mark above it was never closed, and a plain reader would take all that follows for one cell of one person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MOST_LINES = 50  # of one row: an address has five
NEVER_CLOSED = "A quotation mark in this row is never closed."
TOO_MANY_LINES = f"A cell in this row has more than {MOST_LINES} lines, or is never closed: shorten it."
BACKSLASH = (
    "A backslash stands before a quotation mark or another backslash in this row: take the file from the council's"
    " system as CSV, in which a quotation mark within a cell is written twice."
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file writes its cells: what stands between them, which mark goes round a cell, and whether a blank follows
    each delimiter."""

    delimiter: str
    quote: str = '"'
    blank_after: bool = False

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Any:
        """csv's reader of lines that are written so."""
        return csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.blank_after, strict=strict
        )

    def cells(self, line: str) -> list[str]:
        """The cells of one line, or of one row whose cells hold line breaks."""
        try:
            return next(self.reader(io.StringIO(line, newline="")), [])
        except csv.Error:
            return []


def whole_rows(lines: Iterable[str], dialect: Dialect, width: int, broken: dict[int, str]) -> Iterator[str]:
    """The lines, to be read by `dialect.reader`; the number (from 0) of each row that can't be taken apart goes into
    `broken` with the reason, and an open mark in it is given as a letter like any other."""
    quote, delimiter = dialect.quote, dialect.delimiter
    waiting: list[str] = []  # lines to look at again, as rows of their own
    source = iter(lines)
    row = 0
    while line := waiting.pop(0) if waiting else next(source, ""):
        if "\\" in line and any(pair in line for pair in ('\\"', "\\'", "\\\\")):
            broken[row] = BACKSLASH
        if quote in line and _is_open([line], dialect):
            parts = [line]
            while True:
                more = waiting.pop(0) if waiting else next(source, "")
                is_a_row = more.count(delimiter) >= width - 1 and not _closes([*parts, more], dialect, width)
                if not more or is_a_row or len(parts) == MOST_LINES:
                    broken[row] = NEVER_CLOSED if not more or is_a_row else TOO_MANY_LINES
                    waiting = [*parts[1:], *([more] if more else []), *waiting]
                    parts = [_as_letters(line, dialect)]
                    break
                parts.append(more)
                if quote in more and not _is_open(parts, dialect):
                    break
            yield from parts
        else:
            yield line
        row += 1


def _is_open(lines: list[str], dialect: Dialect) -> bool:
    """Does a quoted cell go on after these lines, the first of a row? Then one more line makes no row of its own."""
    if len(lines) == 1 and _is_plain(lines[0], dialect):
        return False
    return len(list(dialect.reader([*lines, "x"]))) == 1


def _is_plain(line: str, dialect: Dialect) -> bool:
    """Does each mark of this line plainly stand at an end of a cell, or twice within one? Then none is open; csv needs
    three times as long to say so."""
    before, *parts = line.split(dialect.quote)
    delimiter = dialect.delimiter
    between, behind = parts[1:-1:2], parts[-1].rstrip("\r\n")
    return (
        len(parts) % 2 == 0
        and (not before or before.endswith(delimiter))
        and (not behind or behind.startswith(delimiter))
        and all(not each or (each.startswith(delimiter) and each.endswith(delimiter)) for each in between)
    )


def _closes(lines: list[str], dialect: Dialect, width: int) -> bool:
    """Is the mark that the last line begins with the one that was waited for? Then these are a row of this width, with
    nothing between a mark that closes and the next delimiter: a cell that ended in a line break."""
    if not lines[-1].startswith(dialect.quote):
        return False
    try:
        rows = list(dialect.reader([*lines, "x"], strict=True))
    except csv.Error:
        return False
    return len(rows) == 2 and len(rows[0]) == width


def _as_letters(line: str, dialect: Dialect) -> str:
    """The line written anew, so that its quotation marks stand in its cells."""
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE), [""])
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=dialect.delimiter, quotechar=dialect.quote).writerow(cells)
    return written.getvalue()
