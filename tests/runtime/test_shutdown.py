"""The last resort comes when an end does not, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.support.waiting import PATIENCE
from topaz_tui.runtime import shutdown
from topaz_tui.runtime.shutdown import Countdown, Signals, try_for


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutdown, "OVER", 0.2)
    monkeypatch.setattr(shutdown, "OWN_WAY", 0.1)


class Told:
    """Takes a code, and says that it came."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.came = threading.Event()

    def __call__(self, code: int) -> None:
        self.codes.append(code)
        self.came.set()


def _failing(_seconds: float) -> None:
    raise OSError("no sleep")


def test_an_end_that_does_not_come_is_ended_with_the_code_that_was_told_first(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", _failing)
    told = Told()
    countdown = Countdown(told)
    countdown.begin(143)
    countdown.begin(0)
    assert told.came.wait(30) and told.codes == [143]


def test_an_end_that_is_taken_back_never_comes(quick: None) -> None:
    told = Told()
    countdown = Countdown(told)
    countdown.begin(1)
    countdown.stop()
    assert not told.came.wait(0.5)
    countdown.begin(2)
    assert told.came.wait(30) and told.codes == [2]


def test_the_steps_of_an_end_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(shutdown, "monotonic", lambda: now[0])
    countdown = Countdown(lambda code: None)
    assert countdown.left(1.5) == 1.5
    countdown._ends_at = now[0] + shutdown.OVER
    now[0] += 3.0
    assert countdown.left(1.5) == pytest.approx(shutdown.OWN_WAY - 3.0)
    now[0] += 3.0
    assert 0 < countdown.left(1.5) < 0.1


def test_signals_are_heard_beside_the_main_thread() -> None:
    told = Told()
    signals = Signals(told)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        assert told.came.wait(30) and told.codes == [signal.SIGTERM]
    finally:
        signals.close()


def test_what_hangs_is_waited_for_no_longer_than_was_said() -> None:
    never = threading.Event()
    assert try_for(30, lambda: None)
    assert not try_for(0.05, never.wait)
    assert not try_for(0.05, lambda: _failing(1))
    never.set()


def test_a_process_that_hangs_as_python_ends_is_ended_by_the_system() -> None:
    hangs = (
        "import os; from topaz_tui.runtime import shutdown; shutdown.ends_whatever_hangs(0.1); os.read(os.pipe()[0], 1)"
    )
    assert subprocess.run([sys.executable, "-c", hangs], timeout=PATIENCE).returncode == -signal.SIGALRM
