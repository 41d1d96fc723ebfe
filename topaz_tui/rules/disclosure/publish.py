"""A set of tables made ready to leave the house. Small counts are hidden, and then as many others, the smallest first,
as it takes for every hidden count to keep five possibilities against everything that is published: the rows, the
columns, other tables and earlier periods, which are all sums over the same cells, and the rest of a whole, which a
percentage gives away.

A total is rounded by itself, from the exact data: published figures do not add up, and a file says so. The same count
in two tables is one cell, so both tables show it or neither does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topaz_tui.rules.disclosure.possibilities import Possibilities, Ranges, Sum
from topaz_tui.rules.disclosure.rounding import LEAST, could_be, percentage, shown

Published = dict[str, int | None]


class CannotHideError(ValueError):
    """What was published before gives a hidden count away, and nothing is left to hide."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole that is published with its percentage: the rest of the whole stands in it, too."""

    part: str
    whole: str

    @property
    def rest(self) -> str:
        return f"{self.whole} but not {self.part}"


@dataclass(frozen=True, slots=True)
class Release:
    """What is published: the figure of each cell, None where it is hidden, and the percentage of each share."""

    cells: Mapping[str, int | None]
    percentages: Mapping[Share, int | None]


def publish(
    counts: Mapping[str, int],
    sums: Iterable[Sum] = (),
    shares: Iterable[Share] = (),
    earlier: Mapping[str, int | None] | None = None,
) -> Release:
    """What may be published of the counts. `earlier` has what was published of some of them before: it stands, and
    what was hidden then stays hidden. Raises ValueError for a sum that does not come out in the exact data, and for a
    count that has been another since: that is a cell of its own."""
    shares, earlier = tuple(shares), earlier or {}
    truth = {**counts, **{share.rest: counts[share.whole] - counts[share.part] for share in shares}}
    every = (*sums, *(Sum(share.whole, (share.part, share.rest)) for share in shares))
    if wrong := [one for one in every if truth[one.total] != sum(truth[part] for part in one.parts)]:
        raise ValueError(f"not the sum of its parts: {wrong[0].total}")
    if below := [cell for cell, count in truth.items() if count < 0]:
        raise ValueError(f"less than none: {below[0]}")
    if other := [cell for cell, figure in earlier.items() if figure not in (None, shown(truth[cell]))]:
        raise ValueError(f"another count than was published before: {other[0]}")
    published: Published = {cell: shown(count) for cell, count in truth.items()} | dict(earlier)
    # A rest is printed nowhere: what is known of it is what part and whole tell.
    rests = {share.rest for share in shares if share.rest not in counts}
    known = Possibilities(truth, every)
    while given_away := _first_given_away(truth, published, known, rests):
        published[_next_to_hide(given_away, truth, published, every, rests | earlier.keys())] = None
    return Release(
        {cell: published[cell] for cell in counts},
        {share: percentage(*(published[cell] for cell in (share.part, share.whole, share.rest))) for share in shares},
    )


def ranges_of(truth: Mapping[str, int], published: Mapping[str, int | None], unprinted: Iterable[str] = ()) -> Ranges:
    """What each count could be by its own figure. A hidden one has no upper end, so it is given one far off."""
    far, unprinted = sum(truth.values()) + 10 * LEAST, set(unprinted)
    return {
        cell: (0, far) if figure is None or cell in unprinted else could_be(figure)
        for cell, figure in published.items()
    }


def _first_given_away(
    truth: Mapping[str, int], published: Published, known: Possibilities, unprinted: set[str]
) -> str | None:
    ranges = ranges_of(truth, published, unprinted)
    hidden = sorted((cell for cell, figure in published.items() if figure is None), key=lambda cell: truth[cell])
    return next((cell for cell in hidden if not known.enough(cell, ranges, LEAST)), None)


def _next_to_hide(
    given_away: str, truth: Mapping[str, int], published: Published, sums: Sequence[Sum], fixed: Iterable[str]
) -> str:
    """The cell to hide next: of those that share a sum with `given_away` the one with the smallest count; where all of
    these are hidden, one that shares a sum with them."""
    fixed, seen, near = set(fixed), {given_away}, {given_away}
    while near:
        around = [one for one in sums if near.intersection(one.cells)]
        near = {cell for one in around for cell in one.cells} - seen
        seen |= near
        totals = {one.total for one in around}
        can = [cell for cell in near if published[cell] is not None and cell not in fixed]
        if can:
            return min(can, key=lambda cell: (cell in totals, truth[cell], cell))
    raise CannotHideError(f"what was published before gives away: {given_away}")
