"""Documents by their reference, as somebody reads it out or types it: SC-2026-00003, sc-2026-3, rf 2026 3, lt2026/7,
00003."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from topaz_tui.errors import NotFound
from topaz_tui.store.models import Concern, Letter, SupportReferral

CONCERN, REFERRAL, LETTER, WORK = "SC", "RF", "LT", "WK"
"""What the references of concerns begin with, those of referrals for support, of what is written to the people, and of
work for children's services."""
DIGITS = 5  # of the number in a reference
LONGEST_NUMBER = 9  # digits that a number of the database's own may have
_REFERENCE = re.compile(r"(SC|RF|LT|WK)[\s./-]*(\d{4})[\s./-]*(\d*)", re.ASCII)
_KEPT = re.compile(rf"\d{{4}}-\d{{{DIGITS},{LONGEST_NUMBER}}}", re.ASCII)
_NUMBER = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)


def make(begins: str, year: int, number: int) -> str:
    """The reference of a document: its letters, the year, and the number in five digits."""
    return f"{begins}-{year}-{number:0{DIGITS}}"


def is_one(begins: str, text: str) -> bool:
    """Is this a reference as it is kept, of a document whose references begin so?"""
    return text.startswith(f"{begins}-") and bool(_KEPT.fullmatch(text[len(begins) + 1 :]))


def wrong(rows: Iterable[tuple[str, str, int, str]]) -> Iterator[tuple[str, int]]:
    """The tables and numbers of the documents whose reference is none; of each its table, how its references begin, its
    number and its reference."""
    yield from ((table, id) for table, begins, id, text in rows if not is_one(begins, text))


def full(named: str) -> str:
    """The reference in full, where `named` has it in a shorter way; anything else in capitals."""
    named = named.strip().upper()
    written = _REFERENCE.fullmatch(named)
    return make(written[1], int(written[2]), int(written[3])) if written and written[3] else named


def concerns(typed: str, most: int) -> tuple[int, ...]:
    """The numbers of the concerns that the text may mean: the one of that reference first, then those whose reference
    begins so, the newest first. None where it is no reference, and none of those that were discarded untouched."""
    return _ids_of(Concern, CONCERN, typed, most, Concern.untouched == 0)


def referrals(typed: str, most: int) -> tuple[int, ...]:
    """The ids of the referrals for support that the text may mean, in the same order as `concerns`."""
    return _ids_of(SupportReferral, REFERRAL, typed, most)


def letters(typed: str, most: int) -> tuple[int, ...]:
    """The ids of the letters, mails and texts that the text may mean, in the same order as `concerns`. A number alone
    means none: nobody reads one out without its letters."""
    return () if _NUMBER.fullmatch(typed.strip()) else _ids_of(Letter, LETTER, typed, most)


def _ids_of(model: Any, begins: str, typed: str, most: int, *kept: Any) -> tuple[int, ...]:
    typed = typed.strip().upper()
    if _NUMBER.fullmatch(typed):
        meant = model.id == int(typed)
    elif (written := _REFERENCE.fullmatch(typed)) and written[1] == begins:
        year, number = written[2], written[3][:DIGITS]
        first, last = (f"{begins}-{year}-{number.ljust(DIGITS, digit)}" for digit in "09")
        meant = model.reference.between(first, last) | (model.reference == full(typed))
    else:
        return ()
    exactly = model.reference == full(typed)
    found = model.select(model.id).where(meant, *kept).order_by(exactly.desc(), model.id.desc())
    return tuple(row.id for row in found.limit(most))


def one(model: Any, named: str) -> int | None:
    """The id of the document with this reference or number; None where there is none."""
    named = full(named)
    is_number = named.isascii() and named.isdecimal() and len(named) <= LONGEST_NUMBER
    found = model.select(model.id).where((model.reference == named) | (model.id == (int(named) if is_number else -1)))
    return next((int(row.id) for row in found.limit(1)), None)


def named(model: Any, typed: str, what: str, example: str) -> int:
    """The number of the document of this reference or number. Raises NotFound where there is none, and says `what` was
    looked for, with an `example` of its reference."""
    found = one(model, typed)
    if found is None:
        raise NotFound(f"There is no {what} {full(typed)}.", f"Give its reference, such as {example}, or its number.")
    return found


def work(named: str) -> int | None:
    """The number of the piece of work of this reference or number, whether it is there or not; None where it is
    neither."""
    written = _REFERENCE.fullmatch(named.strip().upper())
    number = written[3] if written and written[1] == WORK else named.strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER else None
