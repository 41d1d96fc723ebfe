"""Where the records of a list stand on the screen: one takes as many rows as it needs, and a group of them has a row
for its heading. That of the first group has none: the list's own header names the group that is in sight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADING = -1


@dataclass(frozen=True, slots=True)
class Rows:
    """`firsts` has the row on which each record begins, `headings` the rows on which a group begins; `size` rows."""

    firsts: tuple[int, ...] = ()
    headings: frozenset[int] = field(default_factory=frozenset)
    size: int = 0

    @classmethod
    def of(cls, groups: Sequence[str], heights: Sequence[int] | None) -> Rows:
        """The rows of records of which each is of a group ('' is none) and so high: a row, where no heights are
        given."""
        firsts, headings, row, before = [], [], 0, groups[0] if groups else ""
        for place, group in enumerate(groups):
            if group != before:
                headings.append(row)
                row, before = row + 1, group
            firsts.append(row)
            row += heights[place] if heights else 1
        return cls(tuple(firsts), frozenset(headings), row)

    def span(self, place: int) -> tuple[int, int]:
        """The first and the last row of a record."""
        after = self.firsts[place + 1] if place + 1 < len(self.firsts) else self.size
        return self.firsts[place], after - 1 - (after - 1 in self.headings)

    def at(self, row: int) -> tuple[int, int]:
        """The record of a row, and which of its rows this is: HEADING for that above it."""
        if row in self.headings:
            return self.at(row + 1)[0], HEADING
        place = max(0, bisect_right(self.firsts, row) - 1)
        return place, row - self.firsts[place]

    def top(self, place: int, top: int, room: int) -> int:
        """The row to stand at the top, so that a record is in sight: no further from where it is now than need be. One
        that is higher than the room stays, where it was scrolled within."""
        first, last = self.span(place)
        if first <= top and last >= top + room - 1:
            return top
        wanted = min(max(top, last - room + 1), first)
        return wanted + (wanted in self.headings)
