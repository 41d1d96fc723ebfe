"""The concern as the council reads it on paper: a PDF. What draws it is heavy, and is loaded when one is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from topaz_tui.rules.concerns import Document
from topaz_tui.services.correspondence import Sheet

if TYPE_CHECKING:  # the forms of a plan are read once one is printed, and not for each concern
    from topaz_tui.rules.children.printing import Certificate, Printed
    from topaz_tui.rules.disclosure.evidence import Table
    from topaz_tui.services.statutory.prints import Prints


def as_pdf(
    reference: str, version: int | None, made_at: datetime, document: Document, *, password: str | None = None
) -> bytes:
    """The document as a PDF of A4 pages, encrypted (AES-256) where a password is given. The same document gives the
    same bytes, unless it is encrypted. `made_at` (UTC) is when this version came to be;
    a draft has no `version`.

    Raises UserError where it is to be encrypted and what encrypts is not installed, or the password is of no use (an
    empty one, say): it is never left open instead.
    """
    from topaz_tui.exchange.pdf.drawing import draw

    return draw(reference, version, made_at, document, password)


def letters_as_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Letters to the people themselves as one PDF, in this order. The same letters give the same bytes."""
    from topaz_tui.exchange.pdf.letters import draw

    return draw(sheets)


def letters_not_drawn(sheets: Sequence[Sheet]) -> dict[int, str]:
    """The numbers of those that can't be drawn so that they can be read and arrive, each with the reason."""
    from topaz_tui.exchange.pdf.letters import not_drawn

    return not_drawn(sheets)


def printed_as_pdf(printed: Printed, *, password: str | None = None) -> bytes:
    """A plan, a report or a list of children's services as a PDF of A4 pages: title, case, version, page numbers. The
    same document gives the same bytes, unless it is encrypted. Raises UserError as `as_pdf` does."""
    from topaz_tui.exchange.pdf.plans_and_reports import draw

    return draw(printed, password)


def evidence_as_pdf(
    title: str, head: Mapping[str, str], rule: str, tables: Sequence[Table], made_at: datetime
) -> bytes:
    """The tables of an evidence pack as a PDF of A4 pages: a page to read first, then chapters, with bars."""
    from topaz_tui.exchange.pdf.evidence import draw

    return draw(title, head, rule, tables, made_at)


def certificates_as_pdf(certificates: Sequence[Certificate]) -> bytes:
    """Certificates of attendance, each on a page of its own: one alone for whoever was there, or all of a session to be
    printed at once."""
    from topaz_tui.exchange.pdf.plans_and_reports import draw_certificates

    return draw_certificates(certificates)


def prints_as_pdf(prints: Prints) -> bytes:
    """What is printed of a piece of work: its document, or certificates."""
    return printed_as_pdf(prints.document) if prints.document else certificates_as_pdf(prints.certificates)
