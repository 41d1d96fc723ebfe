"""Text as the bundled font can show it: composed, without what a reader or a printer would obey, and with a mark in
place of each letter that the font does not have."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator

MARKS = 4
"""Marks on one letter that are kept: no language needs more, and a hundred would reach over the lines above."""

# Letters without a shape of their own that Arabic and Hebrew need: they join or part others, or give a direction.
_NEEDED = frozenset("\u200c\u200d\u200e\u200f")


def shown(text: str, has: Container[int]) -> str:
    """The text with '‹U+738B›' for a letter that is not in `has`: the reader sees that something stands there, and can
    look it up. Lines stay lines; the ends of lines are all newlines."""
    from topaz_tui.text import sanitize  # brings rich's tables, which nothing here should load before it is used

    lines = sanitize("\n".join(text.splitlines()))
    if lines.isascii():
        return lines
    return "".join(_letters(unicodedata.normalize("NFC", lines), has))


def is_mark(letter: str) -> bool:
    """Whether it stands on the letter before it."""
    return unicodedata.category(letter) in ("Mn", "Me")


def joins(text: str) -> bool:
    """Whether letters change their shape or place beside others: marks do, and Arabic and Hebrew."""
    return not text.isascii() and (any(map(is_mark, text)) or turns(text))


def turns(text: str) -> bool:
    """Whether letters in it are written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _letters(text: str, has: Container[int]) -> Iterator[str]:
    marks, needed = 0, _NEEDED if turns(text) else frozenset()
    for letter in text:
        marks = marks + 1 if is_mark(letter) else 0
        if marks > MARKS or (_unseen(letter) and letter not in needed):
            continue
        yield letter if letter == "\n" or ord(letter) in has else _instead(letter, has)


def _unseen(letter: str) -> bool:
    """Whether it has no shape: format codes (Arabic has a few with one), and what selects a letter's or emoji's
    look."""
    code = ord(letter)
    selects = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code == 0x034F
    return selects or (unicodedata.category(letter) == "Cf" and (code in (0x00AD, 0x061C) or code > 0x08FF))


def _instead(letter: str, has: Container[int]) -> str:
    """The letter in parts, where the font has those, else its number."""
    parts = unicodedata.normalize("NFD", letter)
    if all(ord(part) in has for part in parts):
        return parts
    return f"‹U+{ord(letter):04X}›"
