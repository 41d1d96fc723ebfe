"""What the steps of a worker ask of the database, on a list with four years of calls: nothing is read through that
grows with the list, and nothing sorted but what is one person's, or open now. On SQLite, without statistics, and with
those that ANALYZE found in the list of 1,000,000 people of the bench of scale (sqlite_stat1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench import make
from tests.bench.steps import Steps
from tests.support.sessions import job
from tests.support.statements import heard
from tests.support.tally import tally_wrong
from topaz_tui import clock
from topaz_tui.rules.measures import periods
from topaz_tui.services import clients, figures, nobody, queue
from topaz_tui.services.queue import Filters, filters
from topaz_tui.store import database as store

SMALL = {"worker", "metadata", "tally", "calls_made", "draft", "json_each", "sqlite_master", "schema_migration"}
OPEN = {  # indexes of what is open now, or as long as the list that is on show
    "queue_status_ready", "queue_status_waiting", "queue_status_changes", "queue_status_held", "escalation_open",
    "escalation_moves",
    "concern_draft", "concern_submitted", "outbox_due", "outbox_claimed", "outbox_open", "outbox_support_open",
    "outbox_notices", "doubt_open", "escalation_unread_end",
}  # fmt: skip
ONE = re.compile(r"SEARCH \w+ USING (?:COVERING )?(?:INDEX \w+|INTEGER PRIMARY KEY) \((?:\w+=\? ?(?:AND )?)+")
TODAY = "(ANY(worker_id) AND rang_at>?)"  # with statistics, each worker's calls of today: a day's, not a list's
STEPS = (
    ("counts",), ("take_next",), ("find_name",), ("find_phone",), ("open_client",), ("record_call",), ("board",),
    ("month",), *(("tab", tab) for tab in ("callable", "callbacks", "waiting", "not_callable", "done")),
)  # fmt: skip


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A list of 1,500 people with their past."""
    file = tmp_path_factory.mktemp("years") / "years.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOPAZ_NOW", "2026-11-23T10:00:00Z")
        make.database(file, 1_500, past=True)
        yield file


@pytest.fixture(params=["without statistics", "with statistics"])
def steps(request: pytest.FixtureRequest, years: Path, at: Any) -> Iterator[Steps]:
    at("2026-11-23T10:00:00Z")
    at_work = Steps(years)
    nobody.daily(job(), clock.now())  # as a dispatch does: it reads everybody, once a day
    if request.param == "with statistics":
        at_work.db.execute_sql("ANALYZE")
        at_work.db.execute_sql("DELETE FROM sqlite_stat1")
        for row in json.loads(Path(__file__).with_name("statistics_of_a_million.json").read_text()):
            at_work.db.execute_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", row)
        store.close()
        at_work = Steps(years)
    yield at_work
    store.close()


def faults(sql: str, values: Any) -> list[str]:
    """What in a statement's plan grows with the list."""
    plan = [row[-1] for row in store.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()]
    named = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN|,) \"?(\w+)\"? (?:AS )?\"?(\w+)", sql)}
    found = []
    for line in plan:
        scanned = re.match(r"SCAN (\w+)(?:.*INDEX (\w+))?", line)
        if not scanned or scanned[1] in ("CONSTANT", "search_trigram") or line.startswith("SCAN ("):
            continue
        if named.get(scanned[1], scanned[1]) not in SMALL and scanned[2] not in OPEN:
            found.append(line)
    first = next((line for line in plan if line.startswith(("SCAN", "SEARCH"))), "")
    if any("TEMP B-TREE" in line for line in plan) and not ONE.match(first) and TODAY not in first:
        scanned = re.match(r"SCAN (\w+)(?:.*INDEX (\w+))?", first)
        if not scanned or (named.get(scanned[1], scanned[1]) not in SMALL and scanned[2] not in OPEN):
            found.append(f"sorts what {first} brings")
    return [f"{fault}: {' '.join(sql.split())}" for fault in found]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: " ".join(step))
def test_no_step_reads_or_sorts_what_grows_with_the_list(steps: Steps, step: tuple[str, ...], monkeypatch) -> None:
    with heard(monkeypatch) as statements:
        getattr(steps, step[0])(*step[1:])
    asked = {sql: values for sql, values in statements if sql.split()[0] in ("SELECT", "UPDATE", "DELETE", "WITH")}
    assert asked
    assert [fault for sql, values in asked.items() for fault in faults(sql, values)] == []


def test_a_filter_and_a_sorted_tab_read_by_an_index(steps: Steps, monkeypatch) -> None:
    """What is sorted is bounded by a number of people (services/queue/sorting.py), and read as the tab itself is."""
    with heard(monkeypatch) as statements:
        queue.list_people(steps.session, "callable", Filters(council="Lambeth"))
        for tab, orders in queue.OF_TAB.items():
            assert queue.list_people(steps.session, tab, order=orders[0]).order == orders[0]
        filters._councils()
        clients.origins(steps.session, range(1, 1_000))
    selects = {sql: values for sql, values in statements if sql.split()[0] == "SELECT"}
    found = [fault for sql, values in selects.items() for fault in faults(sql, values)]
    assert [fault for fault in found if not fault.startswith("sorts what")] == []


def test_figures_of_a_period_are_read_by_its_days(steps: Steps, monkeypatch) -> None:
    """All but the concerns, which are one in a hundred people's, and whose days are many."""
    with heard(monkeypatch) as statements:
        figures.report(steps.session, periods.named("2026-Q3"))
    found = [fault for sql, values in statements if sql.split()[0] == "SELECT" for fault in faults(sql, values)]
    kept = [fault for fault in found if not re.search('FROM "(concern|escalation|event|worker)"', fault)]
    assert [fault for fault in kept if not fault.startswith("sorts what")] == []


def test_a_plan_that_grows_is_seen(steps: Steps) -> None:
    for sql in (
        "SELECT count(*) FROM call k WHERE k.note = ?",
        "SELECT reason, count(*) FROM queue_status GROUP BY reason HAVING count(*) > ?",
        "SELECT client_id FROM call WHERE rang_at > ? ORDER BY worker_id",
    ):
        assert faults(sql, ("1",)), sql


def test_the_bench_database_stands_as_the_program_says(steps: Steps) -> None:
    assert tally_wrong() == ()
