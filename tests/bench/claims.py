"""Taking the next person, beside the same statement on the bare driver: at most twice its time, and no growth beyond
1.2 times from 1,000 people to 1,000,000 (issue 2, 8). Each claim is a transaction of its own at synchronous FULL; ours
looks first for those whom time has changed, and asks the calling hours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import ours
from tests.bench.measure import Row, Spread, clocked
from tests.support.moments import NOW

GOAL, GROWTH = 2.0, 1.2


class Size(NamedTuple):
    people: tuple[int, ...]
    claims: int


SIZES = {
    "whole": Size((1_000, 100_000, 1_000_000), 200),
    "quick": Size((1_000, 10_000), 200),
    "smallest": Size((100, 200), 5),
}


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    rows, medians = [], []
    for people in size.people:
        mine, bound, plan = claims(ours.database(folder, people), size.claims)
        print(f"{people:,}: {plan}", flush=True)
        medians.append(mine.median)
        rows.append(Row("claim, median", f"{people:,}", mine.median, bound.median, GOAL))
        rows.append(Row("claim, 95th", f"{people:,}", mine.p95, bound.p95))
    rows.append(Row("growth, smallest to largest", "", medians[-1], medians[0], GROWTH))
    return rows


def claims(file: Path, count: int) -> tuple[Spread, Spread, str]:
    """Times of so many claims by the service and by the bare driver, in turns, and the plan of the statement."""
    from topaz_tui.config import Settings
    from topaz_tui.services import queue, workers
    from topaz_tui.store import database
    from topaz_tui.store.sql.claims import CLAIM_NEXT

    database.open_database(file)
    session = workers.current_session(Settings())
    with bare(file) as claim_barely:
        queue.claim_next(session)
        claim_barely()
        taken = [(clocked(lambda: queue.claim_next(session)), clocked(claim_barely)) for _ in range(count)]
    values = {"worker": 1, "until": NOW, "top": 4, "late": NOW, "now": NOW}
    plan = database.database.execute_sql("EXPLAIN QUERY PLAN " + CLAIM_NEXT.sqlite, values).fetchall()
    queue.release_all(session)
    database.close()
    mine, bound = (Spread(times) for times in zip(*taken, strict=True))
    return mine, bound, "; ".join(row[-1] for row in plan)


@contextmanager
def bare(file: Path) -> Iterator[Callable[[], Any]]:
    """The same statement, in the same kind of transaction, with nothing around it."""
    from sqlcipher3 import dbapi2 as sqlite

    from topaz_tui.store.sql.claims import CLAIM_NEXT

    connection = sqlite.connect(str(file), isolation_level=None)
    for pragma in ("synchronous = 2", "foreign_keys = 1", "secure_delete = 1", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")

    def claim() -> None:
        connection.execute("BEGIN IMMEDIATE")
        values = {"worker": 1, "until": "2026-11-23T10:30:00Z", "top": 4, "late": NOW, "now": NOW}
        found = connection.execute(CLAIM_NEXT.sqlite, values).fetchall()
        connection.execute("COMMIT")
        assert found

    yield claim
    connection.close()
