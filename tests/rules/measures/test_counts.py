"""What became of each person, and what each measure makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules.measures import contract, count, periods, words
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.dispositions import CallEnding, of_person
from topaz_tui.rules.measures.facts import CallFact, ConcernFact, Facts, OwedFact, PersonDue, ReviewFact, StepFact
from topaz_tui.rules.measures.rates import Disposition
from topaz_tui.rules.measures.table import BY_CODE, MEASURES
from topaz_tui.rules.reviews import AREAS
from topaz_tui.rules.terms import ContractTerms

D = Disposition
DUE = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AS_OF = datetime(2026, 11, 23, 10, tzinfo=UTC)
MARCH = periods.named("2026-03")
HOUR = timedelta(hours=1)
STEPS = ("T1", "T2", "T3", "T4", "T5", "T6-A", "T6-R", "T7")


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
    rang = clock.to_store(NOON + timedelta(days=days))
    return CallFact(client, 1, rang, rang, outcome, **more)  # type: ignore[arg-type]


def person(client: int, *calls: CallFact, **more: object) -> PersonDue:
    return PersonDue(client, DUE, calls, **more)  # type: ignore[arg-type]


REVIEW = {"review": True, "complete": True}
PEOPLE = (
    person(1, call(1, "no_answer"), call(1, "reached", 3, **REVIEW), missing=frozenset({"born_on"})),
    person(2, call(2, "reached", 100, through=True, **REVIEW)),
    person(3, call(3, "reached", 1, review=True)),
    person(4, call(4, "refused_soft", 1), call(4, "refused_hard", 9)),
    person(5, call(5, "someone_else", 1)),
    person(6, call(6, "no_answer", another=True), missing=frozenset({"born_on"})),
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
    reviews=(ReviewFact(1, 1, NOON, {"nutrition": "better", "falls": "2", "hospital": "0"}),
             ReviewFact(2, 1, NOON, {"nutrition": "worse", "falls": "not_known"}),
             ReviewFact(3, 1, NOON, {"nutrition": "not_asked", "falls": "0"})),
    concerns=(
        ConcernFact(1, 1, NOON, NOON, submit_by=NOON, wanted="asked_expressed", decisions=("not_met", "met"),
                    disagreed=True, met_after_all=True, enquiry="no_day", risk="reduced", achieved="fully",
                    steps=tuple(StepFact(code, NOON, NOON + HOUR, NOON + HOUR) for code in STEPS)),
        ConcernFact(1, 1, NOON, NOON, submit_by=NOON - HOUR, wanted="asked_none", decisions=("enquiry",),
                    enquiry="not_told", risk="not_told", achieved="not_told",
                    steps=(StepFact("T2", NOON, None, NOON, dropped_at=NOON), StepFact("T4", AS_OF))),
        ConcernFact(2, 1, NOON, NOON, in_error=True, steps=(StepFact("T4", NOON),)),
        ConcernFact(4, 1, NOON, submit_by=NOON + HOUR,
                    steps=tuple(StepFact(code, NOON, None, NOON + HOUR) for code in STEPS)),
        ConcernFact(5, 1, NOON, submit_by=NOON + HOUR, discarded_at=NOON),
        ConcernFact(6, 1, NOON, submit_by=AS_OF + HOUR, steps=(StepFact("T5", NOON, None, AS_OF + HOUR),)),
    ),
    referred_back=frozenset({1, 4, 77}), without_day=(3,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "above", "below"),
    [
        ("COV", [1, 2], [1, 2, 3, 4, 5, 6]),
        ("COV-P", [1, 2, 3], [1, 2, 3, 4, 5, 6]),
        ("COV90", [1], [1, 2, 3, 4, 5, 6]),
        ("CON", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("CON-H", [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]),
        ("COOP", [1, 2, 3], [1, 2, 3, 4]),
        ("REF-S", [], [1, 2, 3, 4, 5, 6]),
        ("REF-H", [4], [1, 2, 3, 4, 5, 6]),
        ("HIT", [1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 4, 5]),
        ("HIT-M", [], []),
        ("HIT-A", [1, 2, 3, 4, 4], [1, 1, 2, 3, 4, 4, 5]),
        ("HIT-E", [], []),
        ("HIT-MON", [], [1]),
        ("HIT-TUE", [3, 4], [3, 4, 5]),
        ("HIT-WED", [2, 4], [2, 4]),
        ("HIT-THU", [1], [1]),
        *((f"HIT-{day}", [], []) for day in ("FRI", "SAT", "SUN")),
        ("APC", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("APC-T", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("WAIT", [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]),
        ("PRO", [1], [1, 2, 3]),
        ("FUP", [1], [1]),
        ("ACT", [1], [1, 1]),
        ("RB-R", [1], [1, 2, 3]),
        ("RB-L", [1, 4], [1, 2, 3, 4, 5, 6]),
        ("THR", [2], [1, 2, 3]),
        ("SC", [1, 1], [1, 1, 2]),
        ("SC100", [1, 1], [1, 2, 3]),
        ("SC-IN", [1], [1, 1, 2, 4]),
        *((code, [1], [1, 4]) for code in STEPS),
        ("DEC", [1], [1, 1]),
        ("DEC-E", [1], [1, 1]),
        ("DEC-N", [], [1, 1]),
        ("DIS", [1], [1]),
        ("DIS-C", [1], [1]),
        ("MSP-A", [1, 1], [1, 1]),
        ("MSP-E", [1], [1, 1]),
        ("MSP-M", [1], [1]),
        ("MSP-MP", [], [1]),
        ("MSP-MN", [], [1]),
        ("RSK", [1], [1]),
        ("AREA-nutrition", [1], [1, 2]),
        ("AREA-nutrition-S", [], [1, 2]),
        ("AREA-nutrition-W", [2], [1, 2]),
        *((f"AREA-{area.code}{mark}", [], []) for area in AREAS[1:] for mark in ("", "-S", "-W")),
        ("PREV-F", [1], [1, 3]),
        ("PREV-FN", [1, 1], [1, 3]),
        ("PREV-H", [], [1]),
        ("PREV-HN", [], [1]),
        ("DQ-B", [1, 6], [1, 2, 3, 4, 5, 6]),
        *((code, [], [1, 2, 3, 4, 5, 6]) for code in ("DQ-G", "DQ-E", "DQ-R")),
        ("DQ-F", [1], [1, 1]),
        ("DQ-A", [3], [1, 1, 2, 3]),
        ("LOAD", [1, 1, 2, 3, 4, 4, 5, 6, 9], [1, 2, 4, 5, 9]),
    ],
)
def test_measure_counts_these(code, above, below):
    counted = BY_CODE[code].count(FACTS)
    assert (sorted(counted.above), sorted(counted.below)) == (above, below)


def test_each_measure_is_tried_above_and_counts_nobody_twice_where_it_counts_people():
    [mark] = test_measure_counts_these.pytestmark
    assert {code for code, *_ in mark.args[1]} == BY_CODE.keys()
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
    assert BY_CODE["ACT"].count(FACTS).left_out == {"not due yet": 1, "arranged in these days, and by no day": 1}
    assert BY_CODE["T1"].count(FACTS).left_out == {"not said when they were found": 3}
    assert BY_CODE["SC"].count(FACTS).left_out == {"entered in error": 1}
    assert BY_CODE["APC"].count(FACTS).left_out == {"never reached": 1, "calls to them": 1}


def test_calls_stand_in_the_part_of_londons_day_in_which_they_began():
    """In summer, when London's noon is 11:00 in UTC; a call that came in, or went to a contact, is in none."""
    moments = ("08:00", "10:59", "11:00", "16:00", "18:59", "19:00")
    at = [(each, each) for each in (f"2026-07-01T{moment}:00Z" for moment in moments)]
    rang = [CallFact(client, 1, *each, "reached" if client % 2 else "no_answer") for client, each in enumerate(at, 1)]
    beside = (CallFact(8, 1, *at[0], "reached", incoming=True), CallFact(9, 1, *at[0], "reached", another=True))
    facts = Facts(MARCH, AS_OF, calls=(*rang, *beside))
    found = {code: BY_CODE[code].count(facts) for code in ("HIT-M", "HIT-A", "HIT-E")}
    assert {code: (each.above, each.below) for code, each in found.items()} == {
        "HIT-M": ((1,), (1, 2)), "HIT-A": ((3,), (3,)), "HIT-E": ((5,), (4, 5)),
    }  # fmt: skip
    assert found["HIT-M"].left_out == {"outside the parts of the day": 1}


def test_mean_stands_beside_the_median_and_is_none_of_few():
    tried = [person(each, *[call(each, "no_answer")] * (each**2 // 20), call(each, "reached")) for each in range(1, 11)]
    counted = BY_CODE["APC"].count(Facts(MARCH, AS_OF, tuple(tried)))
    assert (counted.median, counted.mean) == (2, 2.6)
    assert "The mean: 2.6 calls." in words.meaning(BY_CODE["APC"], counted)
    assert BY_CODE["APC"].count(FACTS).mean is None


def test_attempt_is_what_counted_as_one_and_the_call_that_reached_is_one_more():
    tried = [person(each, call(each, "no_answer", attempt=True), call(each, "engaged"), call(each, "reached"))
             for each in range(1, 11)]  # fmt: skip
    facts = Facts(MARCH, AS_OF, (*tried, person(11, call(11, "no_answer", attempt=True), call(11, "engaged"))))
    dials, attempts = (BY_CODE[code].count(facts) for code in ("APC", "APC-T"))
    assert (dials.median, attempts.median) == (3, 2)
    assert dials.left_out == {"never reached": 1, "calls to them": 2}
    assert attempts.left_out == {"never reached": 1, "attempts to them": 1}


def test_step_says_who_left_it_otherwise_and_counts_what_goes_on_as_longer():
    ten = tuple(ConcernFact(each, 1, NOON, steps=(StepFact("T5", NOON, NOON + each * 24 * HOUR, NOON + 72 * HOUR),))
                for each in range(1, 10))  # fmt: skip
    going = ConcernFact(10, 1, NOON, steps=(StepFact("T5", NOON, None, NOON + 72 * HOUR),))
    counted = BY_CODE["T5"].count(Facts(MARCH, NOON + 2000 * HOUR, concerns=(*ten, going)))
    assert (counted.numerator, counted.denominator, counted.median, counted.longer) == (3, 10, 5.5, False)
    assert counted.ninetieth == pytest.approx(9 + (2000 / 24 - 9) / 10) and counted.longest == 2000 / 24
    assert counted.ninetieth_longer and "Nine in ten: over 16.4 days, as some still wait." in words.meaning(
        BY_CODE["T5"], counted
    )
    left = {"withdrawn, discarded, or not told with a reason": 1}
    assert BY_CODE["T2"].count(FACTS).left_out == left
    assert BY_CODE["T5"].count(FACTS).left_out == {"not due yet": 1}
    assert BY_CODE["T4"].count(FACTS).left_out == {"entered in error": 1}


def test_wait_that_ended_without_a_call_that_reached_is_in_no_median_and_said():
    ten = tuple(person(each, call(each, "reached", each)) for each in range(1, 11))
    over, waits = person(11, call(11, "no_answer"), is_over=True), person(12, call(12, "no_answer"))
    counted = BY_CODE["WAIT"].count(Facts(MARCH, AS_OF, (*ten, over)))
    assert (counted.numerator, counted.denominator) == (10, 11)
    assert (counted.median, counted.longer, counted.longest, counted.ninetieth_longer) == (5.5, False, 10, False)
    assert counted.left_out == {"ended before they were reached, and in no median": 1}
    assert "Nine in ten: at most 9.1 days." in words.meaning(BY_CODE["WAIT"], counted)
    going = BY_CODE["WAIT"].count(Facts(MARCH, AS_OF, (*ten, over, waits)))
    assert (going.median, going.longest, going.ninetieth_longer) == (6, (AS_OF.date() - DUE).days, False)


@pytest.mark.parametrize(
    ("ended", "going", "expected"),
    [
        (range(9), (), (None, False)),
        (range(11), (), (9, False)),
        (range(10), (50,), (9, False)),
        (range(9), (50, 60), (50, True)),
        (range(10), (3,), (8, True)),
    ],
)
def test_ninetieth_is_only_known_to_be_at_least_that_where_a_wait_up_to_it_goes_on(ended, going, expected):
    assert count.ninetieth_of(ended, going) == expected


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


@pytest.mark.parametrize(
    ("of", "percent", "expected"),
    [
        ("reviewed", 15, "Referred back: 1 of 3 of those reviewed, 1 too many (15 %)"),
        ("list", 50, "Referred back: 2 of 6 of those due, room for 1 more (50 %)"),
    ],
)
def test_contract_says_for_how_many_more_there_is_room(of, percent, expected):
    counted = {code: BY_CODE[code].count(FACTS) for code in ("RB-R", "RB-L")}
    assert contract.in_words(counted, ContractTerms(of, percent)) == expected


@pytest.mark.parametrize(
    ("code", "counted", "expected"),
    [
        ("COV", Counted((1,), (1,) * 9), "-"),
        ("COV", Counted((1,), (1,) * 10), "10 %"),
        ("T3", Counted((), (), median=0.01), "under 1 hour"),
        ("T3", Counted((), (), median=0.25, longer=True), "over 6 hours"),
        ("T3", Counted((), (), median=0.01, longer=True), "over 14 minutes"),
        ("T3", Counted((), (), median=0.0007, longer=True), "over 1 minute"),
        ("T3", Counted((), (), median=0.99, longer=True), "over 23 hours"),
        ("T3", Counted((), (), median=2.29, longer=True), "over 2.2 days"),
        ("T3", Counted((), (), median=0.0, longer=True), "over 0 days"),
        ("T3", Counted((), (), median=0.042), "1 hour"),
        ("T3", Counted((), (), median=2.25), "2.2 days"),
        ("SC", Counted((1, 2), (1, 2, 3)), "2"),
        ("SC100", Counted((1,), (1,) * 40), "2.5 per 100"),
        ("LOAD", Counted((1,) * 9, (1, 2)), "4.5 a day"),
    ],
)
def test_figure_is_said_as_what_it_is_and_no_share_of_few(code, counted, expected):
    assert words.said(BY_CODE[code], counted) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((4, 4, 4), ["34 %", "33 %", "33 %"]), ((5, 5, 1), ["46 %", "45 %", "9 %"]), ((11, 0, 0), ["100 %", "0 %", "0 %"]),
     ((1, 2, 3), ["-", "-", "-"])],
)  # fmt: skip
@pytest.mark.parametrize("whole", ["DEC", "MSP-M", f"AREA-{AREAS[0].code}"])
def test_shares_that_divide_a_whole_add_up_to_a_hundred(whole, numbers, expected):
    parts = [each for each in MEASURES if each.whole == whole]
    below = (1,) * sum(numbers)
    figures = [(part, Counted((1,) * number, below)) for part, number in zip(parts, numbers, strict=True)]
    hit = (BY_CODE["HIT"], Counted((1,) * 5, (1,) * 11))
    assert list(words.said_together([*figures, hit]).values()) == [*expected, "45 %"]
