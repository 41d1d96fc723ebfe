"""Power loss is SQLite's own promise, in WAL with synchronous FULL on a version without the WAL-reset fault: every
connection that writes, of every command, runs so (.github/decisions/0001-one-list-in-sqlite-or-postgresql.md)."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.harness.postgres import Server
from tests.harness.terminal import Terminal
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE
from topaz_tui import cli
from topaz_tui.store.database import close, open_database
from topaz_tui.store.sqlite import MENDED

PEOPLE = (
    "Person ID,First name,Last name,Telephone,Assessment date,Eligibility\nP-1,Ada,Stone,020 7946 0011,3.11.2025,low\n"
)
DEMO = ("--db", "{demo}")
WORK = """
INSERT INTO work (id, kind, client_id, code, anchor_on, requested_on, state, made_at)
    VALUES (1, 'pathway plan', 1, 'PLAN', '2026-11-05', '2026-11-05', 'requested', '2026-11-05T10:00:00.000Z');
INSERT INTO work_document (work_id, number, made_at) VALUES (1, 1, '2026-11-05T10:00:00.000Z');
"""
SETTINGS = """
INSERT INTO team_settings (id, body, state, why, made_by, made_at)
    VALUES (1, '{"calls": {"tries": 5}}', 'in force', 'Ours', 1, '2026-11-05T10:00:00Z');
"""
PROPOSED = """
INSERT INTO team_settings (id, body, based_on, state, why, made_by, made_at)
    SELECT 2, '{"calls": {"tries": 6}}', 1, 'proposed', 'Ours', id, '2026-11-05T10:00:00Z' FROM worker
    WHERE account = 'tbello';
"""
RULE = """
INSERT INTO team_settings (id, body, state, why, made_by, made_at, decided_by, decided_at)
    VALUES (1, '{"log": {"years": 50}}', 'in force', 'Ours', 1, '2026-11-05T10:00:00Z', 2, '2026-11-05T11:00:00Z');
"""

# Every command, what comes before the database's own words, and whether it writes. {…} are files of the test.
COMMANDS: dict[str, tuple[tuple[str, ...], bool]] = {
    "init": (("--db", "{folder}/new.db", "init", "--name", "Helen Marsh"), True),
    "import": ((*DEMO, "import", "{people}", "--yes"), True),
    "queue": ((*DEMO, "queue", "--json"), True),  # it sweeps
    "escalations": ((*DEMO, "escalations"), False),
    "export": ((*DEMO, "export", "actions", "{folder}/actions.csv", "--reason", "The team's meeting"), True),
    "due": ((*DEMO, "due"), True),
    "load": ((*DEMO, "load"), False),
    "billing": ((*DEMO, "billing"), False),
    "work show": ((*DEMO, "work", "show", "1"), True),  # that it was taken out is logged
    "dispatch": ((*DEMO, "dispatch", "--once"), True),
    "concern show": ((*DEMO, "concern", "show", "1"), True),  # that it was taken out is logged
    "concern letter": ((*DEMO, "concern", "letter", "SC-2026-00007"), True),
    "referral show": ((*DEMO, "referral", "show", "1"), True),
    "files": ((*DEMO, "files"), False),
    "report": ((*DEMO, "report", "--week"), False),
    "workers add": ((*DEMO, "workers", "add", "new", "--name", "Nora New"), True),
    "workers change": ((*DEMO, "workers", "change", "tbello", "--phone", "020 7946 0001"), True),
    "workers hours": (
        (*DEMO, "workers", "hours", "tbello", "--grade", "social worker", "--hours", "37", "--why", "Contract"),
        True,
    ),
    "workers phrase": ((*DEMO, "workers", "phrase", "tbello"), False),  # the demo's team has none
    "workers logins": (("--db", "{url}", "workers", "logins"), False),
    "workers list": ((*DEMO, "workers", "list"), False),
    "workers retire": ((*DEMO, "workers", "retire", "tbello"), True),
    "services add": ((*DEMO, "services", "add", "New help", "--kind", "other"), True),
    "services change": ((*DEMO, "services", "change", "Age Well Lambeth", "--phone", "020 7946 0001"), True),
    "services list": ((*DEMO, "services", "list"), False),
    "services retire": ((*DEMO, "services", "retire", "Age Well Lambeth"), True),
    "letters list": ((*DEMO, "letters", "list"), False),
    "letters posted": ((*DEMO, "letters", "posted"), False),
    "letters stop": ((*DEMO, "letters", "stop", "LT-2026-00005", "--why", "She rang."), True),
    "letters print": ((*DEMO, "letters", "print", "{folder}/letters.pdf"), True),
    "demo": (("--db", "{folder}/another.db", "demo", "--make-only"), True),
    "audit list": ((*DEMO, "audit", "list"), True),  # that the log was read is logged
    "audit cut": ((*DEMO, "audit", "cut"), False),  # nothing is as old as the rule says
    "audit seal": ((*DEMO, "audit", "seal"), True),
    "audit verify": ((*DEMO, "audit", "verify"), True),
    "settings agree": ((*DEMO, "settings", "agree", "2"), True),
    "settings import": ((*DEMO, "settings", "import", "{settings}", "--why", "Ours"), True),
    "settings list": ((*DEMO, "settings", "list"), False),
    "settings refuse": ((*DEMO, "settings", "refuse", "2", "--why", "Another folder"), True),
    "settings set": ((*DEMO, "settings", "set", "calls.tries", "4", "--why", "Ours"), True),
    "settings show": ((*DEMO, "settings", "show"), False),
    "backup": ((*DEMO, "backup", "{folder}/copy.db"), True),  # that it was made is logged
    "restore": ((*DEMO, "restore", "{backup}"), False),  # it writes to a copy, which then comes into its place
    "doctor": ((*DEMO, "doctor"), False),
    "move": ((*DEMO, "move", "--to", "{url}"), True),
    "completion": (("completion", "bash"), False),
    "help": (("help", "backup"), False),
    "keys": (("keys",), False),
    "changelog": (("changelog",), False),
}


def names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from names(command, f"{before}{name} ")
        else:
            yield before + name


def test_every_command_is_in_the_table() -> None:
    assert set(names(cli.main)) == set(COMMANDS)


@pytest.fixture
def files(demo_file: Path, tmp_path: Path) -> dict[str, str]:
    for name in ("demo.db", "backup.db"):
        (tmp_path / name).write_bytes(demo_file.read_bytes())
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "settings.toml").write_text("[calls]\ntries = 4\n")
    return {
        "folder": str(tmp_path),
        **{
            name: str(tmp_path / f"{name}.{kind}")
            for name, kind in (("demo", "db"), ("backup", "db"), ("people", "csv"), ("settings", "toml"))
        },
    }


def connections(record: Path) -> list[dict[str, Any]]:
    """Those to a database of the test; not to one in memory, nor to a copy that is not in its place yet."""
    found = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    files = [Path(each["file"]) for each in found]
    is_ours = [file.parent == record.parent and not file.name.startswith(".") for file in files]
    return [each for each, ours in zip(found, is_ours, strict=True) if ours]


def are_safe(found: list[dict[str, Any]]) -> None:
    for each in found:
        if each["changes"]:
            said = each["journal_mode"], each["synchronous"], each["foreign_keys"]
            assert said == ("wal", 2, 1), each
            assert tuple(map(int, each["version"].split("."))) >= MENDED


@pytest.mark.parametrize("name", COMMANDS)
def test_connection_of_every_command_writes_durably(
    name: str, files: dict[str, str], request: pytest.FixtureRequest
) -> None:
    words, writes = COMMANDS[name]
    if name == "move":
        server: Server = request.getfixturevalue("server")
        request.addfinalizer(lambda: server.drop("everyconnection"))
        files["url"] = server.make("everyconnection")
    if name == "workers logins":
        logged_in: Server = request.getfixturevalue("server")
        files["url"] = logged_in.make("everylogin")
        request.addfinalizer(lambda: logged_in.run("DROP ROLE everylogin_workers"))
        request.addfinalizer(lambda: logged_in.drop("everylogin"))  # the last comes first
        open_database(files["url"], create=True)
        close()
    if name == "work show":  # the list of the demo has nobody whose work it is
        with contextlib.closing(sqlite3.connect(files["demo"])) as opened:
            opened.executescript(WORK)
    if name == "audit cut":
        with contextlib.closing(sqlite3.connect(files["demo"])) as opened:
            opened.executescript(RULE)
    if name.startswith("settings"):
        with contextlib.closing(sqlite3.connect(files["demo"])) as opened:
            opened.executescript(SETTINGS + PROPOSED * (words[-1] == "2" or "refuse" in words))
    record = Path(files["folder"]) / "connections.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.watched", record, *(word.format(**files) for word in words)],
        capture_output=True, text=True, env={**os.environ, "TOPAZ_NOW": NOW}, stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode < 2 or name == "workers phrase", done.stderr
    found = connections(record)
    are_safe(found)
    assert any(each["changes"] for each in found) == writes, found


def test_connection_of_the_screens_writes_durably(files: dict[str, str], terminal: Callable[..., Terminal]) -> None:
    record = Path(files["folder"]) / "connections.jsonl"
    screen = terminal(sys.executable, "-m", "tests.harness.watched", record, "--db", files["demo"], TOPAZ_NOW=NOW)
    screen.wait_for("to call").press("n").wait_for("Safe to call").press("ctrl+q")
    assert screen.wait_exit() == 0
    found = connections(record)
    are_safe(found)
    assert any(each["changes"] for each in found)
