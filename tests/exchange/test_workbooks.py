"""Spreadsheets as councils send them: which sheet is read, what its cells say, and what can't be read in words. What
each case says as a spreadsheet is in test_council_file_cases.py."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.workbooks import ods
from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv import (
    CouncilFile,
    CouncilRecord,
    Refusal,
    RefusedFile,
    reader_process,
    shown,
    workbook,
)

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 23)
HEADINGS = ("Person ID", "NHS Number", "Last Name", "DOB", "Phone 1", "Assessment Date", "Eligibility")
ADA = (100000000001, 9990000018, "Stone", date(1944, 5, 3), 2079460001, datetime(2025, 3, 3, 10, 0), "Low")
Rows = Sequence[Sequence[object]]
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """`make(People=[row, …], Notes=[…])` makes a workbook of these sheets."""

    def write(merge: Sequence[str] = (), hidden: Sequence[str] = (), **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            assert isinstance(sheet, Worksheet)
            for row in rows:
                sheet.append(row)
            for cells in merge:
                sheet.merge_cells(cells)
            if name in hidden:
                sheet.sheet_state = "hidden"
        book.save(tmp_path / "people.xlsx")
        return tmp_path / "people.xlsx"

    return write


def read(path: Path, **how: Any) -> list[Any]:
    with CouncilFile(path, TODAY, **how) as file:
        return list(file.rows())


def test_spreadsheet_numbers_days_and_times_are_read(make: Make) -> None:
    cells = ["0012", 100000000001, 12345.0, 0.5, True, time(9, 30), date(1944, 5, 3), datetime(2025, 3, 3, 10, 0), None]
    [row] = read(make(People=[[*HEADINGS, *"abcdefghi"], [*ADA, *cells]]))
    assert (row.person_id, row.nhs_number, row.born_on) == ("100000000001", "9990000018", "1944-05-03")
    assert (row.assessed_on, [phone.number for phone in row.phones]) == ("2025-03-03", ["+442079460001"])
    assert workbook.as_text([*cells[:-1], ""]) == [
        "0012", "100000000001", "12345", "0.5", "yes", "09:30", "1944-05-03", "2025-03-03 10:00", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "number", "right"),
    [
        ("000000", 123, "000123"),
        ("000000", 1234567, "1234567"),
        ('"P-"000000;[Red]-0', 123, "P-000123"),
        ("[$-809]000 000", 12345, "012 345"),
        (r"\P0", 7, "P7"),
        ("General", 123, "123"),
        ("0", 123, "123"),
        ("#,##0", 123, "123"),
        ("0.00", 123, "123"),
        ("000000", "123", "123"),  # text is what it is
    ],
)
def test_an_id_has_the_noughts_that_its_format_shows(make: Make, code: str, number: object, right: str) -> None:
    path = make(People=[["", *HEADINGS], ["", number, *ADA[1:]]])
    book = openpyxl.load_workbook(path)
    book["People"]["B2"].number_format = code
    book["People"]["H2"].number_format = "000000"  # of another column
    book.save(path)
    [row] = read(path)
    assert (row.person_id, row.nhs_number) == (right, "9990000018")


def test_noughts_are_shown_in_the_rows_that_have_them_of_the_sheet_that_is_read(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "_CHUNK", 1_000)  # it is read in pieces, some of which end within a row
    people = [["List of people"], HEADINGS, *((number, *ADA[1:]) for number in range(1, 301))]
    path = make(**{"Notes & queries": [["nothing"]], "A & B": people})
    book = openpyxl.load_workbook(path)
    for number in (1, 2, 300):
        book["A & B"].cell(number + 2, 1).number_format = "000000"
    book.save(path)
    rows = {row.row: row.person_id for row in read(path)}
    assert (rows[3], rows[4], rows[5], rows[302]) == ("000001", "000002", "3", "000300")


def test_a_number_of_more_figures_than_a_spreadsheet_keeps_is_no_id(make: Make) -> None:
    [refusal] = read(make(People=[HEADINGS, (1234567890123456, *ADA[1:])]))
    assert isinstance(refusal, Refusal) and "rounded the person ID" in refusal.reasons[0]


@pytest.mark.parametrize(
    ("cell", "what"),
    [(True, "TRUE or FALSE"), (1.5, "a fraction"), (date(2026, 11, 3), "a date"), (time(12, 5), "a time")],
)
def test_what_a_spreadsheet_made_of_an_id_is_no_id_and_its_neighbours_are_read(
    make: Make, cell: object, what: str
) -> None:
    found = read(make(People=[["People"], HEADINGS, ADA, (cell, *ADA[1:]), ("P-3", *ADA[1:])]))
    assert [type(each) is Refusal for each in found] == [False, True, False]
    assert what in found[1].reasons[0] and "person ID" in found[1].reasons[0] and found[1].row == 4


def test_xls_and_ods_say_the_same_as_xlsx(make: Make, tmp_path: Path) -> None:
    [old] = read(CASES / "old.xls")
    assert old.first_name == "Ada"
    for path in (make(People=[HEADINGS, ADA]), ods(tmp_path / "people.ods", [HEADINGS, ADA])):
        assert read(path) == [old._replace(first_name="")]


def test_the_sheet_is_found_by_its_headings_and_the_others_are_said(make: Make) -> None:
    sheets = {"Notes": [["As at", date(2026, 11, 1)]], "People": [HEADINGS, ADA], "Empty": [], "Old": [HEADINGS, ADA]}
    with CouncilFile(make(hidden=["Old"], **sheets), TODAY) as file:
        assert (file.source.sheet, file.source.other_sheets) == ("People", ("Notes",))


def test_of_two_sheets_of_people_one_has_to_be_named(make: Make, tmp_path: Path) -> None:
    path = make(hidden=["Old"], May=[HEADINGS, ADA], June=[HEADINGS, (2, *ADA[1:])], Old=[HEADINGS, (3, *ADA[1:])])
    with pytest.raises(UserError, match=r"'May', 'June'.*--sheet"):
        read(path)
    mapping = tmp_path / "m.toml"
    mapping.write_text('sheet = "june"\n"Last Name" = "ignore"\n')
    assert [row.person_id for row in read(path, mapping=mapping)] == ["2"]
    assert [row.person_id for row in read(path, mapping=mapping, sheet="May")] == ["100000000001"]
    assert [row.person_id for row in read(path, sheet="old")] == ["3"]
    with pytest.raises(UserError, match=r"no sheet 'July'.*'May', 'June', 'Old'"):
        read(path, sheet="July")
    mapping.write_text("sheet = 4\n")
    with pytest.raises(UserError, match="quotation marks"):
        read(path, mapping=mapping)


def test_a_file_of_text_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"  # whatever it is called
    path.write_text("Person ID,Assessment Date\n1,2025-03-03\n")
    assert [row.person_id for row in read(path)] == ["1"]
    with pytest.raises(UserError, match="no spreadsheet, and has no sheets"):
        read(path, sheet="People")


def test_titles_above_and_merged_cells_among_the_people_are_passed_over(make: Make) -> None:
    rows = [[], ["Adult social care"], ["At", date(2026, 11, 1)], HEADINGS, ["Brixton"], ADA, ["Vassall"], ["Total 1"]]
    with CouncilFile(make(People=rows, merge=["A2:G2", "A5:G5", "A7:C7"]), TODAY) as file:
        found = list(file.rows())
        assert (file.passed_over, file.source.merged) == (2, 2)
    assert [type(each) for each in found] == [CouncilRecord, Refusal]
    assert [each.row for each in found if isinstance(each, CouncilRecord | Refusal)] == [6, 8]


def test_days_that_a_british_spreadsheet_swapped_are_put_right_once_the_order_is_named(make: Make) -> None:
    swapped = (1, None, "A", datetime(1950, 4, 3), None, date(2025, 3, 13), "Low")  # 03/04/1950: the fourth of March
    american = (2, None, "B", "12/25/1950", None, date(2025, 3, 4), "Low")
    path = make(People=[HEADINGS, swapped, american])
    assert [row.born_on for row in read(path)] == [None, None]
    found = read(path, dates="month-first")
    assert [(row.born_on, row.assessed_on) for row in found] == [
        ("1950-03-04", "2025-03-13"), ("1950-12-25", "2025-03-04"),
    ]  # fmt: skip


def test_refused_rows_of_a_spreadsheet_are_mended_and_read_again(make: Make, tmp_path: Path) -> None:
    path, target = make(People=[HEADINGS, ADA, (None, *ADA[1:])]), tmp_path / "refused.csv"
    with CouncilFile(path, TODAY) as file, RefusedFile(target, file.headings, file.delimiter) as refused:
        for row in file.rows():
            if isinstance(row, Refusal):
                refused.write(row)
    target.write_text(target.read_text("utf-8-sig").replace('"","9990000018"', '"77","9990000018"'), "utf-8-sig")
    [mended] = read(target)
    assert mended._replace(row=3) == read(path)[0]._replace(row=3, person_id="77")


def _xls_with_a_password(path: Path) -> Path:
    begin = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12) + b"\x2f\x00\x36\x00"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + begin)
    return path


def test_a_locked_or_broken_spreadsheet_is_said_in_words(make: Make, tmp_path: Path) -> None:
    locked = CASES / "locked.xlsx", ods(tmp_path / "l.ods", [], locked=True), _xls_with_a_password(tmp_path / "l.xls")
    for path in locked:
        with pytest.raises(UserError, match="locked with a password"):
            read(path)
    whole = make(People=[HEADINGS, ADA]).read_bytes()
    broken = tmp_path / "broken.xlsx"
    for size in (4, 500, len(whole) - 30):
        broken.write_bytes(whole[:size])
        with pytest.raises(UserError, match="no spreadsheet, or a damaged one"):
            read(broken)
    with pytest.raises(UserError, match="is empty"):
        read(make(People=[], Notes=[]))
    with pytest.raises(UserError, match="no column for the person ID"):
        read(make(Notes=[["As at"]]))


def test_spreadsheet_that_would_take_all_memory_is_not_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(People=[HEADINGS, ADA])
    monkeypatch.setattr(workbook, "_LARGEST", 1000)
    with pytest.raises(UserError, match="too large once it is unpacked"):
        read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such bound")
def test_a_cell_far_away_ends_the_reading_and_not_the_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADINGS)
    sheet["XFD1048576"] = " "
    book.save(path := tmp_path / "far.xlsx")
    with pytest.raises(UserError, match="too much memory"), reader_process.reading(path, TODAY, None):
        pass
