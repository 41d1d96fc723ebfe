"""What is due to a family court, and the training of a school. The pitfalls are those of the research, by number."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tests.support.lives import day, span
from topaz_tui.rules.statutory import orders, schools
from topaz_tui.rules.statutory.council import CouncilRules
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.orders import CourtOrder, Dated, ReportKind, standing
from topaz_tui.rules.statutory.reckoning import DutyItem, DutyState
from topaz_tui.rules.statutory.schools import Attended, Post, TrainingKind, last_chance, taught_by_then, without_lead


def at(text: str) -> DueBy:
    found = datetime.fromisoformat(text)
    return DueBy(found.date(), found.time() if "T" in text else None)


def order(*dated: Dated, **more) -> CourtOrder:
    return CourtOrder(day("2026-06-01"), dated, ("Aoife", "Tomás"), **more)


def by_code(found: CourtOrder) -> dict[str, DutyItem]:
    return {item.code: item for item in orders.reckon(found)}


FIRST = Dated(day("2026-06-01"), at("2026-09-01T16:00"), at("2026-09-15T10:00"))


def test_pitfall_5_report_filed_after_the_courts_time_is_late_and_the_draft_is_ten_working_days_before() -> None:
    due = by_code(order(FIRST))
    assert str(due["S7"].due) == "2026-09-01T16:00" and due["S7"].state == DutyState.OPEN
    assert str(due["S7_DRAFT"].due) == "2026-08-17"  # the bank holiday of 31 August between
    assert not due["S7"].overdue(datetime(2026, 9, 1, 15, 0, tzinfo=UTC))
    assert due["S7"].overdue(datetime(2026, 9, 1, 15, 1, tzinfo=UTC))
    assert [by_code(order(FIRST, filed=at(f"2026-09-01T{time}")))["S7"].missed for time in ("16:00", "16:01")] == [
        False, True,
    ]  # fmt: skip


def test_pitfall_5_filing_date_on_a_closed_day_stands() -> None:
    assert str(by_code(order(Dated(day("2026-06-01"), at("2026-08-31"))))["S7"].due) == "2026-08-31"


def test_pitfall_13_order_for_several_children_has_one_report_one_filing_and_one_hearing() -> None:
    assert [item.code for item in orders.reckon(order(FIRST))] == ["S7", "S7_DRAFT", "S7_HEARING"]


def test_pitfall_14_sealed_order_alone_changes_a_date_and_the_one_before_is_kept() -> None:
    told = Dated(day("2026-07-01"), at("2026-10-01"), sealed=False)
    assert (standing(order(FIRST, told)).file_by, standing(order(FIRST, told)).expected_file_by) == (
        at("2026-09-01T16:00"), at("2026-10-01"),
    )  # fmt: skip
    earlier = Dated(day("2026-07-05"), at("2026-08-20T12:00"))
    found = order(FIRST, told, earlier)
    assert standing(found).file_by == at("2026-08-20T12:00") and standing(found).expected_file_by is None
    assert standing(found).hearing == at("2026-09-15T10:00")  # it says nothing of that one
    assert str(by_code(found)["S7"].due) == "2026-08-20T12:00" and found.dated[0].file_by == at("2026-09-01T16:00")


def test_pitfall_14_hearing_that_is_vacated_is_gone_until_another_is_listed() -> None:
    vacated = Dated(day("2026-08-01"), vacated=True)
    assert "S7_HEARING" not in by_code(order(FIRST, vacated))
    listed = Dated(day("2026-08-10"), hearing=at("2026-11-02T14:00"))
    assert str(by_code(order(FIRST, vacated, listed))["S7_HEARING"].due) == "2026-11-02T14:00"


def test_pitfall_14_withdrawn_application_ends_what_is_due_with_the_reason() -> None:
    due = by_code(order(FIRST, withdrawn=day("2026-07-01"), drafted=day("2026-06-20")))
    assert (due["S7"].state, due["S7"].why) == (DutyState.ENDED, "the application was withdrawn")
    assert due["S7_DRAFT"].state == DutyState.MET and due["S7_HEARING"].state == DutyState.ENDED


def test_child_impact_report_is_due_by_the_order_and_in_about_eight_weeks_until_that_says_when() -> None:
    due = by_code(order(Dated(day("2026-06-01")), report=ReportKind.CHILD_IMPACT))
    assert list(due) == ["CIR"] and due["CIR"].due is None and str(due["CIR"].by) == "2026-07-27"
    due = by_code(order(FIRST, report=ReportKind.CHILD_IMPACT))
    assert str(due["CIR"].by) == "2026-09-01T16:00" and due["CIR"].target is None


def post(*attended: Attended, lead: bool = False, began: str = "2024-09-02", ended: str = "") -> Post:
    return Post("Maura Daly", day(began), day(ended) if ended else None, lead, attended)


def training(found: Post, as_of: str, code: str, council: CouncilRules | None = None) -> list[tuple[str, str]]:
    items = schools.reckon(found, day(as_of), council or CouncilRules())
    return [(str(item.by), str(item.state)) for item in items if item.code == code]


def test_pitfall_18_training_of_a_lead_counts_from_the_course_every_two_years_and_yearly() -> None:
    lead = post(Attended(TrainingKind.LEAD, day("2024-08-28"), edition="2024"), lead=True)
    assert training(lead, "2026-08-01", "DSL") == [("2024-09-02", "met"), ("2026-08-28", "open")]
    assert training(lead, "2026-08-01", "DSL_UPD") == [("2025-08-28", "open")]
    assert training(post(lead=True), "2024-10-01", "DSL") == [("2024-09-02", "open")]


def test_pitfall_18_part_attendance_is_no_attendance() -> None:
    half = post(Attended(TrainingKind.LEAD, day("2026-03-01"), whole=False), lead=True)
    assert training(half, "2026-08-01", "DSL") == [("2024-09-02", "open")]


def test_pitfall_18_staff_are_updated_yearly_from_their_induction() -> None:
    staff = post(Attended(TrainingKind.INDUCTION, day("2024-09-02")), Attended(TrainingKind.UPDATE, day("2025-10-01")))
    assert training(staff, "2026-08-01", "STAFF_IND") == [("2024-09-02", "met")]
    assert training(staff, "2026-08-01", "STAFF_UPD") == [("2025-09-02", "met"), ("2026-10-01", "open")]
    assert training(post(), "2026-08-01", "STAFF_UPD") == [] and training(post(), "2026-08-01", "DSL") == []
    assert training(post(ended="2026-01-01"), "2026-08-01", "STAFF_IND") == [("2024-09-02", "ended")]


def test_pitfall_18_no_interval_in_the_guidance_is_the_teams_setting() -> None:
    staff = post(
        Attended(TrainingKind.PREVENT, day("2025-01-10")), Attended(TrainingKind.WHOLE_STAFF, day("2025-09-01"))
    )
    assert training(staff, "2026-08-01", "PREVENT")[-1] == ("2027-01-10", "open")
    assert training(staff, "2026-08-01", "STAFF_FULL")[-1] == ("None", "open")
    assert training(staff, "2026-08-01", "STAFF_FULL", CouncilRules(targets={"STAFF_FULL": "+3y"}))[-1] == (
        "2028-09-01", "open",
    )  # fmt: skip


def test_pitfall_18_setting_whose_lead_left_has_none_from_the_same_day() -> None:
    stays, left = post(began="2020-01-01"), post(lead=True, ended="2026-05-04")
    assert without_lead((stays, left), day("2026-05-03")) is None
    assert without_lead((stays, left), day("2026-05-04")) == day("2026-05-04")
    assert without_lead((stays, left, post(lead=True, began="2026-05-04")), day("2026-05-04")) is None
    assert without_lead((stays,), day("2026-05-04")) == day("2020-01-01")


def test_pitfall_18_training_due_in_august_has_its_last_chance_in_the_term_before() -> None:
    terms = (span("2026-01-05", "2026-03-28"), span("2026-04-13", "2026-07-22"), span("2026-09-01", "2026-10-24"))
    term = last_chance(day("2026-08-28"), terms)
    assert term == terms[1] and taught_by_then(term, day("2026-08-28")) == date(2026, 7, 21)
    assert last_chance(day("2026-09-10"), terms) == terms[2]
    assert taught_by_then(terms[2], day("2026-09-10")) == date(2026, 9, 10)
    assert last_chance(day("2025-12-31"), terms) is None


def test_due_by_a_time_is_written_with_it() -> None:
    assert (str(DueBy(date(2026, 9, 1), time(16))), str(DueBy(date(2026, 9, 1)))) == ("2026-09-01T16:00", "2026-09-01")
