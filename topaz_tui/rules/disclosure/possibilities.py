"""What a reader can work out about a hidden count. The counts are whole numbers that are bound to each other by sums; a
possibility is a value for which all other counts can be filled in so that every sum comes out and every published
figure stands. Only what was filled in to the end is counted, so the answer is never more than there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Ranges = dict[str, tuple[int, int]]

# Trials before a search is given up. What was given up counts as impossible: then more is hidden, never less.
TRIALS = 2_000


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the counts that it is made of, of which none is left out and none counted twice: a row, a column, a
    half-year of two quarters."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def bound_to(cell: str, sums: Iterable[Sum]) -> tuple[Sum, ...]:
    """The sums that can tell anything of the cell: its own, and those that share a cell with one of these."""
    left, found, reached = list(sums), [], {cell}
    while near := [one for one in left if reached.intersection(one.cells)]:
        found += near
        reached.update(name for one in near for name in one.cells)
        left = [one for one in left if one not in near]
    return tuple(found)


class _Table:
    """The sums, and how a table that fits them is filled in: nearest to the true one, which needs few trials."""

    def __init__(self, truth: Mapping[str, int], sums: Sequence[Sum]) -> None:
        self._truth, self._sums, self._left = truth, sums, 0
        self._of: dict[str, list[Sum]] = {}
        for one in sums:
            for cell in one.cells:
                self._of.setdefault(cell, []).append(one)

    def narrowed(self, ranges: Ranges, changed: Iterable[str] | None = None) -> Ranges | None:
        """The ranges with what the sums rule out taken away, after these cells changed (else any); None where nothing
        is left of one."""
        ranges = dict(ranges)
        due = list(self._sums) if changed is None else [one for cell in changed for one in self._of.get(cell, ())]
        while due:
            one = due.pop()
            for cell, (low, high) in _fitting(one, ranges).items():
                if low > high:
                    return None
                if ranges[cell] != (low, high):
                    ranges[cell] = (low, high)
                    due += [each for each in self._of[cell] if each not in due]
        return ranges

    def can_have(self, cell: str, value: int, fitting: Ranges) -> bool:
        """Can the whole be filled in, with this value of the cell?"""
        self._left = TRIALS
        return self._filled(fitting, cell, value)

    def _filled(self, ranges: Ranges, cell: str, value: int) -> bool:
        self._left -= 1
        fitting = self.narrowed({**ranges, cell: (value, value)}, [cell]) if self._left >= 0 else None
        if fitting is None:
            return False
        widths = {name: high - low for name, (low, high) in fitting.items() if low < high}
        if not widths:
            return True
        narrowest = min(widths, key=widths.__getitem__)
        tries = nearest(self._truth[narrowest], *fitting[narrowest])
        return any(self._filled(fitting, narrowest, each) for each in tries)


def _fitting(one: Sum, ranges: Ranges) -> Ranges:
    """What the sum leaves of the ranges of its cells."""
    least = sum(ranges[part][0] for part in one.parts)
    most = sum(ranges[part][1] for part in one.parts)
    low, high = ranges[one.total]
    low, high = max(low, least), min(high, most)
    fits = {one.total: (low, high)}
    for part in one.parts:
        under, over = ranges[part]
        fits[part] = (max(under, low - most + over), min(over, high - least + under))
    return fits


def nearest(truth: int, low: int, high: int) -> list[int]:
    """The values of a range, those next to the true one first."""
    return sorted(range(low, high + 1), key=lambda value: (abs(value - truth), value))


def possibilities(cell: str, truth: Mapping[str, int], ranges: Ranges, sums: Sequence[Sum], enough: int) -> int:
    """For how many values of the cell can the whole be filled in? Counts no further than `enough`."""
    sums = bound_to(cell, sums)
    names = {cell, *(name for one in sums for name in one.cells)}
    table = _Table(truth, sums)
    fitting = table.narrowed({name: ranges[name] for name in names})
    if fitting is None:
        return 0
    found = 0
    for value in nearest(truth[cell], *fitting[cell])[: 3 * enough]:
        found += table.can_have(cell, value, fitting)
        if found == enough:
            break
    return found
