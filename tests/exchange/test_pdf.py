"""The concern as a PDF, held by other people's programs: qpdf (through pikepdf) checks it, pdfium reads it."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topaz_tui.errors import Trouble
from topaz_tui.exchange.demo.concerns import STORIES, USUAL
from topaz_tui.exchange.pdf import as_pdf
from topaz_tui.rules import concerns

AT = datetime(2026, 11, 23, 19, 36, tzinfo=UTC)
NAMES = {
    "Latin": "Łukasz Żółć, Zoë, Þórður",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Людмила Їжакевич",
    "Hebrew": "לאה כהן",
    "Arabic": "ليلى",
}


def whole(**changed):
    """A whole concern of the demo, with some answers changed."""
    answers = USUAL | STORIES["money"][1] | changed
    adult = concerns.Adult(name="Mrs Ada Stone", person_id="P-1", address="14 Pellan Road, SE24 9ZZ")
    return concerns.document(answers, adult, concerns.RaisedBy("Róisín Kelly"), "SC-2026-00020", AT)


def made(document=None, **how):
    return as_pdf("SC-2026-00020", 1, AT, document or whole(), **how)


def said(words):
    return (("Safeguarding concern", (("Reference", "SC-1"),)), ("What happened", (("Seen", words),)))


def text_of(pdf):
    pages = pdfium.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def checked(pdf):
    """The document, which qpdf finds no fault with."""
    opened = pikepdf.open(io.BytesIO(pdf))
    assert opened.check_pdf_syntax() == []
    return opened


def test_a_whole_concern_is_there_to_the_last_answer():
    text = " ".join(text_of(made()).split())
    for title, lines in whole():
        assert title in text
        for label, words in lines:
            assert label in text
            assert " ".join(words.split())[:25] in text


def test_a_checker_finds_no_fault_and_the_fonts_are_inside():
    opened = checked(made())
    fonts = {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}
    assert fonts == {"/MPDFAA+DejaVuSansBook", "/MPDFAA+DejaVuSansBold"}
    for page in opened.pages:
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor and "/ToUnicode" in font


def test_it_has_a_title_bookmarks_and_page_numbers_and_nothing_personal_in_them():
    pdf = made()
    opened = checked(pdf)
    assert str(opened.docinfo.Title) == "Safeguarding concern SC-2026-00020"
    assert str(opened.Root.Lang) == "en-GB"
    assert not any(name in str(value) for value in opened.docinfo.values() for name in ("Ada", "Stone", "Kelly"))
    with opened.open_outline() as outline:
        assert [item.title for item in outline.root] == [section.title for section in concerns.SECTIONS]
    pages = pdfium.PdfDocument(pdf)
    for number, page in enumerate(pages, 1):
        foot = page.get_textpage().get_text_range()
        assert f"Page {number} of {len(pages)}" in foot
        assert "Confidential · SC-2026-00020 · version 1, 23 Nov 2026 19:36" in foot


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_each_script_can_be_read_and_copied(script):
    pdf = made(said(f"It is {NAMES[script]} who"))
    checked(pdf)
    letters = set(NAMES[script]) - set(" ,")
    assert letters <= set(text_of(pdf)) and "U+" not in text_of(pdf)


def test_arabic_is_joined():
    """Its letters take other shapes within a word: with shaping there are other glyphs than for the letters alone."""

    def glyphs(words):
        opened = checked(made(said(words)))
        fonts = opened.pages[0].Resources.Font.values()
        [font] = [font for font in fonts if "Bold" not in str(font.BaseFont)]
        return bytes(font.ToUnicode.read_bytes()).count(b"\n")

    assert glyphs("ععع") > glyphs("ع")


@pytest.mark.parametrize(
    ("words", "mark"), [("王小明", "‹U+738B›‹U+5C0F›‹U+660E›"), ("👵", "‹U+1F475›"), ("\ud800", "‹U+D800›")]
)
def test_what_the_font_does_not_have_is_marked(words, mark):
    assert mark in text_of(made(said(words))).replace("\r\n", "")


def test_letters_made_of_two_are_one_and_what_would_turn_the_line_is_gone():
    text = text_of(made(said("Zoe\u0308 a\u202eb\u2066c\x07d\x1b[31m\u2764\ufe0f")))
    assert "Zoë" in text and "abc d" in text and not set(text) & {"\u202e", "\u2066", "\x07", "\x1b", "\ufe0f"}


def test_immediate_danger_is_framed():
    assert "IMMEDIATE DANGER" in text_of(made(whole(danger="yes", called_999="yes")))
    assert "IMMEDIATE DANGER" not in text_of(made())


def test_a_long_answer_runs_over_pages_and_loses_no_word():
    words = [f"word{number}" for number in range(4000)]
    pdf = made(said(" ".join(words)))
    text = text_of(pdf).split()
    assert [word for word in text if word.startswith("word")] == words
    assert len(pdfium.PdfDocument(pdf)) > 8


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    for lines in range(20, 60):
        document = (*said("\n".join(["x"] * lines)), ("The adult's wishes", (("Their view", "Sad."),)))
        for page in pdfium.PdfDocument(made(document)):
            text = page.get_textpage().get_text_range()
            assert ("The adult's wishes" in text) == ("Their view" in text)


def test_the_same_document_gives_the_same_bytes():
    assert made() == made()


def test_with_a_password_it_opens_with_that_alone():
    pdf = made(password="correct horse")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(pdf))
    opened = pikepdf.open(io.BytesIO(pdf), password="correct horse")
    assert opened.encryption.stream_method == pikepdf.models.encryption.EncryptionMethod.aesv3  # AES-256
    assert b"Ada" not in pdf and b"SC-2026-00020" not in pdf


def test_where_nothing_encrypts_it_says_so(monkeypatch):
    from fpdf import FPDF

    def refuse(*_args, **_how):
        raise OSError("cryptography is not installed")

    monkeypatch.setattr(FPDF, "set_encryption", refuse)
    with pytest.raises(Trouble, match="can't be encrypted"):
        made(password="x")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None), max_size=200), st.text(max_size=2000))
def test_no_text_is_too_much(label, words):
    checked(made(said(words)))
    checked(made((("Head", ()), (label, ((label, words), ("", ""))))))


@pytest.mark.parametrize("words", ["", " ", "x" * 20_000, "\n" * 300, "a\x00b\u2028c\td", "ﷺ" * 500, "\u0301" * 400])
def test_odd_texts(words):
    checked(made(said(words)))


def test_drawing_says_nothing_and_loading_the_room_loads_no_drawing():
    code = (
        "import sys; from topaz_tui.exchange.pdf import as_pdf; assert 'fpdf' not in sys.modules;"
        "from datetime import datetime, UTC;"
        "as_pdf('SC-1', 1, datetime(2026, 1, 1, tzinfo=UTC), (('Head', (('x', '王 ليلى'),)),))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
