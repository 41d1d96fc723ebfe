"""The figures of a period in the store, as the page of figures asks for them, beside what issue 15, 3 asks of a million
people with ten calls each: 150 ms as it opens (on this quarter), 300 ms for any other period, here a year; and growth
of at most 1.5 times from 1,000 people. The figures are counted from the kept sums (services/figures/kept.py), which are
made first.
"""

from __future__ import annotations

import math
import os
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench import ours, scale
from tests.bench.measure import Row, Spread, clocked
from tests.support.moments import NOW

OPENS, ANY, GROWTH = 150.0, 300.0, 1.5  # ms, ms, times


class Size(NamedTuple):
    people: tuple[int, ...]
    rounds: int


SIZES = {"whole": Size((1_000, 100_000), 3), "quick": Size((1_000, 10_000), 3), "smallest": Size((100,), 1)}


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    rows, opened = [], []
    for people in size.people:
        quarter, year = reports(scale.made(ours.KEEP or folder, folder, people), size.rounds)
        opened.append(quarter.median)
        rows.append(Row("this quarter, median", f"{people:,}", quarter.median, OPENS, 1.0))
        rows.append(Row("a year, median", f"{people:,}", year.median, ANY, 1.0))
    rows.append(Row("growth, smallest to largest", "", opened[-1], opened[0], GROWTH))
    return rows


def reports(file: Path, rounds: int) -> tuple[Spread, ...]:
    """The times of the report of the quarter that is under way, and of the year before, in turns."""
    from topaz_tui import clock
    from topaz_tui.config import Settings
    from topaz_tui.rules.measures import periods
    from topaz_tui.services import figures, workers
    from topaz_tui.services.figures import kept
    from topaz_tui.store import database

    database.open_database(file)
    session = workers.current_session(Settings())
    kept.SECONDS = math.inf
    kept.advance(session)
    today = clock.today()
    wanted = periods.this_quarter(today), periods.named(str(today.year - 1))
    taken = [[clocked(partial(figures.report, session, each)) for each in wanted] for _ in range(rounds)]
    database.close()
    return tuple(Spread(times) for times in zip(*taken, strict=True))
