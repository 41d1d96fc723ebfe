"""The concern as the council reads it on paper: a PDF. What draws it is heavy, and is loaded when one is wanted."""

from __future__ import annotations

from datetime import datetime

from topaz_tui.rules.concerns import Document


def as_pdf(
    reference: str, version: int, made_at: datetime, document: Document, *, password: str | None = None
) -> bytes:
    """The document as a PDF of A4 pages, encrypted (AES-256) where a password is given. The same document gives the
    same bytes, unless it is encrypted. `made_at` (UTC) is when this version came to be.

    Raises UserError where it is to be encrypted and what encrypts is not installed, or the password is of no use (an
    empty one, say): it is never left open instead.
    """
    from topaz_tui.exchange.pdf.drawing import draw

    return draw(reference, version, made_at, document, password)
