"""The clocks of the deadlines, reckoned a second time by a way that shares nothing with the first: on a tape
(tests/support/tape.py).

Sunday hours that begin or end within the hour of a change are kept out, and have tests of their own at the end.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timezone
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tape import (
    ALL_DAY,
    BANK_HOLIDAYS,
    CHANGES,
    CLOSED,
    DAY,
    FIRST,
    HOUR,
    LAST,
    MINUTE,
    SECOND,
    WEEKS,
    edges_of,
    is_open,
    later,
    openings,
)
from topaz_tui import clock
from topaz_tui.clock import Week

# The cases


EDGE_DAYS = [
    date.fromisoformat(first) + n * DAY
    for first, days in (
        ("2022-06-01", 3), ("2022-09-18", 3), ("2022-12-24", 4), ("2022-12-31", 4), ("2024-03-29", 5),
        ("2026-03-28", 3), ("2026-04-02", 6), ("2026-10-24", 3), ("2026-12-24", 6), ("2026-12-31", 3),
        ("2027-10-30", 3), ("2027-12-24", 6), ("2027-12-31", 5),
    )
    for n in range(days)
]  # fmt: skip
"""Easter, Christmas, New Year, the special days and the changes. In 2024 the clocks change at Easter."""


def edges(week: Week, day: date) -> list[datetime]:
    """A second before, at and after each moment of the day at which something may begin or end, in winter and
    in summer; the middle of the hour of the change too."""
    minutes = {0, 60, 90, 120, *edges_of(week.windows[day.weekday()] or ALL_DAY)}
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return [
        midnight + minute * MINUTE - summer + nudge
        for minute in sorted(minutes)
        for summer in (0 * HOUR, HOUR)
        for nudge in (-SECOND, 0 * SECOND, SECOND)
    ]


def in_the_change(window: tuple[str, str]) -> bool:
    """Does it open or close between one and two o'clock, or is it open in that hour alone?"""
    return any(60 < edge < 120 for edge in edges_of(window)) or window == ("01:00", "02:00")


def window_of(edges: list[str]) -> tuple[str, str]:
    opens, closes = sorted(edges)
    return opens, closes


EDGE = st.one_of(st.sampled_from([0, 60, 120, 540, 1020, 1320, 1440]), st.integers(0, 1440))
WINDOWS = st.lists(
    EDGE.map(lambda minute: f"{minute // 60:02}:{minute % 60:02}"), min_size=2, max_size=2, unique=True
).map(window_of)
SUNDAYS = st.none() | WINDOWS.filter(lambda window: not in_the_change(window))
MADE_WEEKS = st.builds(
    Week,
    st.tuples(*[st.none() | WINDOWS] * 6, SUNDAYS).filter(any),
    st.booleans(),
)
ANY_WEEK = st.sampled_from(list(WEEKS.values())) | MADE_WEEKS
ZONES = st.sampled_from([UTC, clock.LONDON, timezone(5 * HOUR + 30 * MINUTE)])
"""A moment is the same in whatever zone it is told."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Week, list[tuple[datetime, datetime]]]:
    """A week; and moments of one day, all its edges and one at random: in UTC, and as they are told."""
    week, zone = draw(ANY_WEEK), draw(ZONES)
    day = draw(st.sampled_from(EDGE_DAYS) | st.dates(date(FIRST, 1, 2), date(LAST, 3, 31)))
    anywhere = datetime(day.year, day.month, day.day, tzinfo=UTC) + draw(st.timedeltas(0 * DAY, DAY))
    return week, [(moment, moment.astimezone(zone)) for moment in (anywhere, *edges(week, day))]


def is_utc(*moments: datetime) -> bool:
    return all(moment.tzinfo is UTC for moment in moments)


# What is held against it


def test_bank_holidays() -> None:
    days = (date(LAST + 1, 1, 1) - date(FIRST, 1, 1)).days
    every_day = (date(FIRST, 1, 1) + n * DAY for n in range(days))
    assert {day for day in every_day if clock.is_bank_holiday(day)} == BANK_HOLIDAYS


@pytest.mark.parametrize("name", WEEKS)
def test_office_at_every_edge_of_the_days_that_matter(name: str) -> None:
    week = WEEKS[name]
    for moment in (moment for day in EDGE_DAYS for moment in edges(week, day)):
        (opens, closes), following = islice(openings(week, moment), 2)
        assert week.is_open(moment) == is_open(week, moment), moment
        assert (week.next_open(moment), week.close_after(moment)) == (opens, closes), moment
        assert clock.add_working_days(moment, 0, week) == closes, moment
        assert clock.add_working_days(moment, 1, week) == following[1], moment
        for length in (0 * HOUR, closes - opens + SECOND):
            assert clock.add_hours(moment, length / HOUR, week) == later(week, moment, length), (moment, length)


@settings(max_examples=80)
@given(cases())
def test_office_open_and_closed(case: tuple[Week, list[tuple[datetime, datetime]]]) -> None:
    week, moments = case
    for moment, told in moments:
        opens, closes = next(openings(week, moment))
        assert week.is_open(told) == is_open(week, moment) == (opens == moment)
        assert (week.next_open(told), week.close_after(told)) == (opens, closes)
        assert is_utc(week.next_open(told), week.close_after(told))


@settings(max_examples=80)
@given(cases(), st.integers(0, 15))
def test_working_days(case: tuple[Week, list[tuple[datetime, datetime]]], days: int) -> None:
    week, moments = case
    for moment, told in moments:
        found = clock.add_working_days(told, days, week)
        assert found == next(islice(openings(week, moment), days, None))[1]
        assert is_utc(found)


@settings(max_examples=80)
@given(cases(), st.integers(0, 60 * 60 * 60))
def test_office_hours(case: tuple[Week, list[tuple[datetime, datetime]]], seconds: int) -> None:
    """Any length of up to a dozen weeks' open time, and just as much as is left of the present opening."""
    week, moments = case
    dozen = 12 * 60 * sum(closes - opens for opens, closes in map(edges_of, filter(None, week.windows)))
    for moment, told in moments:
        opens, closes = next(openings(week, moment))
        for length in (seconds % (dozen + 1) * SECOND, closes - opens):
            found = clock.add_hours(told, length / HOUR, week)
            assert found == later(week, moment, length)
            assert is_utc(found)


@settings(max_examples=80)
@given(cases(), st.integers(0, 400 * 60 * 60))
def test_real_hours(case: tuple[Week, list[tuple[datetime, datetime]]], seconds: int) -> None:
    """They pass as UTC does; and London's clocks show it, or an hour more in summer."""
    for moment, told in case[1]:
        found = clock.add_hours(told, seconds / 3600)
        assert found == moment + seconds * SECOND
        assert is_utc(found)
        spring, autumn = (
            datetime.strptime(f"{day}/{found.year} 01+0000", "%d/%m/%Y %H%z") for day in CHANGES[found.year]
        )
        shown = found + (HOUR if spring <= found < autumn else 0 * HOUR)
        assert clock.local(found).replace(tzinfo=None) == shown.replace(tzinfo=None)


# Hours that begin or end within the hour of a change


def sundays(opens: str, closes: str) -> Week:
    return Week((CLOSED,) * 6 + ((opens, closes),))


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        ("2026-03-29", "01:00", "02:00"),
        ("2026-03-29", "01:30", "02:15"),
        ("2026-03-29", "01:15", "01:45"),
        ("2026-03-29", "01:30", "05:00"),
        ("2026-10-25", "00:00", "01:30"),
        ("2026-10-25", "01:15", "01:45"),
        ("2026-10-25", "01:30", "05:00"),
    ],
)
def test_office_is_open_from_the_opening_to_the_close(day: str, opens: str, closes: str) -> None:
    """Whatever such hours come to on these two days: where it is open, the next opening is now, and the close is
    to come; where it is closed, neither is."""
    week = sundays(opens, closes)
    for minute in range(-60, 6 * 60):
        moment = datetime.fromisoformat(f"{day}T00:00+00:00") + minute * MINUTE
        assert (week.next_open(moment) == moment) == week.is_open(moment), moment
        assert week.close_after(moment) > week.next_open(moment), moment


def test_office_hours_added_on_a_sunday_cut_by_spring_end_on_the_next() -> None:
    """Half an hour, of which the Sunday of the change has a quarter at most: the next Sunday has the rest."""
    week = sundays("01:30", "02:15")
    done = clock.add_hours(datetime(2026, 3, 29, tzinfo=UTC), 0.5, week)
    assert done <= datetime(2026, 4, 5, 1, tzinfo=UTC)
