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
ADDRESS = (Face(11, 5), Face(9, 4.1), Face(7.5, 3.3))
"""The faces of an address: the first in which all its lines are in the window."""
EDGE = 1.0  # millimetres that stay free above and below it, as a sheet moves in its envelope
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
                    pen.words(Words(LEFT, HEIGHT - 16, TextLine(foot), LARGE_BODY if sheet.large else SMALL))
        return bytes(pen.pdf.output())


def not_drawn(sheets: Sequence[Sheet]) -> dict[int, str]:
    """The numbers of the letters that can't be printed so that they can be read and arrive, each with the reason."""
    found: dict[int, str] = {}
    with Pen() as pen:
        has = pen.font(BODY).cmap
        for sheet in sheets:
            text = "\n".join((*sheet.sent_to, sheet.subject, sheet.text))
            missing = (each for each in text if not each.isascii() and _MISSING.fullmatch(shown(each, has)))
            if letter := next(missing, ""):
                found[sheet.id] = f"our font has no '{letter}'"
            elif not _address(pen, sheet):
                found[sheet.id] = "the address does not fit the window"
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


def _address(pen: Pen, sheet: Sheet) -> list[Words]:
    """The lines of the address, whole, within the window; none where they don't fit in any face."""
    left, top, width, height = WINDOW
    across = left + width - LEFT - 2
    for face in ADDRESS:
        lines = [line for part in sheet.sent_to for line in pen.fold(part, across, face)]
        if len(lines) * face.line <= height - 2 * EDGE:
            return [Words(LEFT, top + EDGE + at * face.line, line, face, across) for at, line in enumerate(lines)]
    return []
