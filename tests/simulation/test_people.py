"""Some weeks of the year of people, at their smallest."""

from __future__ import annotations

from pathlib import Path

from tests.simulation.council_files import Right
from tests.simulation.people import People, report


def test_on_no_day_does_anybody_fall_between(tmp_path: Path) -> None:
    year = People(tmp_path, seed=17, days=35)  # in these weeks a promise of somebody away is late, too
    year.run()
    assert not year.between, "\n".join(year.between)
    assert not year.wrong, "\n".join(year.wrong)
    assert not year.lying, "\n".join(year.lying)
    assert not year.miscounted, "\n".join(year.miscounted)
    deeds = {"_call", "_decide", "_number", "_falls_ill", "_see_to", "_wish"}
    deeds |= {"_refer", *(f"referral: {move}" for move in ("send", "take_on", "outcome", "call_off"))}
    rows = (f"row: {right.name}" for right in Right)
    happened = {*deeds, "seen to for somebody away", "files", *rows}
    happened |= {"letters", "letters held back", "letters posted"}
    assert not year.did["letters printed to whom it is not safe to write"]
    assert happened <= {name for name, number in year.did.items() if number}, year.did
    assert f"{'files':<24}{year.did['files']:>7,}" in report(year)
