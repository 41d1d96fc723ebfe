"""Start to first screen, once the database is there: at most twice a bare Textual app's (issue 2, 1)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench import bare_app, ours
from tests.bench.measure import Row, in_turns, start_time
from tests.harness.terminal import surroundings
from tests.support.moments import NOW

GOAL = 2.0


class Size(NamedTuple):
    people: tuple[int, ...]
    rounds: int
    warm_up: int = 1


SIZES = {
    "whole": Size((ours.DEMO, 100_000), 15),
    "quick": Size((ours.DEMO,), 5),
    "smallest": Size((ours.DEMO,), 1, 0),
}


def run(folder: Path, size: Size) -> list[Row]:
    env = surroundings(folder, TOPAZ_NOW=NOW)
    rows = []
    for people in size.people:
        database = ours.database(folder, people)
        mine, bound = in_turns(
            size.rounds,
            partial(start_time, ours.command(database), env, ours.READY),
            lambda: start_time(ours.bare(), env, bare_app.READY),
            warm_up=size.warm_up,
        )
        shown = f"{people:,}" if people else "demo"
        rows.append(Row("start to first screen, median", shown, mine.median, bound.median, GOAL))
        rows.append(Row("start to first screen, best", shown, mine.best, bound.best, GOAL))
    return rows
