"""Text folded into lines of a width: between words where that is possible, else between letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from topaz_tui.exchange.document.letters import is_mark
from topaz_tui.exchange.document.order import leftward

Measure = Callable[[str], float]
"""How wide a piece of text is, in millimetres."""

LONGEST = 200
"""Letters on one line, whatever their width: some have none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `leftward`: it is written from right to left; `folded`: its paragraph has more than one line."""

    text: str
    leftward: bool = False
    folded: bool = False


def fold(text: str, width: float, measure: Measure) -> list[Line]:
    """The lines of a text, one at least. Blanks between words count as one."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        back = leftward(paragraph)
        parts = list(_fold(paragraph.split(), width, measure))
        lines += [Line(part, back, len(parts) > 1) for part in parts]
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
    for letter in word:
        open_mark = held.startswith("‹U+") and "›" not in held and len(held) < len("‹U+10FFFF›")
        if held and not (is_mark(letter) or open_mark or (held == "‹" and letter == "U") or held + letter == "‹U+"):
            yield held
            held = ""
        held += letter
    if held:
        yield held
