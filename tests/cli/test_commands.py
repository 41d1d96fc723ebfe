"""The commands as somebody types them: real processes, plain words, exit codes, and no traceback."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import forked
from tests.support.journeys import new_list
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE
from topaz_tui import __version__

CSV = "Person ID,First name,Last name,Date of birth,Telephone,Assessment date,Eligibility\n"


@pytest.fixture
def run(home: Path, tmp_path: Path):
    def topaz(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
        done = forked.topaz(*words, cwd=tmp_path, env={**os.environ, "TOPAZ_NOW": NOW, **env})
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return topaz


@pytest.fixture
def db(made_once: MadeOnce, tmp_path: Path) -> Path:
    return new_list(made_once, tmp_path / "t.db")


def test_version_and_help(run) -> None:
    assert __version__ in run("--version").stdout
    text = run("--help").stdout
    for command in ("init", "import", "queue", "escalations", "workers", "demo", "completion"):
        assert command in text
        assert run(command, "--help").returncode == 0
    assert "topaz" in run("completion", "bash").stdout


def test_init_refuses_to_overwrite_and_asks_nothing_without_a_terminal(run, db: Path, tmp_path: Path) -> None:
    again = run("--db", db, "init", "--name", "Somebody")
    assert again.returncode == 2 and "is there already" in again.stderr
    nameless = run("--db", tmp_path / "new.db", "init")
    assert nameless.returncode == 2 and "--name" in nameless.stderr
    timeless = run("--db", tmp_path / "new.db", "init", "--name", "A", TOPAZ_NOW="tomorrow")
    assert timeless.returncode == 2 and "TOPAZ_NOW" in timeless.stderr
    assert not (tmp_path / "new.db").exists()
    other = run("--db", tmp_path / "o.db", "init", "--worker", "hm", "--name", "H. M.", "--role", "manager")
    assert other.returncode == 0
    stranger = run("--db", tmp_path / "o.db", "queue")
    assert stranger.returncode == 2 and "is not a worker" in stranger.stderr


def test_the_database_is_named_by_flag_settings_or_platform(run, home: Path, tmp_path: Path) -> None:
    assert run("init", "--name", "A").returncode == 0
    assert list(home.rglob("topaz.db"))
    (tmp_path / "s.toml").write_text(f'database = "{tmp_path / "named.db"}"\n')
    assert run("--settings", tmp_path / "s.toml", "init", "--name", "A").returncode == 0
    assert (tmp_path / "named.db").exists()


def test_workers_are_added_listed_and_retired(run, db: Path) -> None:
    assert run("--db", db, "workers", "add", "rk", "--name", "Róisín Kelly").returncode == 0
    assert "Róisín Kelly" in run("--db", db, "workers", "list").stdout
    assert run("--db", db, "workers", "retire", "rk").returncode == 0
    assert "retired" in run("--db", db, "workers", "list").stdout
    assert run("--db", db, "workers", "retire", "nobody").returncode == 2


def test_a_worker_whose_role_cannot_be_read_is_listed_and_may_do_what_all_may(run, db: Path) -> None:
    assert run("--db", db, "workers", "add", "sam", "--name", "Sam Bell").returncode == 0
    with contextlib.closing(sqlite3.connect(db)) as store, store:
        store.execute("UPDATE worker SET role = 'king' WHERE account = 'sam'")
    listed = run("--db", db, "workers", "list")
    assert listed.returncode == 0 and "(unreadable)" in listed.stdout, listed.stderr
    assert "a colleague's record can't be read, and is put aside: worker 2" in run("--db", db, "escalations").stdout
    with contextlib.closing(sqlite3.connect(db)) as store, store:
        store.execute("UPDATE worker SET role = 'king' WHERE id = 1")
    refused = run("--db", db, "workers", "add", "eve", "--name", "Eve")
    assert refused.returncode == 2 and "Only a manager" in refused.stderr


def test_import_then_queue_then_escalations(run, db: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        CSV
        + "P1,Ada,Stone,03/05/1944,020 7946 0011,03/11/2025,Low\n"
        + "P2,Bo,[b]Bold,1950-01-02,07700 900123,2025-10-01,medium\n"
        + ",No,Id,,,2025-10-01,low\n"
    )
    done = run("--db", db, "import", people, "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["read"], told["added"], told["refused"]) == (3, 2, 1)
    assert told["read"] == told["added"] + told["changed"] + told["unchanged"] + told["refused"]
    assert Path(told["refused_file"]).exists()
    again = json.loads(run("--db", db, "import", people, "--json").stdout)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)

    listed = json.loads(run("--db", db, "queue", "--json").stdout)
    assert [person["person_id"] for person in listed["people"]] == ["P2", "P1"]
    assert listed["counts"]["callable"] == 2 == listed["counts"]["total"]
    assert sum(n for key, n in listed["counts"].items() if key != "total") == 2
    assert set(listed["people"][0]) == {"person_id", "name", "why", "due", "band", "tries", "held_by"}
    plain = run("--db", db, "queue", "--limit", "1").stdout
    assert "[b]Bold" in plain and "\x1b" not in plain and "Stone" not in plain

    none = run("--db", db, "escalations", "--json")
    assert none.returncode == 0
    assert json.loads(none.stdout) | {"being_written": 0} == {
        "outstanding": 0, "overdue": 0, "items": [], "being_written": 0, "alarms": [],
        "decisions": {"open": 0, "late": 0, "items": []},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("scan.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
        ("book.csv", b"PK\x03\x04\x14\x00\x06\x00"),
        ("other.csv", b"Colour,Size\nred,3\n"),
    ],
)
def test_import_of_no_list_is_refused_in_a_sentence(run, db: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("--db", db, "import", name)
    assert done.returncode == 2 and name in done.stderr


def test_bad_databases_and_settings_are_said_in_a_sentence(run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Dear council " * 100)
    (tmp_path / "bad.toml").write_text("[calls]\ntrys = 4\n")
    (tmp_path / "broken.toml").write_text("[calls\n")
    (tmp_path / "keys.toml").write_text('[keys]\n"queue.skip" = ["n"]\n')
    for words, said in (
        (("--db", "absent.db", "queue"), "There is no database"),
        (("--db", "text.db", "queue"), "not a database"),
        (("--db", tmp_path, "queue"), "is a folder"),
        (("--settings", "bad.toml", "--db", db, "queue"), "line 2"),
        (("--settings", "broken.toml", "--db", db, "queue"), "line 1"),
        (("--settings", "absent.toml", "queue"), "no settings file"),
        (("--settings", "keys.toml", "--db", db), "queue.skip"),
    ):
        done = run(*words)
        assert done.returncode == 2 and said in done.stderr, (words, done.stderr)


def test_a_pipe_that_closes_early_is_no_fault(db: Path, home: Path) -> None:
    command = f"{sys.executable} -m topaz_tui --db {db} queue | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=PATIENCE)
    assert done.stderr == ""


def test_demo_needs_a_name_to_be_kept(run, tmp_path: Path) -> None:
    assert run("demo", "--make-only").returncode == 2
    done = run("--db", "demo.db", "demo", "--make-only")
    assert done.returncode == 0, done.stderr
    told = json.loads(run("--db", "demo.db", "queue", "--json").stdout)
    assert told["counts"]["total"] == 300 and told["counts"]["callable"] > 0
    board = run("--db", "demo.db", "escalations")
    assert board.returncode == 1 and board.stdout


def test_dispatch_says_how_it_stands_and_exits_by_it(run, db: Path) -> None:
    once = run("--db", db, "dispatch")
    assert once.returncode == 0 and "Outbox: empty" in once.stdout and "a person sends each concern" in once.stdout
    status = json.loads(run("--db", db, "dispatch", "--status", "--json").stdout)
    assert status["ok"] and not status["needed"] and status["last_run"]["sent"] == 0
    late = run("--db", db, "dispatch", "--status", TOPAZ_NOW="2026-11-24T10:00:00Z")
    assert late.returncode == 0 and "Last dispatch: 1 day ago" in late.stdout


def test_a_dispatch_that_is_needed_and_does_not_run_is_an_alarm(run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "s.toml").write_text('[sending]\nchannels = ["folder"]\n[sending.folder]\npath = "out"\n')
    words = ("--db", db, "--settings", tmp_path / "s.toml")
    for command in (("escalations",), ("dispatch", "--status")):
        before = run(*words, *command)
        assert before.returncode == 1 and before.stdout.startswith("! Dispatch has never run")
    assert run(*words, "dispatch").returncode == 0
    assert run(*words, "escalations").returncode == 0
    wrong = run("--db", db, "--settings", tmp_path / "none.toml", "dispatch")
    assert wrong.returncode == 2 and "There is no settings file" in wrong.stderr


def test_a_concern_is_asked_for_by_its_reference(run, db: Path, tmp_path: Path) -> None:
    for words in (("show", "SC-2026-00001"), ("letter", "7"), ("show", "x", "--pdf", "x.pdf")):
        done = run("--db", db, "concern", *words)
        assert done.returncode == 2 and "There is no concern" in done.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_workers_get_a_level_and_an_address(run, db: Path) -> None:
    rahman = ("nr", "--name", "N. Rahman", "--role", "head of service", "--mail", "n@x.example")
    added = run("--db", db, "workers", "add", *rahman)
    assert added.returncode == 0, added.stderr
    assert run("--db", db, "workers", "change", "nr", "--role", "director", "--mail", "").returncode == 0
    [line] = [line for line in run("--db", db, "workers", "list").stdout.splitlines() if line.startswith("nr ")]
    assert line.split() == ["nr", "N.", "Rahman", "director"]
    for words, says in (
        (("nr", "--role", "king"), "is not a role"),
        (("nr", "--mail", "no address"), "is no mail address"),
        (("nr", "--mail", "a@x.example\nBcc: b@x.example"), "is no mail address"),
        (("nobody", "--name", "x"), "No worker has the account"),
    ):
        done = run("--db", db, "workers", "change", *words)
        assert done.returncode == 2 and says in done.stderr
    mine = run("--db", db, "workers", "list").stdout.splitlines()[0].split()[0]
    last = run("--db", db, "workers", "change", mine, "--role", "worker")
    assert last.returncode == 2 and "is the only manager" in last.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("queue", "--limit", "5"), "A file has the whole list."),
        (("report", "--people", "COV", "--freeze"), "A file of people is written alone."),
    ],
)
def test_file_of_people_takes_no_option_that_it_would_not_heed(run, db: Path, tmp_path: Path, words, why: str) -> None:
    done = run("--db", db, *words, "--file", tmp_path / "list.csv", "--reason", "The line is down")
    assert done.returncode == 2 and why in done.stderr
    assert not (tmp_path / "list.csv").exists()
