"""Spreadsheets for tests: a case as Excel would hold it, and the smallest OpenDocument."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from topaz_tui.exchange.council_csv.delimited import Delimited

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?", re.A)
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})|(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00)?)?", re.A)


def typed(cell: str) -> object:
    """A cell as somebody types it into Excel in Britain: a number, a day, else text."""
    if match := _DAY.fullmatch(cell):
        day, month, year = map(int, match.groups()[:3] if match[1] else match.groups()[:2:-1])
        with suppress(ValueError):
            return datetime(year, month, day) if year >= 1900 else cell
    if _NUMBER.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    return cell


def from_csv(source: Path, target: Path, *, as_text: bool = False) -> Path:
    """An .xlsx with the rows of a CSV file, each cell as it would be typed into Excel, or all of them as text."""
    text = Delimited(source, None)
    text.begin()
    text.close()
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Export"
    with source.open(encoding=text.encoding, errors="replace", newline="") as lines:
        for number, row in enumerate(text.dialect.reader(lines), 1):
            for place, words in enumerate(row, 1):
                if words:
                    cell = sheet.cell(number, place)
                    cell.value = words if as_text else typed(words)
                    if cell.data_type == "f":  # Excel keeps what comes out of ="0012", which here nobody works out
                        cell.data_type = "s"
    book.save(target)
    return target


def ods(target: Path, rows: Sequence[Sequence[str | float | date]], *, locked: bool = False) -> Path:
    """An .ods with one sheet; `locked` as one with a password says so."""

    def cell(value: str | float | date) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    names = {"office": "office:1.0", "table": "table:1.0", "text": "text:1.0"}
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}"' for name, urn in names.items())
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            f"{'<manifest:encryption-data/>' if locked else ''}</manifest:manifest>",
        )
        parts.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="People">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target
