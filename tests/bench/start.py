"""Start to first screen, once the database is there: at most twice a bare Textual app's (issue 2, 1)."""

from __future__ import annotations

from pathlib import Path

from tests.bench import bare_app, ours
from tests.bench.measure import Row, in_turns, start_time
from tests.harness.terminal import surroundings

GOAL = 2.0


def run(folder: Path, quick: bool) -> list[Row]:
    env = surroundings(folder, TOPAZ_NOW=ours.NOW)
    rows = []
    for people in (ours.DEMO,) if quick else (ours.DEMO, 100_000):
        database = ours.database(folder, people)
        mine, bound = in_turns(
            5 if quick else 15,
            lambda database=database: start_time(ours.command(database), env, ours.READY),
            lambda: start_time(ours.bare(), env, bare_app.READY),
        )
        size = f"{people:,}" if people else "demo"
        rows.append(Row("start to first screen, median", size, mine.median, bound.median, GOAL))
        rows.append(Row("start to first screen, best", size, mine.best, bound.best, GOAL))
    return rows
