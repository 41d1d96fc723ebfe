"""Concerns by their reference, as somebody reads it out or types it: SC-2026-00003, sc-2026-3, 00003."""

from __future__ import annotations

import re
from typing import Any

from topaz_tui.store.models import Concern

DIGITS = 5  # of the number in a reference
_REFERENCE = re.compile(r"SC[\s./-]*(\d{4})[\s./-]*(\d*)", re.ASCII)
_NUMBER = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)


def full(named: str) -> str:
    """The reference as it is kept, of one that was written in a shorter way; anything else as it is, in capitals."""
    named = named.strip().upper()
    written = _REFERENCE.fullmatch(named)
    return f"SC-{written[1]}-{int(written[2]):0{DIGITS}}" if written and written[2] else named


def ids_of(typed: str, most: int) -> tuple[int, ...]:
    """The numbers of the concerns that the text may mean: the one of that reference first, then those whose reference
    begins so, the newest first. None where it is no reference, and none of those that were put away untouched."""
    typed = typed.strip().upper()
    meant: Any
    if _NUMBER.fullmatch(typed):
        meant = Concern.id == int(typed)
    elif written := _REFERENCE.fullmatch(typed):
        year, begins = written[1], written[2][:DIGITS]
        first, last = (f"SC-{year}-{begins.ljust(DIGITS, digit)}" for digit in "09")
        meant = Concern.reference.between(first, last) | (Concern.reference == full(typed))
    else:
        return ()
    exactly = Concern.reference == full(typed)
    kept = Concern.untouched == 0
    found = Concern.select(Concern.id).where(meant, kept)
    return tuple(concern.id for concern in found.order_by(exactly.desc(), Concern.id.desc()).limit(most))
