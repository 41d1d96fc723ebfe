"""The order of letters on a line where Hebrew or Arabic stands among English (Unicode's rules for both directions)."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

from topaz_tui.exchange.pdf.glyphs import turns

LONGEST = 250
"""Letters whose order is found together: a line of a page has 200 at most (lines.LONGEST)."""

Run = tuple[str, bool]
"""A piece of a line that is written in one direction, and whether that is from right to left."""

# By the rules the groups of a phone number change places beside Arabic ('0123 7946 020'). A reader wants the number as
# it was typed: so a number, a sum, a date or a time counts as one word; and so does '‹U+738B›'.
_NUMBER = re.compile(r"‹U\+[0-9A-F]+›|[£€$+#]?\d(?:(?:[\d ,.:/+-]|\(\d+\))*\d)?%?")


def leftward(paragraph: str) -> bool:
    """Whether a paragraph is written from right to left: two thirds of its letters are. (The first letter alone
    decides in Unicode's rules; here an English sentence may well begin with an Arabic name.)"""
    if paragraph.isascii():
        return False
    kinds = [unicodedata.bidirectional(letter) for letter in paragraph]
    return sum(kind in ("R", "AL") for kind in kinds) > 2 * kinds.count("L")


def runs(line: str, leftward: bool) -> list[Run]:
    """The pieces of a line, as they stand from left to right."""
    if not leftward and not turns(line):
        return [(line, False)]
    if len(line) > LONGEST:  # no line of a page is: the library's stack would run out
        return [run for at in range(0, len(line), LONGEST) for run in runs(line[at : at + LONGEST], leftward)]
    direction = TextDirection.RTL if leftward else TextDirection.LTR
    letters = BidiParagraph(_steadied(line), direction, preserve_bn_chars=True).characters
    levels = groupby(zip(line, letters, strict=True), lambda pair: pair[1].embedding_level)
    pieces = [(level, "".join(letter for letter, _ in group)) for level, group in levels]
    ordered: list[Run] = []
    # An odd level is written leftwards, and what stands within it (a number: level 2) stands in its order.
    for turned, within in groupby(pieces, lambda piece: piece[0] > 0):
        ordered += [(text, level % 2 == 1) for level, text in (reversed(list(within)) if turned else within)]
    return ordered


def _steadied(line: str) -> str:
    """The line, with a letter or digit for each sign of a number: a digit, which goes with the Hebrew or Arabic around
    it, where that goes on after the number; else an English letter, as after a name."""

    follows, leftward_after = False, [False] * (len(line) + 1)  # what comes after each place, found once from the end
    for place in range(len(line) - 1, -1, -1):
        kind = unicodedata.bidirectional(line[place])
        follows = kind != "L" if kind in ("L", "R", "AL") else follows
        leftward_after[place] = follows

    def word(number: re.Match[str]) -> str:
        return ("0" if leftward_after[number.end()] else "n") * len(number[0])

    return _NUMBER.sub(word, line)
