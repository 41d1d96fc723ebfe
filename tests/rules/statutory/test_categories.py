"""What a young person is on a day. The pitfalls are those of the research, by number."""

from __future__ import annotations

import pytest

from tests.support.lives import care, day, life, on, span
from topaz_tui.rules.statutory.categories import LifeCourse
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Life, faults
from topaz_tui.rules.statutory.row import For


def what(found: Life, *days: str) -> list[str]:
    course = LifeCourse(found)
    return [str(course.category(day(each)) or "") for each in days]


def eligible(found: Life) -> list[str]:
    return [each.isoformat() for each in LifeCourse(found).eligible]


BORN = "2010-03-10"  # 14 on 2024-03-10, 16 on 2026-03-10, 18 on 2028-03-10


def test_category_goes_from_looked_after_to_former_relevant_and_ends_at_25() -> None:
    child = life(BORN, care("2020-01-01"))
    assert what(child, "2019-12-31", "2020-01-01", "2026-03-09", "2026-03-10", "2028-03-09", "2028-03-10") == [
        "", "looked after", "looked after", "eligible", "eligible", "former relevant",
    ]  # fmt: skip
    assert what(child, "2035-03-09", "2035-03-10") == ["former relevant", ""]
    assert [(str(each.what or ""), each.why) for each in LifeCourse(child).stages] == [
        ("", "looked after again"), ("looked after", "became eligible"), ("eligible", "turned 18"),
        ("former relevant", "turned 25"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("episodes", "days"),
    [
        ([care("2026-04-01")], ["2026-07-01"]),  # 13 weeks after 16
        ([care("2026-04-01", "2026-07-01")], ["2026-07-01"]),  # 91 days to the day
        ([care("2026-04-01", "2026-06-30")], []),
        ([care("2025-01-01", "2025-03-02"), care("2026-02-01", "2026-03-12")], ["2026-03-10"]),  # 60 and 39 days
        ([care("2024-05-01", "2024-07-31"), care("2027-01-05", "2027-01-06")], ["2027-01-05"]),  # 24 hours are enough
        ([care("2024-05-01", "2024-07-31"), care("2027-01-05", "2027-01-05")], []),  # and less is not
        ([care("2025-06-01", "2026-03-10")], []),  # left on the 16th birthday: nothing of it after 16
        ([care("2025-06-01", "2026-03-11")], ["2026-03-10"]),
        ([care("2023-01-01", "2024-03-20"), care("2026-03-01")], ["2026-05-21"]),  # days before 14 don't count
        ([care("2027-12-15")], []),  # 18 comes first
    ],
)
def test_pitfall_6_thirteen_weeks_since_14_are_added_up_and_24_hours_are_after_16(episodes, days) -> None:
    assert eligible(life(BORN, *episodes)) == days


def test_pitfall_6_too_short_in_care_at_16_is_qualifying_and_never_eligible() -> None:
    child = life(BORN, care("2027-12-15"))
    assert what(child, "2028-03-09", "2028-03-10", "2035-03-09") == ["looked after", "qualifying", "qualifying"]
    assert what(life(BORN, care("2020-01-01", "2026-03-10")), "2026-03-10", "2028-03-10") == ["", ""]


def test_pitfall_7_relevant_and_looked_after_again_is_eligible_at_once() -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01", why=CareEnd.HOME), care("2026-09-01"))
    assert what(child, "2026-05-31", "2026-06-01", "2026-08-31", "2026-09-01") == [
        "eligible", "relevant", "relevant", "eligible",
    ]  # fmt: skip


def test_pitfall_8_six_months_at_home_and_relevant_again_when_that_breaks_down() -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01"), homes=(span("2026-06-01", "2027-02-01"),))
    assert what(child, "2026-11-30", "2026-12-01", "2027-01-31", "2027-02-01", "2028-03-10") == [
        "relevant", "qualifying", "qualifying", "relevant", "former relevant",
    ]  # fmt: skip
    settled = life(BORN, care("2025-01-01", "2026-06-01"), homes=(span("2026-06-01"),))
    assert what(settled, "2028-03-09", "2028-03-10") == ["qualifying", "qualifying"]


@pytest.mark.parametrize("why", [CareEnd.ADOPTED, CareEnd.TRANSFERRED, CareEnd.DIED])
def test_pitfall_8_nothing_is_owed_after_an_adoption_a_death_or_another_council(why: CareEnd) -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01", why=why))
    assert what(child, "2026-05-31", "2026-06-01", "2028-03-10") == ["eligible", "", ""]
    assert LifeCourse(child).stages[-2].why == why


def test_pitfall_8_special_guardianship_qualifies_and_an_adoption_that_breaks_down_begins_anew() -> None:
    assert what(life(BORN, care("2025-01-01", "2026-06-01", why=CareEnd.GUARDIAN)), "2026-06-01") == ["qualifying"]
    again = life(BORN, care("2016-01-01", "2018-01-01", why=CareEnd.ADOPTED), care("2026-01-01"))
    assert what(again, "2018-01-01", "2026-01-01", "2026-04-02") == ["", "looked after", "eligible"]


def test_category_ends_with_a_death_or_another_council_after_care() -> None:
    for kind in (EventKind.DIED, EventKind.TRANSFERRED):
        left = life(BORN, care("2020-01-01"), events=on(kind, "2029-05-01"))
        assert what(left, "2029-04-30", "2029-05-01") == ["former relevant", ""]


@pytest.mark.parametrize("status", ["V3", "V4"])
def test_pitfall_10_short_breaks_never_count(status: str) -> None:
    breaks = [care(f"2026-0{month}-01", f"2026-0{month}-29", status) for month in range(3, 9)]
    assert eligible(life(BORN, *breaks)) == [] and what(life(BORN, *breaks), "2026-04-10") == [""]
    mixed = life(BORN, *breaks, care("2026-09-01"))
    assert eligible(mixed) == ["2026-12-01"]


def test_pitfall_10_remand_counts_as_care() -> None:
    assert eligible(life(BORN, care("2026-04-01", "2026-08-01", "J1"))) == ["2026-07-01"]


def test_pitfall_11_episodes_without_a_day_between_are_one_period() -> None:
    child = life(
        BORN, care("2020-01-01", "2021-05-05", "V2"), care("2021-05-05", "2022-01-01", "C2"), care("2022-01-02")
    )
    assert [(str(each.began), str(each.ended)) for each in LifeCourse(child).periods] == [
        ("2020-01-01", "2022-01-01"), ("2022-01-02", "2028-03-10"),
    ]  # fmt: skip


def test_pitfall_22_dates_that_cannot_be_are_told_and_not_reckoned_with() -> None:
    dirty = life(
        BORN, care("2009-01-01"), care("2027-05-01"), care("2020-02-01", "2020-01-01"),
        events=on(EventKind.VISITED, "2027-01-01"), homes=(span("2027-06-01"),),
    )  # fmt: skip
    found = list(faults(dirty, day("2026-12-01")))
    assert len(found) == 5 and all(any(text in each for each in found) for text in ("before the birth", "yet to come"))
    assert list(faults(life("2030-01-01"), day("2026-12-01"))) == ["Born on 2030-01-01, which is yet to come."]
    assert list(faults(life(BORN, care("2020-01-01")), day("2026-12-01"))) == []


def test_spans_join_what_a_duty_is_for() -> None:
    child = life(BORN, care("2025-01-01", "2026-06-01"), care("2027-01-01"))
    pathway = frozenset({For.ELIGIBLE, For.RELEVANT, For.FORMER_RELEVANT})
    assert [(str(each.began), str(each.ended), each.why) for each in LifeCourse(child).spans(pathway)] == [
        ("2026-03-10", "2035-03-10", "turned 25")
    ]
