"""Plans, reports and certificates as PDFs, held by other people's programs: qpdf checks them, pdfium reads them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2 as pdfium

from topaz_tui.exchange.pdf import certificates_as_pdf, printed_as_pdf
from topaz_tui.rules.children.printing import Certificate, Version, plain_copy, printed
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.forms import Answer

ROW = {"need": "A bank account", "how": "We go together", "whom": "Ann Able", "by": "2026-12-20"}
ANSWERS: dict[str, Answer] = {
    "name": "Zoë Stone",
    "category": "eligible",
    "wishes": "I want to live near my brother.",
    "address": "14 Pellan Road, SE24 9ZZ",
    "address_withheld": "yes",
    "next_move": "From 14 Pellan Road to Leeds.",
    "money_plan": [{**ROW, "need": f"Need number {number}"} for number in range(30)],
    "young_person_sign": "disagrees",
    "young_person_says": "It is too far away.",
}
VERSION = Version("P-104", 2, datetime(2026, 11, 23, 10, tzinfo=UTC), "Example Social Work Ltd")


def pages_of(pdf: bytes) -> list[str]:
    opened = pikepdf.open(io.BytesIO(pdf))
    assert opened.check_pdf_syntax() == []
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(pdf)]


def test_plan_prints_with_title_case_version_and_page_numbers_and_without_what_is_withheld() -> None:
    pages = pages_of(printed_as_pdf(printed(WorkKind.PATHWAY_PLAN, ANSWERS, VERSION)))
    assert len(pages) > 3 and pages[0].startswith("Pathway plan Case P-104 Version 2, 23 Nov 2026 10:00")
    for number, page in enumerate(pages, 1):
        foot = f"Pathway plan · P-104 · version 2, 23 Nov 2026 10:00 Page {number} of {len(pages)}"
        assert f"Confidential {foot}" in page
    text = " ".join(pages)
    assert "1. Need number 0 How it is met: We go together By whom: Ann Able By when: 20 Dec 2026" in text
    assert "30. Need number 29" in text and "It is too far away." in text
    assert "Pellan" not in text and "9ZZ" not in text and "From [withheld] to Leeds." in text


def test_a_young_persons_copy_and_a_draft_say_what_they_are() -> None:
    draft = Version("P-104", 3)
    (page,) = pages_of(printed_as_pdf(plain_copy(WorkKind.PATHWAY_PLAN, ANSWERS | {"money_plan": [ROW]}, draft)))
    assert page.startswith("Your pathway plan Case P-104 Version 3, draft") and "Page 1 of 1" in page
    assert "What you want I want to live near my brother." in page and "Who does it: Ann Able" in page
    assert "Not answered" not in page and "You do not agree" in page


def test_certificates_name_course_day_and_edition_on_a_page_each() -> None:
    one = Certificate(
        "Людмила Їжакевич", "Leads and deputies", date(2026, 11, 20), "360", "Elm School", "Ann Able", "2026",
        "Example Social Work Ltd",
    )  # fmt: skip
    page, other = pages_of(certificates_as_pdf([one, replace(one, name="Bo " * 40)]))
    assert "Certificate of attendance This is to certify that Людмила Їжакевич" in page and "Bo Bo" in other
    for words in ("Leads and deputies", "20 Nov 2026", "360 minutes", "Elm School", "in education 2026", "Ann Able"):
        assert words in page and words in other
