"""A real server: what is refused in words, what goes on after it was away, and that its tables are those of a file."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest

from tests.harness import forked
from tests.harness.postgres import Server
from tests.support.rows import one
from tests.support.waiting import PATIENCE
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.store import audit, database, models, postgresql, schema
from topaz_tui.store.audit_on_server import TRANSACTIONS
from topaz_tui.store.database import open_database, transaction


@pytest.fixture
def db(server: Server) -> Iterator[Any]:
    opened = open_database(server.url("team"))
    yield opened
    database.close()  # of what the test opened in its place, if anything
    opened.close()
    server.empty("team")


def test_server_keeps_what_is_saved_through_a_power_cut(db) -> None:
    assert one("SHOW synchronous_commit") == "on"
    assert one("SHOW transaction_isolation") == "read committed"
    assert one("SHOW search_path") == "public"
    assert one("SHOW lock_timeout") == f"{postgresql.PATIENCE}s"
    assert one("SHOW idle_in_transaction_session_timeout") == "1min"


@pytest.fixture(scope="module")
def their_columns(server: Server) -> dict[str, dict[str, Any]]:
    """The columns of each table, by their names."""
    opened = open_database(server.url("team"))
    tables = [model._meta.table_name for model in models.MODELS]
    found = {table: {column.name: column for column in opened.get_columns(table)} for table in tables}
    database.close()
    return found


@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.__name__)
def test_server_tables_are_those_of_the_models(their_columns, model) -> None:
    columns = their_columns[model._meta.table_name]
    assert set(columns) == {field.column_name for field in model._meta.sorted_fields}
    for field in model._meta.sorted_fields:
        kind = "text" if isinstance(field, peewee.TextField) else "integer"
        assert (columns[field.column_name].data_type, columns[field.column_name].null) == (kind, field.null), field.name


def test_server_has_the_indexes_and_the_refusals_of_a_file(db, tmp_path: Path) -> None:
    theirs = {name for (name,) in db.execute_sql("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}
    refusals = {
        name for (name,) in db.execute_sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 = 0")
    }
    database.close()
    file = open_database(tmp_path / "t.db", create=True)
    ours = {
        name for (name,) in file.execute_sql("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    }
    refuses = {
        name
        for name, sql in file.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        if "RAISE(ABORT" in sql
    }
    assert ours <= theirs and refuses == refusals | {f"{table}_reference" for table in ("concern", "support", "letter")}


def test_server_log_and_history_only_grow(db) -> None:
    with transaction():
        audit.record(None, "tried")
    for sql in ("UPDATE audit SET action = 'x'", "DELETE FROM audit"):
        with pytest.raises(peewee.IntegrityError, match="only grows"), transaction():
            db.execute_sql(sql)
    with pytest.raises(peewee.IntegrityError, match="cannot be emptied"), transaction():
        db.execute_sql("TRUNCATE audit")
    assert one("SELECT action FROM audit") == "tried"


def test_server_table_that_cannot_lose_a_row_cannot_be_emptied(db) -> None:
    has = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype &"
    kept, refuse = (set(db.execute_sql(f"{has} {kind}").fetchall()) for kind in ("10 = 10", "32 <> 0"))
    assert kept == refuse and ("audit",) in kept


def test_server_line_says_by_how_much_the_clocks_differ(db, monkeypatch: pytest.MonkeyPatch) -> None:
    real = datetime.now(UTC).replace(microsecond=0)
    for apart in (0, 42):
        monkeypatch.setattr(clock, "now", lambda apart=apart: real + timedelta(seconds=apart))
        with transaction():
            audit.record(None, "tried", subject=str(apart))
    assert one("SELECT clock_off FROM audit WHERE subject = '0'") is None
    assert 35 < one("SELECT clock_off FROM audit WHERE subject = '42'") < 43


def test_server_steps_of_the_schema_take_the_lock_of_transactions_before_any_table(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what works there meanwhile waits for a table, and the step for its lock: each for the other."""
    held = f"SELECT count(*) FROM pg_locks WHERE objid = {TRANSACTIONS} AND pid = pg_backend_pid()"
    seen: list[object] = []
    monkeypatch.setattr(postgresql, "upgrade", lambda engine: seen.extend(engine.execute_sql(held).fetchall()))
    url = server.make("steps")
    database.open_database(url, create=True)
    database.close()
    server.drop("steps")
    assert seen == [(1,)]


def test_server_transaction_lands_whole_or_not_at_all(db) -> None:
    with pytest.raises(RuntimeError), transaction():
        audit.record(None, "first")
        raise RuntimeError
    assert one("SELECT count(*) FROM audit") == 0


def test_server_runs_one_transaction_at_a_time_and_claims_beside_it(db) -> None:
    done: list[bool | str] = []
    may_end, begun = threading.Event(), threading.Event()

    def other(alone: bool) -> None:
        with transaction(exclusive=alone):
            done.append(alone)
        database.close()

    def first() -> None:
        with transaction():
            begun.set()
            assert may_end.wait(10)
            done.append("first")
        database.close()

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert begun.wait(10)
    threads += [threading.Thread(target=other, args=(alone,)) for alone in (True, False)]
    threads[1].start()
    threads[2].start()
    threads[2].join(10)  # beside
    assert done == [False]
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert done == [False, "first", True]


def test_server_tells_who_waits_too_long(db, monkeypatch: pytest.MonkeyPatch) -> None:
    database.close()
    monkeypatch.setitem(postgresql.SETTINGS, "lock_timeout", "200ms")
    begun, may_end = threading.Event(), threading.Event()

    def holds() -> None:
        with transaction():
            begun.set()
            may_end.wait(10)
        database.close()

    thread = threading.Thread(target=holds)
    thread.start()
    assert begun.wait(10)
    with pytest.raises(UserError, match="takes too long"), transaction():
        pass
    may_end.set()
    thread.join(10)
    with transaction():
        audit.record(None, "then")
    assert one("SELECT count(*) FROM audit") == 1


def test_a_server_that_was_away_is_used_again(server: Server, db) -> None:
    with transaction():
        audit.record(None, "before")
    server.stop()
    try:
        with pytest.raises(UserError, match="does not answer"), transaction():
            audit.record(None, "meanwhile")
        with pytest.raises(UserError, match="does not answer"):
            one("SELECT count(*) FROM audit")
    finally:
        server.start()
    assert one("SELECT count(*) FROM audit") == 1  # a look
    server.stop()
    server.start()
    with transaction():  # and an action, on a connection that was lost meanwhile
        audit.record(None, "after")
    assert one("SELECT count(*) FROM audit") == 2


def test_server_transaction_that_breaks_off_leaves_nothing(server: Server, db) -> None:
    with pytest.raises(UserError), transaction():
        audit.record(None, "half")
        server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'team'")
        audit.record(None, "whole")
    assert one("SELECT count(*) FROM audit") == 0


def test_server_frees_the_lock_of_a_program_killed_in_a_transaction(server: Server, db) -> None:
    script = (
        "import sys, os, signal; from topaz_tui.store import audit, database as d; d.open_database(sys.argv[1])\n"
        "with d.transaction():\n"
        "  audit.record(None, 'half'); print('in it', flush=True); os.kill(os.getpid(), signal.SIGSTOP)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, server.url("team")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "in it\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    with transaction():
        audit.record(None, "next")
    assert one("SELECT action FROM audit") == "next"


def test_an_older_program_refuses_a_newer_list(db) -> None:
    with transaction():
        db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('0999_later', now())")
    try:
        with pytest.raises(UserError, match="newer Topaz"), transaction():
            pass
        with pytest.raises(UserError, match=f"this one knows {schema.SCHEMA}"):
            open_database(db.where)
    finally:
        db.execute_sql("DELETE FROM schema_migration WHERE name = '0999_later'")


FILLED = """
ALTER TABLE concern DROP CONSTRAINT concern_reference;
DROP TRIGGER concern_named ON concern;
ALTER TABLE metadata RENAME TO about;
ALTER TABLE queue_status RENAME TO standing;
ALTER TABLE standing RENAME COLUMN fencing_token TO fence;
ALTER TABLE standing RENAME COLUMN attempts TO tries;
ALTER TABLE client RENAME COLUMN attempts_since TO tries_since;
ALTER TABLE call RENAME COLUMN is_attempt TO is_try;
ALTER TABLE escalation RENAME COLUMN level TO rung;
ALTER TABLE audit RENAME COLUMN action TO deed;
ALTER TABLE search_line RENAME TO finding;
ALTER INDEX search_trigram RENAME TO finder;
ALTER INDEX queue_status_ready RENAME TO standing_ready;
ALTER INDEX queue_status_changes RENAME TO standing_changes;
ALTER INDEX queue_status_held RENAME TO standing_held;
ALTER INDEX queue_status_reason RENAME TO standing_reason;
ALTER INDEX queue_status_waiting RENAME TO standing_waiting;
ALTER INDEX queue_status_kept RENAME TO standing_kept;
ALTER INDEX queue_status_lead RENAME TO standing_lead;
INSERT INTO worker (id, account, name, role, added_at) VALUES (1, 'a', 'A', 'worker', ''), (2, 'b', 'B', 'manager', '');
INSERT INTO client (id, person_id, added_at) VALUES (1, 'P1', '');
INSERT INTO concern (id, reference, client_id, opened_by, opened_at, saved_at, submitted_at)
    VALUES (1, 'SC-1', 1, 2, '', '', 'then'), (2, 'SC-2', 1, 2, '', '', NULL);
INSERT INTO audit (at, deed, client_id, subject) VALUES ('', 'took over a concern', 1, 'concern 1 from worker 1');
INSERT INTO warning (client_id, kind, starts_on, review_on, agreed_by, ended_at) VALUES (1, 'staff', '', '', 1, 'then');
INSERT INTO note (client_id, worker_id, kind, text, made_at)
    VALUES (1, 2, 'note', 'Warning ended (Risk to staff): no risk', 'then');
ALTER TABLE concern DROP COLUMN begun_by, DROP COLUMN said_danger, DROP COLUMN untouched;
DROP INDEX escalation_put_away;
DROP INDEX escalation_unread_end;
ALTER TABLE warning DROP COLUMN ended_by, DROP COLUMN end_reason;
ALTER TABLE client DROP COLUMN end_said, DROP COLUMN look_on, DROP COLUMN write_ok, DROP COLUMN mail,
    DROP COLUMN mail_ok, DROP COLUMN gender, DROP COLUMN ethnicity, DROP COLUMN primary_support_reason,
    DROP COLUMN client_type, DROP COLUMN not_before_cause;
DROP TABLE call_wish;
DROP TABLE council_answer;
ALTER TABLE call DROP COLUMN led_to;
ALTER TABLE import DROP COLUMN not_taken;
ALTER TABLE action DROP COLUMN ended_as;
DROP TABLE action_step;
ALTER TABLE escalation DROP COLUMN action_id;
ALTER TABLE action DROP COLUMN owner_id, DROP COLUMN ended_why;
INSERT INTO action (client_id, kind, detail, made_by, made_at, done_at)
    VALUES (1, 'support', '', 2, '', NULL), (1, 'advice', '', 2, '', 'then');
INSERT INTO duty (client_id, kind, due_at, made_at, reason)
    VALUES (1, 'follow-up', '', '', 'The review is not complete');
INSERT INTO call (id, client_id, worker_id, rang_at, ended_at, outcome) VALUES (1, 1, 1, '', '', 'died');
INSERT INTO escalation (id, kind, client_id, opened_at, state, waiting_for, rung)
    VALUES (1, 'question', 1, '', 'open', '', 'manager');
INSERT INTO event (escalation_id, at, worker_id, move, body)
    VALUES (1, '', 1, 'opened', '{"question": "Has died. So."}');
ALTER TABLE duty DROP COLUMN cause;
ALTER TABLE escalation DROP COLUMN asks, DROP COLUMN call_id, DROP COLUMN support_id, DROP COLUMN letter_id;
DROP INDEX outbox_support_open;
ALTER TABLE outbox DROP COLUMN letter_id, DROP COLUMN document_id, DROP COLUMN goes_to;
DROP TABLE letter_step;
DROP TABLE letter;
DROP TABLE support;
DROP TABLE service;
INSERT INTO doubt (client_id, code, words, made_at) VALUES (1, 'twin', 'Record P1 has died', '');
ALTER TABLE doubt DROP COLUMN twin_id, DROP COLUMN stop, DROP COLUMN put_right_id, DROP COLUMN whom,
    ALTER COLUMN words SET NOT NULL;
INSERT INTO doubt (client_id, code, words, made_at) VALUES (1, 'somebody_else', 'Ada Łoś, born 1944-05-03', '');
INSERT INTO standing (client_id, state, reason) VALUES (1, 'no', 'away');
ALTER TABLE standing DROP COLUMN cause, DROP COLUMN until, DROP COLUMN about, DROP COLUMN record,
    ADD COLUMN words TEXT NOT NULL DEFAULT 'In hospital';
ALTER TABLE review DROP COLUMN spoke_with, DROP COLUMN contact_id, DROP COLUMN acts_as, DROP COLUMN why_through,
    DROP COLUMN authority_id;
DROP TABLE authority;
DROP TABLE booking;
DROP TABLE broken_glass, open_to, restriction;
DROP TABLE frozen, team_settings, whole_file, reckoned, reckoned_duty, reckoned_sum, figure_sum,
    figure_part;
DROP TABLE verifier, lieu_hours, training, capacity, work_section, work_document, work_step, work;
DROP TABLE commission_month, commission_item, commission;
DROP TABLE school_post, school, order_date, order_child, court_order, duty_ended, born_before,
    statutory_event, placement, episode, young_person;
ALTER TABLE import DROP COLUMN kind;
ALTER TABLE contact DROP COLUMN acts_as, DROP COLUMN phone_status;
ALTER TABLE call DROP COLUMN contact_id;
DROP INDEX audit_line;
ALTER TABLE audit DROP COLUMN chain, DROP COLUMN number, DROP COLUMN mac, DROP COLUMN place, DROP COLUMN clock_off;
DROP TABLE audit_chain;
DROP INDEX duty_due, action_by, action_made, review_call;
DELETE FROM schema_migration WHERE name >= '0014'
"""


def test_server_upgrade_takes_columns_out_of_sentences(db) -> None:
    for sql in FILLED.split(";\n"):
        db.execute_sql(sql)
    database.close()
    db = open_database(db.where)
    assert db.execute_sql("SELECT begun_by FROM concern ORDER BY id").fetchall() == [(1,), (2,)]
    assert db.execute_sql("SELECT ended_by, end_reason FROM warning").fetchall() == [(2, "no risk")]
    doubts = db.execute_sql("SELECT twin_id, stop, put_right_id, whom FROM doubt ORDER BY id").fetchall()
    assert doubts == [(1, "died", None, None), (None, None, None, '["Ada Łoś", "1944-05-03", ""]')]
    [(changes, cause)] = db.execute_sql("SELECT changes_at, cause FROM queue_status").fetchall()
    assert changes < "2001" and cause is None, "decided anew by the next look at the list"
    assert db.execute_sql("SELECT cause FROM duty").fetchall() == [("broke off",)]
    assert db.execute_sql("SELECT asks, call_id FROM escalation").fetchall() == [(None, 1)]
    assert db.execute_sql("SELECT owner_id FROM action ORDER BY id").fetchall() == [(2,), (None,)]
    with pytest.raises(peewee.IntegrityError, match="cannot be altered"), transaction():
        db.execute_sql("UPDATE concern SET answers = 'x' WHERE submitted_at IS NOT NULL")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://ann:secret@db.example/team", "can be read by everybody"),
        ("postgresql://db.example", "names no database"),
        ("postgresql://db.example/team?nonsense=1", "can't be read"),
        ("postgresql:///team?host=/nowhere", "does not answer"),
        ("postgresql://127.0.0.1:1/team", "does not answer"),
    ],
)
def test_server_url_that_leads_nowhere_is_said(url: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        open_database(url)
    assert caught.value.hint and "secret" not in str(caught.value)


def test_server_database_without_a_list_is_said(server: Server) -> None:
    with pytest.raises(UserError, match="There is no database"):
        open_database(server.url("nothing_so_called"))
    with pytest.raises(UserError, match="There is no Topaz list"):
        open_database(server.url("postgres"))
    with pytest.raises(UserError, match="There are tables"):
        open_database(server.url("team"), create=True)


def test_the_commands_take_a_url(server: Server, home: Path) -> None:
    server.make("commands")
    url = server.url("commands")

    def topaz(*words: str) -> subprocess.CompletedProcess[str]:
        return forked.topaz("--db", url, *words)

    assert "There is no Topaz list" in topaz("queue").stderr
    made = topaz("init", "--name", "Helen Marsh")
    assert made.returncode == 0, made.stderr
    assert re.search("topaz import FILE", made.stdout)
    asked = topaz("queue", "--json")
    assert (asked.returncode, asked.stderr) == (0, "") and '"callable": 0' in asked.stdout
    assert topaz("init", "--name", "Helen Marsh").returncode == 2
    server.drop("commands")
