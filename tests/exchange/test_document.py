"""The concern as a PDF, held by other people's programs: qpdf (in pikepdf) checks it, pdfium reads and paints it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from itertools import groupby

import fpdf.encryption
import pikepdf
import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topaz_tui.demo.concern_texts import STORIES, USUAL
from topaz_tui.errors import UserError
from topaz_tui.exchange.pdf import as_pdf, layout
from topaz_tui.exchange.pdf.bidi import leftward, runs
from topaz_tui.exchange.pdf.glyphs import shown
from topaz_tui.exchange.pdf.wrapping import LONGEST, TextLine, fold
from topaz_tui.rules import concerns

AT = datetime(2026, 11, 23, 19, 36, tzinfo=UTC)
REFERENCE = "SC-2026-00020"
NAMES = {
    "Latin": "Łukasz Żółć Zoë Þórður",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Людмила Їжакевич",
    "Hebrew": "לאה כהן",
    "Arabic": "ليلى محمد",
    "Vietnamese": "Nguyễn Ánh",
    "Yoruba": "Adébáyọ̀",
}
LETTERS = {ord(letter) for word in NAMES.values() for letter in word} | set(range(32, 127)) | {0x308, 0xE4, 0xEB}


def whole(story="money", **changed):
    """A whole concern of the demo, with some answers changed."""
    answers = USUAL | STORIES[story][1] | changed
    adult = concerns.Adult(name="Mrs Ada Stone", person_id="P-1", address="14 Pellan Road, SE24 9ZZ")
    return concerns.document(answers, adult, concerns.RaisedBy("Róisín Kelly"), REFERENCE, AT)


def said(words, label="Seen"):
    return (("Safeguarding concern", (("Reference", "SC-1"),)), ("What happened", ((label, words),)))


def made(document, version=1, **how):
    return as_pdf(REFERENCE, version, AT, document, **how)


@cache
def of_story(story):
    return made(whole(story))


def usual():
    return of_story("money")


def dangerous():
    return of_story("husband")


def texts_of(pdf):
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]


def text_of(pdf):
    return " ".join(" ".join(texts_of(pdf)).split())


def found(pdf, words):
    """Whether a reader's search finds the words."""
    return any(page.get_textpage().search(words).get_next() for page in pdfium.PdfDocument(pdf))


def painted(pdf, page=0, scale=1):
    """The page in greys, `scale` dots to the point."""
    return pdfium.PdfDocument(pdf)[page].render(scale=scale).to_pil().convert("L")


def checked(pdf):
    """The document, which qpdf finds no fault with."""
    opened = pikepdf.open(io.BytesIO(pdf))
    assert opened.check_pdf_syntax() == []
    return opened


# What is in it


@pytest.mark.parametrize("story", ["money", "husband", "visits"])
def test_pdf_has_a_whole_concern_to_the_last_answer(story):
    text = text_of(of_story(story))
    for title, lines in whole(story):
        assert title in text
        for label, words in lines:
            assert label in text
            assert not set(words.split()) - set(text.split())


def test_pdf_head_has_reference_version_and_time_once():
    text = texts_of(usual())[0]
    assert "Reference SC-2026-00020" in text
    assert "Submitted 23 Nov 2026 19:36" in text
    assert text.count("\nVersion 1, 23 Nov 2026 19:36") == 1
    (title, head), *body = whole()
    told = ((title, (*head, ("Version", "1, as submitted"))), *body)
    assert texts_of(made(told))[0].count("\nVersion ") == 1


def test_pdf_of_a_draft_says_so_on_each_page():
    draft = concerns.document({}, concerns.Adult(), concerns.RaisedBy(), REFERENCE)
    pages = texts_of(made(draft, None))
    assert len(pages) > 1 and all("SC-2026-00020 · draft: not submitted" in text for text in pages)
    assert not any("ersion" in text for text in pages)


def test_pdf_foot_has_reference_version_page_and_confidential():
    pages = texts_of(usual())
    for number, text in enumerate(pages, 1):
        assert f"Confidential SC-2026-00020 · version 1, 23 Nov 2026 19:36 Page {number} of {len(pages)}" in text


def test_pdf_says_immediate_danger_across_the_page_and_whether_999_was_called():
    assert "! IMMEDIATE DANGER Somebody was in immediate danger when" in text_of(dangerous())
    assert "concern was raised. 999 called? Yes" in text_of(dangerous())
    assert "IMMEDIATE DANGER" not in text_of(usual())

    def blackest(pdf):
        """The most rows under each other that are black from margin to margin."""
        page = painted(pdf).crop((66, 0, 535, 842))
        rows = (max(page.crop((0, y, page.width, y + 1)).tobytes()) < 0x40 for y in range(page.height))
        return max(sum(black) for _, black in groupby(rows))

    assert blackest(dangerous()) >= 8 and blackest(usual()) <= 2


def test_pdf_has_nothing_fainter_than_print_can_show():
    """Contrast of 7 to 1 at least: the only grey is that of 'Not answered'."""
    opened = checked(usual())
    greys = set(re.findall(rb"([\d.]+) g\b", b"".join(page.Contents.read_bytes() for page in opened.pages)))
    assert max(float(grey) for grey in greys) < 0.36
    colours = rb"\b(rg|RG|k|K|cs|scn)\b"
    assert not any(re.search(rb"[\d.] " + colours, page.Contents.read_bytes()) for page in opened.pages)


# What kind of file it is


def test_pdf_passes_a_checker_with_its_fonts_inside():
    opened = checked(usual())
    fonts = {str(font.BaseFont): font for page in opened.pages for font in page.Resources.Font.values()}
    assert set(fonts) == {"/MPDFAA+DejaVuSansCondensed", "/MPDFAA+DejaVuSansCondensedBold"}
    for font in fonts.values():
        assert "/ToUnicode" in font
        assert len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) < 60_000
    assert len(usual()) < 40_000
    assert all(round(float(page.MediaBox[3]) / 72 * 25.4) == 297 for page in opened.pages)


def test_pdf_metadata_have_a_title_and_nothing_personal():
    opened = checked(usual())
    assert {name: str(value) for name, value in opened.docinfo.items()} == {
        "/Title": "Safeguarding concern SC-2026-00020",
        "/CreationDate": "D:20261123193600Z",
    }
    assert "/Metadata" not in opened.Root
    assert str(opened.Root.Lang) == "en-GB"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_pdf_section_has_a_bookmark_to_its_page():
    opened = checked(usual())
    pages, numbers = texts_of(usual()), {page.objgen: number for number, page in enumerate(opened.pages)}
    with opened.open_outline() as outline:
        assert [item.title for item in outline.root] == [section.title for section in concerns.SECTIONS]
        for item in outline.root:
            assert item.title in pages[numbers[item.destination[0].objgen]]


def test_pdf_of_the_same_document_has_the_same_bytes_on_any_machine():
    document = whole("husband", what=" ".join(NAMES.values()))
    code = (
        "import hashlib, sys; from datetime import *; from topaz_tui.exchange.pdf import as_pdf;"
        f"document = {document!r}; at = datetime.fromisoformat({AT.isoformat()!r});"
        f"print(hashlib.sha256(as_pdf({REFERENCE!r}, 1, at, document)).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.strip() == hashlib.sha256(made(document)).hexdigest(), done.stderr


def test_pdf_drawn_beside_others_is_the_same():
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(lambda _: made(whole("husband")), range(3))) == {dangerous()}


def test_pdf_drawing_prints_nothing_and_is_loaded_late():
    code = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG);"
        "from topaz_tui.exchange.pdf import as_pdf; assert 'fpdf' not in sys.modules;"
        "from datetime import datetime, UTC;"
        "as_pdf('SC-1', 1, datetime(2026, 1, 1, tzinfo=UTC), (('Head', (('x', '王 ليلى 👵'),)),), password='x')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Letters


def test_pdf_name_in_each_script_can_be_found_and_copied():
    pdf = made((*said("Seen"), *((script, (("Seen", f"It is {name} who"),)) for script, name in NAMES.items())))
    checked(pdf)
    missing = [script for script, name in NAMES.items() if not all(found(pdf, word) for word in name.split())]
    assert missing == [] and "U+" not in text_of(pdf)


def test_pdf_arabic_is_joined():
    """Its letters take other shapes within a word: with shaping there are other glyphs than for the letters alone."""

    def glyphs(words):
        opened = checked(made(said(words)))
        fonts = opened.pages[0].Resources.Font.values()
        [font] = [font for font in fonts if "Bold" not in str(font.BaseFont)]
        return bytes(font.ToUnicode.read_bytes()).count(b"\n")

    assert glyphs("ععع") > glyphs("ع")


def test_pdf_letter_that_the_font_lacks_is_marked():
    text = text_of(made(said("王小明 👵 \ud800")))
    assert "‹U+738B›‹U+5C0F›‹U+660E› ‹U+1F475› ‹U+D800›" in text


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Zoe\u0308", "Zoë"),  # composed
        ("q\u0308", "q\u0308"),  # nothing to compose it to: left to the font's own marks
        ("\u1e97", "t\u0308"),  # a letter that the font has in parts only
        ("a" + "\u0308" * 50, "ä" + "\u0308" * 4),  # no tower of marks over the lines above
        ("a\x00b\x1b[31m\x07\x85c", "a b [31m \nc"),
        ("a\u202eb\u2066c\ufeff\u200bd\u00ade", "abcde"),
        ("\u2764\ufe0f", "‹U+2764›"),
        ("one\r\ntwo\u2028three\rfour\x0bfive\tsix", "one\ntwo\nthree\nfour\nfive six"),
        ("", ""),
    ],
)
def test_text_is_made_fit_to_be_shown(typed, seen):
    assert shown(typed, LETTERS) == seen


def test_control_characters_never_reach_it():
    text = text_of(made(said("Zoe\u0308 a\u202eb\u2066c\x07d\x1b[31m")))
    assert "Zoë abc d [31m" in text and not set(text) & {"\u202e", "\u2066", "\x07", "\x1b"}


def test_pdf_markup_in_an_answer_is_text():
    words = "{nb} **bold** __u__ <b>b</b> (\\) %s"
    assert words in text_of(made(said(words)))


# The order of letters

HEBREW = "שלום"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("plain", ["plain"]),
        (f"Rang {HEBREW} at 14:05", ["Rang ", HEBREW, " at 14:05"]),
        # A number stays with what it was typed after, and its groups in their order.
        (f"{HEBREW} 020 7946 0123 is hers", [HEBREW, " 020 7946 0123 is hers"]),
        (f'"{HEBREW} 45 {HEBREW}" she said', ['"', f" {HEBREW}", "45", f"{HEBREW} ", '" she said']),
        (f"{HEBREW} ‹U+06C1› x", [HEBREW, " ‹U+06C1› x"]),
    ],
)
def test_hebrew_in_english(line, pieces):
    assert [text for text, _ in runs(line, False)] == pieces


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        (f"{HEBREW} 020 7946 0123 {HEBREW}", [f" {HEBREW}", "020 7946 0123", f"{HEBREW} "]),
        (f"{HEBREW} Pellan Road, {HEBREW}", [f", {HEBREW}", "Pellan Road", f"{HEBREW} "]),
        (f"{HEBREW} £6,900 ({HEBREW})", [f" ({HEBREW})", "£6,900", f"{HEBREW} "]),
        ("020 7946 0123", ["020 7946 0123"]),
    ],
)
def test_english_in_hebrew(line, pieces):
    assert [text for text, _ in runs(line, True)] == pieces


@given(st.text(st.sampled_from("aא1 ,.(-ع\u05b0%+")), st.booleans())
def test_pdf_letters_of_any_direction_are_all_there(line, leftward):
    assert sorted("".join(text for text, _ in runs(line, leftward))) == sorted(line)


def test_a_paragraph_is_written_leftwards_where_its_letters_are():
    assert leftward(f"{HEBREW} 020 7946 0123") and leftward("ليلى (7)")
    assert not leftward(f"{HEBREW} said that she is well") and not leftward("") and not leftward("Zoë 12")


# Lines


def letters_wide(text):
    return float(len(text))


def test_lines_break_between_words_and_a_word_breaks_where_it_must():
    assert [line.text for line in fold("one two  three\nfour", 8, letters_wide)] == ["one two", "three", "four"]
    assert [line.text for line in fold("a abcdefghijk", 4, letters_wide)] == ["a", "abcd", "efgh", "ijk"]
    assert [line.text for line in fold("xx‹U+738B›y", 9, letters_wide)] == ["xx", "‹U+738B›y"]
    assert fold("", 8, letters_wide) == [TextLine("")]
    assert fold("a\n\nb", 8, letters_wide) == [TextLine("a"), TextLine(""), TextLine("b")]


def test_a_phone_number_stays_on_one_line():
    lines = fold("rang 020 7946 0123 twice", 17, letters_wide)
    assert [line.text for line in lines] == ["rang", "020 7946 0123", "twice"]


def test_a_line_without_width_ends_all_the_same():
    assert all(len(line.text) <= LONGEST for line in fold("a" + "\u200d" * 3000, 10, lambda text: 0.0))


@given(st.text(), st.integers(1, 30))
def test_pdf_wrapping_loses_no_letter(text, width):
    lines = fold(text, width, letters_wide)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(text.split())


# Pages


def pages_of(document):
    """The pages as planned, with letters of one width."""

    def plain_fold(text, width, face):
        return fold(text, width, lambda piece: len(piece) * face.size * 0.18)

    return layout.pages(document, "1, today", plain_fold)


def words_on(page):
    return [thing for thing in page if isinstance(thing, layout.Words)]


@pytest.mark.parametrize("lines", range(20, 75))
def test_no_heading_and_no_label_stands_alone_at_the_foot_of_a_page(lines):
    document = (
        *said("\n".join(["x"] * lines)),
        ("The adult's wishes", (("Their view", "Sad.\nVery."), ("Wanted", "\n".join(["long"] * 30)))),
        ("Capacity", (("Able", "Yes"),)),
    )
    planned = pages_of(document)
    for page in planned:
        words = words_on(page)
        assert all(thing.y + thing.face.line <= layout.HEIGHT - layout.FOOT + 0.1 for thing in words)
        last = [thing for thing in words if thing.y == max(thing.y for thing in words)]
        assert not any(thing.face is layout.HEADING for thing in last)
        assert "Their view" not in {thing.line.text for thing in last}  # its two lines stay together
        for title in ("The adult's wishes", "Capacity"):
            names = {thing.line.text for thing in words}
            assert title not in names or names & {"Their view", "Able"}
    for page in planned[1:]:  # nor one line of an answer at the top of one
        assert sum(thing.line.text in ("x", "long") for thing in words_on(page)) != 1


def test_an_answer_that_runs_on_says_its_section_and_label_again():
    words = [f"word{number}" for number in range(4000)]
    pdf = made(said(" ".join(words)))
    pages = texts_of(pdf)
    assert [word for text in pages for word in text.split() if word.startswith("word")] == words
    assert len(pages) > 8
    for text in pages[1:]:
        assert text.startswith("What happened (continued)\r\nSeen (continued) word")


def test_pdf_text_stays_inside_the_margins():
    long = "x" * 400 + " " + "W" * 400 + " שלום" * 80 + " ليلى" * 80 + " Ж" * 100 + "a\u0308" * 200 + "王" * 100
    document = (("S" * 200, (("R" * 100, "V" * 200),)), ("T" * 300, (("L" * 100, long), ("Their view", long))))
    pdf = made(document)
    for number in range(len(pdfium.PdfDocument(pdf))):
        page = painted(pdf, number, 2)
        right, left = page.crop((1080, 0, page.width, page.height)), page.crop((0, 0, 120, page.height))
        assert min(right.tobytes()) == min(left.tobytes()) == 0xFF


# Passwords


def test_pdf_with_a_password_opens_with_that_alone():
    for password in ("correct horse", "Äpfel £9", "x" * 127):
        pdf = made(whole(), password=password)
        for other in ("", "correct", password + "x" if len(password) < 127 else "y"):
            with pytest.raises(pikepdf.PasswordError):
                pikepdf.open(io.BytesIO(pdf), password=other)
        opened = pikepdf.open(io.BytesIO(pdf), password=password)
        assert opened.check_pdf_syntax() == []
        ways = {opened.encryption.stream_method.name, opened.encryption.string_method.name}
        assert ways == {"aesv3"}, "AES-256"
        assert opened.encryption.R == 6 and opened.encryption.bits == 256
        assert str(opened.docinfo.Title) == "Safeguarding concern SC-2026-00020"
        assert "Ada Stone" in pdfium.PdfDocument(pdf, password=password)[0].get_textpage().get_text_range()
        assert b"Ada Stone" not in pdf and b"SC-2026-00020" not in pdf and b"Safeguarding" not in pdf


@pytest.mark.parametrize(
    "password", ["", "\u00ad", "x" * 128, "Ω" * 70, "e\u0301t", "\ufb01n", "a\ud800", "secret\x07"]
)
def test_pdf_password_that_would_not_do_is_refused_and_not_repeated(password):
    with pytest.raises(UserError, match="with this password") as refused:
        made(whole(), password=password)
    told = "".join(traceback.format_exception(refused.value.with_traceback(None)))
    assert refused.value.__context__ is None and "secret" not in told


def test_pdf_password_without_the_library_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(fpdf.encryption, "import_error", ImportError("no cryptography"))
    with pytest.raises(UserError, match=r"not installed\. Run: pip install \"topaz-tui\[encrypt\]\""):
        made(whole(), password="x")
    assert made(whole()) == usual()


def test_pdf_that_is_refused_leaves_no_font_open(monkeypatch):
    closed, close = [], TTFont.close

    def told(font: TTFont) -> None:
        closed.append(font)
        close(font)

    monkeypatch.setattr(TTFont, "close", told)
    with pytest.raises(UserError):
        made(whole(), password="")
    assert len(closed) == 2, "the plain one and the bold one"


# Any text at all

ANY = st.text(st.characters(codec=None) | st.sampled_from("\u0301\u05b0\u202e\u200f\u200dא ع-(.‹\n\t{1,"), max_size=200)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, ANY, ANY, ANY)
def test_pdf_takes_a_text_of_any_length(reference, title, label, words):
    document = ((title, ((label, words), ("", ""))), (title, ()), (title, ((label, words), ("", ""))))
    checked(as_pdf(reference, 1, AT, document))


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "x" * 100_000,
        "word and more " * 7_000,
        "\n" * 5_000,
        "." * 3_000,
        "-" * 3_000 + "א" + "-" * 3_000 + "א",  # neither way: the library's own rules fall over a thousand
        "א " * 3_000,
        "a\x00b\u2028c\td",
        "ﷺ" * 500,
        "\u0301" * 100_000,
        "א" + "\u05b0" * 3_000,
        "א\u200d" * 1_000 + "\u200d" * 3_000,
        "👨‍👩‍👧" * 1_000,
        "".join(map(chr, range(0x3000))),
    ],
    ids=lambda words: f"{words[:3]!a}x{len(words)}",
)
def test_pdf_takes_odd_texts(words):
    checked(made((*said(words), *said("x", label=words[:4_000]))))
