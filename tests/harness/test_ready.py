"""A program that is forked at a terminal has surroundings, a terminal and an end of its own."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.harness import ready
from tests.harness.terminal import Terminal, surroundings
from tests.support.journeys import new_list
from tests.support.made import MadeOnce

TOPAZ = (sys.executable, "-m", "topaz_tui")


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[ready.Started]:
    """What was forked."""
    start, found = ready.start, list[ready.Started]()

    def noted(*words: Any, **how: Any) -> ready.Started:
        found.append(start(*words, **how))
        return found[-1]

    monkeypatch.setattr(ready, "start", noted)
    return found


def test_forked_program_has_its_own_folder_surroundings_and_end(
    forked: list[ready.Started], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text("[calls]\ntrys = 4\n")
    env = surroundings(home)
    with Terminal([*TOPAZ, "--version"], env=env, quick=True) as said:
        assert said.wait_exit() == 0 and "topaz" in said.text.lower()
    with Terminal([*TOPAZ, "--settings", "s.toml", "queue"], env=env, cwd=tmp_path, quick=True) as refused:
        assert refused.wait_exit() == 2 and "line 2" in refused.text
    assert len(forked) == 2


@pytest.mark.parametrize(("end", "status"), [(signal.SIGKILL, -signal.SIGKILL), (None, 128 + signal.SIGHUP)])
def test_forked_program_ends_by_a_signal_and_with_its_terminal(
    forked: list[ready.Started], home: Path, tmp_path: Path, made_once: MadeOnce, end: int | None, status: int
) -> None:
    db = new_list(made_once, tmp_path / "t.db")
    with Terminal([*TOPAZ, "--db", str(db)], env=surroundings(home), quick=True) as screen:
        screen.wait_for("to call")
        assert os.getsid(screen.pid) == screen.pid == forked[0].pid
        ended = screen.kill(end) if end else screen.hang_up()
        assert ended.wait_exit() == status


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"LANG": "C"}, {"COLORTERM": ""}])
def test_program_with_other_surroundings_at_its_start_is_not_forked(home: Path, more: dict[str, str]) -> None:
    assert not ready.can_start([*TOPAZ, "queue"], surroundings(home, **more), surroundings(home))
    assert ready.can_start([*TOPAZ, "queue"], surroundings(home, TOPAZ_NOW="x"), surroundings(home.parent))
    assert not ready.can_start([sys.executable, "-m", "tests.harness.watched"], surroundings(home), surroundings(home))
