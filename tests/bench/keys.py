"""Key to paint on the queue, beside a bare DataTable of 50 rows: at most as long (issue 12, 3). Enter opens a client,
beside a bare screen of one widget: the first change at most 1.6 times as long, until it is still 1.5 times.

The queue refreshes by itself; a refresh that falls into a paint shows in the 95th, not in the median, but of the last
byte before 0.2 s without one: in that silence a refresh counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.bench import bare_app, ours
from tests.bench.measure import Row, Stroke, key_rows

GOAL = 1.0
STROKES = (
    Stroke("arrow", "down", "up", steps=40),
    Stroke("page down", "pagedown", "pageup", steps=2),
    Stroke("open", "enter", "f8", goals={"first": 1.6, "whole": 1.5, "last_byte": 1.5}),
)


class Size(NamedTuple):
    people: int
    rounds: int


SIZES = {"whole": Size(100_000, 100), "quick": Size(ours.DEMO, 10), "smallest": Size(ours.DEMO, 1)}


def run(folder: Path, size: Size) -> list[Row]:
    with (
        ours.opened(ours.command(ours.database(folder, size.people)), folder, ours.READY) as mine,
        ours.opened(ours.bare("--table"), folder, bare_app.READY) as bound,
    ):
        shown = f"{size.people:,}" if size.people else "demo"
        return key_rows(STROKES, mine, bound, size=shown, rounds=size.rounds, goal=GOAL)
