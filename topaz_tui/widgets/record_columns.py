"""The columns of a list of records, a record's line, and how the columns share the room of a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from topaz_tui.text import sanitize, wrap

GAP = 1
"""Blank columns between two columns of a list, whatever stands in them."""
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


@dataclass(frozen=True, slots=True)
class Needs:
    """What each column needs: the width of its longest cell, its title among them; and where it goes on below itself
    and a word is wider than the column is by itself, of that word with a blank of its own (0 else)."""

    cells: tuple[int, ...]
    words: tuple[int, ...]


def needs_of(columns: Sequence[Column], lines: Sequence[RecordLine]) -> Needs:
    """What the columns need for these records."""
    cells = tuple(
        max(
            cell_len(part)
            for cell in (column.title, *(each.cells[n] for each in lines if n < len(each.cells)))
            for part in (cell.split("\n") if column.wraps else (cell,))
        )
        for n, column in enumerate(columns)
    )
    words = tuple(
        max((_longest_word(each.cells[n], column.width) for each in lines if n < len(each.cells)), default=0)
        if column.wraps and column.grows
        else 0
        for n, column in enumerate(columns)
    )
    return Needs(cells, words)


def _longest_word(cell: str, width: int) -> int:
    if len(cell) <= width:
        return 0
    longest = cell_len(max(cell.split(), key=len, default=""))
    return longest + GAP if longest > width else 0


def heights_of(columns: Sequence[Column], widths: Sequence[int], lines: Sequence[RecordLine]) -> list[int] | None:
    """How many rows each record takes, where the columns are so wide; None where each takes one."""
    rooms = [(n, room) for n, room in enumerate(widths) if room and columns[n].wraps]
    if not rooms:
        return None
    return [
        max(len(lines_of(each.cells[n], columns[n], room)) if n < len(each.cells) else 1 for n, room in rooms)
        for each in lines
    ]


def folded(words: str, width: int) -> list[str]:
    """What stands in an empty list: a line that is too long for it is folded, not cut."""
    every = ([each] if cell_len(each) <= width else wrap(each, width) for each in words.split("\n"))
    return [part for parts in every for part in parts]


def share(columns: Sequence[Column], needs: Needs, room: int) -> tuple[int, ...]:
    """The width of each column in so much room; 0 for one that is dropped. No word is broken while another column has
    room for a second line. What nobody needs is left at the end of the line."""
    kept = set(range(len(columns)))
    order = sorted((c.drop, n) for n, c in enumerate(columns) if c.drop)
    while order and sum(columns[n].width + GAP for n in kept) > room:
        kept.discard(order.pop()[1])
    widths = {n: columns[n].width for n in sorted(kept)}
    spare = max(0, room - sum(widths.values()) - GAP * len(widths))
    growing = sorted((n for n in widths if columns[n].grows), key=lambda n: -columns[n].grows)
    kept_by = [max(each) for each in zip(needs.cells, needs.words, strict=True)]
    for wanted in (needs.words, needs.cells):  # whole: no name is cut while another column is half empty
        for n in growing:
            spare += _slack(widths, kept_by, wanted[n] - widths[n] - spare)
            gets = max(0, min(spare, wanted[n] - widths[n]))
            widths[n], spare = widths[n] + gets, spare - gets
    for k, n in enumerate(growing):
        more = spare // len(growing) + (k < spare % len(growing))
        widths[n] += max(0, min(more, needs.cells[n] + AIR - widths[n]))
    return tuple(widths.get(n, 0) for n in range(len(columns)))


def _slack(widths: dict[int, int], needs: Sequence[int], wanted: int) -> int:
    """Take up to so much from the columns that have more than their cells need; returns how much that was."""
    taken = 0
    for n in widths:
        gives = max(0, min(wanted - taken, widths[n] - needs[n]))
        widths[n], taken = widths[n] - gives, taken + gives
    return taken
