"""What a number format shows of a number: Excel keeps 123 where it shows 000123, and P-000123 where it is told to.

python-calamine gives the number alone, so the formats of one column are read out of the .xlsx itself. An ID without its
noughts would be another ID, and its person on the list twice. Nothing is parsed as XML: a few tags are looked for, as
text, so that nothing in a hostile file can unfold.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import IO, NamedTuple

_CHUNK = 1 << 20
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(0)|([ ()+/-])|(.)', re.S)
_STYLES, _WORKBOOK, _RELATIONS = "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class NumberFormat(NamedTuple):
    """What a format writes: its pieces in order, each a nought's place (None) or words."""

    pieces: tuple[str | None, ...]

    def of(self, digits: str) -> str:
        """These digits as the format shows them."""
        places = self.pieces.count(None)
        padded = digits.zfill(places)
        first, rest = padded[: len(padded) - places + 1], iter(padded[len(padded) - places + 1 :])
        told, is_first = [], True
        for piece in self.pieces:
            told.append(piece if piece is not None else first if is_first else next(rest))
            is_first = is_first and piece is not None
        return "".join(told)


def format_of(code: str) -> NumberFormat | None:
    """What a format such as 000000 or "P-"000000 writes; None where it is no format of noughts and words alone."""
    pieces: list[str | None] = []
    for match in _PIECE.finditer(code):
        quoted, escaped, nought, sign, other = match.groups()
        if other == ";":  # what follows is for negative numbers
            break
        if other is not None:
            return None
        if nought:
            pieces.append(None)
        elif words := quoted or escaped or sign:
            pieces.append(words)
    is_more = pieces.count(None) > 1 or (None in pieces and len(pieces) > 1)
    return NumberFormat(tuple(pieces)) if is_more else None


def says_formats(path: Path) -> bool:
    """Is it an .xlsx, in which the formats can be read?"""
    try:
        with zipfile.ZipFile(path) as parts:
            return _WORKBOOK in parts.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def formats(path: Path, sheet: str, column: int) -> Mapping[int, NumberFormat]:
    """For the rows (from 0) of a sheet of an .xlsx whose cell in this column (from 0) has such a format: which. Empty
    for any other spreadsheet."""
    try:
        with zipfile.ZipFile(path) as parts:
            styles = dict(_styles(parts.read(_STYLES).decode("utf-8", "replace")))
            if not styles:
                return {}
            with parts.open(_part(parts, sheet)) as file:
                return dict(_cells(file, _letters(column), styles))
    except (KeyError, zipfile.BadZipFile):  # no .xlsx, or none that is laid out as they are
        return {}


def _tags(name: str, text: str) -> Iterator[dict[str, str]]:
    """The attributes of each tag of this name."""
    for tag in re.finditer(rf"<(?:\w+:)?{name}\b([^>]*)>", text):
        yield {key: unescape(value) for key, value in re.findall(r'([\w:]+)\s*=\s*"([^"]*)"', tag[1])}


def _styles(text: str) -> Iterator[tuple[str, NumberFormat]]:
    """The styles of cells that write noughts, by their number."""
    codes = {each.get("numFmtId"): each.get("formatCode", "") for each in _tags("numFmt", text)}
    _, _, cells = text.partition("cellXfs")
    for number, each in enumerate(_tags("xf", cells.partition("cellXfs>")[0])):
        if shape := format_of(codes.get(each.get("numFmtId"), "")):
            yield str(number), shape


def _part(parts: zipfile.ZipFile, sheet: str) -> str:
    """Where the sheet of this name is kept. KeyError where nothing says so."""
    listed = _tags("sheet", parts.read(_WORKBOOK).decode("utf-8", "replace"))
    relation = next((each.get("r:id") for each in listed if each.get("name") == sheet), None)
    found = _tags("Relationship", parts.read(_RELATIONS).decode("utf-8", "replace"))
    target = next((each["Target"] for each in found if relation and each.get("Id") == relation), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(file: IO[bytes], letters: str, styles: Mapping[str, NumberFormat]) -> Iterator[tuple[int, NumberFormat]]:
    """The cells of a column that have one of these styles."""
    cell = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\br="%s(\d+)")(?=[^>]*\bs="(\d+)")' % letters.encode())
    rest = b""
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"<")  # a tag that goes on in the next chunk
        rest = text[end:]
        for row, style in cell.findall(text[:end]):
            if shape := styles.get(style.decode()):
                yield int(row) - 1, shape


def _letters(column: int) -> str:
    """'A' for 0, 'AA' for 26."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
