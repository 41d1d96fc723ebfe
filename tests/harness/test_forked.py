"""A command that is forked has surroundings and an end of its own, and one that does not end is ended."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.harness.forked import topaz
from tests.support.journeys import new_list
from tests.support.made import MadeOnce


def test_forked_command_has_its_own_folder_output_and_end(tmp_path: Path) -> None:
    before = Path.cwd(), dict(os.environ)
    made, again = (topaz("--db", "new.db", "init", "--name", "A", cwd=tmp_path) for _ in range(2))
    assert (made.returncode, made.stderr) == (0, "") and (tmp_path / "new.db").exists()
    assert again.returncode == 2 and again.stdout == "" and "is there already" in again.stderr
    assert before == (Path.cwd(), dict(os.environ))


def test_forked_command_that_does_not_end_is_ended_and_the_next_goes(made_once: MadeOnce, tmp_path: Path) -> None:
    db = new_list(made_once, tmp_path / "t.db")
    with pytest.raises(subprocess.TimeoutExpired):
        topaz("--db", db, "dispatch", "--watch", timeout=0.5)
    assert topaz("--version").returncode == 0


def test_forked_command_is_not_asked_for_what_is_read_at_a_start() -> None:
    with pytest.raises(AssertionError, match="a start of its own"):
        topaz("--version", env={**os.environ, "PYTHONIOENCODING": "ascii"})
