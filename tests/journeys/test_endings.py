"""An end while the database is locked, a start where it can't be written. Every other end, once each, is tried in
tests/faults/test_faults.py; at random moments and many times by `python -m tests.faults`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults import endings, mounts
from tests.faults.typist import ASKS, Typist, copy, shows_saved
from tests.harness.terminal import Terminal
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE


def test_ctrl_q_while_the_database_is_locked_ends_soon_and_keeps_what_was_typed(made: Path, tmp_path: Path) -> None:
    file = copy(made, tmp_path / "team.db")
    holder, typist = endings.Holder(file), Typist(file, tmp_path, Random(1))
    screen = typist.start()
    typist.go_to_client()
    note = typist.begin()
    holder.lock()
    try:
        typist.type(note, "locked meanwhile ")
        screen.wait_for("the machine is busy")
        typist.type(note, "and typed on")
        screen.wait_for("and typed on")
        screen.press("ctrl+q")
        assert screen.wait_exit() == 0
        assert "offered" in screen.text and "Traceback" not in screen.text
        again = typist.start()  # a start needs no lock
        again.wait_for("the machine is busy")
    finally:
        holder.unlock()
    again.wait_for("what you began").press("enter").wait_for("and typed on").wait_for(ASKS).press("f10")
    again.wait_for(lambda shown: shows_saved(shown, note)).press("ctrl+q")
    assert again.wait_exit() == 0
    assert typist.written() == [note.text]
    typist.close()


def test_a_drive_that_can_not_be_written_is_said_in_a_sentence_at_the_start(
    made: Path, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    if why := mounts.allowed():
        pytest.skip(why)
    with mounts.Drive(tmp_path / "server", tmp_path / "net") as drive:
        file = copy(made, drive.place / "team.db")
        drive.plug(read_only=True)
        screen = topaz("--db", file, TOPAZ_NOW=NOW)
        assert screen.wait_exit() == 2
        said = "".join(screen.text.split())  # the file's name decides where its lines end
        assert "can'tbeopened" in said and "Traceback" not in said
        drive.pull()
        done = subprocess.run(
            [sys.executable, "-m", "topaz_tui", "--db", str(file), "queue"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 2 and "There is no database" in done.stderr
        assert not file.exists()  # none is made in its place
