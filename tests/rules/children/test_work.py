"""Pieces of work: the table of states and moves is sound, and nothing is lost or checked by its author on any way."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from topaz_tui.rules.children.work import (
    EVIDENCE,
    WorkEvent,
    WorkStanding,
    after,
    hindrance,
    lacks,
    offered,
    shows_duty_met,
    standing,
)
from topaz_tui.rules.children.work_moves import MOVES, Count, Do, WorkMoveId, moves_of
from topaz_tui.rules.children.work_soundness import faults
from topaz_tui.rules.children.work_states import EVERY, FINAL, MADE, STATES, Owner, WorkKind, WorkState, deadline
from topaz_tui.rules.permissions import Role

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = date(2026, 11, 23)
ANN, BEN, MANAGER = 1, 2, 9
PLAN = WorkKind.PATHWAY_PLAN


def event(move: WorkMoveId, by: int = ANN, gives_to: int | None = None, days: int = 0, **answers: str) -> WorkEvent:
    return WorkEvent(move, AT + timedelta(days), by, answers, gives_to)


def to_the_check(kind: WorkKind = PLAN) -> list[WorkEvent]:
    """Ordered, given to Ann, who writes it, and handed over to Ben, who submits it."""
    read = [event(Do.READ_ORDER)] if kind == WorkKind.SECTION_7 else []
    return [
        event(Do.ACCEPT, MANAGER),
        *read,
        event(Do.ALLOCATE, MANAGER, ANN),
        event(Do.START),
        event(Do.NOT_SEEN),
        event(Do.WRITE),
        event(Do.HAND_OVER, MANAGER, BEN),
        event(Do.SUBMIT, BEN),
    ]


def test_the_table_is_sound() -> None:
    assert list(faults()) == []


def without(move: WorkMoveId) -> dict[str, object]:
    return {"moves": {name: each for name, each in MOVES.items() if name != move}}


def changed(move: WorkMoveId, **values: object) -> dict[str, object]:
    return {"moves": {**MOVES, move: replace(MOVES[move], **values)}}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (without(Do.START), "gathering: nothing leads there"),
        (without(Do.PAID), "billed: no way out"),
        (without(Do.RESUBMIT), "returned: no way to the end"),
        (without(Do.HOLD), "on_hold: nothing leads there"),
        (changed(Do.APPROVE, other_person=False), "lets an author check"),
        (changed(Do.RETURN, counts=None), "counts no round"),
        (changed(Do.HOLD, needs=MOVES[Do.HOLD].needs[:-1]), "does not need 'look_again'"),
        (changed(Do.SIGNED, of=EVERY), "signed: can be made in no state"),
        (changed(Do.BILL_PART, to_state=WorkState.CLOSED), "leaves a final state"),
        ({"states": {**STATES, "done": replace(STATES["done"], within="")}}, "done: has no deadline"),
        ({"states": {**STATES, "done": replace(STATES["done"], owner=Owner.NOBODY)}}, "done: is final and has"),
    ],
)
def test_a_table_with_a_fault_is_told(table: dict[str, dict[str, object]], told: str) -> None:
    assert any(told in fault for fault in faults(**table)), list(faults(**table))  # type: ignore[arg-type]


def test_no_way_through_the_table_loses_work_or_lets_an_author_check_it() -> None:
    """Walks of forty moves, each one that the table offers, few of which end it: at every step the work has an owner, a
    day and a way on."""
    seen = set()
    for seed in range(140):
        chance = random.Random(seed)
        kind = EVERY[seed % len(EVERY)]
        stands, told = WorkStanding(kind, since=DAY), list[WorkEvent]()
        for step in range(40):
            by, role = chance.choice([(ANN, Role.WORKER), (BEN, Role.MANAGER), (MANAGER, Role.MANAGER)])
            can = [move for move, why in offered(stands, by, role) if why is None]
            ways = [move for move in moves_of(kind, stands.state) if move.to_state or move.back]
            assert bool(ways) != (stands.state in FINAL)
            seen.add((kind, stands.state))
            if not can:
                continue
            going_on = [move for move in can if move.to_state not in FINAL]
            move = chance.choice(going_on if going_on and chance.random() < 0.98 else can)
            given = chance.choice([ANN, BEN]) if move.id in (Do.ALLOCATE, Do.HAND_OVER) else None
            told.append(event(move.id, by, given, days=step, look_again="2027-01-04"))
            was, stands = stands, after(stands, told[-1])
            if move.id in (Do.APPROVE, Do.APPROVE_TO_SEND):
                assert by not in was.authors and was.authors
            if move.back:
                assert stands.state == was.held_in and stands.held_in is None
            assert stands.authors >= was.authors
            assert (stands.due() is None) == (stands.state in FINAL) == (STATES[stands.state].owner == Owner.NOBODY)
        assert stands == standing(kind, DAY, told)
        for count in Count:
            assert stands.counts[count] == sum(MOVES[each.move].counts == count for each in told)
    assert seen >= {(kind, WorkState.DRAFTING) for kind in EVERY}


def test_pitfall_15_author_and_quality_check_are_two_people() -> None:
    stands = standing(PLAN, DAY, to_the_check())
    assert stands.authors == {ANN, BEN} and stands.counts[Count.NOT_SEEN] == 1
    approve = MOVES[Do.APPROVE]
    for author in (ANN, BEN):
        assert "somebody else" in str(hindrance(approve, stands, author, Role.DIRECTOR))
    assert hindrance(approve, stands, MANAGER, Role.MANAGER) is None
    assert "Only a manager" in str(hindrance(approve, stands, 7, Role.WORKER))


def test_whoever_had_it_while_it_was_written_is_an_author_though_others_submit_it() -> None:
    hands = [event(Do.HAND_OVER, MANAGER, BEN), event(Do.HAND_OVER, MANAGER, 3), event(Do.SUBMIT, 3)]
    assert standing(PLAN, DAY, [*to_the_check()[:5], *hands]).authors == {ANN, BEN, 3}


def test_a_plan_goes_to_the_young_person_and_a_report_does_not() -> None:
    plan = after(standing(PLAN, DAY, to_the_check()), event(Do.APPROVE, MANAGER))
    report = standing(WorkKind.SECTION_7, DAY, to_the_check(WorkKind.SECTION_7))
    assert plan.state == WorkState.WITH_YOUNG_PERSON
    assert after(report, event(Do.APPROVE_TO_SEND, MANAGER)).state == WorkState.READY
    with pytest.raises(ValueError, match="not done with a section 7 report"):
        after(report, event(Do.APPROVE, MANAGER))


def test_a_report_is_given_to_nobody_before_the_order_was_read() -> None:
    accepted = standing(WorkKind.SECTION_7, DAY, [event(Do.ACCEPT, MANAGER)])
    assert str(hindrance(MOVES[Do.ALLOCATE], accepted, MANAGER, Role.MANAGER)) == "First: order read."


def test_what_the_council_returns_counts_its_rounds_and_goes_to_the_check_again() -> None:
    way = [
        event(Do.APPROVE, MANAGER),
        event(Do.SIGNED),
        event(Do.SEND),
        event(Do.ACKNOWLEDGED),
    ]
    stands = standing(PLAN, DAY, [*to_the_check(), *way, event(Do.RETURN)])
    assert (stands.state, stands.counts[Count.ROUNDS]) == (WorkState.RETURNED, 1)
    again = standing(PLAN, DAY, [*to_the_check(), *way, event(Do.RETURN), event(Do.RESUBMIT), *way,
                                 event(Do.RETURN)])  # fmt: skip
    assert again.counts[Count.ROUNDS] == 2


def test_on_hold_has_a_reason_a_day_to_look_again_and_goes_on_where_it_was() -> None:
    hold = MOVES[Do.HOLD]
    told = {"code": "missing", "why": "Not seen since Friday", "named": "Ben", "look_again": "2026-12-01"}
    assert lacks(hold, told, AT) == ()
    for name in told:
        assert [each for each, _ in lacks(hold, {**told, name: ""}, AT)] == [name]
    stands = standing(PLAN, DAY, [*to_the_check()[:4], WorkEvent(Do.HOLD, AT, ANN, told)])
    assert stands.state == WorkState.ON_HOLD and stands.due() == date(2026, 12, 1)
    assert stands.due(duty=date(2026, 11, 27)) == date(2026, 11, 27), "the law's clock runs on"
    later = after(stands, event(Do.LOOKED_AGAIN, look_again="2026-12-15"))
    assert later.due() == date(2026, 12, 15)
    resumed = after(later, event(Do.RESUME, days=9))
    assert (resumed.state, resumed.set_for) == (WorkState.GATHERING, None)


def test_only_what_shows_it_meets_a_duty() -> None:
    for kind in EVERY:
        shown = [move.id for move in MOVES.values() if shows_duty_met(kind, event(move.id, filed_at=""))]
        assert shown == [EVIDENCE[kind][0]]
    filed = event(Do.FILE, filed_at="2026-11-23T16:01:00Z")
    assert shows_duty_met(WorkKind.SECTION_7, filed) == datetime(2026, 11, 23, 16, 1, tzinfo=UTC)
    assert shows_duty_met(PLAN, event(Do.SIGN_OFF, day="2026-11-20")) == date(2026, 11, 20)


def test_a_state_has_no_later_day_than_the_duty_until_the_work_is_made() -> None:
    soon = date(2026, 11, 24)
    for state in STATES:
        alone, capped = deadline(WorkState(state), DAY), deadline(WorkState(state), DAY, duty=soon)
        if alone is not None:
            assert capped == (alone if state in MADE else min(alone, soon))
    assert deadline(WorkState.READY, date(2026, 12, 24)) == date(2026, 12, 29), "over Christmas"
    assert deadline(WorkState.READY, DAY, own={"ready": "+3wd"}) == date(2026, 11, 26)
    filed, hearing = WorkStanding(WorkKind.SECTION_7, WorkState.FILED, DAY), date(2027, 1, 20)
    assert (filed.due(), filed.due(hearing=hearing, duty=soon)) == (date(2027, 2, 23), hearing)
