"""Text folded into lines of a width: between words where that is possible, else between letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from topaz_tui.exchange.pdf.bidi import leftward
from topaz_tui.exchange.pdf.glyphs import is_mark

Measure = Callable[[str], float]
"""How wide a piece of text is, in millimetres."""

LONGEST = 200
"""Letters on one line, whatever their width: some have none."""

# Digits in groups, as in a phone number, which is read more surely on one line.
_GROUPS = re.compile(r"\+?\d{1,6}(?: \d{2,7}){1,4}(?!\d)")
_HELD = "\u00a0"
_LETTER = re.compile("‹U\\+[0-9A-F]{4,6}›|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text. `leftward`: it is written from right to left; `folded`: its paragraph has more than one line."""

    text: str
    leftward: bool = False
    folded: bool = False


def fold(text: str, width: float, measure: Measure) -> list[TextLine]:
    """The lines of a text, one at least. Blanks between words count as one."""
    lines: list[TextLine] = []
    for paragraph in text.split("\n"):
        back = leftward(paragraph)
        held = _GROUPS.sub(lambda groups: groups[0].replace(" ", _HELD), " ".join(paragraph.split()))
        parts = [part.replace(_HELD, " ") for part in _fold(held.split(" "), width, measure)]
        lines += [TextLine(part, back, len(parts) > 1) for part in parts]
    return lines


def _fold(words: list[str], width: float, measure: Measure) -> Iterator[str]:
    """Lines of words, filled one after the other: '' for no words."""
    blank = measure(" ")
    line, used = "", 0.0
    for word in words:
        wide = measure(word)
        if line and used + blank + wide <= width and len(line) + len(word) < LONGEST:
            line, used = f"{line} {word}", used + blank + wide
            continue
        if line:
            yield line
        line, used = word, wide
        if wide > width or len(word) > LONGEST:
            *full, line = _broken(word, width, measure)
            yield from full
            used = measure(line)
    yield line


def _broken(word: str, width: float, measure: Measure) -> Iterator[str]:
    """The pieces of a word that is too wide for a line."""
    piece, used = "", 0.0
    for letter in _letters(word):
        wide = measure(letter)
        if piece and (used + wide > width or len(piece) + len(letter) > LONGEST):
            yield piece
            piece, used = "", 0.0
        piece, used = piece + letter, used + wide
    yield piece


def _letters(word: str) -> Iterator[str]:
    """What is never parted: a letter with its marks, and '‹U+738B›'."""
    held = ""
    for found in _LETTER.finditer(word):
        if held and not is_mark(found[0][0]):
            yield held
            held = ""
        held += found[0]
    yield held
