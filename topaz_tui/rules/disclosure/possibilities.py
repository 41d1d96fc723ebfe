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


class Possibilities:
    """The values that hidden counts were found to be able to have. A table that was filled in stands for every cell in
    it, and still stands when more is hidden."""

    def __init__(self, truth: Mapping[str, int], sums: Sequence[Sum]) -> None:
        self._truth = truth
        self._tables: dict[str, _Table] = {}
        self._found: dict[str, set[int]] = {cell: {count} for cell, count in truth.items()}
        for cell in truth:
            if cell not in self._tables:
                table = _Table(truth, bound_to(cell, sums))
                self._tables |= dict.fromkeys((cell, *table.cells), table)

    def enough(self, cell: str, ranges: Ranges, enough: int) -> bool:
        """Can the cell have so many values? First some tables are tried that lie off the true one everywhere, then
        value by value."""
        if len(self._found[cell]) >= enough:
            return True
        table = self._tables[cell]
        fitting = table.narrowed({name: ranges[name] for name in (cell, *table.cells)})
        if fitting is None or not table.sums:
            return fitting is not None and ranges[cell][1] - ranges[cell][0] + 1 >= enough
        for off in (*range(1, enough), *range(-1, -enough, -1)):
            if len(self._found[cell]) < enough:
                self._take(table.filled(fitting, off, 2 * len(fitting)))
        for value in nearest(self._truth[cell], *fitting[cell])[: 3 * enough]:
            if len(self._found[cell]) >= enough:
                break
            if value not in self._found[cell]:
                self._take(table.filled({**fitting, cell: (value, value)}, 0, TRIALS))
        return len(self._found[cell]) >= enough

    def _take(self, filled: Ranges | None) -> None:
        for cell, (value, _) in (filled or {}).items():
            self._found[cell].add(value)


class _Table:
    """Cells that are bound to each other, and how they are filled in so that their sums come out."""

    def __init__(self, truth: Mapping[str, int], sums: Sequence[Sum]) -> None:
        self._truth, self.sums, self._left, self._off = truth, sums, 0, 0
        self._of: dict[str, list[Sum]] = {}
        for one in sums:
            for cell in one.cells:
                self._of.setdefault(cell, []).append(one)
        self.cells = tuple(self._of)

    def narrowed(self, ranges: Ranges, changed: Iterable[str] | None = None) -> Ranges | None:
        """The ranges with what the sums rule out taken away, after these cells changed (else any); None where nothing
        is left of one."""
        ranges = dict(ranges)
        due = list(self.sums) if changed is None else [one for cell in changed for one in self._of.get(cell, ())]
        while due:
            one = due.pop()
            for cell, (low, high) in _fitting(one, ranges).items():
                if low > high:
                    return None
                if ranges[cell] != (low, high):
                    ranges[cell] = (low, high)
                    due += [each for each in self._of[cell] if each not in due]
        return ranges

    def filled(self, ranges: Ranges, off: int, trials: int) -> Ranges | None:
        """The whole filled in, each cell as near as can be to so much off its true count; None where that was not found
        in so many trials."""
        self._left, self._off = trials, off
        fitting = self.narrowed(ranges)
        return None if fitting is None else self._filled(fitting)

    def _filled(self, fitting: Ranges) -> Ranges | None:
        widths = {name: high - low for name, (low, high) in fitting.items() if low < high}
        if not widths:
            return fitting
        cell = min(widths, key=widths.__getitem__)
        for value in nearest(self._truth[cell] + self._off, *fitting[cell]):
            self._left -= 1
            if self._left < 0:
                return None
            further = self.narrowed({**fitting, cell: (value, value)}, [cell])
            if further is not None and (found := self._filled(further)) is not None:
                return found
        return None


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
