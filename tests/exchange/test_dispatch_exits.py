"""How each end of 'topaz dispatch' is told by its exit code, as the README has it: real processes, a real server."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.desks import *  # noqa: F403 (the same desks and clients)
from tests.support.desks import ON_A_FILE
from tests.support.dispatching import (
    command,
    may_dispatch,
    running,
    serving,
    settings_file,
    started,
    submitted,
    topaz,
    watch,
)
from tests.support.waiting import PATIENCE
from topaz_tui.store.database import database

WELL, A_PERSON, COULD_NOT = 0, 1, 2


def unreadable(db: Path, settings: Path) -> None:
    database.execute_sql("DROP TRIGGER event_stands")
    database.execute_sql("UPDATE event SET body = '{'")


def no_password(db: Path, settings: Path) -> None:
    settings.write_text(settings.read_text() + '\nlogin = "topaz"\npassword_from = "TOPAZ_MAIL_NOBODY_SETS_THIS"\n')


def wrong_setting(db: Path, settings: Path) -> None:
    settings.write_text("[sending]\nchannels = 7\n")


def no_database(db: Path, settings: Path) -> None:
    db.rename(db.with_name("elsewhere.db"))


def no_topaz_database(db: Path, settings: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        db.with_name(db.name + suffix).unlink(missing_ok=True)
    db.write_bytes(b"x" * 5000)


@pytest.fixture(autouse=True)
def account_of_cron(db: Any) -> None:
    may_dispatch()


Before = Callable[[Path, Path], object]
ENDS: dict[str, tuple[str, tuple[str, ...], int, Before | None]] = {
    "sent": ("accept", (), WELL, None),
    "put off, and tried again": ("later", (), WELL, None),
    "refused": ("refuse", (), A_PERSON, None),
    "perhaps sent": ("drop", (), A_PERSON, None),
    "no password here": ("accept", (), A_PERSON, no_password),
    "a row that can't be read": ("accept", (), A_PERSON, unreadable),
    "asked how it stands, and it never ran": ("accept", ("--status",), A_PERSON, None),
    "tried without sending": ("accept", ("--check",), WELL, None),
    "tried without sending, and refused": ("refuse", ("--check",), A_PERSON, None),
    "a wrong setting": ("accept", (), COULD_NOT, wrong_setting),
    "no database": ("accept", (), COULD_NOT, no_database),
    "another file in its place": ("accept", (), COULD_NOT, no_topaz_database),
    "an option that is none": ("accept", ("--twice",), COULD_NOT, None),
}


@ON_A_FILE
@pytest.mark.parametrize("end", ENDS)
def test_dispatch_exit_code_of_each_end(tmp_path, where, worker, client, end):
    behaviour, words, code, before = ENDS[end]
    with serving(tmp_path, behaviour) as (_, settings):
        file = settings_file(tmp_path, settings.sending.mail)
        submitted(worker, client, settings)
        if before:
            before(where, file)
        done = topaz(where, file, "dispatch", *words)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr and "fault of its own" not in done.stderr
    assert done.stderr or code != COULD_NOT, "and it says why"
    assert "Stone" not in done.stdout + done.stderr


@ON_A_FILE
@pytest.mark.parametrize(
    ("number", "behaviour", "code"),
    [
        (signal.SIGTERM, "accept", WELL),
        (signal.SIGINT, "refuse", A_PERSON),
        (signal.SIGHUP, "refuse", A_PERSON),
        (signal.SIGQUIT, "refuse", A_PERSON),
    ],
)
def test_dispatch_watch_that_is_told_to_end_says_how_it_stands(
    tmp_path, where, worker, client, number, behaviour, code
):
    with serving(tmp_path, behaviour) as (_, settings):
        file = settings_file(tmp_path, settings.sending.mail, "every_seconds = 5")
        submitted(worker, client, settings)
        with running(watch(where, file)) as (watching, said):
            assert said.readline()
            watching.send_signal(number)
            assert watching.wait(300) == code


@ON_A_FILE
def test_dispatch_watch_that_is_told_to_end_waits_for_no_server(tmp_path, where, worker, client):
    """The countdown of five seconds is cut short here; the server has ten minutes for each answer."""
    with serving(tmp_path, "stall") as (server, settings):
        file = settings_file(tmp_path, replace(settings.sending.mail, seconds=600))
        submitted(worker, client, settings)
        with running(watch(where, file, 0.2)) as (watching, _):
            server.wait_for(lambda server: server.sessions)
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(300) == A_PERSON


@ON_A_FILE
def test_dispatch_exit_code_is_the_same_where_its_reader_has_gone(tmp_path, where, worker, client):
    with serving(tmp_path) as (server, settings):
        file = settings_file(tmp_path, settings.sending.mail)
        submitted(worker, client, settings)
        read, write = os.pipe()
        os.close(read)
        with open(os.devnull) as nothing, (tmp_path / "said").open("w+") as said:
            done = started(command(where, file, "dispatch"), nothing.fileno(), write, said.fileno())
            os.close(write)
            assert done.wait(PATIENCE) == WELL
            assert said.read() == "" and len(server.received) == 1
