"""Draws the pages with fpdf2: black on white, the fonts embedded, text that can be copied and searched."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from fpdf import FPDF
from fpdf.encryption import StandardSecurityHandler
from fpdf.enums import EncryptionMethod
from fpdf.errors import FPDFException
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from topaz_tui.errors import Invalid
from topaz_tui.exchange.pdf import layout, wrapping
from topaz_tui.exchange.pdf.bidi import runs
from topaz_tui.exchange.pdf.glyphs import joins, shown
from topaz_tui.exchange.pdf.layout import ACROSS, LEFT, SMALL, SMALL_STRONG, Bookmark, Box, Face, Words
from topaz_tui.exchange.pdf.wrapping import TextLine
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Document
from topaz_tui.services import references

# Both tell of glyphs and tables, and so of what is written: nothing of that belongs on a screen or in a log.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
FILES = {"": "DejaVuSansCondensed.ttf", "B": "DejaVuSansCondensed-Bold.ttf"}
BLACK, GREY, WHITE = 0, 0x59, 0xFF  # grey on white: 7 to 1
SHAPED: dict[str, object] = {"features": {}}  # how what is measured is shaped: its letters tell the direction
LONGEST = 127  # bytes of a password that count in a PDF


def draw(reference: str, version: int | None, made_at: datetime, document: Document, password: str | None) -> bytes:
    """See `document.as_pdf`."""
    with Pen() as pen:
        if password is not None:
            lock(pen.pdf, password)
        kind = "Referral" if reference.startswith(references.REFERRAL) else "Safeguarding concern"
        reference = pen.shown(" ".join(reference.split()), SMALL)
        when = "" if version is None else f"{version}, {forms.when_words(made_at)}"
        pen.pdf.set_title(f"{kind} {reference}")
        pen.pdf.set_creation_date(made_at)
        stands = f"version {when}" if when else "draft: not submitted"
        draw_pages(pen, layout.pages(document, when, pen.fold), f"{reference} · {stands}")
        return bytes(pen.pdf.output())


def draw_pages(pen: Pen, pages: Sequence[layout.Page], foot: str) -> None:
    """Each of these on a page of its own, with these words and its number at the foot."""
    for number, page in enumerate(pages, 1):
        pen.pdf.add_page()
        for thing in page:
            pen.draw(thing)
        pen.foot(foot, number, len(pages))


class Pen:
    """A document being drawn. The files of its fonts, which are read as letters are met, are closed with the `with`."""

    def __init__(self) -> None:
        self.pdf = pdf = FPDF(format="A4", unit="mm")
        for style, file in FILES.items():
            pdf.add_font(FONT, style, FONTS / file)
        pdf.alias_nb_pages("")  # else '{nb}' in an answer becomes the number of pages
        pdf.set_margins(0, 0, 0)
        pdf.c_margin = 0
        pdf.set_auto_page_break(False)
        pdf.set_lang("en-GB")
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.widths: dict[Face, dict[str, float]] = {}

    def __enter__(self) -> Pen:
        return self

    def __exit__(self, *_: object) -> None:
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def font(self, face: Face) -> TTFFont:
        font = self.pdf.fonts[f"{FONT.lower()}{'B' if face.bold else ''}"]
        assert isinstance(font, TTFFont)
        return font

    def shown(self, text: str, face: Face) -> str:
        return shown(text, self.font(face).cmap)

    def width(self, face: Face, text: str) -> float:
        """How wide the text is. Words come again and again: each is measured once."""
        known = self.widths.setdefault(face, {})
        if text not in known:
            points = self.font(face).get_text_width(text, face.size, SHAPED if joins(text) else None)[1]
            known[text] = points / self.pdf.k
        return known[text]

    def fold(self, text: str, width: float, face: Face) -> list[TextLine]:
        return wrapping.fold(self.shown(text, face), width, partial(self.width, face))

    def draw(self, thing: Words | Box | Bookmark) -> None:
        match thing:
            case Words():
                self.words(thing)
            case Box():
                self.pdf.set_fill_color(WHITE if thing.paper else BLACK)
                self.pdf.rect(thing.x, thing.y, thing.width, thing.height, style="F")
            case Bookmark():
                self.pdf.set_y(thing.y)
                self.pdf.start_section(self.shown(" ".join(thing.title.split()), layout.HEADING))

    def words(self, words: Words) -> None:
        """One line. One from right to left stands at the right where its paragraph has other lines; a name alone stays
        beside its label."""
        if not words.line.text:
            return
        face = words.face
        self.pdf.set_font(FONT, "B" if face.bold else "", face.size)
        self.pdf.set_text_color(WHITE if face.paper else GREY if face.grey else BLACK)
        pieces = runs(words.line.text, words.line.leftward)
        x = words.x
        if words.line.leftward and words.line.folded:
            x += words.width - sum(self.width(face, text) for text, _ in pieces)
        for text, leftward in pieces:
            # Shaping every letter takes ten times as long, and sets each apart: only where they need it.
            self.pdf.set_text_shaping(leftward or joins(text), direction="rtl" if leftward else "ltr")
            self.pdf.set_xy(x, words.y)
            self.pdf.cell(None, face.line, text)
            x = self.pdf.get_x()

    def foot(self, left: str, number: int, pages: int) -> None:
        """What stands at the foot of each page."""
        y, right = layout.HEIGHT - 16, f"Page {number} of {pages}"
        self.draw(Box(LEFT, y, ACROSS, 0.25))
        confidential = "Confidential"
        self.words(Words(LEFT, y + 1.6, TextLine(confidential), SMALL_STRONG))
        start = self.width(SMALL_STRONG, confidential) + 3
        self.words(Words(LEFT + start, y + 1.6, self.fold(left, ACROSS - 30 - start, SMALL)[0], SMALL))
        self.words(Words(LEFT + ACROSS - self.width(SMALL, right), y + 1.6, TextLine(right), SMALL))


def lock(pdf: FPDF, password: str) -> None:
    """Have the document encrypted. A password that readers would each take in their own way is refused, and an empty
    one. (The library's own words on such a password repeat it.)"""
    try:
        prepared = StandardSecurityHandler.prepare_string(password)
    except FPDFException:
        prepared = b""
    if not 0 < len(prepared) <= LONGEST or prepared != password.encode("utf-8", "replace"):
        raise Invalid(
            "The PDF can't be encrypted with this password.",
            f"Use one of plain letters, digits and signs, {LONGEST} at most.",
        )
    try:
        pdf.set_encryption(secrets.token_hex(16), password, EncryptionMethod.AES_256, encrypt_metadata=True)
    except (ImportError, OSError):
        raise Invalid(
            "The PDF can't be encrypted: what encrypts is not installed.", 'Run: pip install "topaz-tui[encrypt]"'
        ) from None
