"""Draws the document with fpdf2: black on white, A4, the font embedded, text that can be copied and searched."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import EncryptionMethod, XPos, YPos

from topaz_tui.errors import Trouble
from topaz_tui.exchange.pdf.letters import shown
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import QUESTIONS, Document

# Both tell of glyphs and tables, and so of what is written: nothing of that belongs on a screen or in a log.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
MARGIN, FOOT = 20.0, 22.0  # millimetres
LABEL, GAP = 52.0, 4.0
WIDTH = 210.0 - 2 * MARGIN
LINE = 5.2
TITLE, HEADING, TEXT, SMALL = 16, 11, 9.5, 8  # points
KEEP = 3 * LINE  # a heading, or a label, is not left alone at the foot of a page
DANGER = QUESTIONS["danger"].words


class _Pages(FPDF):
    """Pages with the reference and their number at the foot."""

    foot = ""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FONT, "", SMALL)
        self.set_line_width(0.2)
        self.line(MARGIN, self.get_y() - 1.5, 210 - MARGIN, self.get_y() - 1.5)
        self.cell(WIDTH - 30, 5, self.foot, align="L")
        self.cell(30, 5, f"Page {self.page_no()} of {{nb}}", align="R")


def draw(reference: str, version: int, made_at: datetime, document: Document, password: str | None) -> bytes:
    """See `as_pdf`."""
    pages = _Pages(format="A4", unit="mm")
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pages.add_font(FONT, style, FONTS / file)
    pages.set_text_shaping(True)
    pages.set_margins(MARGIN, MARGIN, MARGIN)
    pages.c_margin = 0
    pages.set_auto_page_break(True, FOOT)
    pages.set_title(f"Safeguarding concern {reference}")
    pages.set_lang("en-GB")
    pages.set_creation_date(made_at)
    pages.foot = f"Confidential · {reference} · version {version}, {forms.when_words(made_at)}"
    if password:
        _lock(pages, password)
    pages.add_page()
    (title, head), *sections = document
    _head(pages, title, head)
    if any((DANGER, "Yes") in lines for _, lines in sections):
        _danger(pages)
    for title, lines in sections:
        _section(pages, title, lines)
    return bytes(pages.output())


def _lock(pages: FPDF, password: str) -> None:
    try:
        pages.set_encryption(secrets.token_hex(16), password, EncryptionMethod.AES_256, encrypt_metadata=True)
    except (ImportError, OSError):
        raise Trouble(
            "The PDF can't be encrypted: what encrypts is not installed.", 'Run: pip install "topaz-tui[encrypt]"'
        ) from None


def _has(pages: FPDF, style: str) -> set[int]:
    """The letters that the font of this style can show."""
    return set(pages.fonts[f"{FONT.lower()}{style}"].cmap)  # type: ignore[union-attr]


def _write(pages: FPDF, text: str, width: float, size: float, style: str = "", line: float = LINE) -> None:
    """Write text at the cursor, on as many lines and pages as it needs, and go to the line under it."""
    pages.set_font(FONT, style, size)
    x = pages.get_x()
    pages.multi_cell(width, line, shown(text, _has(pages, style)), align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
    pages.set_x(x)


def _need(pages: FPDF, height: float) -> None:
    """Begin another page unless there is so much room on this one."""
    if pages.get_y() + height > pages.h - FOOT:
        pages.add_page()


def _head(pages: FPDF, title: str, lines: tuple[tuple[str, str], ...]) -> None:
    _write(pages, title, WIDTH, TITLE, "B", 8)
    pages.ln(1)
    for label, words in lines:
        _row(pages, label, words, style="B")
    pages.set_line_width(0.6)
    pages.line(MARGIN, pages.get_y() + 1, 210 - MARGIN, pages.get_y() + 1)
    pages.ln(4)


def _danger(pages: FPDF) -> None:
    """In a heavy frame, so that it is seen on any printer."""
    top = pages.get_y()
    pages.set_xy(MARGIN + 4, top + 3)
    _write(pages, "! IMMEDIATE DANGER", WIDTH - 8, TITLE, "B", 8)
    _write(pages, "Somebody was in immediate danger when this was raised: see the first section.", WIDTH - 8, TEXT)
    pages.set_line_width(1.2)
    pages.rect(MARGIN, top, WIDTH, pages.get_y() + 3 - top)
    pages.set_xy(MARGIN, pages.get_y() + 6)


def _section(pages: FPDF, title: str, lines: tuple[tuple[str, str], ...]) -> None:
    _need(pages, HEADING + KEEP)
    pages.ln(2)
    pages.start_section(shown(title, _has(pages, "B")))
    _write(pages, title, WIDTH, HEADING, "B", 6)
    pages.set_line_width(0.2)
    pages.line(MARGIN, pages.get_y(), 210 - MARGIN, pages.get_y())
    pages.ln(1.2)
    for label, words in lines:
        _row(pages, label, words)


def _row(pages: FPDF, label: str, words: str, style: str = "") -> None:
    """A label, and the answer beside it, which may run over pages."""
    _need(pages, KEEP)
    top, page = pages.get_y(), pages.page
    _write(pages, label, LABEL, TEXT, "")
    under = pages.get_y()
    pages.set_xy(MARGIN + LABEL + GAP, top)
    _write(pages, words or " ", WIDTH - LABEL - GAP, TEXT, style)
    pages.set_xy(MARGIN, max(pages.get_y(), under) if pages.page == page else pages.get_y())
    pages.ln(0.8)
