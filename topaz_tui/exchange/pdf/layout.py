"""What stands where on which page, before anything is drawn: so the number of pages is known, and no heading is left
alone at the foot of one. All measures are millimetres from the top left corner of a page, of letters in points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from topaz_tui.exchange.pdf.wrapping import TextLine
from topaz_tui.rules.concerns import QUESTIONS, Document

WIDTH, HEIGHT = 210.0, 297.0  # A4
LEFT, RIGHT, TOP, FOOT = 22.0, 20.0, 20.0, 24.0
"""The margins. The left one leaves room for the holes of a file."""
ACROSS = WIDTH - LEFT - RIGHT
LABEL, GAP = 47.0, 4.0
"""The column of the labels, and what parts it from the answers."""

BAND, FRAME, INDENT = 13.0, 1.4, 6.0
"""The alarm: its black band, its frame, and how far in its words stand."""

TOGETHER = 6
"""Lines of an answer that stay on one page; a longer one may run on to the next."""
LEAST = 2
"""Lines of an answer, at least, at the foot of a page and at the top of the next."""


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look. `line` is the height of a line of them; `paper`: white, on a black ground."""

    size: float
    line: float
    bold: bool = False
    grey: bool = False
    paper: bool = False


TITLE = Face(18, 9, bold=True)
HEADING = Face(11.5, 6, bold=True)
TEXT = Face(9.5, 4.9)
STRONG = Face(9.5, 4.9, bold=True)
FAINT = Face(9.5, 4.9, grey=True)
ALARM = Face(17, 9, bold=True, paper=True)
SMALL = Face(8, 4)
SMALL_STRONG = Face(8, 4, bold=True)

NOTHING = frozenset(("Not answered", "Not on record"))
"""Answers that are written lighter, so that the eye finds the others."""
DANGER, CALLED = QUESTIONS["danger"].words, QUESTIONS["called_999"].words


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text. `y` is its top; `width` is given where it may stand at the right end of it."""

    x: float
    y: float
    line: TextLine
    face: Face
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, black all over; white, with `paper`."""

    x: float
    y: float
    width: float
    height: float
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Bookmark:
    """What a bookmark leads to."""

    y: float
    title: str


Page = list[Words | Box | Bookmark]
Fold = Callable[[str, float, Face], list[TextLine]]


@dataclass
class Sheets:
    """The pages so far, and how far down the last one is filled."""

    fold: Fold
    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = TOP
    top: float = TOP
    """Where the last page's own words begin."""
    title: str = ""
    """Of the section, said again at the top of a page that it runs on to."""

    def put(self, *things: Words | Box | Bookmark) -> None:
        """Lay these on the page that is being written."""
        self.pages[-1].extend(things)

    @property
    def room(self) -> float:
        """How much of the page is left, in millimetres."""
        return HEIGHT - FOOT - self.y

    def turn(self) -> None:
        """Begin a page, with the title of the section that goes on there."""
        self.pages.append([])
        self.y = TOP
        if self.title:
            line = self.fold(f"{self.title} (continued)", ACROSS, STRONG)[0]
            self.put(Words(LEFT, self.y, line, STRONG, ACROSS))
            self.y += STRONG.line + 0.4
            self.rule(0.25)
            self.y += 1.6
        self.top = self.y

    def need(self, height: float) -> None:
        """Turn the page, unless there is so much room on it, or nothing is on it yet."""
        if height > self.room + 0.01 and self.y > self.top:
            self.turn()

    def rule(self, height: float) -> None:
        """Draw a line across the page, `height` millimetres thick."""
        self.put(Box(LEFT, self.y, ACROSS, height))
        self.y += height

    def lines(self, x: float, lines: Sequence[TextLine], face: Face, width: float) -> None:
        """Lines under each other, on as many pages as they need."""
        for line in lines:
            self.need(face.line)
            self.put(Words(x, self.y, line, face, width))
            self.y += face.line


def pages(document: Document, version: str, fold: Fold) -> list[Page]:
    """The pages of the document. `version`, if any, stands in its head where the document does not say it itself."""
    (title, head), *sections = document
    sheets = Sheets(fold)
    sheets.lines(LEFT, fold(title, ACROSS, TITLE), TITLE, ACROSS)
    sheets.y += 2
    if version and "Version" not in dict(head):
        head = (*head, ("Version", version))
    for label, words in head:
        _row(sheets, label, words, STRONG)
    sheets.y += 2
    sheets.rule(0.6)
    for _, lines in sections:
        if dict(lines).get(DANGER) == "Yes":
            _alarm(sheets, dict(lines).get(CALLED, ""))
            break
    for title, lines in sections:
        section(sheets, title, lines)
    return sheets.pages


def _alarm(sheets: Sheets, called: str) -> None:
    """White on black in a heavy frame, so that it is seen on any printer. Its section says all of it."""
    said = "Somebody was in immediate danger when this concern was raised."
    inner = ACROSS - 2 * INDENT
    lines = sheets.fold(f"{said} {CALLED} {called}" if called else said, inner, STRONG)[:2]
    under = 5.5 + len(lines) * STRONG.line
    sheets.y += 5
    sheets.need(BAND + under + FRAME)
    sheets.put(Box(LEFT, sheets.y, ACROSS, BAND + under + FRAME))
    sheets.put(Box(LEFT + FRAME, sheets.y + BAND, ACROSS - 2 * FRAME, under, paper=True))
    sheets.put(Words(LEFT + INDENT, sheets.y + 2, TextLine("! IMMEDIATE DANGER"), ALARM))
    end = sheets.y + BAND + under + FRAME
    sheets.y += BAND + 2.5
    sheets.lines(LEFT + INDENT, lines, STRONG, inner)
    sheets.y = end


def section(sheets: Sheets, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """A heading, and below it labels with what stands beside each."""
    heading = sheets.fold(title, ACROSS, HEADING)
    first = _first(max(map(len, _sides(sheets, *lines[0], TEXT)))) if lines else 0
    sheets.title = ""
    if sheets.y > sheets.top:
        sheets.y += 6
    sheets.need(min(len(heading), 6) * HEADING.line + 2 + first * TEXT.line)
    sheets.put(Bookmark(sheets.y, title))
    sheets.lines(LEFT, heading, HEADING, ACROSS)
    sheets.y += 0.4
    sheets.rule(0.25)
    sheets.y += 1.6
    sheets.title = title
    for label, words in lines:
        _row(sheets, label, words, FAINT if words in NOTHING else TEXT)


def _sides(sheets: Sheets, label: str, words: str, face: Face) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of a label and those of the answer, which stand beside each other."""
    return sheets.fold(label, LABEL, TEXT), sheets.fold(words, ACROSS - LABEL - GAP, face)


def _first(lines: int) -> int:
    """How many of so many lines have to be where the first is."""
    return lines if lines <= TOGETHER else LEAST


def _row(sheets: Sheets, label: str, words: str, face: Face) -> None:
    """A label, and the answer beside it, which may run over pages: there the label is said again."""
    names, answers = _sides(sheets, label, words, face)
    again = sheets.fold(f"{label} (continued)", LABEL, TEXT)
    start, end = 0, max(len(names), len(answers))
    sheets.need(_first(end) * face.line)
    while start < end:
        fits = max(int((sheets.room + 0.01) / face.line), 1)
        stop = min(start + fits, end)
        if 0 < end - stop < LEAST < fits:
            stop = end - LEAST
        beside = names[start:stop] or again[: stop - start]
        for name, answer in zip_longest(beside, answers[start:stop]):
            if name:
                sheets.put(Words(LEFT, sheets.y, name, TEXT, LABEL))
            if answer:
                sheets.put(Words(LEFT + LABEL + GAP, sheets.y, answer, face, ACROSS - LABEL - GAP))
            sheets.y += face.line
        start = stop
        if start < end:
            sheets.turn()
    sheets.y += 1.1
