"""What one fault came to, as a row of the table that stands in .github/BENCHMARKS.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`times` the fault was tried, how many things were `lost` and `doubled`; `wrong`: each thing that is not as it
    should be, in words. `details` are lines to be read below the table."""

    fault: str
    times: int
    lost: int
    doubled: int
    wrong: tuple[str, ...]
    seconds: float
    details: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


HEADINGS = ("fault", "times", "lost", "doubled", "else wrong", "seconds")


def table(rows: Iterable[Row]) -> str:
    """The rows as a table of text."""
    lines = [HEADINGS] + [
        (each.fault, *(f"{number:,}" for number in (each.times, each.lost, each.doubled, len(each.wrong))),
         f"{each.seconds:.0f}")
        for each in rows
    ]  # fmt: skip
    return aligned(lines)


def aligned(lines: Iterable[tuple[str, ...]]) -> str:
    """Lines of cells as text: the first column to the left, the others to the right."""
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip() for line in lines
    )
