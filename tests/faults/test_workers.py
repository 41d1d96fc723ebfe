"""A small run of the workers, and that the comparison sees what it is there to see; the whole is
`python -m tests.faults workers`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults import workers
from tests.faults.workers import Diaries, Office
from tests.faults.world import clock_kept
from topaz_tui import clock
from topaz_tui.store import database as store

PEOPLE = 60
LEAPS = [(0.0, datetime(2026, 11, 23, 10, tzinfo=UTC))]


def test_many_workers_lose_and_double_nothing(done: Office) -> None:
    row = workers.compare(done, PEOPLE, 1.0)
    assert (row.lost, row.doubled, row.wrong) == (0, 0, ())
    assert row.times == 3


@pytest.mark.parametrize(
    ("loses", "finds"),
    [
        ("DELETE FROM action WHERE id = (SELECT max(id) FROM action)", "only a part of it is there"),
        ("UPDATE call SET token = '<desk1.1.999>' WHERE id = (SELECT max(id) FROM call)", "nobody has said so"),
        ("INSERT INTO review (client_id, call_id, worker_id, reviewed_at, complete)"
         " SELECT client_id, call_id, worker_id, reviewed_at, complete FROM review", "there 2 times"),
        ("UPDATE queue_status SET reason = 'waiting' WHERE reason = 'not_due'", "and belongs under"),
        ("UPDATE client SET gp = 'another' WHERE substr(gp, 1, 13) = 'Surgery <desk'", "is not what is kept"),
    ],
)  # fmt: skip
def test_many_workers_tally_sees_what_is_lost_or_doubled(done: Office, loses: str, finds: str) -> None:
    with store.transaction():
        store.database.execute_sql(loses)
    row = workers.compare(done, PEOPLE, 1.0)
    assert not row.clean
    assert any(finds in words for words in row.wrong), row.wrong[:5]


def desks(count: int) -> dict[str, str]:
    """A manager and others."""
    return dict(list(workers.ROLES.items())[:1] + list(workers.ROLES.items())[2 : count + 1])


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    """Some days' work of three, of whom three are killed."""
    place = tmp_path_factory.mktemp("worked")
    with clock_kept():
        office = workers.worked(place, 3, Random(5), None, PEOPLE, 5, desks(3))
        store.close()
    return place / "team.db", office


@pytest.fixture
def done(worked: tuple[Path, Office], tmp_path: Path, at: Any) -> Iterator[Office]:
    """A copy of it, to take something away from."""
    file, office = worked
    at(clock.to_store(office.now))
    shutil.copy(file, tmp_path / "team.db")
    store.open_database(tmp_path / "team.db")
    yield office
    store.close()


def held(
    worker: str, client: int, fencing_token: int, got: float, until: str = "2026-11-23T10:30:00Z"
) -> dict[str, Any]:
    return {
        "at": got,
        "begun": got - 0.1,
        "got": {"client": client, "fencing_token": fencing_token, "until": until},
        "waited": 0.1,
    }


@pytest.mark.parametrize(
    ("lines", "two"),
    [
        ([("desk1", held("desk1", 7, 1, 1)), ("desk2", held("desk2", 7, 2, 2))], True),
        ([("desk1", held("desk1", 7, 1, 1)), ("desk2", held("desk2", 7, 1, 2))], True),
        ([("desk1", held("desk1", 7, 1, 1)), ("desk1", {"at": 1.5, "letting": 1, "client": 7}),
          ("desk2", held("desk2", 7, 2, 2))], False),
        ([("desk1", held("desk1", 7, 1, 1)), ("desk2", held("desk2", 7, 2, 1801))], False),
        ([("desk1", held("desk1", 7, 1, 1)), ("desk0", {"at": 1.5, "freeing": 7}), ("desk2", held("desk2", 7, 2, 2))],
         False),
    ],
    ids=["both hold", "one fencing_token twice", "let go", "run out", "freed by a manager"],
)  # fmt: skip
def test_many_workers_tally_sees_two_who_hold_one_person(
    tmp_path: Path, lines: list[tuple[str, dict[str, Any]]], two: bool
) -> None:
    diaries = Diaries()
    for worker, line in lines:
        (tmp_path / worker).write_text(json.dumps(line) + "\n", "utf-8")
        diaries.read(worker, tmp_path / worker)
    assert bool(list(diaries.held_by_two(LEAPS))) == two
