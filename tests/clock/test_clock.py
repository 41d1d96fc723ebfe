"""The clock: office hours against a count minute by minute, and tables for everything in words."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.moments import london
from topaz_tui import clock
from topaz_tui.clock import Week, bank_holidays, from_store
from topaz_tui.errors import UserError

OFFICE = Week((("09:00", "17:00"),) * 5 + (None, None))
CALLING = Week((("09:00", "20:00"),) * 5 + (("10:00", "16:00"), None))
ROUND_THE_CLOCK = Week((("00:00", "24:00"),) * 7, holidays=True)
NIGHTS = Week((("22:00", "24:00"), None, ("00:00", "06:30"), None, None, None, ("00:00", "24:00")), holidays=True)
WEEKS = st.sampled_from([OFFICE, CALLING, ROUND_THE_CLOCK, NIGHTS])

# Round Easter and the spring change, the autumn change, Christmas with a day in lieu, and any time.
MOMENTS = st.one_of(
    *(
        st.datetimes(datetime.fromisoformat(a), datetime.fromisoformat(b), timezones=st.just(UTC))
        for a, b in [
            ("2026-03-26", "2026-04-08"),
            ("2026-10-22", "2026-10-28"),
            ("2026-12-23", "2027-01-05"),
            ("2024-01-01", "2028-01-01"),
        ]
    )
).map(lambda moment: moment.replace(second=0, microsecond=0))


def z(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slow_is_open(week: Week, moment: datetime) -> bool:
    """The plain reading of the hours, with none of the clock's own sums."""
    wall = moment.astimezone(clock.LONDON)
    window = week.windows[wall.weekday()]
    if window is None or (not week.holidays and clock.is_bank_holiday(wall.date())):
        return False
    return window[0] <= f"{wall:%H:%M}" < window[1]


def minutes_from(moment: datetime):
    while True:
        yield moment
        moment += timedelta(minutes=1)


@given(MOMENTS, WEEKS)
def test_office_is_open_in_its_hours(moment: datetime, week: Week) -> None:
    assert week.is_open(moment) == slow_is_open(week, moment)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, WEEKS)
def test_office_next_opening_and_close_agree_with_a_count_of_minutes(moment: datetime, week: Week) -> None:
    opens = next(m for m in minutes_from(moment) if slow_is_open(week, m))
    assert week.next_open(moment) == opens
    day = clock.local(opens).date()
    closes = next(m for m in minutes_from(opens) if not slow_is_open(week, m) or clock.local(m).date() != day)
    assert week.close_after(moment) == closes


@settings(max_examples=60, deadline=None)
@given(MOMENTS, WEEKS, st.integers(1, 20 * 60))
def test_office_hours_added_agree_with_a_count_of_minutes(start: datetime, week: Week, minutes: int) -> None:
    left = minutes
    for minute in minutes_from(start):
        left -= slow_is_open(week, minute)
        if left == 0:
            break
    assert clock.add_hours(start, minutes / 60, week) == minute + timedelta(minutes=1)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, WEEKS, st.integers(0, 6))
def test_working_days_added_agree_with_a_count_of_days(start: datetime, week: Week, days: int) -> None:
    deadline = clock.add_working_days(start, days, week)
    first = clock.local(week.next_open(start)).date()
    last = clock.local(deadline - timedelta(minutes=1)).date()
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(week.is_working_day(day) for day in between) == days + 1
    assert week.is_open(deadline - timedelta(minutes=1)) and deadline > start
    assert not week.is_open(deadline) or clock.local(deadline).date() != last


@given(MOMENTS, st.floats(0, 500), st.floats(0, 500))
def test_office_hours_added_in_two_steps_are_those_added_in_one(start: datetime, some: float, more: float) -> None:
    twice = clock.add_hours(clock.add_hours(start, some, OFFICE), more, OFFICE)
    once = clock.add_hours(start, some + more, OFFICE)
    # The end of one day and the start of the next are the same office time.
    assert abs(OFFICE.next_open(twice) - OFFICE.next_open(once)) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("start", "hours", "week", "end"),
    [
        ("2026-11-23T10:00", 2, OFFICE, "2026-11-23T12:00"),
        ("2026-11-23T16:30", 1, OFFICE, "2026-11-24T09:30"),
        ("2026-11-23T16:00", 1, OFFICE, "2026-11-23T17:00"),  # the close, not the next opening
        ("2026-11-27T18:00", 1, OFFICE, "2026-11-30T10:00"),  # Friday night
        ("2026-11-27T18:00", 0, OFFICE, "2026-11-30T09:00"),
        ("2026-12-24T16:30", 1, OFFICE, "2026-12-29T09:30"),  # Christmas, and Boxing Day in lieu
        ("2026-03-27T16:00", 2, OFFICE, "2026-03-30T10:00"),  # summer time begins on the Sunday
        ("2026-10-23T16:00", 2, OFFICE, "2026-10-26T10:00"),
        ("2026-04-02T16:00", 2, OFFICE, "2026-04-07T10:00"),  # Easter
    ],
)
def test_office_hours_added(start: str, hours: float, week: Week, end: str) -> None:
    assert clock.add_hours(london(start), hours, week) == london(end)


def test_real_hours_run_through_the_night_and_the_clock_change() -> None:
    assert clock.add_hours(z("2026-03-28T23:30"), 2) == z("2026-03-29T01:30")
    assert clock.local(clock.add_hours(z("2026-03-28T23:30"), 2)).strftime("%H:%M") == "02:30"


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23T10:00", 0, "2026-11-23T17:00"),
        ("2026-11-23T10:00", 1, "2026-11-24T17:00"),
        ("2026-11-23T07:00", 0, "2026-11-23T17:00"),
        ("2026-11-23T17:00", 0, "2026-11-24T17:00"),
        ("2026-11-27T18:00", 1, "2026-12-01T17:00"),
        ("2026-11-28T12:00", 1, "2026-12-01T17:00"),
        ("2026-12-24T10:00", 1, "2026-12-29T17:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T17:00"),
    ],
)
def test_working_days_added(start: str, days: int, end: str) -> None:
    assert clock.add_working_days(london(start), days, OFFICE) == london(end)


def test_hours_and_days_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        clock.add_hours(z("2026-11-23T10:00"), -1, OFFICE)
    with pytest.raises(ValueError, match="below zero"):
        clock.add_working_days(z("2026-11-23T10:00"), -1, OFFICE)


@pytest.mark.parametrize(
    "windows",
    [
        (None,) * 7,
        (("09:00", "17:00"),) * 6,
        (("17:00", "09:00"),) + (None,) * 6,
        (("9:00", "17:00"),) + (None,) * 6,
        (("09:00", "24:01"),) + (None,) * 6,
    ],
)
def test_office_week_that_cannot_be_is_refused(windows: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError):
        Week(windows)


def test_bank_holidays_that_are_kept_are_those_of_the_library() -> None:
    assert min(bank_holidays.YEARS) < 2020 and max(bank_holidays.YEARS) >= 2040
    for year in (*bank_holidays.YEARS, 1999):
        assert bank_holidays.bank_holidays(year) == bank_holidays.of_the_library(year), year


def test_bank_holidays_of_england_and_wales() -> None:
    year = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    holidays = {day for day in year if clock.is_bank_holiday(day)}
    # gov.uk/bank-holidays, 2026; Boxing Day is a Saturday, so that it counts with its day in lieu
    assert {f"{day:%m-%d}" for day in holidays} - {"12-26"} == {
        "01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28",
    }  # fmt: skip


def test_bank_holiday_library_is_loaded_only_where_needed() -> None:
    code = """
import sys
from datetime import UTC, datetime
from topaz_tui.clock import Week
week = Week((("09:00", "17:00"),) * 5 + (None, None))
assert not week.is_open(datetime(2026, 11, 22, 12, tzinfo=UTC))
assert not week.is_open(datetime(2026, 11, 23, 20, tzinfo=UTC))
assert not week.is_working_day(datetime(2026, 11, 22).date())
assert Week((("00:00", "24:00"),) * 7, holidays=True).is_open(datetime(2026, 11, 23, 12, tzinfo=UTC))
assert week.is_open(datetime(2026, 11, 23, 12, tzinfo=UTC)) and not week.is_open(datetime(2026, 12, 28, 12, tzinfo=UTC))
assert not {"holidays", "textual", "peewee", "msgspec"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-600, 600))
def test_months_added(day: date, months: int) -> None:
    there = clock.add_months(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


def test_months_added_end_with_the_last_day_of_a_shorter_month() -> None:
    assert clock.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert clock.add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_the_clock_can_begin_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPAZ_NOW", "2026-06-30T23:30:00Z")
    assert timedelta(0) <= clock.now() - z("2026-06-30T23:30") < timedelta(minutes=5)
    assert clock.today() == date(2026, 7, 1)  # London is an hour ahead
    began = clock.to_store(datetime.now(UTC) - timedelta(hours=2))
    monkeypatch.setenv("TOPAZ_NOW", f"2026-06-30T23:30:00Z since {began}")  # the same in every program
    assert timedelta(0) <= clock.now() - z("2026-07-01T01:30") < timedelta(minutes=5)
    monkeypatch.setenv("TOPAZ_NOW", "yesterday")
    with pytest.raises(UserError, match="yesterday"):
        clock.now()
    monkeypatch.delenv("TOPAZ_NOW")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().microsecond == 0


@given(MOMENTS)
def test_moment_is_read_back_from_the_store(moment: datetime) -> None:
    assert from_store(clock.to_store(moment.astimezone(clock.LONDON))) == moment
    assert clock.to_store(moment).endswith("Z")


def test_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        clock.to_store(datetime(2026, 11, 23))
    with pytest.raises(ValueError):
        from_store("2026-11-23T10:00:00")


PARTS = {"morning": ("09:00", "12:00"), "afternoon": ("12:00", "17:00"), "evening": ("17:00", "20:00")}


@pytest.mark.parametrize(
    ("moment", "part"),
    [
        ("2026-07-01T07:59", None),
        ("2026-07-01T08:00", "morning"),  # nine in London's summer
        ("2026-11-23T08:00", None),
        ("2026-11-23T11:59", "morning"),
        ("2026-11-23T12:00", "afternoon"),
        ("2026-11-23T17:00", "evening"),
        ("2026-11-23T20:00", None),
    ],
)
def test_part_of_day(moment: str, part: str | None) -> None:
    assert clock.part_of_day(z(moment), PARTS) == part


@pytest.mark.parametrize("change", ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-06-30T23:00:00Z"])
def test_day_and_minute_of_a_moment_are_those_of_londons_clock(change: str) -> None:
    for minutes in range(-61, 62, 30):
        moment = clock.from_store(change) + timedelta(minutes=minutes)
        wall = clock.local(moment)
        for text in (clock.to_store(moment), moment.isoformat()):
            assert clock.day_and_minute(text) == (wall.date(), wall.hour * 60 + wall.minute)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "due now"),
        (0.5, "due now"),
        (1, "1 min left"),
        (59, "59 min left"),
        (60, "1 h left"),
        (121, "2 h 01 left"),
        (-130, "2 h 10 over"),
        (-21 * 60, "21 h over"),
        (24 * 60 - 1, "23 h 59 left"),
        (24 * 60, "1 day left"),
        (-28 * 60, "1 day over"),
        (47 * 60, "1 day left"),
        (-61 * 60, "2 days over"),
        (-3 * 24 * 60 - 70, "3 days over"),
        (120 * 24 * 60, "120 days left"),
    ],
)
def test_time_left_is_said(minutes: float, words: str) -> None:
    now = z("2026-11-23T10:00")
    assert clock.format_time_left(now + timedelta(minutes=minutes), now) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T14:05", "today 14:05"),
        ("2026-11-24T09:00", "tomorrow 09:00"),
        ("2026-11-22T23:59", "yesterday 23:59"),
        ("2026-12-01T09:00", "Tue 1 Dec 09:00"),
        ("2026-07-01T09:00", "Wed 1 Jul 10:00"),
        ("2027-01-04T09:00", "Mon 4 Jan 09:00"),
        ("2027-11-23T09:00", "23 Nov 2027 09:00"),
        ("2025-11-03T09:00", "3 Nov 2025 09:00"),
    ],
)
def test_moment_is_said(moment: str, words: str) -> None:
    assert clock.format_moment(z(moment), z("2026-11-23T10:00")) == words


def test_day_in_a_text_is_shown_as_people_say_it() -> None:
    assert clock.format_days_in("Ada, born 1951-08-30, row 3") == "Ada, born 30 Aug 1951, row 3"
    assert clock.format_days_in("2026-02-30, 12026-01-01") == "2026-02-30, 12026-01-01"
