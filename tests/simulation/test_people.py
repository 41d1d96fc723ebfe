"""Some weeks of the year of people, at their smallest."""

from __future__ import annotations

from pathlib import Path

from tests.simulation.people import People


def test_on_no_day_does_anybody_fall_between(tmp_path: Path) -> None:
    year = People(tmp_path, seed=3, days=35)
    year.run()
    assert not year.between, "\n".join(year.between)
    assert {"_read_file", "_call", "_decide", "_number"} <= set(year.did), year.did
