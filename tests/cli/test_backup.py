"""Backup, restore, the daily backup and the doctor as somebody types them, and beside an open screen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harness import forked
from tests.harness.terminal import Terminal
from tests.store import filled
from tests.support.dispatching import watch
from tests.support.journeys import new_list
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE, comes_within
from topaz_tui.store import backup

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    def topaz(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
        done = forked.topaz("--db", "here/t.db", *words, cwd=tmp_path, env={**os.environ, "TOPAZ_NOW": NOW, **env})
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return topaz


@pytest.fixture
def db(made_once: MadeOnce, tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return new_list(made_once, tmp_path / "here" / "t.db")


def kept(db: Path) -> dict[str, Any]:
    connection = filled.connect(db)
    try:
        [(told,)] = connection.execute("SELECT value FROM metadata WHERE key = 'daily backup'").fetchall()
        return dict(json.loads(told))
    finally:
        connection.close()


def test_backup_is_restored_after_later_work(run: Run, db: Path, tmp_path: Path) -> None:
    made = run("backup", "copy")
    assert made.returncode == 0 and "0 people" in made.stdout and "found whole" in made.stdout, made.stderr
    assert run("workers", "add", "rk", "--name", "Róisín Kelly").returncode == 0
    back = run("restore", "copy")
    assert back.returncode == 0 and "topaz doctor" in back.stdout, back.stderr
    [old] = [line.rpartition(" ")[2] for line in back.stdout.splitlines() if line.startswith("What was there before")]
    assert "Róisín" not in run("workers", "list").stdout
    assert run("restore", old).returncode == 0
    assert "Róisín" in run("workers", "list").stdout
    mine = filled.contents(db, {"audit": ["worker_id", "action"]})["audit"]
    assert (1, "restored") in mine, "and who did it is in the log"


def test_backup_that_cannot_be_made_is_said_in_a_sentence(run: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    for words, says in (
        (("backup",), "Give a FILE"),
        (("backup", "a", "--daily"), "Give a FILE"),
        (("backup", "there"), "is there already"),
        (("backup", "none/copy"), "There is no folder"),
        (("restore", "none"), "There is no backup"),
        (("restore", "there"), "is not a Topaz database"),
        (("restore", "here/t.db"), "is the database itself"),
    ):
        done = run(*words)
        assert done.returncode == 2 and says in done.stderr and not done.stdout, (words, done.stderr)


def test_backup_of_a_server_is_left_to_the_server(run: Run) -> None:
    for words in (("backup", "copy"), ("restore", "copy")):
        done = run("--db", "postgresql://nobody@127.0.0.1:1/none", *words)
        assert done.returncode == 2 and "pg_dump" in done.stderr, done.stderr


def test_daily_backup_is_made_once_by_whoever_comes_first(run: Run, db: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "topaz_tui", "--db", str(db)]
    env = {**os.environ, "TOPAZ_NOW": NOW}
    words = [("backup", "--daily")] * 3 + [("dispatch",)] * 2
    started = [subprocess.Popen([*command, *w], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) for w in words]
    assert [process.communicate(timeout=PATIENCE)[1] for process in started] == [b""] * 5
    folder = db.parent / "backups"
    assert [path.name for path in folder.iterdir()] == ["t.db.daily-2026-11-23"]
    assert run("dispatch", TOPAZ_NOW="2026-11-24T10:00:00Z").returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["t.db.daily-2026-11-23", "t.db.daily-2026-11-24"]
    assert all(backup.verify(path).clients == 0 for path in folder.iterdir())


def test_daily_backup_follows_the_settings(run: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(f'[backups]\nkeep = 2\nfolder = "{tmp_path / "far"}"\n')
    for day in (20, 21, 22, 23):
        done = run("--settings", "s.toml", "backup", "--daily", TOPAZ_NOW=f"2026-11-{day}T10:00:00Z")
        assert done.returncode == 0, done.stderr
    assert [path.name[-10:] for path in backup.dailies(db, tmp_path / "far")] == ["2026-11-23", "2026-11-22"]
    (tmp_path / "s.toml").write_text("[backups]\nkeep = 0\n")
    assert run("--settings", "s.toml", "backup", "--daily", TOPAZ_NOW="2026-11-27T10:00:00Z").returncode == 0
    assert not (db.parent / "backups").exists()


def test_daily_backup_that_fails_is_on_the_board_until_one_is_made(run: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "s.toml").write_text('[backups]\nfolder = "file/backups"\n')
    failed = run("--settings", "s.toml", "dispatch")
    assert failed.returncode == 1 and "Today's backup could not be made" in failed.stderr
    board = run("--settings", "s.toml", "escalations", "--json")
    [alarm] = json.loads(board.stdout)["alarms"]
    assert board.returncode == 1 and "daily backup could not be made" in alarm["what"] and alarm["do"]
    again = run("--settings", "s.toml", "dispatch", TOPAZ_NOW="2026-11-23T10:30:00Z")
    assert again.returncode == 1 and again.stderr == "", "said by the alarm that dispatch --status has, too"
    assert kept(db)["tried"] == NOW, "it is not tried again and again"
    (tmp_path / "file").unlink()
    assert run("--settings", "s.toml", "dispatch", TOPAZ_NOW="2026-11-23T11:00:01Z").returncode == 0
    assert kept(db)["failed"] == "" and (tmp_path / "file" / "backups").is_dir()
    assert run("--settings", "s.toml", "escalations", TOPAZ_NOW="2026-11-23T11:10:00Z").returncode == 0


def test_daily_backup_of_a_demo_is_not_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    assert run("demo", "--make-only").returncode == 0
    assert run("backup", "--daily").returncode == 0
    assert run("dispatch").stderr == ""
    assert not [path for path in (tmp_path / "here").iterdir() if "daily" in path.name or path.is_dir()]


LOOKS_OFTEN = "from topaz_tui import cli; from topaz_tui.app import app; app.LOOK_TO_BACK_UP = 0.2; cli.main()"


def test_daily_backup_is_made_by_an_open_screen(db: Path, terminal: Callable[..., Terminal]) -> None:
    shown = terminal(sys.executable, "-c", LOOKS_OFTEN, "--db", db, TOPAZ_NOW=NOW)
    shown.wait_for("Callable")
    folder = db.parent / "backups"
    shown.wait_for(lambda terminal: folder.exists() and any(not p.name.startswith(".") for p in folder.iterdir()), 60)
    shown.press("ctrl+q").wait_exit()
    assert [path.name for path in folder.iterdir()] == ["t.db.daily-2026-11-23"]


def test_doctor_exit_code_is_what_it_found(run: Run, db: Path, tmp_path: Path) -> None:
    assert run("backup", "--daily", TOPAZ_NOW="").returncode == 0
    well = run("doctor", TOPAZ_NOW="")
    assert well.returncode == 0 and well.stdout.endswith("All is well.\n"), well.stdout
    told = json.loads(run("doctor", "--json").stdout)
    assert told["ok"] is False, "a training clock runs"
    missing = run("--db", "none.db", "doctor")
    assert missing.returncode == 2 and "There is no database" in missing.stdout
    (tmp_path / "s.toml").write_text("[backups]\nkeep = -1\n")
    wrong = run("--settings", "s.toml", "doctor", TOPAZ_NOW="")
    assert wrong.returncode == 1 and "whole number" in wrong.stdout


def test_daily_backup_is_made_by_a_watching_dispatch(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[sending]\nevery_seconds = 5\n")
    env = {**os.environ, "TOPAZ_NOW": NOW}
    folder = db.parent / "backups"
    with subprocess.Popen(watch(db, file), stderr=subprocess.PIPE, env=env) as watching:
        comes_within(PATIENCE, lambda: backup.dailies(db, folder))
        watching.send_signal(signal.SIGTERM)
        assert watching.communicate(timeout=PATIENCE)[1] == b"" and watching.returncode == 0
    assert [path.name for path in backup.dailies(db, folder)] == ["t.db.daily-2026-11-23"]
