"""The two kinds of file that a list is written into: CSV, and a spreadsheet where XlsxWriter is installed. No cell of
either is run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from topaz_tui.errors import Invalid
from topaz_tui.rules.formulas import guard
from topaz_tui.services.lists.table import DayCell, ListTable

LONGEST = 32_000  # letters of a cell: a spreadsheet takes 32,767
FIRST = 1900  # the year from which a spreadsheet has dates
WIDEST = 60  # columns of a spreadsheet, in letters
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class NotInstalled(Invalid):
    """A spreadsheet was asked for, and XlsxWriter is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "This machine has no XlsxWriter, which spreadsheets (.xlsx) are written with.",
            "Name a file that ends in .csv, or install it: pip install 'topaz-tui[reports]'.",
        )


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet of a spreadsheet: lines above the headings, the headings, the rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    head: Sequence[Sequence[str]] = ()


def cell(text: str) -> str:
    """The text as one line without marks that alter how it is shown, no longer than a spreadsheet's cell can be."""
    return _CONTROLS.sub(" ", text)[:LONGEST]


def as_csv(table: ListTable) -> bytes:
    """The list as CSV, with the mark by which spreadsheets know UTF-8, and what it was narrowed to above the headings.
    A feed has neither, and its cells stay as they are: a number that begins with '+' would become another."""
    out = io.StringIO()
    if table.feed:
        csv.writer(out, lineterminator="\r\n").writerows([*map(cell, line)] for line in (table.headings, *table.rows))
        return out.getvalue().encode()
    lines = (*table.head, (), table.headings, *table.rows)
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([guard(cell(each)) for each in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(table: ListTable) -> bytes:
    """A spreadsheet of one sheet. Raises NotInstalled where XlsxWriter is not installed."""
    return workbook([WorkbookSheet("List", table.headings, table.rows, (*table.head, ()))], table.as_of)


def workbook(sheets: Iterable[WorkbookSheet], made_at: datetime) -> bytes:
    """A spreadsheet in which every cell is text, but what is a day or a moment: what begins with '=' is no formula, and
    an address no link. The same sheets are the same bytes. Raises NotInstalled where XlsxWriter is not installed."""
    out = io.BytesIO()
    book = writer().Workbook(out, {"in_memory": True})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    dates = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        lines = [*sheet.head, sheet.headings, *sheet.rows]
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                if isinstance(text, DayCell) and text.at.year >= FIRST:
                    page.write_datetime(row, column, text.at, moments if isinstance(text.at, datetime) else dates)
                else:
                    page.write_string(row, column, cell(text), bold if row == len(sheet.head) else None)
        page.freeze_panes(len(sheet.head) + 1, 0)
        for column, heading in enumerate(sheet.headings):
            longest = max(map(len, (heading, *(row[column] for row in sheet.rows))))
            page.set_column(column, column, min(WIDEST, longest + 2))
    book.close()
    return out.getvalue()


def writer() -> ModuleType:
    """XlsxWriter. Raises NotInstalled where it is not installed."""
    try:
        import xlsxwriter
    except ImportError:
        raise NotInstalled from None
    module: ModuleType = xlsxwriter
    return module


FORMATS: Mapping[str, Callable[[ListTable], bytes]] = {".csv": as_csv, ".xlsx": as_workbook}
"""By how the file's name ends."""
