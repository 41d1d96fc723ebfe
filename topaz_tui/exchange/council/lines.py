"""The lines of a file as whole rows: a quotation mark that is never closed spoils its own line, and none below it.

A cell may hold line breaks inside quotation marks. But a line that makes a row by itself is no part of such a cell:
then the mark above it was never closed, and a plain reader would take all that follows for one cell of one person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

MOST_LINES = 50  # of one row: an address has five


def whole_rows(lines: Iterable[str], delimiter: str, width: int, broken: set[int]) -> Iterator[str]:
    """The lines, to be read by csv.reader; the number (from 0) of each row with an open mark goes into `broken`, and
    its line is given with the mark as a letter like any other."""
    waiting: list[str] = []  # lines to look at again, as rows of their own
    source = iter(lines)
    row = 0
    while line := waiting.pop(0) if waiting else next(source, ""):
        if '"' in line and _is_open([line], delimiter):
            parts = [line]
            while True:
                more = waiting.pop(0) if waiting else next(source, "")
                is_a_row = more.count(delimiter) >= width - 1 and not _closes([*parts, more], delimiter, width)
                if not more or is_a_row or len(parts) == MOST_LINES:
                    broken.add(row)
                    waiting = [*parts[1:], *([more] if more else []), *waiting]
                    parts = [_as_letters(line, delimiter)]
                    break
                parts.append(more)
                if '"' in more and not _is_open(parts, delimiter):
                    break
            yield from parts
        else:
            yield line
        row += 1


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Does a quoted cell go on after these lines, the first of a row? Then one more line makes no row of its own."""
    return len(list(csv.reader([*lines, "x"], delimiter=delimiter))) == 1


def _closes(lines: list[str], delimiter: str, width: int) -> bool:
    """Is the mark that the last line begins with the one that was waited for? Then these are a row of this width, with
    nothing between a mark that closes and the next delimiter: a cell that ended in a line break."""
    if not lines[-1].startswith('"'):
        return False
    try:
        rows = list(csv.reader([*lines, "x"], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 2 and len(rows[0]) == width


def _as_letters(line: str, delimiter: str) -> str:
    """The line written anew, so that its quotation marks stand in its cells."""
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=csv.QUOTE_NONE), [""])
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerow(cells)
    return written.getvalue()
