"""Rows that came before, and say now what they said then: what stands for such a row, so that it is not read again.

A council sends its whole list each month, and most of its rows are those of the month before. What a row says rests on
its cells, and on how the file is read: its headings, the mapping, the order of day and month, this program. All of that
is in the digest. What rests on anything else has none, and is read each time: on other rows (an ID that stands several
times, an NHS number of two people), on today (a year of two figures, a death, a birth some 120 years ago), and whatever
somebody is told of (a warning, a doubt).
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

_WHOLE_YEAR = re.compile(r"\d{4}", re.A)
_DIGIT = re.compile(r"\d", re.A)
_SIZE = 8  # bytes: among a million rows two share a digest once in some 40 million files
OLD = 118  # years: whoever is older may be too old for a birth to be believed before the next file comes


class Same(NamedTuple):
    """A row that came before as it stands: its number, and its digest."""

    row: int
    digest: str


class Seen:
    """The digests of the rows of one file. `reading` is all that decides, beside its cells, what a row says; `before`
    are the digests of rows that came before, and may be passed over."""

    def __init__(self, reading: object, before: Collection[str], repeated: Collection[str]) -> None:
        key = blake2b(repr(reading).encode("utf-8", "surrogatepass"), digest_size=32).digest()
        self._begun = blake2b(digest_size=_SIZE, key=key)  # copied a row, which takes a third of making it anew
        self._before = before
        self._repeated = repeated

    @property
    def has_before(self) -> bool:
        """Did any rows come before that may be passed over?"""
        return bool(self._before)

    def of(self, row: Sequence[str]) -> str:
        """The digest of a row."""
        digest = self._begun.copy()
        digest.update(marshal.dumps(list(row), 2))  # version 2 of its form is the same in every Python
        return digest.hexdigest()

    def came_before(self, row: Sequence[str], person_id: str) -> str:
        """The digest of a row that may be passed over; '' for any other."""
        digest = self.of(row) if self._before and person_id not in self._repeated else ""
        return digest if digest in self._before else ""

    def is_repeated(self, person_id: str) -> bool:
        """Has this person several rows in the file?"""
        return person_id in self._repeated


def depend_on_today(days: Iterable[Sequence[str]], ends: Iterable[Sequence[str]]) -> set[int]:
    """Of some rows by column those that say another thing on another day: by a year of two figures in `days`, the
    columns with dates, or a day or the like in `ends`, which say whether somebody has died or moved."""
    found = {i for cells in days for i, day in enumerate(cells) if day and not _WHOLE_YEAR.search(day)}
    return found | {i for cells in ends if any(cells) for i, cell in enumerate(cells) if _DIGIT.search(cell)}
