"""The smallest run of each fault, through the command line; the whole is `python -m tests.faults`."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from tests.faults import __main__ as faults
from tests.faults import endings, hangs, mounts, typist
from tests.faults.rows import HEADINGS, Row, table
from tests.harness.postgres import programs
from tests.support.made import MadeOnce

DEPENDS = dict.fromkeys(endings.MOUNTED, mounts.allowed) | {
    "workers-server": lambda: None if programs() else "there is no PostgreSQL here"
}
"""Why a fault can't be tried on this machine, if so."""


@pytest.fixture
def made(made_once: MadeOnce) -> Path:
    """The database at which the typist types."""
    return made_once("two people", typist.make_file)


ELSEWHERE = {"packets", "workers"} | {f"hangs-{name}" for name in hangs.HANGS if name != "writer"}
"""Each of them is tried in tests/journeys (test_packets.py, test_hangs.py): one of the hangs stands for them here. The
workers on a file are tried in test_workers.py, as they would be here."""


@pytest.mark.parametrize("name", [name for name in faults.faults() if name not in ELSEWHERE])
def test_faults_of_each_kind_lose_and_double_nothing(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if why := DEPENDS.get(name, lambda: None)():
        pytest.skip(why)
    if name in endings.ENDS:
        made = request.getfixturevalue("made")
        monkeypatch.setattr(endings, "make", lambda _: made)
    ended = faults.main(["--smallest", "--seed", "7", name])
    said = capsys.readouterr()
    assert ended == 0, said.out + said.err
    if name in faults.DISPATCH:
        times, each = faults.SMALLEST[name]
        found = re.search(r"(\d+) concerns;", said.out)
        assert found and int(found[1]) >= times * each, said.out


def test_fault_table_names_what_it_counts() -> None:
    shown = table([Row("kill", 100, 1, 2, ("x",), 61.2)]).splitlines()
    assert shown[0].split() == " ".join(HEADINGS).split()
    assert shown[1].split() == ["kill", "100", "1", "2", "1", "61"]


def test_fault_that_cannot_be_tried_does_not_stop_the_others() -> None:
    def breaks(folder: Path, times: int, chance: Random) -> Row:
        raise OSError("no room")

    def holds(folder: Path, times: int, chance: Random) -> Row:
        return Row("held", times, 0, 0, (), 1.0)

    def once(folder: Path, chance: Random) -> Row:
        return holds(folder, 1, chance)

    known = {"breaks": faults.Fault(1.0, breaks, once), "holds": faults.Fault(0.1, holds, once)}
    assert faults.tried(["holds"], known, None, 1)[0][0].times == 1
    rows, broken = faults.tried(["breaks", "holds"], known, 50, 1)
    assert rows == [Row("held", 5, 0, 0, (), 1.0)]
    assert broken == ["breaks: not counted: OSError: no room"]
