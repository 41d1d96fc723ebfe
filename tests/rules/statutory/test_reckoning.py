"""What is due to a young person, from what happened. The pitfalls are those of the research, by number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.lives import care, day, items, life, on, placed, span, told
from topaz_tui.rules.statutory.ages import LeapBirthday
from topaz_tui.rules.statutory.corrections import correct, moved
from topaz_tui.rules.statutory.council import CouncilRules
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives, Placement
from topaz_tui.rules.statutory.reckoning import DutyState, reckon
from topaz_tui.rules.statutory.row import Rule

BORN = "2010-03-10"  # 14 on 2024-03-10, 16 on 2026-03-10, 18 on 2028-03-10
ELIGIBLE = care("2020-01-01")


def test_pathway_plan_is_due_three_months_after_the_16th_birthday() -> None:
    child = life(BORN, ELIGIBLE)
    assert told(child, "2026-03-09", "NEEDS") == [("2026-06-10", "ahead")]
    assert told(child, "2026-03-10", "NEEDS") == [("2026-06-10", "open")]
    (needs,) = items(child, "2026-06-30", "NEEDS")
    last = datetime(2026, 6, 10, 22, 59, tzinfo=UTC)  # 23:59 in London
    assert not needs.overdue(last) and needs.overdue(last.replace(hour=23))
    (plan,) = items(child, "2026-06-30", "PLAN")
    assert plan.due is None and str(plan.target) == "2026-06-10" and plan.target_rule == "the team's setting"
    assert plan.overdue(last.replace(hour=23))


def test_pitfall_1_leapling_is_due_on_29_may() -> None:
    for leap in LeapBirthday:
        assert told(life("2008-02-29", ELIGIBLE, leap=leap), "2024-03-01", "NEEDS") == [("2024-05-29", "open")]
    by_leap = [told(life("2008-02-29", care("2023-01-01"), leap=leap), "2026-02-28", "PA_END") for leap in LeapBirthday]
    assert by_leap == [[("2033-03-01", "ahead")], [("2033-02-28", "a fact")]]


def test_pitfall_2_review_chain_goes_from_the_day_held() -> None:
    child = life(
        BORN, ELIGIBLE, events=on(EventKind.PLAN_SIGNED_OFF, "2026-08-31") + on(EventKind.PLAN_REVIEWED, "2027-02-28")
    )
    assert told(child, "2027-03-01", "PLAN_REV") == [("2027-02-28", "met"), ("2027-08-28", "open")]


def test_pitfall_3_late_review_moves_the_next_and_an_early_one_pulls_it_in() -> None:
    held = on(EventKind.REVIEW_HELD, "2026-02-03", "2026-04-20", "2026-12-01")
    child = life("2015-01-01", care("2026-01-02"), events=held)
    assert told(child, "2026-12-01", "LAC_REV1") == [("2026-01-30", "met")]
    assert told(child, "2026-12-01", "LAC_REV2") == [("2026-05-03", "met")]
    assert told(child, "2026-12-01", "LAC_REV") == [("2026-10-20", "met"), ("2027-06-01", "open")]
    reviews = [item for code in ("LAC_REV1", "LAC_REV2", "LAC_REV") for item in items(child, "2026-12-01", code)]
    assert [item.missed for item in reviews] == [True, False, True, False]


def test_pitfall_22_latest_review_of_a_list_is_not_the_first_ever_held() -> None:
    """By 30 April the second was due: an earlier one may be the first, and one that a worker recorded is."""
    for at, by_hand, code, due in (
        ("2026-04-30", False, "LAC_REV2", "2026-07-30"), ("2026-05-01", False, "LAC_REV", "2026-11-01"),
        ("2026-05-01", True, "LAC_REV2", "2026-08-01"),
    ):  # fmt: skip
        held = tuple(replace(each, from_file=True) for each in on(EventKind.REVIEW_HELD, at))
        held += on(EventKind.REVIEW_HELD, at) if by_hand else ()
        child = life("2015-01-01", care("2026-01-02"), events=held)
        found = {each: told(child, "2026-06-01", each) for each in ("LAC_REV2", "LAC_REV")}
        assert found == {"LAC_REV2": [], "LAC_REV": []} | {code: [(due, "open")]}


def test_review_that_was_recorded_twice_is_one_review() -> None:
    held = on(EventKind.REVIEW_HELD, "2026-01-20", "2026-01-20")
    child = life("2015-01-01", care("2026-01-02"), events=held)
    assert told(child, "2026-02-01", "LAC_REV2") == [("2026-04-20", "open")]
    assert told(child, "2026-02-01", "LAC_REV") == []


def test_pitfall_3_council_that_counts_the_first_day_has_its_target_a_day_before() -> None:
    child = life("2015-01-01", care("2026-01-02"), placements=(placed("2026-01-02"),),
                 events=on(EventKind.VISITED, "2026-01-05"))  # fmt: skip
    (visit,) = items(child, "2026-02-01", "VISIT", CouncilRules(count_first_day=True))
    assert (str(visit.due), str(visit.target)) == ("2026-02-16", "2026-02-15")
    (first,) = items(child, "2026-02-01", "LAC_REV1", CouncilRules(count_first_day=True))
    assert first.target is None


def test_pitfall_6_needs_are_due_three_months_after_becoming_eligible_late() -> None:
    assert told(life(BORN, care("2026-04-01")), "2026-08-01", "NEEDS") == [("2026-10-01", "open")]
    assert told(life(BORN, care("2027-12-15")), "2028-05-01", "NEEDS") == []
    assert told(life(BORN, care("2026-04-01")), "2026-08-01", "ELIG") == [("2026-07-01", "a fact")]


def test_pitfall_7_looked_after_again_begins_reviews_and_health_anew_but_no_plan() -> None:
    child = life(
        BORN, care("2025-01-01", "2026-06-01", why=CareEnd.HOME), care("2026-09-01"),
        placements=(placed("2025-01-01", "2026-06-01"), placed("2026-09-01")),
        events=on(EventKind.NEEDS_ASSESSED, "2026-04-01") + on(EventKind.PLAN_SIGNED_OFF, "2026-05-01")
        + on(EventKind.CARE_PLAN_MADE, "2025-01-05") + on(EventKind.REVIEW_HELD, "2025-01-20"),
    )  # fmt: skip
    assert told(child, "2026-09-02", "LAC_REV1") == [("2025-01-29", "met"), ("2026-09-29", "open")]
    assert told(child, "2026-09-02", "CARE_PLAN") == [("2025-01-15", "met"), ("2026-09-15", "open")]
    assert told(child, "2026-09-02", "HEALTH1") == [("2025-01-29", "ended"), ("2026-09-29", "open")]
    assert told(child, "2026-09-02", "LAC_REV2") == [("2025-04-20", "ended")]
    assert told(child, "2026-09-02", "NEEDS") == [("2026-06-10", "met")]
    assert told(child, "2026-09-02", "PLAN") == [("2026-06-10", "met")]
    assert told(child, "2026-09-02", "PLAN_REV") == [("2026-11-01", "open")]


def test_pitfall_7_old_period_keeps_its_rows_with_the_reason() -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01", why=CareEnd.HOME), care("2026-09-01"))
    old, new = items(child, "2026-09-02", "HEALTH1")
    assert (old.state, str(old.ended), old.why, old.missed) == (DutyState.ENDED, "2026-06-01", "went home", True)
    assert (new.state, new.ended, new.why) == (DutyState.OPEN, None, "")


def test_assessment_that_was_not_done_before_leaving_is_owed_when_looked_after_again() -> None:
    child = life(BORN, care("2025-01-01", "2026-04-01"), care("2027-01-10"))
    assert told(child, "2027-02-01", "NEEDS") == [("2026-06-10", "ended"), ("2027-04-10", "open")]
    assert told(child, "2027-02-01", "NEEDS_R") == [("2026-07-01", "ended")]
    assert told(child, "2027-02-01", "PLAN") == [("2026-06-10", "open")]


def test_pitfall_8_duties_end_with_their_reason_and_stay() -> None:
    child = life(BORN, care("2020-01-01", "2026-05-01", why=CareEnd.ADOPTED))
    ended = [item for item in reckon(child, day("2026-06-01")) if item.state == DutyState.ENDED]
    assert {item.why for item in ended} == {"was adopted"} and {"NEEDS", "PLAN", "LAC_REV1"} <= {i.code for i in ended}
    assert not [item for item in reckon(child, day("2026-06-01")) if item.state == DutyState.OPEN]


def test_pitfall_8_review_of_the_plan_waits_while_settled_at_home_and_is_owed_when_that_breaks_down() -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01"), homes=(span("2026-06-01", "2027-02-01"),),
                 events=on(EventKind.PLAN_SIGNED_OFF, "2026-05-01"))  # fmt: skip
    first, again = items(child, "2027-02-02", "PLAN_REV")
    assert (str(first.due), str(first.ended), first.why) == ("2026-11-01", "2026-12-01", "six months back home")
    assert first.missed and (str(again.due), again.state, str(again.began)) == (
        "2026-11-01",
        DutyState.OPEN,
        "2027-02-01",
    )


def test_pitfall_9_at_18_reviews_of_care_end_and_those_of_the_plan_go_on_until_25() -> None:
    child = life(BORN, ELIGIBLE, events=on(EventKind.PLAN_SIGNED_OFF, "2027-12-01"),
                 provided=(span("2028-03-10"),))  # fmt: skip
    assert told(child, "2028-03-09", "LAC_REV1") == [("2020-01-29", "open")]
    (review,) = items(child, "2028-03-10", "LAC_REV1")
    assert (review.state, review.why) == (DutyState.ENDED, "turned 18")
    assert told(child, "2028-03-10", "PLAN_REV") == [("2028-06-01", "open")]
    assert told(child, "2028-03-10", "PA_FIRST") == [("2028-03-17", "open")]
    assert told(child, "2035-03-09", "PLAN_REV") == [("2028-06-01", "open")]
    assert [(item.state, item.why) for item in items(child, "2035-03-10", "PLAN_REV")] == [
        (DutyState.ENDED, "turned 25")
    ]
    assert told(child, "2035-03-10", "PA_END") == [("2035-03-10", "a fact")]


def test_pitfall_9_request_on_the_day_before_25_counts_and_one_on_the_birthday_does_not() -> None:
    asked = on(EventKind.SUPPORT_ASKED, "2035-03-09")
    assert told(life(BORN, ELIGIBLE, events=asked), "2035-03-09", "PLAN_25") == [("2035-06-09", "open")]
    asked = on(EventKind.SUPPORT_ASKED, "2035-03-10")
    assert told(life(BORN, ELIGIBLE, events=asked), "2035-03-10", "PLAN_25") == []


def test_pitfall_10_short_breaks_and_remand_have_plans_of_their_own() -> None:
    breaks = life(
        "2015-01-01", care("2026-03-01", "2026-03-10", "V4"), placements=(placed("2026-03-01", "2026-03-10"),)
    )
    assert reckon(breaks, day("2026-03-05")) == []
    remand = life("2011-01-01", care("2026-03-02", "", "J1"), placements=(placed("2026-03-02", lives=Lives.DETAINED),))
    assert told(remand, "2026-03-03", "PLACE_PLAN") == [("2026-03-16", "open")]


def test_pitfall_11_move_begins_visits_and_the_placement_plan_anew_but_no_reviews() -> None:
    child = life(
        "2015-01-01", care("2026-01-02"),
        placements=(placed("2026-01-02", "2026-06-01"), placed("2026-06-01")),
        events=on(EventKind.VISITED, "2026-01-05", "2026-05-30") + on(EventKind.REVIEW_HELD, "2026-01-20"),
    )  # fmt: skip
    assert told(child, "2026-06-02", "VISIT1") == [("2026-01-09", "met"), ("2026-06-08", "open")]
    assert told(child, "2026-06-02", "PLACE_PLAN") == [("2026-01-09", "ended"), ("2026-06-08", "open")]
    assert told(child, "2026-06-02", "VISIT") == [("2026-02-16", "met"), ("2026-07-11", "ended")]
    assert told(child, "2026-06-02", "LAC_REV2") == [("2026-04-20", "open")]
    (first, second) = items(child, "2026-06-02", "PLACE_PLAN")
    assert first.ended == second.began == day("2026-06-01")
    assert (str(second.target), second.target_rule) == ("2026-06-01", "law")


@pytest.mark.parametrize(
    ("placement", "visited", "next_visit"),
    [
        (placed("2025-01-01"), "2026-01-10", "2026-02-21"),
        (placed("2025-01-01", to_18=True), "2025-12-31", "2026-02-11"),
        (placed("2025-01-01", to_18=True), "2026-01-10", "2026-04-10"),
        (placed("2025-01-01", to_18=True, agreed="2026-01-05"), "2026-01-10", "2026-07-10"),
        (placed("2025-01-01", to_18=True, agreed="2026-02-01"), "2026-01-10", "2026-04-10"),
        (placed("2025-01-01", to_18=True, agreed="2025-02-01"), "2025-06-01", "2025-07-13"),
    ],
)
def test_pitfall_11_fewer_visits_need_a_year_and_the_childs_agreement(placement, visited, next_visit) -> None:
    child = life("2014-01-01", care("2025-01-01"), placements=(placement,), events=on(EventKind.VISITED, visited))
    assert told(child, "2026-01-20", "VISIT")[-1] == (next_visit, "open")


def test_interval_that_stands_in_no_text_that_was_read_is_the_teams_setting() -> None:
    def rule_of(placement: Placement) -> Rule:
        child = life(
            "2014-01-01", care("2025-01-01"), placements=(placement,), events=on(EventKind.VISITED, "2026-01-10")
        )
        return items(child, "2026-01-20", "VISIT")[-1].rule

    assert rule_of(placed("2025-01-01", to_18=True)) == Rule.LAW
    assert rule_of(placed("2025-01-01", to_18=True, agreed="2026-01-05")) == Rule.SETTING
    remand = life("2011-01-01", care("2026-03-02", "", "J1"), placements=(placed("2026-03-02", lives=Lives.DETAINED),))
    assert [item.rule for item in items(remand, "2026-03-03", "PLACE_PLAN")] == [Rule.SETTING]


def test_visits_with_a_parent_are_weekly_up_to_the_first_review() -> None:
    child = life(
        "2018-01-01", care("2026-01-02", "2026-06-01", "C1"), care("2026-06-01", "", "C2"),
        placements=(placed("2026-01-02", lives=Lives.PARENT),),
        events=on(EventKind.VISITED, "2026-01-08", "2026-01-29") + on(EventKind.REVIEW_HELD, "2026-01-28"),
    )  # fmt: skip
    assert told(child, "2026-02-01", "VISIT_P") == [
        ("2026-01-09", "met"), ("2026-01-15", "met"), ("2026-02-26", "open"),
    ]  # fmt: skip
    assert told(child, "2026-06-02", "VISIT_CO") == [("2026-06-08", "open")]
    assert [item.why for item in items(child, "2026-06-02", "VISIT_P")][-1] == "legal status changed"
    assert told(child, "2026-06-02", "VISIT1") == told(child, "2026-06-02", "CARE_PLAN") == []


def test_pitfall_12_interval_of_health_goes_by_the_age_at_the_last_one() -> None:
    child = life("2021-06-15", care("2025-01-02"), events=on(EventKind.HEALTH_ASSESSED, "2025-01-20", "2026-06-10"))
    assert told(child, "2026-07-01", "HEALTH") == [("2025-07-20", "met"), ("2026-12-10", "open")]
    older = life("2021-06-15", care("2025-01-02"), events=on(EventKind.HEALTH_ASSESSED, "2026-06-15"))
    assert told(older, "2026-07-01", "HEALTH") == [("2027-06-15", "open")]


def test_pitfall_16_tries_meet_nothing_and_a_plan_without_the_signature_does_with_its_reason() -> None:
    tried = life(BORN, ELIGIBLE, events=on(EventKind.TRIED, "2026-05-01", "2026-05-08"))
    assert told(tried, "2026-06-01", "PLAN") == [("2026-06-10", "open")]
    refused = life(BORN, ELIGIBLE, events=on(EventKind.PLAN_SIGNED_OFF, "2026-05-10", note="refused to sign"))
    assert told(refused, "2026-06-01", "PLAN") == [("2026-06-10", "met")]


def test_pitfall_19_assessment_and_plan_are_two_duties_and_either_may_come_first() -> None:
    assessed = life(BORN, ELIGIBLE, events=on(EventKind.NEEDS_ASSESSED, "2026-04-01"))
    assert told(assessed, "2026-05-01", "NEEDS") == [("2026-06-10", "met")]
    assert told(assessed, "2026-05-01", "PLAN") == [("2026-06-10", "open")]
    planned = life(BORN, ELIGIBLE, events=on(EventKind.PLAN_SIGNED_OFF, "2026-03-01"))
    assert told(planned, "2026-05-01", "NEEDS") == [("2026-06-10", "open")]
    assert told(planned, "2026-05-01", "PLAN") == [("2026-06-10", "met")]
    assert told(planned, "2026-05-01", "PLAN_REV") == [("2026-09-01", "open")]


def test_pitfall_20_faster_rule_of_a_council_stands_beside_and_a_slower_one_is_refused() -> None:
    council = CouncilRules(targets={"PLAN": "on anchor", "NEEDS": "+8w"})
    (needs,) = items(life(BORN, ELIGIBLE), "2026-04-01", "NEEDS", council)
    assert (str(needs.due), str(needs.target), needs.target_rule) == (
        "2026-06-10",
        "2026-05-05",
        "the council's target",
    )
    (plan,) = items(life(BORN, ELIGIBLE), "2026-04-01", "PLAN", council)
    assert (str(plan.target), plan.target_rule) == ("2026-03-10", "the council's target")
    for code, text in (
        ("PLAN_REV", "+1y"),
        ("NEEDS", "+14w"),
        ("LAC_REV1", "+5w"),
        ("VISIT", "+7w"),
        ("PLAN", "+4m"),
        ("NO", "+1d"),
    ):
        with pytest.raises(ValueError):
            CouncilRules(targets={code: text})
    assert CouncilRules(targets={"LAC_REV1": "+10wd", "VISIT": "+4w", "PLAN_REV": "+5m", "REV_REPORT": "-5d"})


def test_pitfall_21_corrected_date_of_birth_moves_the_days_and_shows_what_moved() -> None:
    child = correct(life(BORN, ELIGIBLE), day("2010-01-20"), day("2026-03-20"))
    assert told(child, "2026-03-21", "NEEDS") == [("2026-04-20", "open")]
    shown = {(each.code, str(each.before and each.before.by), str(each.after and each.after.by)) for each in
             moved(child, day("2026-03-21"))}  # fmt: skip
    assert {("NEEDS", "2026-06-10", "2026-04-20"), ("PLAN", "2026-06-10", "2026-04-20")} <= shown
    assert not [each for each in shown if each[0] in ("LAC_REV1", "HEALTH1")]
    assert moved(life(BORN, ELIGIBLE), day("2026-03-21")) == []


def test_pitfall_21_corrected_date_of_birth_makes_nothing_met_until_somebody_confirms_it() -> None:
    assessed = on(EventKind.NEEDS_ASSESSED, "2026-02-01") + on(EventKind.REVIEW_HELD, "2020-01-20")
    believed = life("2011-03-10", ELIGIBLE, events=assessed)
    assert told(believed, "2026-06-01", "NEEDS") == [("2027-06-10", "ahead")]
    child = correct(believed, day(BORN), day("2026-06-01"))
    (needs,) = items(child, "2026-07-01", "NEEDS")
    assert needs.state == DutyState.CONFIRM and needs.overdue(datetime(2026, 7, 1, tzinfo=UTC))
    assert told(child, "2026-07-01", "LAC_REV1") == [("2020-01-29", "met")]
    looked = on(EventKind.CONFIRMED, "2026-06-02", set_for="2026-02-01")
    child = correct(life("2011-03-10", ELIGIBLE, events=assessed + looked), day(BORN), day("2026-06-01"))
    assert told(child, "2026-07-01", "NEEDS") == [("2026-06-10", "met")]


def test_pitfall_21_young_person_who_proves_younger_owes_nothing_by_the_old_date() -> None:
    child = correct(life(BORN, ELIGIBLE), day("2011-03-10"), day("2026-07-01"))
    assert told(child, "2026-07-01", "NEEDS") == [("2027-06-10", "ahead")]
    assert [
        str(each.before and each.before.state) for each in moved(child, day("2026-07-01")) if each.code == "NEEDS"
    ] == ["open"]


def test_pitfall_22_no_plan_on_record_is_due_and_never_met() -> None:
    assert told(life(BORN, ELIGIBLE), "2026-12-01", "PLAN") == [("2026-06-10", "open")]
    later = life(BORN, ELIGIBLE, events=on(EventKind.PLAN_SIGNED_OFF, "2026-12-24"))
    assert told(later, "2026-12-01", "PLAN") == [("2026-06-10", "open")]


def test_reviews_asked_for_and_reports_for_a_review_that_was_booked_again() -> None:
    child = life(
        BORN, ELIGIBLE,
        events=on(EventKind.PLAN_SIGNED_OFF, "2026-05-01") + on(EventKind.PLAN_REVIEW_ASKED, "2026-06-20")
        + on(EventKind.REVIEW_BOOKED, "2026-06-01", set_for="2026-07-20")
        + on(EventKind.REVIEW_BOOKED, "2026-07-01", set_for="2026-08-03"),
    )  # fmt: skip
    (review,) = items(child, "2026-07-02", "PLAN_REV")
    assert review.asked == day("2026-06-20")
    assert [(str(item.due), item.why) for item in items(child, "2026-07-02", "REV_REPORT")] == [
        ("2026-07-10", "booked for another day"), ("2026-07-24", ""),
    ]  # fmt: skip
    assert told(child, "2026-07-02", "STAY_ASK") == []


def test_staying_put_is_considered_at_the_first_review_after_16_and_watched_from_18_to_21() -> None:
    held = on(EventKind.REVIEW_HELD, "2026-02-01", "2026-07-20")
    child = life(BORN, ELIGIBLE, placements=(placed("2020-01-01"),), events=held)
    assert told(child, "2026-07-01", "STAY_ASK") == [("None", "open")]
    assert told(child, "2026-07-21", "STAY_ASK") == [("2026-07-20", "open")]
    left = life(BORN, care("2020-01-01", "2026-07-20"), placements=(placed("2020-01-01"),), events=held)
    assert told(left, "2026-07-21", "STAY_ASK") == [("None", "ended")]  # that review was of no care any more
    stays = life(BORN, ELIGIBLE, events=on(EventKind.STAYING_PUT, "2028-03-10"))
    assert told(stays, "2031-03-09", "STAY_PUT") == [("None", "open")]
    assert [(item.state, item.why) for item in items(stays, "2031-03-10", "STAY_PUT")] == [
        (DutyState.ENDED, "turned 21")
    ]


def test_personal_education_plan_is_due_each_term_and_a_missed_one_stays() -> None:
    terms = (span("2026-01-05", "2026-03-28"), span("2026-04-13", "2026-07-22"))
    child = life("2015-01-01", care("2026-01-02"), events=on(EventKind.PEP_MADE, "2026-05-01"))
    first, second = items(child, "2026-05-02", "PEP", CouncilRules(terms=terms))
    assert (str(first.due), first.state, first.why, first.missed) == (
        "2026-03-27", DutyState.ENDED, "the next term began", True,
    )  # fmt: skip
    assert (str(second.due), second.state) == ("2026-07-21", DutyState.MET)
    assert told(life("2023-01-01", care("2026-01-02")), "2026-05-02", "PEP1") == [("2028-01-31", "ahead")]


def test_decision_to_stop_looking_after_is_due_before_it_happens() -> None:
    proposed = on(EventKind.CEASING_PROPOSED, "2026-03-01", set_for="2026-04-01")
    assert told(life("2015-01-01", care("2026-01-02"), events=proposed), "2026-03-02", "CEASE") == [
        ("2026-04-01", "open")
    ]
    assert told(life("2015-01-01", care("2026-02-26"), events=on(EventKind.CEASING_PROPOSED, "2026-03-01",
                set_for="2026-03-10")), "2026-03-02", "CEASE") == []  # fmt: skip


def test_adviser_steps_back_and_ends_when_support_is_not_wanted() -> None:
    events = on(EventKind.PA_CONTACT, "2031-05-01") + on(EventKind.PA_STEPPED_BACK, "2031-06-01")
    assert told(life(BORN, ELIGIBLE, events=events), "2031-07-01", "PA_21") == [("2032-05-01", "open")]
    events += on(EventKind.SUPPORT_REFUSED, "2032-01-01")
    (ended,) = items(life(BORN, ELIGIBLE, events=events), "2032-01-02", "PA_21")
    assert (ended.state, ended.why) == (DutyState.ENDED, "support not wanted")
    assert told(life(BORN, ELIGIBLE, events=events), "2032-01-02", "PA_END") == [("2032-01-01", "a fact")]


def test_adviser_visits_new_accommodation_within_a_week_and_then_every_two_months() -> None:
    child = life(BORN, ELIGIBLE, provided=(span("2028-04-01", "2028-09-01"),),
                 events=on(EventKind.PA_VISITED, "2028-04-05", "2028-06-20"))  # fmt: skip
    assert told(child, "2028-07-01", "PA_FIRST") == [("2028-04-08", "met")]
    assert told(child, "2028-07-01", "PA_VISIT") == [("2028-06-05", "met"), ("2028-08-20", "open")]
    assert told(child, "2028-07-01", "PLAN_REV_MOVE") == [("2028-04-29", "open")]
    assert [item.why for item in items(child, "2028-09-01", "PA_VISIT")][-1] == "left the accommodation"
