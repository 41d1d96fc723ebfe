"""Every command opens the list for whoever may do what it does, and for nobody else; who is refused is in the log."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.support.journeys import new_list
from tests.support.made import MadeOnce
from topaz_tui import cli
from topaz_tui.cli.acts import ACTS, OF_THE_OWNER, OPEN_NO_LIST
from topaz_tui.errors import NotAllowed
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import APART, Act, Role
from topaz_tui.services import workers

WAYS = {"", "backup --daily", "dispatch at work"}
"""Rows of the table that are no commands."""


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


def words_of(name: str, command: click.Command) -> list[str]:
    """The command with all that it can't be given without."""
    words = name.split()
    for each in command.params:
        if isinstance(each, click.Option) and each.required:
            words += [each.opts[0], "1"]
        elif isinstance(each, click.Argument) and (
            each.required or name in ("backup", "import", "settings set", "workers phrase")
        ):
            words.append("1")
    return words


def run(db: Path, words: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--db", str(db), *words])
    return int(ended.value.code or 0)


def log(db: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(db)) as opened:
        rows = opened.execute("SELECT action FROM audit WHERE action LIKE 'was refused%' ORDER BY id")
        return [row[0] for row in rows]


@pytest.fixture
def db(made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return new_list(made_once, tmp_path / "t.db")


def test_every_command_says_what_it_does_or_why_it_opens_no_list() -> None:
    assert {name for name, _ in commands(cli.main)} == {*ACTS} - WAYS | {*OPEN_NO_LIST} | {*OF_THE_OWNER}
    assert not {*ACTS} & {*OPEN_NO_LIST, *OF_THE_OWNER}


def test_every_command_refuses_whom_the_table_does_not_let(
    db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(sqlite3.connect(db)) as opened, opened:
        opened.executemany(
            "INSERT INTO worker (account, name, role, added_at, retired_at) VALUES (?, ?, ?, '2026-01-05', ?)",
            [*((each, each, each, None) for each in APART), ("gone", "Gone", "manager", "2026-01-06T09:00:00Z")],
        )
    wrong, asked = [], 0
    for who in (*APART, "nobody", "gone"):
        monkeypatch.setattr(workers, "account", lambda who=who: who)
        for name, command in commands(cli.main):
            act = ACTS.get("dispatch at work" if name == "dispatch" else name)
            if act is None or name == "demo" or permissions.may(who, act):
                continue
            asked += 1
            code, said = run(db, words_of(name, command)), capsys.readouterr()
            if code != NotAllowed.exit_code or said.out or len(said.err.strip().splitlines()) != 1:
                wrong.append((who, name, code, said))
    assert not wrong
    assert len(log(db)) == asked
    assert not (db.parent / "1").exists()


def test_what_a_page_shows_to_managers_alone_no_command_shows_to_a_duty_worker(
    db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(sqlite3.connect(db)) as opened, opened:
        opened.execute("INSERT INTO worker (account, name, role, added_at) VALUES ('duty', 'Duty', 'worker', '')")
    for command in ("billing", "load"):
        assert run(db, [command]) == 0 and capsys.readouterr().out
    monkeypatch.setattr(workers, "account", lambda: "duty")
    for command in ("billing", "load"):
        assert run(db, [command]) == NotAllowed.exit_code and not capsys.readouterr().out


def test_dispatch_account_sends_and_a_worker_where_the_team_lets_them(
    db: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(db)) as opened, opened:
        opened.executemany(
            "INSERT INTO worker (account, name, role, added_at) VALUES (?, ?, ?, '2026-01-05T09:00:00Z')",
            [("cron", "Sending", Role.DISPATCH), ("duty", "Duty", Role.WORKER)],
        )
    told = tmp_path / "s.toml"
    told.write_text("[sending]\nat_work = false\n")
    settings = ["--settings", str(told)]
    for who, words, code in (("cron", [], 0), ("cron", settings, 0), ("duty", [], 0), ("duty", settings, 2)):
        monkeypatch.setattr(workers, "account", lambda who=who: who)
        with pytest.raises(SystemExit) as ended:
            cli.main(["--db", str(db), *words, "dispatch", "--status"])
        assert ended.value.code == code, (who, words)
    assert log(db) == [f"was refused: {Act.SEND}"]
