"""Lists in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock

BOLD, RED, OFF = "\x1b[1m", "\x1b[31m", "\x1b[0m"
NARROWEST, WIDEST = 60, 1_000_000


@dataclass(frozen=True, slots=True)
class TableColumn:
    """As wide as what is in it, at most `most`. On a screen what is longer is cut, and where room is short the column
    gives way down to `least` (0: never); where there is none to fit, in a pipe or a mail, nothing is cut: what is
    longer stands out of its own line, and widens no other."""

    title: str
    most: int
    least: int = 0
    right: bool = False


def table(
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[str]],
    width: int | None,
    colour: bool,
    late: Sequence[bool] = (),
) -> list[str]:
    """The rows as lines under titles, no wider than `width` where it is known: the columns that may, give way. `late`
    says of each row whether it is marked."""
    from rich.cells import cell_len

    from topaz_tui.text import fit

    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [
        min(column.most, max(cell_len(column.title), *(cell_len(row[n]) for row in cells)))
        for n, column in enumerate(columns)
    ]
    room = max(width or WIDEST, NARROWEST) - 2 * (len(widths) - 1)
    while sum(widths) > room:
        giving = [n for n, column in enumerate(columns) if 0 < column.least < widths[n]]
        if not giving:
            break
        widths[max(giving, key=widths.__getitem__)] -= 1

    def draw(row: Sequence[str]) -> str:
        drawn = (
            fit(row[n], widths[n] if width else max(widths[n], cell_len(row[n])), column.right)
            for n, column in enumerate(columns)
        )
        return "  ".join(drawn).rstrip()

    lines = [bold(draw([column.title for column in columns]), colour)]
    for n, row in enumerate(cells):
        text = draw(row)
        lines.append(f"{RED}{text}{OFF}" if colour and n < len(late) and late[n] else text)
    return lines


def one_line(text: object) -> str:
    """Text that people typed, as one line without control characters."""
    from topaz_tui.text import one_line

    return one_line(text)


def alarms_above(told: Iterable[str], colour: bool) -> list[str]:
    """What is wrong beside what a list has, a line each with '!' before it, and an empty one after them."""
    lines = [f"! {one_line(each)}" for each in told]
    return [*(f"{RED}{line}{OFF}" if colour else line for line in lines), ""] if lines else []


def bold(text: str, colour: bool) -> str:
    """The text in bold, where there are colours."""
    return f"{BOLD}{text}{OFF}" if colour else text


def iso(moment: datetime | None) -> str | None:
    """A moment in London's time, as JSON has it."""
    return clock.local(moment).isoformat() if moment else None
