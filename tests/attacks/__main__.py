"""`python -m tests.attacks`: each finding in each set-up, with what came of it when it was tried just now. Exit code:
0 all is as the table says, 1 it is not.

What needs a server, or accounts of the machine, is said to be untried where there is none."""

from __future__ import annotations

import contextlib
import io
import sys

import pytest

from tests.attacks.table import FINDINGS, Answer
from tests.support.places import ROOT


class _Ends:
    """Hears how each test ended."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.skipped: set[str] = set()
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.skipped:
            self.skipped.add(report.nodeid)
        elif report.when == "call":
            self.passed.add(report.nodeid)

    def of(self, answer: Answer) -> str:
        """'failed', 'untried' or ''. One name may stand for a test with several cases."""
        untried = False
        for name in answer.shown:
            if any(_is(name, each) for each in self.failed):
                return "FAILED"
            untried |= not any(_is(name, each) for each in self.passed)
        return "untried here" if untried else ""


def _is(name: str, nodeid: str) -> bool:
    """Is this test the one that is named, or the case of it? A case may have an engine beside it: '[a link-sqlite]'."""
    named, tried = name.partition("["), nodeid.partition("[")
    return named[0] == tried[0] and named[2].rstrip("]") in tried[2]


def main() -> int:
    """Run all that the table names once, and print it."""
    ends = _Ends()
    shown = {name for each in FINDINGS for of in (each.on_a_file, each.each_their_own) for name in of.shown}
    asked = sorted({name.partition("[")[0] for name in shown})
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *asked], plugins=[ends])
    if not ends.passed:
        sys.stdout.write(said.getvalue())
        return 1
    wrong = 0
    for each in FINDINGS:
        print(f"{each.number:>2}. {each.tried}")
        for where, answer in (("one file", each.on_a_file), ("each their own", each.each_their_own)):
            end = ends.of(answer)
            wrong += end == "FAILED"
            more = f" ({answer.more})" if answer.more else ""
            print(f"      {where + ':':<16}{answer.outcome}{more}{f': {end}' if end else ''}")
            for name in answer.shown:
                print(f"{'':<22}{name.partition('::')[2]}")
    print(f"\n{len(ends.passed)} tried, {len(ends.failed)} failed, {len(ends.skipped)} untried here.")
    if ends.failed:
        sys.stdout.write(said.getvalue())
    return 1 if wrong or ends.failed else 0


if __name__ == "__main__":
    sys.exit(main())
