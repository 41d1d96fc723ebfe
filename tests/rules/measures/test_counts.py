"""What became of each person, and what each measure makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from topaz_tui.rules import outcomes
from topaz_tui.rules.measures import count, periods
from topaz_tui.rules.measures.dispositions import CallEnding, of_person
from topaz_tui.rules.measures.facts import CallFact, ConcernFact, Facts, OwedFact, PersonDue
from topaz_tui.rules.measures.rates import Disposition
from topaz_tui.rules.measures.table import BY_CODE, MEASURES

D = Disposition
DUE = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AS_OF = datetime(2026, 11, 23, 10, tzinfo=UTC)
MARCH = periods.named("2026-03")


def became(*calls: str, gone: date | None = None, open_to_services: bool = False) -> Disposition:
    endings = [CallEnding(code.removesuffix("!"), code == "reached!", code == "reached!") for code in calls]
    return of_person(endings, due_on=DUE, gone_on=gone, open_to_services=open_to_services)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ((), D.NOT_TRIED),
        (("no_answer", "machine"), D.NOT_REACHED),
        (("wrong_number",), D.NO_NUMBER),
        (("wrong_number", "no_answer", "fault"), D.NOT_REACHED),
        (("reached", "no_answer"), D.PARTIAL),
        (("reached", "refused_hard", "reached!", "no_answer"), D.COMPLETE),
        (("callback",), D.OTHER),
        (("refused_soft", "callback"), D.OTHER),
        (("callback", "refused_soft"), D.OTHER),
        (("refused_hard", "callback"), D.REFUSED),
        (("no_answer", "refused_soft", "no_answer"), D.REFUSED),
    ],
)
def test_person_becomes_what_their_strongest_call_says(calls, expected):
    assert became(*calls) is expected


@pytest.mark.parametrize(
    ("calls", "gone", "open_to_services", "expected"),
    [
        (("died",), date(2026, 3, 1), False, D.NOT_ELIGIBLE),
        (("died",), date(2026, 3, 2), False, D.OTHER),
        ((), None, True, D.NOT_ELIGIBLE),
        (("reached!",), date(2026, 2, 1), True, D.COMPLETE),
    ],
)
def test_person_is_not_eligible_by_the_day_and_never_after_a_review(calls, gone, open_to_services, expected):
    assert became(*calls, gone=gone, open_to_services=open_to_services) is expected


def test_each_outcome_has_a_class():
    for outcome in outcomes.OUTCOMES:
        assert became(outcome.code) in Disposition


def call(client: int, outcome: str, days: float = 0, **more: object) -> CallFact:
    return CallFact(client, 1, NOON + timedelta(days=days), outcome, **more)  # type: ignore[arg-type]


def person(client: int, *calls: CallFact, **more: object) -> PersonDue:
    return PersonDue(client, DUE, calls, **more)  # type: ignore[arg-type]


REVIEW = {"review": True, "complete": True}
PEOPLE = (
    person(1, call(1, "no_answer"), call(1, "reached", 3, **REVIEW)),
    person(2, call(2, "reached", 100, through=True, **REVIEW)),
    person(3, call(3, "reached", 1, review=True)),
    person(4, call(4, "refused_soft", 1), call(4, "refused_hard", 9)),
    person(5, call(5, "someone_else", 1)),
    person(6, call(6, "no_answer", another=True)),
    person(7, gone_on=date(2026, 1, 5)),
    person(8, open_to_services=True),
)
FACTS = Facts(
    MARCH, AS_OF, PEOPLE, (*(each for one in PEOPLE for each in one.calls), call(9, "message", incoming=True)),
    callbacks=(OwedFact(1, NOON, NOON + timedelta(minutes=15)), OwedFact(2, NOON, NOON + timedelta(minutes=16)),
               OwedFact(3, NOON), OwedFact(4, NOON, cancelled=True)),
    follow_ups=(OwedFact(1, NOON, NOON + timedelta(days=7)), OwedFact(2, AS_OF - timedelta(days=1))),
    actions=(OwedFact(1, NOON, NOON), OwedFact(1, NOON, NOON + timedelta(days=1)),
             OwedFact(2, AS_OF + timedelta(days=1))),
    concerns=(ConcernFact(1, NOON), ConcernFact(1, NOON), ConcernFact(2, NOON, in_error=True)),
    referred_back=frozenset({1, 4, 77}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "above", "below"),
    [
        ("COV", [1, 2], [1, 2, 3, 4, 5, 6]),
        ("COV90", [1], [1, 2, 3, 4, 5, 6]),
        ("CON", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("CON-H", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]),
        ("COOP", [1, 2, 3], [1, 2, 3, 4]),
        ("REF-S", [], [1, 2, 3, 4, 5, 6]),
        ("REF-H", [4], [1, 2, 3, 4, 5, 6]),
        ("HIT", [1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 4, 5]),
        ("APC", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("WAIT", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("PRO", [1], [1, 2, 3]),
        ("FUP", [1], [1]),
        ("ACT", [1], [1, 1]),
        ("RB-R", [1], [1, 2, 3]),
        ("RB-L", [1, 4], [1, 2, 3, 4, 5, 6]),
        ("THR", [2], [1, 2, 3]),
        ("SC", [1, 1], [1, 2, 3]),
    ],
)
def test_measure_counts_these(code, above, below):
    counted = BY_CODE[code].count(FACTS)
    assert (sorted(counted.above), sorted(counted.below)) == (above, below)


def test_each_measure_is_tried_above_and_counts_nobody_twice_where_it_counts_people():
    tried = {mark.args[1][number][0] for mark in test_measure_counts_these.pytestmark for number in range(17)}
    assert tried == BY_CODE.keys()
    for measure in MEASURES:
        counted = measure.count(FACTS)
        if measure.unit == "people":
            assert len(set(counted.below)) == counted.denominator and set(counted.above) <= set(counted.below)
        assert measure.count(Facts(MARCH, AS_OF)).denominator == 0


def test_who_is_left_out_is_said_with_the_reason():
    gone = {"died or moved before it was due": 1, "open to services": 1}
    assert BY_CODE["COV"].count(FACTS).left_out == gone
    assert BY_CODE["RB-R"].count(FACTS).left_out == {**gone, "referred back, and not among these": 2}
    assert BY_CODE["PRO"].count(FACTS).left_out == {"cancelled": 1}
    assert BY_CODE["ACT"].count(FACTS).left_out == {"not due yet": 1}
    assert BY_CODE["SC"].count(FACTS).left_out == {"entered in error": 1}
    assert BY_CODE["APC"].count(FACTS).left_out == {"never reached": 1, "calls to them": 1}


def test_recent_people_are_not_over_yet_and_no_nought():
    facts = Facts(MARCH, NOON + timedelta(days=89), PEOPLE)
    counted = BY_CODE["COV90"].count(facts)
    assert counted.below == () and counted.left_out["90 days are not over yet"] == 6


@pytest.mark.parametrize(
    ("ended", "going", "expected"),
    [
        (range(9), (), (None, False)),
        (range(10), (), (4.5, False)),
        (range(11), (), (5.0, False)),
        (range(10), (50,) * 3, (6.0, False)),
        (range(10), (3,), (4.0, True)),
        ((), (7,) * 10, (7.0, True)),
    ],
)
def test_median_counts_what_still_goes_on_and_is_none_of_few(ended, going, expected):
    assert count.median_of(ended, going) == expected
