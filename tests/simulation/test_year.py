"""A few weeks of the year, around the days that matter: the whole of it is run by hand (python -m tests.simulation)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.simulation import __main__ as simulation
from tests.simulation import model
from tests.simulation.year import Year
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.terms import ReferralTerms


@pytest.mark.parametrize(
    ("seed", "start", "support_days"),
    [
        (1, datetime(2026, 3, 25, tzinfo=UTC), 5),  # the spring change, then Easter
        (2, datetime(2026, 10, 19, tzinfo=UTC), 0),  # the autumn change
        (3, datetime(2026, 12, 18, tzinfo=UTC), 0),  # Christmas, with a day in lieu, and New Year
    ],
)
def test_the_board_is_what_the_model_says_and_no_concern_is_lost(tmp_path, seed, start, support_days):
    report = Year(tmp_path, 40, seed, start, days=12, support_days=support_days).run()
    assert not report.lost and not report.came_back, str(report)
    assert not report.differences, str(report)
    assert report.concerns == report.states.total() == 40
    assert report.did["boards compared"] > 80 and report.did["tellings"] > 20, "it has to have done something"
    assert not support_days or {"letters", "letters posted", "referral: send", "days of support"} <= {*+report.did}


def test_the_model_knows_every_state_and_move():
    assert {*model.NEXT} == {*rules.STATES} - {"draft"}
    assert {move for moves in model.NEXT.values() for move in moves} == {
        move.id for move in rules.PERSONS if move.id != "hand_on"
    }
    assert {name: getattr(ReferralTerms(), name) for name in model.TERMS} == model.TERMS


def test_the_command_line_lives_through_a_few_days(capsys):
    assert simulation.main(["--concerns", "5", "--days", "3", "--support-days", "0"]) == 0
    assert "5" in capsys.readouterr().out
