"""Plans and reports of children's services on paper, for a court, a council and a young person; and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from topaz_tui.clock import format_day
from topaz_tui.exchange.pdf import layout
from topaz_tui.exchange.pdf.drawing import Pen, draw_pages, lock
from topaz_tui.exchange.pdf.layout import ACROSS, HEIGHT, LEFT, SMALL, STRONG, TEXT, TITLE, Box, Face, Words
from topaz_tui.grammar import whom
from topaz_tui.rules.children.printing import Certificate, Printed

NAME = Face(22, 11, bold=True)
CERTIFICATE_TOP, FACT = 60.0, 45.0
"""How far down a certificate begins, and the column of its facts."""


def draw(printed: Printed, password: str | None) -> bytes:
    """See `printed_as_pdf`. A draft was made at no moment that counts: it bears the first of 1970, so that the same
    draft gives the same bytes."""
    version = printed.version
    with Pen() as pen:
        if password is not None:
            lock(pen.pdf, password)
        case = pen.shown(" ".join(version.case.split()), SMALL)
        pen.pdf.set_title(f"{printed.title} {case}")
        pen.pdf.set_creation_date(version.made_at or datetime.fromtimestamp(0, UTC))
        foot = f"{printed.title} · {case} · version {version.words}"
        draw_pages(pen, layout.pages(printed.document, "", pen.fold), foot)
        return bytes(pen.pdf.output())


def draw_certificates(certificates: Sequence[Certificate]) -> bytes:
    """See `certificates_as_pdf`. Their day is that of the course: what is due next counts from that, and not from when
    somebody printed it."""
    with Pen() as pen:
        whose = whom([pen.shown(each.name, SMALL) for each in certificates])
        pen.pdf.set_title(f"Certificate of attendance {whose}")
        pen.pdf.set_creation_date(datetime.combine(max(each.day for each in certificates), time(), UTC))
        for certificate in certificates:
            pen.pdf.add_page()
            _certificate(pen, certificate)
        return bytes(pen.pdf.output())


def _certificate(pen: Pen, certificate: Certificate) -> None:
    facts = (
        ("Course", certificate.course),
        ("Held on", format_day(certificate.day)),
        ("Length", f"{certificate.minutes} minutes" if certificate.minutes else ""),
        ("For", certificate.setting),
        ("Taught by", certificate.edition and f"Keeping children safe in education {certificate.edition}"),
        ("Trainer", certificate.trainer),
    )
    y = CERTIFICATE_TOP
    for words, face in (("Certificate of attendance", TITLE), ("This is to certify that", TEXT),
                        (certificate.name, NAME), ("was there for all of this course:", TEXT)):  # fmt: skip
        y = _put(pen, words, LEFT, y, ACROSS, face) + 5
    pen.draw(Box(LEFT, y, ACROSS, 0.25))
    y += 4
    for label, words in facts:
        if words:
            _put(pen, label, LEFT, y, FACT, TEXT)
            y = _put(pen, words, LEFT + FACT, y, ACROSS - FACT, STRONG) + 2
    pen.draw(Box(LEFT, y + 26, ACROSS / 2, 0.25))
    _put(pen, "Signed by the trainer", LEFT, y + 27.5, ACROSS, SMALL)
    _put(pen, certificate.organisation, LEFT, HEIGHT - 16, ACROSS, SMALL)


def _put(pen: Pen, text: str, x: float, y: float, width: float, face: Face) -> float:
    """Write this from `y` on, and say where it ends."""
    for line in pen.fold(text, width, face):
        pen.draw(Words(x, y, line, face, width))
        y += face.line
    return y
