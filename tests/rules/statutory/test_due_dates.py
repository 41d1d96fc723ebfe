"""The language of due dates, the working days of statute and the days on which somebody reaches an age.

The pitfalls that are named are those of the research on children's services, by their number and words.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tape import BANK_HOLIDAYS
from topaz_tui import clock
from topaz_tui.rules.statutory import working_days
from topaz_tui.rules.statutory.ages import LeapBirthday, age_on, birthday, treat_as
from topaz_tui.rules.statutory.language import DueBy, read

DAY = timedelta(days=1)
DAYS = st.dates(date(2022, 1, 1), date(2027, 6, 1))


def due(text: str, anchor: str, **named: str) -> str:
    """The day of an expression from an anchor, in figures."""
    found = read(text).from_day(date.fromisoformat(anchor), {k: DueBy(date.fromisoformat(v)) for k, v in named.items()})
    return str(found)


@pytest.mark.parametrize(
    ("born", "needs"),
    [("2010-02-28", "2026-05-28"), ("2012-02-29", "2028-05-29"), ("2009-11-29", "2026-02-28"),
     ("2009-11-30", "2026-02-28"), ("2011-11-30", "2028-02-29"), ("2010-08-31", "2026-11-30")],
)  # fmt: skip
def test_pitfalls_1_and_2_three_months_after_the_16th_birthday(born: str, needs: str) -> None:
    at_16 = birthday(date.fromisoformat(born), 16)
    assert due("+3m", at_16.isoformat()) == needs


def test_pitfall_1_birthday_on_29_february_is_a_setting_and_the_earlier_day_is_known() -> None:
    born = date(2008, 2, 29)
    for age in (5, 14, 17, 18, 21, 25):
        assert birthday(born, age) == date(2008 + age, 3, 1)
        assert birthday(born, age, LeapBirthday.FEBRUARY) == date(2008 + age, 2, 28) == treat_as(born, age)
    for age in (4, 16, 20, 24):
        assert birthday(born, age) == treat_as(born, age) == date(2008 + age, 2, 29)


def test_pitfall_2_months_are_chained_from_the_day_itself_and_never_doubled() -> None:
    assert due("+6m", "2026-08-31") == "2027-02-28"
    assert due("+6m", "2027-02-28") == "2027-08-28"
    assert due("+12m", "2026-08-31") == "2027-08-31"
    assert due("+4m", "1978-09-30") == "1979-01-30"  # the case of Dodds v Walker itself


@pytest.mark.parametrize(
    ("text", "anchor", "day"),
    [("+20wd", "2026-12-01", "2026-12-31"), ("+10wd", "2026-03-27", "2026-04-14"), ("+5wd", "2026-11-28", "2026-12-04"),
     ("-10wd", "2026-04-10", "2026-03-25"), ("+1w", "2026-12-25", "2027-01-01"), ("+28d", "2024-02-01", "2024-02-29"),
     ("+2y", "2024-02-29", "2026-02-28"), ("on anchor", "2026-05-05", "2026-05-05"), ("asap", "2026-05-05", "None")],
)  # fmt: skip
def test_due_expression_has_the_day(text: str, anchor: str, day: str) -> None:
    assert due(text, anchor) == day


def test_due_expression_names_days_and_takes_the_later() -> None:
    named = {"16th birthday": "2026-03-01", "13 weeks": "2026-05-10"}
    assert due("max(16th birthday, 13 weeks)", "2020-01-01", **named) == "2026-05-10"
    assert due("max(16th birthday, 13 weeks)", "2020-01-01", **{"16th birthday": "2026-03-01"}) == "None"
    at = DueBy(date(2026, 5, 10), time(16))
    assert read("on order.file_by").from_day(date(2026, 1, 1), {"order.file_by": at}) == at


@pytest.mark.parametrize("text", ["", "3m", "+3", "+3q", "+3 m", "on", "on Tuesday", "max(anchor)", "soon", "+3m\n"])
def test_due_expression_that_says_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def test_pitfall_4_working_days_of_statute_are_not_the_teams_office_week() -> None:
    saturdays = clock.Week((("09:00", "17:00"),) * 6 + (None,), holidays=True)
    start = date(2026, 4, 2)  # the day before Good Friday
    assert working_days.add(start, 2) == date(2026, 4, 8)
    for scottish in (date(2026, 1, 2), date(2026, 11, 30)):  # a child placed in Scotland is England's
        assert working_days.add(scottish - DAY, 1) == scottish
    assert clock.local(clock.add_working_days(clock.at(start, "10:00"), 2, saturdays)).date() == date(2026, 4, 4)


@given(DAYS, st.integers(-40, 40))
@settings(max_examples=40)
def test_pitfall_4_working_days_count_as_on_a_calendar_on_the_wall(day: date, days: int) -> None:
    found = working_days.add(day, days)
    first, last = (day + DAY, found) if days > 0 else (found, day - DAY)
    between = [first + n * DAY for n in range((last - first).days + 1)]
    open_ = [each for each in between if each.weekday() < 5 and each not in BANK_HOLIDAYS]
    assert len(open_) == abs(days)
    assert not days or found in open_


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
@settings(max_examples=40)
def test_months_after_end_on_the_last_day_whose_number_is_not_greater(day: date, months: int) -> None:
    found = read(f"+{months}m").from_day(day)
    assert found is not None
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    assert (found.day.year, found.day.month) == (year, month)
    assert found.day.day == day.day or (found.day.day < day.day and (found.day + DAY).month != month)


@pytest.mark.parametrize("leap", LeapBirthday)
@given(st.dates(date(1996, 2, 27), date(2008, 3, 2)), st.dates(date(2009, 1, 1), date(2035, 12, 31)))
@settings(max_examples=30)
def test_age_grows_on_the_birthday_alone(leap: LeapBirthday, born: date, day: date) -> None:
    age = age_on(born, day, leap)
    assert birthday(born, age, leap) <= day < birthday(born, age + 1, leap)


def test_pitfall_5_a_day_is_over_when_the_next_begins_and_a_courts_time_when_it_has_passed() -> None:
    by_day, by_time = DueBy(date(2026, 7, 1)), DueBy(date(2026, 7, 1), time(16))
    summer = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)  # 16:00 in London
    late = datetime(2026, 7, 1, 22, 59, tzinfo=UTC)
    assert not by_time.overdue(summer) and by_time.overdue(summer + timedelta(minutes=1))
    assert not by_day.overdue(late) and by_day.overdue(late + timedelta(minutes=1))
    assert by_time.kept_by(DueBy(by_time.day, time(16))) and not by_time.kept_by(DueBy(by_time.day, time(16, 1)))
    assert by_time.kept_by(DueBy(by_time.day)) and by_day.kept_by(by_time)
