"""Start the loops, run pytest so many times, count."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

import tests.stress
from tests.support.places import ROOT

BUSY = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(100_000):
        pass
"""
"""A loop that looks whether who started it is still there: it ends also where that was killed."""
NO_RUN = "(the run itself: see its output)"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of pytest came to: how many passed and were skipped, and what failed."""

    passed: int
    skipped: int
    failed: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        return f"{self.passed} passed, {len(self.failed)} failed, {self.skipped} skipped in {self.seconds:.0f} s"


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The process, and whatever it started, is over with the `with`."""
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, how)
                process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        process.wait()


@contextmanager
def loops(count: int) -> Iterator[None]:
    """So many busy loops beside whatever is done in the `with`."""
    with ExitStack() as running:
        for _ in range(count):
            words = [sys.executable, "-c", BUSY, str(os.getpid())]
            running.enter_context(ended(subprocess.Popen(words, start_new_session=True)))
        yield


def run(python: str, words: Sequence[str], output: Path) -> Run:
    """pytest once, with what it says in `output`."""
    began, report = perf_counter(), output.with_suffix(".xml")
    command = [python, "-m", "pytest", "-q", f"--junitxml={report}", *words]
    with output.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        with ended(process):
            status = process.wait()
    passed, skipped, failed = counted(report)
    if status and not failed:  # it was ended, could not begin, or found no test
        failed = (NO_RUN,)
    return Run(passed, skipped, failed, perf_counter() - began)


def counted(report: Path) -> tuple[int, int, tuple[str, ...]]:
    """How many passed and were skipped, and what failed, from pytest's report."""
    if not report.exists():
        return 0, 0, (NO_RUN,)
    passed, skipped = 0, 0
    failed: dict[str, None] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        found = {each.tag for each in case}
        if found & {"failure", "error"}:
            failed[f"{case.get('classname')}::{case.get('name')}"] = None  # once, also where its end failed too
        elif "skipped" in found:
            skipped += 1
        else:
            passed += 1
    return passed, skipped, tuple(failed)


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.stress",
        description=tests.stress.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("path", nargs="*", help="files, folders or names of tests (all)")
    parser.add_argument("-k", dest="words", metavar="WORDS", help="only tests of these words, as pytest takes them")
    parser.add_argument("--times", type=int, default=5, help="how often (5)")
    parser.add_argument("--loops", type=int, default=2, help="busy loops beside them (2)")
    parser.add_argument("--python", default=sys.executable, help="another Python, with the test environment")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where each run's output is kept (a new folder)")
    asked = parser.parse_args()
    if asked.times < 1 or asked.loops < 0:
        parser.error("--times is 1 or more, --loops 0 or more")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all ends with us
    folder = asked.output or Path(tempfile.mkdtemp(prefix="topaz-stress-"))
    folder.mkdir(parents=True, exist_ok=True)
    words = [*asked.path, *(["-k", asked.words] if asked.words else [])]
    runs = []
    with loops(asked.loops):
        for number in range(1, asked.times + 1):
            runs.append(run(asked.python, words, folder / f"run-{number}.log"))
            print(f"run {number} of {asked.times}: {runs[-1]}", *runs[-1].failed, sep="\n  ", flush=True)
    print(summary(runs, asked.loops, folder))
    return 1 if any(each.failed for each in runs) else 0


def summary(runs: list[Run], loops: int, folder: Path) -> str:
    """What failed how often, where the output is, and a last line that always has the same form."""
    often = Counter(name for each in runs for name in each.failed)
    lines = [f"{times:3} of {len(runs)}  {name}" for name, times in often.most_common()]
    sums = (sum(each.passed for each in runs), often.total(), sum(each.skipped for each in runs))
    end = "{} passed, {} failed, {} skipped".format(*sums)
    return "\n".join([*lines, f"output: {folder}", f"{len(runs)} runs, {loops} busy loops: {end}"])


if __name__ == "__main__":
    sys.exit(main())
