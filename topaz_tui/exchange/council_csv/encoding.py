"""From bytes to lines: which encoding a council's file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from topaz_tui import regular
from topaz_tui.errors import Invalid, NotFound

_HEAD = 1 << 16
_CHUNK = 1 << 20
NO_FILE = "Save what comes from it as a file, and name that."
_SAVE_AS_CSV = "Save it as a spreadsheet or as CSV (in Excel: 'CSV UTF-8'), and read that."

# What a file that is no CSV begins with, and what it is then.
_NO_CSV = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "compressed"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a word processor's document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def encoding_of(path: Path) -> str:
    """The encoding that reads the file `path`: utf-8(-sig), utf-16, utf-16-le, utf-16-be or cp1252.

    Reads the whole file once, in pieces, since a name on the last line may decide between UTF-8 and
    Windows-1252. UserError where there is no such file, no right to read it, nothing in it, or no text.
    """
    try:
        if path.is_dir():
            raise Invalid(f"{path} is a folder.", "Name the CSV file in it.")
        regular.need(path, NO_FILE)
        if not path.is_file():
            raise NotFound(f"There is no file {path}.", "Look at the spelling, and at the folder you are in.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
                raise Invalid(f"{path} is empty.", "Ask the council for the file again.")
            for start, kind in _NO_CSV:
                if head.lstrip()[: len(start)].lower() == start.lower():
                    raise Invalid(f"{path} is {kind}, and neither CSV nor a spreadsheet.", _SAVE_AS_CSV)
            for bom, encoding in _BOMS:
                if head.startswith(bom):
                    return encoding
            if utf16 := _utf16_without_bom(head):
                return utf16
            if len(_CONTROLS.findall(head)) + head.count(0) > len(head) // 20 + 4:
                raise Invalid(f"{path} is neither text nor a spreadsheet.", _SAVE_AS_CSV)
            file.seek(0)
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            good = bad = 0
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if "\ufffd" in text:
                    wrong = text.count("\ufffd")
                    bad += wrong
                    good += len(re.findall(r"[^\x00-\x7f]", text)) - wrong
    except OSError as error:
        raise Invalid(f"{path} can't be read: {error.strerror}.", "Ask whoever owns it.") from error
    # One damaged letter in eleven is still UTF-8; in Windows-1252 nearly every accented letter is wrong as
    # UTF-8.
    return "utf-8" if bad <= good // 10 else "cp1252"


def _utf16_without_bom(head: bytes) -> str | None:
    """English text in UTF-16 has a NUL for every other byte."""
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    return None
