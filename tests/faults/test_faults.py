"""A small run of each fault; the whole is `python -m tests.faults`."""

from __future__ import annotations

import importlib
from pathlib import Path
from random import Random

import pytest

from tests.faults import __main__ as faults
from tests.faults.rows import HEADINGS, Row, table

SMALL = {"dispatch": (8, 1), "server": (1, 2), "moods": (1, 2), "tray": (2, 1), "pause": (1, 1), "torn": (4, 1)}
"""How often, and how many concerns each time."""


def test_each_fault_has_a_small_run() -> None:
    assert set(SMALL) == set(faults.DISPATCH)


@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_lost_or_sent_twice(tmp_path: Path, name: str) -> None:
    times, each = SMALL[name]
    (place := tmp_path / name).mkdir()
    tally = importlib.import_module(f"tests.faults.{name}").run(place, times, Random(7), each)
    assert (tally.lost, tally.doubled, tally.wrong) == (0, 0, ())
    assert tally.concerns >= times * each


def test_the_table_names_what_it_counts() -> None:
    shown = table([Row("kill", 100, 1, 2, ("x",), 61.2)]).splitlines()
    assert shown[0].split() == " ".join(HEADINGS).split()
    assert shown[1].split() == ["kill", "100", "1", "2", "1", "61"]


def test_one_that_can_t_be_tried_does_not_stop_the_others() -> None:
    def breaks(folder: Path, times: int, chance: Random) -> Row:
        raise OSError("no room")

    def holds(folder: Path, times: int, chance: Random) -> Row:
        return Row("held", times, 0, 0, (), 1.0)

    known = {"breaks": faults.Fault(1.0, breaks), "holds": faults.Fault(0.1, holds)}
    rows, broken = faults.tried(["breaks", "holds"], known, 50, 1)
    assert rows == [Row("held", 5, 0, 0, (), 1.0)]
    assert broken == ["breaks: not counted: OSError: no room"]
