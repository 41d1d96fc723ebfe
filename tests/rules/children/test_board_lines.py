"""What of children's work stands on the board: what has too little time left, was returned, rests, or is nobody's."""

from __future__ import annotations

from datetime import date

import pytest

from topaz_tui.rules.children.board_lines import NEEDS, at_risk, faults, of_work
from topaz_tui.rules.children.work import WorkStanding
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.escalation_kinds import EscalationKind as Kind

MONDAY = date(2026, 11, 23)


def stands(state: At, **facts: object) -> WorkStanding:
    return WorkStanding(WorkKind.PATHWAY_PLAN, state, MONDAY, **{"worker": 1, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "state", "spare", "is_so"),
    [
        (date(2026, 12, 4), At.DRAFTING, 0, True),  # nine working days, and ten are needed
        (date(2026, 12, 7), At.DRAFTING, 0, False),
        (date(2026, 12, 7), At.DRAFTING, 1, True),
        (date(2026, 11, 22), At.DRAFTING, 0, False),  # it is late, and no more at risk
        (date(2026, 12, 23), None, 0, True),
        (date(2027, 1, 4), None, 0, False),
        (MONDAY, At.DONE, 0, False),
    ],
)
def test_work_is_at_risk_once_less_is_left_than_it_needs(by: date, state: At | None, spare: int, is_so: bool) -> None:
    assert at_risk(by, MONDAY, stands(state) if state else None, spare) == is_so


def test_on_hold_needs_what_it_needed_before() -> None:
    assert at_risk(date(2026, 12, 4), MONDAY, stands(At.ON_HOLD, held_in=At.DRAFTING))
    assert not at_risk(date(2026, 12, 4), MONDAY, stands(At.ON_HOLD, held_in=At.SENT))


@pytest.mark.parametrize(
    ("standing", "kinds"),
    [
        (stands(At.RETURNED), [Kind.WORK_RETURNED]),
        (stands(At.DRAFTING), []),
        (stands(At.ON_HOLD, held_in=At.DRAFTING, set_for=date(2027, 1, 4)), [Kind.WORK_ON_HOLD]),  # for seven weeks
        (stands(At.ON_HOLD, held_in=At.DRAFTING, set_for=date(2026, 11, 27)), [Kind.WORK_ON_HOLD]),
        (stands(At.ACCEPTED, worker=None), [Kind.WORK_UNOWNED]),
        (stands(At.QUERY, worker=None), []),  # it is the council's turn
    ],
)
def test_line_of_a_piece_of_work_is_what_it_stands_in(standing: WorkStanding, kinds: list[Kind]) -> None:
    assert [*of_work(standing, date(2027, 1, 11) if standing.set_for else MONDAY, 6)] == kinds
    if standing.state == At.ON_HOLD:
        assert not [*of_work(standing, MONDAY, 6)]


def test_table_has_days_for_each_state_until_the_duty_is_met() -> None:
    assert not [*faults()]
    assert len([*faults({**NEEDS, At.DONE: 1, At.SENT: 0})]) == 2
    assert len([*faults({state: days for state, days in NEEDS.items() if state != At.SENT})]) == 1
