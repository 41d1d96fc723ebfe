"""The cells of a spreadsheet (.xlsx, .xlsb, .xls, .ods), as the text that a careful export would have.

A date is a day as ISO has it, a number has no point that nobody typed, and one of more than fifteen figures, which
every spreadsheet has rounded, is written as the rounded number it is, so that nobody takes it for an ID.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topaz_tui import regular
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.exchange.council_csv.delimited import MOST_ABOVE
from topaz_tui.exchange.council_csv.encoding import NO_FILE
from topaz_tui.exchange.council_csv.headings import Fits, key, names_required, read_mapping
from topaz_tui.exchange.council_csv.shown import NumberFormat, formats, says_formats
from topaz_tui.rules.people import clean

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST = 1_500_000_000
"""Bytes that a workbook may have once it is unpacked: a hundredth of it is a council's, more is meant to hurt."""
MEMORY = 4 << 30
"""Bytes that reading one may take: a cell far below the list would take them all (see reader_process.py)."""
_EXACT = 1e15  # a spreadsheet's numbers have fifteen figures
_LOCKED_XLSX = "EncryptedPackage".encode("utf-16-le")
_BEGIN_XLS, _PASSWORD_XLS = b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x2f\x00"  # BOF, and FilePass behind its 20 bytes
_AS_CSV = "Save its list as CSV (in Excel: 'CSV UTF-8'), and read that."


def is_workbook(path: Path) -> bool:
    """Whether a file begins as a spreadsheet does, whatever it is called. UserError where it is no file: this is the
    first look into it, and a pipe is waited for without an end."""
    regular.need(path, NO_FILE)
    try:
        with path.open("rb") as file:
            return file.read(4) in (_ZIP, _OLE)
    except OSError:  # said by whoever opens it to read
        return False


def _open(path: Path) -> CalamineWorkbook:
    """The workbook at `path`. UserError where it is locked, broken, too large, or something else in a zip."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if _is_locked(path):
            raise Invalid(f"{path} is locked with a password.", "Open it, take the password off, and save it.")
        with path.open("rb") as file:
            return CalamineWorkbook.from_filelike(file)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise Invalid(f"{path} is no spreadsheet, or a damaged one.", "Ask the council for the file again.") from error
    except OSError as error:
        raise Invalid(f"{path} can't be read: {error.strerror}.", "Ask whoever owns it.") from error


def _is_locked(path: Path) -> bool:
    """Whether a password is needed. UserError where unpacking it would take too much."""
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            whole = _OLE + file.read()
            begin = whole.find(_BEGIN_XLS)
            return _LOCKED_XLSX in whole or (begin >= 0 and whole[begin + 20 : begin + 22] == _PASSWORD_XLS)
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > _LARGEST:
            raise Invalid(f"{path} is too large once it is unpacked.", _AS_CSV)
        manifest = "META-INF/manifest.xml"
        return manifest in parts.namelist() and b"encryption-data" in parts.read(manifest)


# Cells


def _whole(value: int) -> str:
    return str(value) if abs(value) < _EXACT else f"{value:.5E}"


def _number(value: float) -> str:
    return _whole(int(value)) if value.is_integer() else repr(value)


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: _whole,
    bool: lambda value: "yes" if value else "no",
    date: date.isoformat,
    datetime: _moment,
    time: lambda value: f"{value:%H:%M}",
    timedelta: str,
}


_NO_ID: dict[type, str] = {
    bool: "a TRUE or FALSE",
    float: "a fraction",
    date: "a date",
    datetime: "a date",
    time: "a time",
    timedelta: "a time",
}
"""What a spreadsheet made of an ID, or had in its place: taken for one it would be another person's, or nobody's."""


def _is_no_id(cell: object) -> str:
    """What stands in the place of an ID, in words; '' of text, and of a whole number."""
    return "" if type(cell) is float and cell.is_integer() else _NO_ID.get(type(cell), "")


def as_text(row: Sequence[Any]) -> list[str]:
    """The cells of a row as text."""
    return [cell if type(cell) is str else _AS_TEXT[type(cell)](cell) for cell in row]


class Workbook:
    """One sheet of a spreadsheet, to be read row by row, as often as it is begun; see Delimited.

    `other_sheets` are those with something in them that are not read; `merged` is how many rows below the headings are
    one merged cell and no more: a title among the people, and passed over.
    """

    encoding, delimiter = "utf-8", ","  # of what is written about it: the refused rows

    def __init__(self, path: Path, mapping: Path | None, sheet: str | None, fits: Fits | None = None) -> None:
        self.path = path
        self._fits = fits or partial(names_required, mapping=mapping)
        self.broken: dict[int, str] = {}
        self.swapped: frozenset[int] = frozenset()  # places of columns in which the month was taken for the day
        self._shown: Mapping[int, NumberFormat] = {}  # by row: how the column of IDs shows its numbers
        self._ids: int | None = None  # the place of that column
        self.bare_ids = (
            False  # are there numbers in it, of which nobody can tell whether noughts were shown before them?
        )
        self._shows = says_formats(path)
        workbook = _open(path)
        names = _worksheets(workbook)
        wanted = sheet or (read_mapping(mapping, ()).sheet if mapping else None)
        self._sheet = self._named(workbook, wanted) if wanted else self._found(workbook, names)
        self.sheet = self._sheet.name
        others = (workbook.get_sheet_by_name(name) for name in names if name != self.sheet)
        self.other_sheets = tuple(sheet.name for sheet in others if sheet.height)

    def _named(self, workbook: CalamineWorkbook, wanted: str) -> CalamineSheet:
        """The sheet of this name, hidden or not."""
        name = next((name for name in workbook.sheet_names if key(name) == key(wanted)), None)
        if name is None:
            shown = ", ".join(f"'{clean(name)}'" for name in workbook.sheet_names)
            raise NotFound(f"{self.path} has no sheet '{clean(wanted)}'.", f"Its sheets are {shown}.")
        return workbook.get_sheet_by_name(name)

    def _found(self, workbook: CalamineWorkbook, names: list[str]) -> CalamineSheet:
        """The one sheet whose headings name what Topaz needs; where none does, the first with something in it, of
        which it is said what is missing."""
        sheets = [sheet for sheet in map(workbook.get_sheet_by_name, names) if sheet.height]
        if not sheets:
            raise Invalid(f"{self.path} is empty.", "Ask the council for the file again.")
        fit = [sheet for sheet in sheets if self._headings_of(sheet)[2]]
        if len(fit) > 1:
            shown = ", ".join(f"'{clean(sheet.name)}'" for sheet in fit)
            raise Invalid(f"{self.path} has more than one sheet of people: {shown}.", "Say which: --sheet NAME.")
        return (fit or sheets)[0]

    def _headings_of(self, sheet: CalamineSheet) -> tuple[int, int, bool]:
        """The place of the headings' row, how many rows with words stand above, and whether it names all that is
        needed."""
        first: tuple[int, int, bool] | None = None
        above = 0
        for place, row in enumerate(islice(sheet.iter_rows(), MOST_ABOVE)):
            if not any(cells := as_text(row)):
                continue
            if self._fits(list(map(clean, cells))):
                return place, above, True
            first = first or (place, 0, False)
            above += 1
        return first or (0, 0, False)

    def begin(self) -> None:
        """Go to the first row, and find the headings above it."""
        place, self.passed_over, _ = self._headings_of(self._sheet)
        rows = self._sheet.iter_rows() if self._sheet.height else iter([[]])
        self.headings = list(map(clean, as_text(next(islice(rows, place, None)))))
        self._rows, self.first_row, self._read = rows, place + 2, place + 1
        self.merged = 0
        self._titles = {
            row
            for (row, left), (last_row, right) in self._sheet.merged_cell_ranges or ()
            if row == last_row and left < right and row > place
        }

    def show(self, place: int) -> None:
        """Write the numbers of this column as the sheet shows them: with the noughts before an ID."""
        if self._ids != place and self._sheet.start:
            self._ids = place
            self._shown = formats(self.path, self.sheet, place + self._sheet.start[1])

    def cells(self) -> Iterator[list[str]]:
        """The rows below the headings, once. What is passed over is as a blank row is."""
        for row in self._rows:
            self._read += 1
            cells = as_text(row)
            if self._titles and self._read - 1 in self._titles and sum(map(bool, cells)) == 1:
                self.merged += 1
                cells = [""] * len(cells)
            ids = self._ids
            if ids is not None and (shape := self._shown.get(self._read - 1)) and cells[ids].isdigit():
                cells[ids] = cells[ids] if type(row[ids]) is str else shape.of(cells[ids])
            if ids is not None and not self._shows and type(row[ids]) is float:
                self.bare_ids = True
            if ids is not None and (what := _is_no_id(row[ids])):
                why = f"The person ID is {what} in the spreadsheet: take it from the council's system."
                self.broken[self._read - self.first_row + 1] = why
            for place in self.swapped:
                if isinstance(day := row[place], date):
                    cells[place] = f"{day:%d/%m/%Y}"  # as it was before the spreadsheet read it
            yield cells

    def share_read(self) -> float:
        """How much of the sheet has been read, 0 to 1."""
        end = self._sheet.end
        return min(1.0, self._read / (end[0] + 1)) if end else 1.0

    def close(self) -> None:
        """Nothing is held open: a workbook is read whole."""


def sheets(path: Path) -> list[str]:
    """The names of the sheets of a workbook that people see and that have something in them."""
    workbook = _open(path)
    return [name for name in _worksheets(workbook) if workbook.get_sheet_by_name(name).height]


def _worksheets(workbook: CalamineWorkbook) -> list[str]:
    """The names of the sheets that people see, charts and macros apart."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
