"""Letters to the people themselves on paper: A4, one after the other, the address in the window of a DL envelope, and
nothing else there: whoever sees the envelope sees no sender. In large print where that is asked for.

A sheet is folded in three (marks at the left edge). The window of a DL envelope (BS EN ISO 269; 90 by 35 mm, 20 mm from
the left and 18 from the foot) then shows what lies from 20 to 110 mm across and 46 to 81 mm down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topaz_tui import clock
from topaz_tui.exchange.pdf.drawing import Pen
from topaz_tui.exchange.pdf.glyphs import shown
from topaz_tui.exchange.pdf.layout import FOOT, HEIGHT, RIGHT, TOP, WIDTH, Box, Face, Words
from topaz_tui.exchange.pdf.wrapping import TextLine
from topaz_tui.services.correspondence import Sheet

WINDOW = (20.0, 46.0, 90.0, 35.0)
"""The window: from the left, from the top, width, height."""
LEFT = 25.0
ADDRESS = Face(11, 5)
MOST_LINES = 6  # of an address: so many are in the window
BODY, SUBJECT = Face(11, 5.6), Face(11, 5.6, bold=True)
LARGE_BODY, LARGE_SUBJECT = Face(16, 8.4), Face(18, 9.4, bold=True)
"""Large print: 16 points at least (UK Association for Accessible Formats)."""
SMALL = Face(8, 4)
FOLDS = (99.0, 198.0)
FIRST = 105.0  # how far down the text begins: below the first fold
ACROSS = WIDTH - LEFT - RIGHT


def draw(sheets: Sequence[Sheet]) -> bytes:
    """All of them in this order, each on pages of its own."""
    with Pen() as pen:
        pen.pdf.set_title("Letters")
        pen.pdf.set_creation_date(clock.from_store(max(sheet.made_at for sheet in sheets)))
        for sheet in sheets:
            pages = list(_pages(pen, sheet))
            for number, page in enumerate(pages, 1):
                pen.pdf.add_page()
                for words in page:
                    pen.draw(words)
                if len(pages) > 1:
                    foot = f"{sheet.reference} · {number} of {len(pages)}"
                    pen.words(Words(LEFT, HEIGHT - 14, TextLine(foot), SMALL))
        return bytes(pen.pdf.output())


def not_drawn(sheets: Sequence[Sheet]) -> dict[int, str]:
    """The numbers of the letters that hold what the font has no shape for, each with the first such letter."""
    with Pen() as pen:
        has = pen.font(BODY).cmap
    found: dict[int, str] = {}
    for sheet in sheets:
        text = "\n".join((*sheet.sent_to, sheet.subject, sheet.text))
        missing = (each for each in text if not each.isascii() and _MISSING.fullmatch(shown(each, has)))
        if letter := next(missing, ""):
            found[sheet.id] = letter
    return found


_MISSING = re.compile("‹U\\+[0-9A-F]{4,6}›")  # what stands for a letter that the font does not have


def _pages(pen: Pen, sheet: Sheet) -> Iterator[list[Words | Box]]:
    face, head = (LARGE_BODY, LARGE_SUBJECT) if sheet.large else (BODY, SUBJECT)
    page: list[Words | Box] = [*_address(pen, sheet), *(Box(3, fold, 4, 0.2) for fold in FOLDS)]
    y = FIRST
    lines = [(line, head) for line in pen.fold(sheet.subject, ACROSS, head)]
    lines += [(TextLine(""), face), *((line, face) for line in pen.fold(sheet.text, ACROSS, face))]
    for line, its_face in lines:
        if y + its_face.line > HEIGHT - FOOT:
            yield page
            page, y = [], TOP
            if not line.text:
                continue
        page.append(Words(LEFT, y, line, its_face, ACROSS))
        y += its_face.line
    yield page


def _address(pen: Pen, sheet: Sheet) -> Iterator[Words]:
    """The lines of the address, all of them within the window: of too many the ones in the middle share a line."""
    left, top, width, _ = WINDOW
    parts = list(sheet.sent_to)
    while len(parts) > MOST_LINES:
        parts[1:3] = [f"{parts[1]}, {parts[2]}"]
    across = left + width - LEFT - 2
    for number, part in enumerate(parts):
        yield Words(LEFT, top + 2 + number * ADDRESS.line, pen.fold(part, across, ADDRESS)[0], ADDRESS, across)
