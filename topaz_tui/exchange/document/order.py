"""The order of letters on a line where Hebrew or Arabic stands among English (Unicode's rules for both directions)."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

Run = tuple[str, bool]
"""A piece of a line that is written in one direction, and whether that is from right to left."""

# By the rules the groups of a phone number change places beside Arabic ('0123 7946 020'). A reader wants the number as
# it was typed: so numbers, sums, dates and times count as one word from left to right.
_NUMBER = re.compile(r"[£€$+#-]?\(?\d(?:[\d ,.:/()+-]*\d)?%?")


def leftward(paragraph: str) -> bool:
    """Whether a paragraph is written from right to left: most of its letters are. (The first letter alone decides in
    Unicode's rules; here an English sentence may well begin with an Arabic name.)"""
    if paragraph.isascii():
        return False
    kinds = [unicodedata.bidirectional(letter) for letter in paragraph]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def runs(line: str, leftward: bool) -> list[Run]:
    """The pieces of a line, as they stand from left to right."""
    if not leftward and (line.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line)):
        return [(line, False)]
    as_words = _NUMBER.sub(lambda number: "0" * len(number[0]) if False else "n" * len(number[0]), line)
    direction = TextDirection.RTL if leftward else TextDirection.LTR
    levels = [c.embedding_level for c in BidiParagraph(as_words, direction, preserve_bn_chars=True).characters]
    pieces, start = [], 0
    for level, group in groupby(levels):
        end = start + len(list(group))
        pieces.append((line[start:end], level % 2 == 1))
        start = end
    return pieces[::-1] if leftward else pieces
