"""The columns of a list of records, a record's line, and how the columns share the room of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topaz_tui.text import sanitize, wrap


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in columns; one that `grows` takes what is left over, the highest first, as far as its cells need it;
    `drop` says which goes first (the highest) where there is no room, 0 never. What is too long for one that `flows`
    goes on over the empty cells beside it; one that `wraps` goes on below itself, whole. Of a list that has one with
    the time (`when`), that alone shows that somebody is late: a whole list of late lines would shout."""

    title: str
    width: int
    grows: int = 0
    right: bool = False
    drop: int = 0
    flows: bool = False
    when: bool = False
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record: its key, its cells (one a column), and a tone: '' or the name of a component class. Those of one
    `group`, which stand together, have it as their heading."""

    key: object
    cells: tuple[str, ...]
    tone: str = ""
    group: str = ""


def wrap_lines(cell: str, room: int) -> list[str]:
    """A cell that goes on below itself, each of its lines folded."""
    return [line for part in sanitize(cell).split("\n") for line in wrap(part, room)]


def share(columns: Sequence[Column], needs: Sequence[int], room: int) -> tuple[int, ...]:
    """The width of each column in so much room; 0 for one that is dropped. `needs` has the longest cell of each."""
    kept = set(range(len(columns)))
    order = sorted((c.drop, n) for n, c in enumerate(columns) if c.drop)
    while order and sum(columns[n].width + 1 for n in kept) > room:
        kept.discard(order.pop()[1])
    widths = {n: columns[n].width for n in sorted(kept)}
    spare = max(0, room - sum(widths.values()) - len(widths))
    growing = sorted((n for n in widths if columns[n].grows), key=lambda n: -columns[n].grows)
    for n in growing:  # what its longest cell needs: no name is cut while another column is half empty
        spare += _slack(widths, needs, needs[n] - widths[n] - spare)
        gets = max(0, min(spare, needs[n] - widths[n]))
        widths[n], spare = widths[n] + gets, spare - gets
    for k, n in enumerate(growing):
        widths[n] += spare // len(growing) + (k < spare % len(growing))
    return tuple(widths.get(n, 0) for n in range(len(columns)))


def _slack(widths: dict[int, int], needs: Sequence[int], wanted: int) -> int:
    """Take up to so much from the columns that have more than their cells need; returns how much that was."""
    taken = 0
    for n in widths:
        gives = max(0, min(wanted - taken, widths[n] - needs[n]))
        widths[n], taken = widths[n] - gives, taken + gives
    return taken
