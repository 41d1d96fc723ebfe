"""The benches' own data: where people stand is what the program would decide, and the council's file can be
read."""

from __future__ import annotations

from pathlib import Path

from tests.bench import make
from tests.bench.make import STANDING
from topaz_tui.config import Settings
from topaz_tui.services import clients, queue, workers
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import database as store


def test_bench_people_have_the_queue_status_that_the_program_decides(tmp_path: Path, at):
    at("2026-11-23T10:00:00Z")
    make.database(tmp_path / "big.db", 600)
    db = store.open_database(tmp_path / "big.db")
    made = db.execute_sql(STANDING).fetchall()
    queue_status.refresh(range(1, 601), Settings())
    assert db.execute_sql(STANDING).fetchall() == made
    counts = queue.list_people(workers.current_session(Settings())).counts
    assert counts["total"] == 600 and counts["callable"] > 200
    assert db.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def test_bench_database_has_all_indexes_and_triggers(tmp_path: Path):
    made = []
    for name in ("big.db", "bare.db"):
        if name == "big.db":
            make.database(tmp_path / name, 40)
        db = store.open_database(tmp_path / name, create=name == "bare.db")
        made.append(db.execute_sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall())
        store.close()
    assert made[0] == made[1]


def test_bench_people_are_found_by_the_search(tmp_path: Path):
    make.database(tmp_path / "big.db", 40)
    db = store.open_database(tmp_path / "big.db")
    last, person_id = db.execute_sql("SELECT last_name, person_id FROM client WHERE id = 7").fetchone()
    session = workers.current_session(Settings())
    for text in (last, person_id):
        assert 7 in [found.client_id for found in clients.find(session, text).people]
    store.close()


def test_bench_council_file_is_the_same_each_time(tmp_path: Path):
    make.council_file(tmp_path / "one.csv", 300)
    make.council_file(tmp_path / "two.csv", 300)
    text = (tmp_path / "one.csv").read_text("utf-8")
    assert text == (tmp_path / "two.csv").read_text("utf-8")
    lines = text.splitlines()
    assert len(lines) == 301 and len(make.HEADINGS) == 28
