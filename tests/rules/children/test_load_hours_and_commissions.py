"""Points of load, hours in lieu, and what a commission lets us take on and bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from topaz_tui.rules.children import commissions, lieu_hours
from topaz_tui.rules.children.commissions import BillLine, Commission, Delivery, Ordered, to_bill
from topaz_tui.rules.children.lieu_hours import LieuEntry, LieuKind, LieuState, alarms, balance
from topaz_tui.rules.children.load import (
    POINTS,
    STAGE_OF,
    Capacity,
    Grade,
    LoadStage,
    Piece,
    Reduction,
    faults,
    load,
    may_take,
)
from topaz_tui.rules.children.work_states import WITH_WORKER, WorkKind, WorkState

DAY = date(2026, 11, 23)
REPORT, PLAN = WorkKind.SECTION_7, WorkKind.PATHWAY_PLAN


def test_load_has_points_for_each_kind_and_stage() -> None:
    assert list(faults()) == []
    assert "has no points" in next(faults({kind: row for kind, row in POINTS.items() if kind != PLAN}))
    assert "needs 5 numbers" in next(faults({**POINTS, PLAN: (1, 2)}))
    assert all(STAGE_OF[state] != LoadStage.NONE for state in WITH_WORKER)


def test_load_is_what_each_piece_weighs_now() -> None:
    assert Piece(REPORT, WorkState.DRAFTING).weight() == 15 and Piece(REPORT, WorkState.SENT).weight() == 2
    assert Piece(REPORT, WorkState.DONE).weight() == 0
    heavy = Piece(REPORT, WorkState.DRAFTING, points=30)
    assert heavy.weight() == 30 and replace(heavy, state=WorkState.SENT).weight() == 4


def test_available_is_grade_times_hours_less_what_is_taken_off() -> None:
    ann = Capacity(1, Grade.SOCIAL_WORKER, 18.5)
    assert ann.available(DAY) == 50 and Capacity(2, Grade.NEWLY_QUALIFIED).available(DAY) == 90
    back = replace(ann, reductions=(Reduction(9.25, "phased return", DAY, date(2026, 12, 7)),))
    assert [back.available(day) for day in (DAY - timedelta(1), DAY, date(2026, 12, 7))] == [50, 25, 50]
    away = replace(ann, reductions=(Reduction(37, "on leave", DAY),))
    none = load(away, [Piece(PLAN, WorkState.DRAFTING, 1)], DAY)
    assert none.over and none.percent is None


def test_work_goes_to_who_has_room_and_never_back_to_its_worker() -> None:
    team = [Capacity(number, Grade.SOCIAL_WORKER, 18.5) for number in (1, 2, 3)]
    pieces = [Piece(REPORT, WorkState.GATHERING, 1)] * 4 + [Piece(REPORT, WorkState.DRAFTING, 2)] * 3
    assert load(team[0], pieces, DAY).percent == 120
    given = may_take(team, pieces, pieces[0], DAY)
    assert [(each.worker, room) for each, room in given] == [(3, True), (2, False)]


def entry(kind: LieuKind, day: date, hours: float, state: LieuState = LieuState.AGREED) -> LieuEntry:
    return LieuEntry(kind, day, round(60 * hours), 1, "Report for court", "W-1", state, 9)


EARNED, TAKEN = LieuKind.EARNED, LieuKind.TAKEN
LEDGER = [
    entry(EARNED, date(2026, 6, 1), 4),
    entry(EARNED, date(2026, 11, 2), 3.5),
    entry(TAKEN, date(2026, 7, 1), 2),
    entry(EARNED, date(2026, 11, 10), 2, LieuState.ASKED),
    entry(EARNED, date(2026, 11, 11), 2, LieuState.REFUSED),
]


def test_hours_in_lieu_are_taken_oldest_first_and_none_expires() -> None:
    stands = balance(LEDGER, DAY)
    assert (stands.minutes, stands.oldest, stands.of_late) == (330, date(2026, 6, 1), 210)
    assert balance([*LEDGER, entry(TAKEN, DAY, 2)], DAY).oldest == date(2026, 11, 2)
    assert balance([*LEDGER, entry(TAKEN, DAY, 5.5)], DAY).oldest is None
    in_ten_years = balance(LEDGER, date(2036, 11, 23))
    assert in_ten_years.minutes == stands.minutes and in_ten_years.oldest == stands.oldest


def test_hours_in_lieu_that_are_too_many_too_old_or_undecided_are_told() -> None:
    assert [told.split(":")[0] for told in alarms(balance(LEDGER, DAY), DAY)] == [
        "The oldest hours are of 1 Jun 2026",
        "Asked for on 10 Nov 2026, and neither agreed nor refused.",
    ]
    many = [entry(EARNED, DAY - timedelta(day), 6) for day in range(3)]
    assert list(alarms(balance(many, DAY), DAY)) == [
        "18 h in lieu: more than 16 h.",
        "18 h earned in 4 weeks: more than 8 h.",
    ]
    assert list(alarms(balance(many[:1], DAY), DAY)) == []


@pytest.mark.parametrize(
    ("asked", "by", "told"),
    [
        (entry(TAKEN, DAY, 5.75), 9, "There are 5 h 30 min to take."),
        (entry(TAKEN, DAY, 5.5), 9, None),
        (entry(EARNED, DAY, 1), 1, "Somebody else has to agree your hours."),
        (replace(entry(EARNED, DAY, 1), why="-"), 9, "Say what the hours were for."),
        (entry(EARNED, DAY, 0.1), 9, "Give the time in quarters of an hour."),
    ],
)
def test_hours_in_lieu_have_a_reason_and_are_agreed_by_somebody_else(asked, by, told) -> None:
    why = lieu_hours.hindrance(asked, LEDGER, by)
    assert (str(why) if why else None) == told


def test_an_hour_that_is_asked_for_is_not_taken_twice() -> None:
    asked = entry(TAKEN, date(2026, 12, 1), 5.5, LieuState.ASKED)
    assert str(lieu_hours.hindrance(entry(TAKEN, date(2026, 12, 2), 1), [*LEDGER, asked])) == "There are 0 h to take."


COMMISSION = Commission("C-7", "Northborough", "A Khan, commissioner", DAY, DAY, date(2027, 3, 31), (
    Ordered(PLAN, 2, "P1"), Ordered(REPORT, None, "R1"),
))  # fmt: skip


def piece(reference: str, kind: WorkKind, state: WorkState, **values: str) -> Delivery:
    return Delivery(reference, kind, DAY, state, DAY, **values)


def test_commission_has_places_a_term_and_kinds() -> None:
    one = [piece("W-1", PLAN, WorkState.DRAFTING)]
    full = [*one, piece("W-2", PLAN, WorkState.CLOSED, bill="B-1"), piece("W-3", PLAN, WorkState.DECLINED)]
    back = [*one, piece("W-4", PLAN, WorkState.WITHDRAWN, billable="nothing")]
    told = {
        (PLAN, DAY, "one"): None,
        (PLAN, DAY, "back"): None,
        (PLAN, DAY, "full"): "All of C-7 that is a pathway plan is ordered already.",
        (REPORT, DAY, "full"): None,
        (WorkKind.TRAINING, DAY, "one"): "C-7 has no training session.",
        (PLAN, DAY - timedelta(1), "one"): "C-7 begins on 23 Nov 2026.",
        (PLAN, date(2027, 4, 1), "one"): "C-7 ended on 31 Mar 2027: ask the council to extend it.",
    }
    known = {"one": one, "full": full, "back": back}
    for (kind, day, which), words in told.items():
        why = commissions.hindrance(COMMISSION, kind, day, known[which])
        assert (str(why) if why else None) == words


def test_what_may_be_billed_is_what_is_done_or_what_was_agreed_of_what_ended_early() -> None:
    deliveries = [
        piece("W-1", PLAN, WorkState.SENT),
        piece("W-2", PLAN, WorkState.DONE),
        piece("W-3", PLAN, WorkState.BILLED, bill="B-1"),
        piece("W-4", REPORT, WorkState.WITHDRAWN, billable="part", part="two visits"),
        piece("W-5", REPORT, WorkState.WITHDRAWN, billable="nothing"),
        piece("W-6", REPORT, WorkState.SUPERSEDED, bill="B-2"),
        replace(piece("W-7", PLAN, WorkState.DONE), since=DAY + timedelta(1)),
    ]
    assert list(to_bill(COMMISSION, deliveries, DAY)) == [
        BillLine("P1", "pathway plan W-2", "done on 23 Nov 2026"),
        BillLine("R1", "section 7 report W-4: two visits", "withdrawn on 23 Nov 2026"),
    ]


def test_a_team_is_billed_by_the_months_that_are_over() -> None:
    team = replace(COMMISSION, began=date(2026, 11, 30), until=date(2027, 3, 15), team_price="T1")
    done = [piece("W-2", PLAN, WorkState.DONE)]
    months = [line.what for line in to_bill(team, done, date(2027, 2, 28))]
    assert months == ["team, 30 Nov 2026 to 29 Dec 2026", "team, 30 Dec 2026 to 29 Jan 2027",
                      "team, 30 Jan 2027 to 27 Feb 2027"]  # fmt: skip
    billed = frozenset({date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30)})
    assert [line.what for line in to_bill(team, done, date(2027, 4, 1), billed)] == ["team, 28 Feb 2027 to 15 Mar 2027"]
    assert [line.what for line in to_bill(team, done, date(2027, 3, 14), billed)] == []
