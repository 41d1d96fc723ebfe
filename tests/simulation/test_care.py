"""Some weeks of a small provider; the two years of a large one are run by hand (python -m tests.simulation.care)."""

from __future__ import annotations

from tests.simulation.care import Care


def test_what_is_due_is_what_the_model_says_and_nothing_is_lost_or_met_without_evidence(tmp_path):
    report = Care(tmp_path, people=4, orders=1, schools=1, seed=5, days=105).run()
    assert not report.wrong, str(report)
    assert report.did["looked at"] > 200 and report.did["met"] > 30 and report.did["of it late"] > 10
    assert report.did["late on the board"] > 10
    done = {
        "move: sign_off",
        "move: return",
        "mistakes taken back",
        "earlier care, recorded late",
        "moved",
        "left care",
    }
    assert {*report.did} >= done, "it has to have done something"
