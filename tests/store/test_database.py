"""The store on real files: what it refuses, what it promises, and that the schema is what the models say."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import peewee
import pytest

from tests.support.rows import one
from topaz_tui.errors import Unavailable, UserError
from topaz_tui.store import audit, database, file_format, models, schema, sqlite
from topaz_tui.store.database import open_database, transaction


@pytest.fixture
def db(tmp_path: Path):
    yield open_database(tmp_path / "t.db", create=True)
    database.close()


def test_database_writes_are_as_safe_as_promised(db) -> None:
    assert one("PRAGMA journal_mode") == "wal"
    assert one("PRAGMA synchronous") == 2
    assert one("PRAGMA foreign_keys") == 1
    assert one("PRAGMA recursive_triggers") == 1
    assert one("PRAGMA application_id") == file_format.APPLICATION_ID
    assert one("PRAGMA user_version") == schema.SCHEMA
    version = tuple(int(part) for part in str(one("SELECT sqlite_version()")).split("."))
    assert version >= sqlite.MENDED


def test_database_file_is_its_owners_alone(db, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "t.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.__name__)
def test_models_have_the_columns_that_the_migrations_made(db, model) -> None:
    table = model._meta.table_name
    made = {
        name: not null for _, name, _, null, _, _ in db.execute_sql(f"PRAGMA table_info({table})").fetchall() if name
    }
    assert set(made) == {field.column_name for field in model._meta.sorted_fields}
    for field in model._meta.sorted_fields:
        if not field.primary_key:
            assert field.null == made[field.column_name], field.name


def test_every_table_is_strict_and_has_its_model(db) -> None:
    strict = {
        name: bool(is_strict)
        for _, name, kind, _, _, is_strict in db.execute_sql("PRAGMA table_list").fetchall()
        if kind == "table" and not name.startswith(("sqlite_", "search_trigram", "schema_migration"))
    }
    assert all(strict.values())
    counts = {"tally", "calls_made"}  # kept by triggers: nobody writes them, and a server has views of these names
    assert set(strict) - counts == {model._meta.table_name for model in models.MODELS}


def test_the_log_and_the_history_only_grow(db) -> None:
    with transaction():
        audit.record(None, "tried")
    for sql in (
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
        "REPLACE INTO audit (id, at, action) VALUES (1, '', '')",
    ):
        with pytest.raises(peewee.PeeweeException, match="only grows"):
            db.execute_sql(sql)
    assert one("SELECT action FROM audit") == "tried"
    triggers = {name for (name,) in db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()}
    assert {
        "event_stands",
        "event_stays",
        "addition_stands",
        "addition_stays",
        "concern_stands",
        "concern_stays",
    } <= triggers


def test_transaction_lands_whole_or_not_at_all(db) -> None:
    with pytest.raises(RuntimeError), transaction():
        audit.record(None, "first")
        raise RuntimeError
    assert one("SELECT count(*) FROM audit") == 0
    with transaction():
        audit.record(None, "outer")
        with transaction():
            audit.record(None, "inner")
    assert one("SELECT count(*) FROM audit") == 2


def test_transaction_waits_for_another_writer(db, tmp_path: Path) -> None:
    script = (
        "import sys; from sqlcipher3 import dbapi2 as s; c = s.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.readline(); c.execute('COMMIT')"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "t.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    done = threading.Event()

    def write() -> None:
        with transaction():
            audit.record(None, "waited")
        database.close()
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert not done.wait(0.2)
    holder.stdin.write("\n")
    holder.stdin.flush()
    assert done.wait(10)
    thread.join()
    holder.communicate()
    assert one("SELECT count(*) FROM audit") == 1


def test_file_that_is_no_topaz_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Dear council, " * 200)
    (tmp_path / "folder").mkdir()
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sqlite3; sqlite3.connect({str(tmp_path / 'other.db')!r}).execute('CREATE TABLE t (x)')",
        ],
        check=True,
    )
    for name, words in (
        ("absent.db", "There is no database"),
        ("folder", "is a folder"),
        ("text.db", "not a database"),
        ("other.db", "not a Topaz database"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            open_database(tmp_path / name)
        assert caught.value.hint
        database.close()


def test_a_newer_database_is_refused(db, tmp_path: Path) -> None:
    db.execute_sql("PRAGMA user_version = 999")
    database.close()
    with pytest.raises(UserError, match="newer Topaz"):
        open_database(tmp_path / "t.db")


def test_database_is_closed_as_another_takes_its_place(db, tmp_path: Path) -> None:
    other = open_database(tmp_path / "other.db", create=True)
    assert db.is_closed() and not other.is_closed()
    (tmp_path / "text.db").write_text("Not a database at all.\n" * 100)
    with pytest.raises(UserError):
        open_database(tmp_path / "text.db")
    assert other.is_closed() and database.database.is_closed(), "nobody could close it any more"


def test_new_database_overwrites_nothing(db, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is there already"):
        open_database(tmp_path / "t.db", create=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="No database can be made"):
        open_database(tmp_path / "file" / "t.db", create=True)


def test_a_database_of_the_first_schema_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playhouse.migrations import Runner

    only_first = Runner.up
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "SCHEMA", 1)
        patch.setattr(Runner, "up", lambda self: only_first(self, "0001_first"))
        old = open_database(tmp_path / "t.db", create=True)
        assert one("PRAGMA user_version") == 1
        with transaction():
            old.execute_sql("INSERT INTO worker (account, name, role, added_at) VALUES ('a', 'Ada', 'manager', '')")
            old.execute_sql("INSERT INTO client (person_id, added_at) VALUES ('P-1', '')")
            old.execute_sql(
                "INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at, submitted_at)"
                " VALUES ('SC-1', 1, 1, '', '', '')"
            )
            old.execute_sql(
                "INSERT INTO escalation (kind, client_id, concern_id, opened_at, state, waiting_for, rung)"
                " VALUES ('concern', 1, 1, '', 'submitted', '', 'worker')"
            )
        triggers = one("SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger'")
        database.close()
    open_database(tmp_path / "t.db")
    assert one("PRAGMA user_version") == schema.SCHEMA
    assert one("SELECT name || coalesce(mail, '-') FROM worker") == "Ada-"
    assert one("SELECT state || coalesce(council, '-') || coalesce(moves_at, '-') FROM escalation") == "submitted--"
    assert one("SELECT count(*) FROM outbox") == 0
    now = one("SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger'")
    correcting = {"correction_stays", "correction_stands", "call_replaced"}
    counting = {f"{table}_{what}" for table in ("queue_status", "call") for what in ("added", "gone", "moved")}
    referring = {f"{table}_{what}" for table in ("support", "letter", "letter_step", "order_date", "frozen",
                                                  "work_step", "audit_chain", "team_settings")
                     for what in ("stands", "stays")}  # fmt: skip
    named = {f"{table}_{what}" for table in ("concern", "support", "letter") for what in ("named", "reference")}
    since = {"outbox_stays"} | named | counting | correcting | referring
    first = {
        each.replace("finding_", "search_line_") for each in str(triggers).split(",")
    }  # its table has another name
    assert first | since == set(str(now).split(","))
    assert not (tmp_path / "t.db.upgrade").exists()
    database.close()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_upgrade_is_held_by_a_file_that_all_who_have_the_database_can_open(tmp_path) -> None:
    file = tmp_path / "t.db"
    file.touch()
    file.chmod(0o660)
    before = os.umask(0o077)
    try:
        with sqlite._alone(file):
            assert (tmp_path / "t.db.upgrade").stat().st_mode & 0o777 == 0o660
    finally:
        os.umask(before)
    (tmp_path / "t.db.upgrade").mkdir()
    with pytest.raises(Unavailable, match=r"t\.db\.upgrade can't be opened"), sqlite._alone(file):
        pass
