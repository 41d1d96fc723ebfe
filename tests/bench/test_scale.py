"""The bench of scale: its lists are as the program would have them, and it sees what it looks for."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.bench import make, past, turns
from tests.bench.make import STANDING
from tests.bench.scale import Step, _gaps, table
from tests.bench.steps import Steps
from tests.support.tally import tally_wrong
from topaz_tui.config import Settings
from topaz_tui.services import workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import database as store

PEOPLE = 1_200


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("years") / "years.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOPAZ_NOW", "2026-11-23T10:00:00Z")
        make.database(file, PEOPLE, past=True)
    return file


def test_scale_four_years_are_as_the_program_would_have_them(years: Path, at) -> None:
    at("2026-11-23T10:00:00Z")
    db = store.open_database(years)
    made = db.execute_sql(STANDING).fetchall()
    for first in range(1, PEOPLE, 400):
        queue_status.refresh(range(first, first + 400), Settings())
    assert db.execute_sql(STANDING).fetchall() == made
    assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    assert tally_wrong() == ()
    [(calls, people, days)] = db.execute_sql(
        "SELECT count(*), count(DISTINCT client_id), count(DISTINCT substr(rang_at, 1, 10)) FROM call"
    ).fetchall()
    assert 9.5 < calls / PEOPLE < 10.5 and people == PEOPLE and days > 900
    order = [at for (at,) in db.execute_sql("SELECT rang_at FROM call WHERE token IS NOT NULL ORDER BY id").fetchall()]
    assert order == sorted(order)
    store.close()


def test_scale_board_has_as_many_open_lines_as_said(years: Path, at) -> None:
    at("2026-11-23T10:00:00Z")
    store.open_database(years)
    board = escalations.board(workers.current_session(Settings()))
    kinds = [item.kind for item in board.items]
    assert kinds.count("concern") == past.OPEN_CONCERNS and kinds.count("question") == past.OPEN_QUESTIONS
    assert (
        kinds.count("tries used up") == past.OPEN_EXHAUSTED
        and not [each for each in board.alarms if not each.minor]
        and 0 < board.overdue < 240
    )
    store.close()


def test_scale_step_does_what_it_is_named_for(years: Path, at) -> None:
    at("2026-11-23T10:00:00Z")
    steps = Steps(years)
    [(before,)] = steps.db.execute_sql("SELECT count(*) FROM call").fetchall()
    took = [steps.record_call(), steps.take_next(), steps.counts(), steps.find_name(), steps.board(), steps.tab("done")]
    assert all(ms > 0 for ms in took)
    [(after,)] = steps.db.execute_sql("SELECT count(*) FROM call").fetchall()
    [(held,)] = steps.db.execute_sql("SELECT count(*) FROM queue_status WHERE held_by IS NOT NULL").fetchall()
    assert (after - before, held) == (1, 0)
    store.close()


async def test_scale_sees_a_loop_that_stands_still(tmp_path: Path) -> None:
    log = tmp_path / "turns"
    watching = asyncio.ensure_future(turns.watch(str(log)))
    await asyncio.sleep(0.01)
    begun = time.perf_counter()
    while time.perf_counter() - begun < 0.08:
        pass  # what a screen must not do
    await asyncio.sleep(0.01)
    watching.cancel()
    at, gap, work = max(_gaps(log), key=lambda each: each[1])
    assert gap > 70 and 0 < work <= gap + 10 and at > begun


def test_scale_step_that_grows_is_seen() -> None:
    steps = [
        Step("find", (2.0, 2.5, 3.0)),
        Step("open", (2.0, 2.5, 3.1)),
        Step("freeze", (60.0, 20.0, 10.0), 50, most=True),
        Step("of it", (1.0, 1.0, 9.0), None),
    ]
    assert [step.met for step in steps] == ["yes", "NO", "NO", ""]
    assert table(steps, (1_000, 100_000, 1_000_000)).splitlines() == [
        "step        1,000  100,000  1,000,000  growth         goal  met",
        "find, ms        2      2.5          3    1.50  ≤ 1.5 times  yes",
        "open, ms        2      2.5        3.1    1.55  ≤ 1.5 times  NO",
        "freeze, ms     60       20         10    0.17      ≤ 50 ms  NO",
        "of it, ms       1        1          9    9.00",
    ]
