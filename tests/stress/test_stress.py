"""The smallest run under load: it counts what failed, keeps what was said, and leaves no loop behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT
from tests.support.waiting import wait_until

TESTS = """
import os
from pathlib import Path

HERE = Path(__file__).parent

def test_holds():
    beside = f"/proc/{os.getppid()}/task/{os.getppid()}/children"
    (HERE / "children").write_text(Path(beside).read_text())

def test_fails_now_and_then():
    again = HERE / "again"
    assert not again.exists(), "it was here before"
    again.touch()
"""


def stress(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.stress", *map(str, words)]
    # These tests use no plugin, and the loops run meanwhile; what the run around them was given is not for them.
    quick = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    quick["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=quick)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_counts_what_failed_keeps_its_output_and_ends_its_loops(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    done = stress("--times", "2", "--loops", "2", "--output", tmp_path / "out", tmp_path / "test_it.py")
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "2 runs, 2 busy loops: 3 passed, 1 failed, 0 skipped"
    assert re.fullmatch(r" +1 of 2  .*test_it::test_fails_now_and_then", lines[-3])
    assert "it was here before" in (tmp_path / "out" / "run-2.log").read_text()
    children = [int(pid) for pid in (tmp_path / "children").read_text().split()]
    assert len(children) == 3, "two loops, and pytest"
    assert not any(map(is_there, children))


def test_exits_0_where_none_failed_and_1_where_none_ran(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    few = ("--times", "1", "--loops", "0", tmp_path / "test_it.py", "-k")
    held, none = stress(*few, "holds"), stress(*few, "nothing_of_this_name")
    assert (held.returncode, held.stdout.splitlines()[-1]) == (
        0,
        "1 runs, 0 busy loops: 1 passed, 0 failed, 0 skipped",
    )
    assert (none.returncode, none.stdout.splitlines()[-1]) == (
        1,
        "1 runs, 0 busy loops: 0 passed, 1 failed, 0 skipped",
    )


def test_a_loop_ends_also_where_who_started_it_was_killed() -> None:
    code = """
import os, signal
from pathlib import Path
from tests.stress.__main__ import loops
with loops(1):
    print(Path(f"/proc/self/task/{os.getpid()}/children").read_text(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        loop = int(killed.stdout.readline())
    wait_until(lambda: not is_there(loop))
