"""Letters on paper: what a window envelope shows, large print, a batch as one PDF, and the folder of whoever prints."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.support.desks import *  # noqa: F403 (the same desks and clients)
from tests.support.desks import ON_A_FILE
from tests.support.sessions import job
from topaz_tui.config import Letters, Settings
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery import dispatcher, printing
from topaz_tui.exchange.pdf import letters_as_pdf, letters_not_drawn
from topaz_tui.services import correspondence
from topaz_tui.services.correspondence import Sheet
from topaz_tui.services.escalations.api import board

POINT = 25.4 / 72
ADDRESS = ("Mrs Ada Stone", "Flat 2", "Fern House", "14 Pellan Road", "Herne Hill", "Lambeth", "London", "SE24 9ZZ")
SHEET = Sheet(1, "LT-2026-00001", ADDRESS, "Please ring us", "Dear Mrs Stone,\n\nPlease ring 020 7946 0100.", False,
              "english", "2026-11-23T10:00:00Z")  # fmt: skip


def letters_of(page: Any) -> list[tuple[str, float, float, float, float]]:
    """Each letter of a page, with its box in millimetres from the top left corner."""
    text = page.get_textpage()
    found = []
    for place in range(text.count_chars()):
        left, foot, right, top = text.get_charbox(place)
        letter = text.get_text_range(place, 1)
        if letter.strip():
            found.append((letter, left * POINT, 297 - top * POINT, right * POINT, 297 - foot * POINT))
    return found


def test_window_shows_the_address_and_nothing_else() -> None:
    pdf = letters_as_pdf([SHEET])
    assert pikepdf.open(io.BytesIO(pdf)).check_pdf_syntax() == [] and pdf == letters_as_pdf([SHEET])
    letters = letters_of(pdfium.PdfDocument(pdf)[0])
    above = [each for each in letters if each[2] < 99]  # what is folded to the front
    assert "".join(each[0] for each in above) == "".join(ADDRESS).replace(" ", "")
    for letter, left, top, right, foot in above:
        assert left >= 20 and right <= 110 and top >= 46 and foot <= 81, letter


def test_address_is_whole_or_the_letter_is_held_back() -> None:
    long = replace(SHEET, sent_to=("Mrs Wilhelmina Bartholomew-Featherstonehaugh of the Old Vicarage", *ADDRESS[1:]))
    letters = [each for each in letters_of(pdfium.PdfDocument(letters_as_pdf([long]))[0]) if each[2] < 99]
    assert "".join(each[0] for each in letters) == "".join(long.sent_to).replace(" ", "")
    assert letters_not_drawn([SHEET, long]) == {}
    assert letters_not_drawn([replace(SHEET, sent_to=("x",) * 12)]) == {1: "the address does not fit the window"}


@pytest.mark.parametrize(("large", "points"), [(False, 11), (True, 16)])
def test_large_print_has_sixteen_points(large: bool, points: int) -> None:
    pdf = letters_as_pdf([replace(SHEET, large=large, text="Please ring.\n" * 40)])
    pages = list(pdfium.PdfDocument(pdf))
    below = {
        round(each.get_font_size())
        for page in pages
        for each in page.get_objects()
        if isinstance(each, pdfium.PdfTextObj) and 297 - each.get_bounds()[3] * POINT > 99  # under the first fold
    }
    assert min(below) == (16 if large else 8) and points in below, "but the number of the page, in small print"
    assert "1 of 2" in pages[0].get_textpage().get_text_range() and len(pages) == 2


@ON_A_FILE
def test_batch_is_one_pdf_in_order_and_printed_once(worker, make_client, tmp_path: Path) -> None:
    people = [make_client() for _ in range(20)]
    at_work = replace(worker, settings=Settings(letters=Letters(telephone="020 7946 0100")))
    made = correspondence.make(at_work, people, {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "print"})
    file = tmp_path / "batch.pdf"
    batch = printing.write(at_work, file)
    assert batch.references == made.references and file.stat().st_mode & 0o077 == 0
    told = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(file.read_bytes())]
    assert [reference in page for reference, page in zip(made.references, told, strict=True)] == [True] * 20
    assert printing.write(at_work, tmp_path / "again.pdf").references == ()
    with pytest.raises(UserError, match="is there already"):
        printing.write(at_work, file, made.ids[3:4])
    assert printing.write(at_work, tmp_path / "one.pdf", made.ids[3:4]).references == ("LT-2026-00004",)
    assert correspondence.posted(at_work, correspondence.to_post(at_work)) == 20


@ON_A_FILE
def test_letter_that_our_font_cant_draw_goes_to_the_board(worker, make_client, tmp_path: Path) -> None:
    at_work = replace(worker, settings=Settings(letters=Letters(telephone="020 7946 0100")))
    correspondence.make(
        at_work,
        [make_client(last_name="আহমেদ"), make_client()],
        {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "print"},
    )
    batch = printing.write(at_work, tmp_path / "x.pdf")
    assert batch.references == ("LT-2026-00002",)
    assert [line.proof for line in batch.held] == ["Can't be printed: our font has no 'আ'"]
    assert [item.waiting_for for item in board(at_work).items] == ["Letter LT-2026-00001 to go"]


@ON_A_FILE
def test_dispatch_puts_what_waits_into_the_folder_of_whoever_prints(worker, client, tmp_path: Path) -> None:
    place = tmp_path / "print"
    settings = Settings(letters=Letters(telephone="020 7946 0100", print_to=str(place)))
    correspondence.make(
        replace(worker, settings=settings), [client], {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "print"}
    )
    [lacks] = dispatcher.run(job(settings)).lacks
    assert lacks.startswith("What waits to be printed can't be put there")
    place.mkdir()
    assert dispatcher.run(job(settings)).lacks == () == dispatcher.run(job(settings)).lacks
    assert [each.name for each in place.iterdir()] == ["LT-2026-00001.pdf"]
    [line] = correspondence.waiting(worker)
    assert (line.stands, line.proof) == ("Printed", "LT-2026-00001.pdf")
