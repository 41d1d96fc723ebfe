"""The columns of a list of records, a record's line, and how the columns share the room of a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from topaz_tui.text import sanitize, wrap

AIR = 8  # columns that one that grows has beyond its longest cell, at most: the eye goes along a line, not across a gap


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in columns; one that `grows` takes what is left over, the highest first, as far as its cells need it;
    `drop` says which goes first (the highest) where there is no room, 0 never. What is too long for one that `flows`
    goes on over the empty cells beside it; one that `wraps` goes on below itself, whole, and `shorter` has other words
    for what needs no second row where there is less room. Of a list that has one with the time (`when`), that alone
    shows that somebody is late, or something not sent: a whole list of such lines would shout."""

    title: str
    width: int
    grows: int = 0
    right: bool = False
    drop: int = 0
    flows: bool = False
    when: bool = False
    wraps: bool = False
    shorter: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record: its key, its cells (one a column), and a tone: '' or the name of a component class. Those of one
    `group`, which stand together, have it as their heading."""

    key: object
    cells: tuple[str, ...]
    tone: str = ""
    group: str = ""


def lines_of(cell: str, column: Column, room: int) -> list[str]:
    """A cell on as many lines as it has in its column: whole where there is room, else in its shorter words, else going
    on below itself where the column `wraps`."""
    if cell_len(cell) > room:
        cell = column.shorter.get(cell, cell)
    if not column.wraps or (cell_len(cell) <= room and "\n" not in cell):
        return [cell]
    return [line for part in sanitize(cell).split("\n") for line in wrap(part, room)]


def needs_of(columns: Sequence[Column], lines: Sequence[RecordLine]) -> tuple[int, ...]:
    """The width of the longest cell of each column, its title among them."""
    return tuple(
        max(
            cell_len(part)
            for cell in (column.title, *(each.cells[n] for each in lines if n < len(each.cells)))
            for part in (cell.split("\n") if column.wraps else (cell,))
        )
        for n, column in enumerate(columns)
    )


def heights_of(columns: Sequence[Column], rooms: Sequence[tuple[int, int]], lines: Sequence[RecordLine]) -> list[int]:
    """How many rows each record takes, where these columns have so much room."""
    return [
        max(len(lines_of(each.cells[n], columns[n], room)) if n < len(each.cells) else 1 for n, room in rooms)
        for each in lines
    ]


def folded(words: str, width: int) -> list[str]:
    """What stands in an empty list: a line that is too long for it is folded, not cut."""
    every = ([each] if cell_len(each) <= width else wrap(each, width) for each in words.split("\n"))
    return [part for parts in every for part in parts]


def share(columns: Sequence[Column], needs: Sequence[int], room: int) -> tuple[int, ...]:
    """The width of each column in so much room; 0 for one that is dropped. `needs` has the longest cell of each. What
    nobody needs is left at the end of the line."""
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
        more = spare // len(growing) + (k < spare % len(growing))
        widths[n] += max(0, min(more, needs[n] + AIR - widths[n]))
    return tuple(widths.get(n, 0) for n in range(len(columns)))


def _slack(widths: dict[int, int], needs: Sequence[int], wanted: int) -> int:
    """Take up to so much from the columns that have more than their cells need; returns how much that was."""
    taken = 0
    for n in widths:
        gives = max(0, min(wanted - taken, widths[n] - needs[n]))
        widths[n], taken = widths[n] - gives, taken + gives
    return taken
