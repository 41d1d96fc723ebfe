"""The clocks of the deadlines, reckoned a second time by a way that shares nothing with the first: on a tape.

A tape holds one byte for each minute that passes in London, from a New Year on. There are no time zones in
it: the day of the spring change is an hour short, as its second hour is cut out, and the day of the autumn
change has that hour twice. An opening is a run of minutes, so many hours later is so many open minutes along
the tape. The bank holidays and the days of the changes are typed in.

Sunday hours that begin or end within the hour of a change are kept out, and have tests of their own at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topaz_tui import clock
from topaz_tui.clock import Week

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def dates(year: int, days: str) -> frozenset[date]:
    return frozenset(date(year, int(day[3:]), int(day[:2])) for day in days.split())


# Day and month. gov.uk/bank-holidays, England and Wales, the days in lieu and the special ones among them.
DAYS_OFF = {
    2020: "01/01 10/04 13/04 08/05 25/05 31/08 25/12 28/12",  # Friday for VE Day, in place of Monday 4 May
    2021: "01/01 02/04 05/04 03/05 31/05 30/08 27/12 28/12",
    2022: "03/01 15/04 18/04 02/05 02/06 03/06 29/08 19/09 26/12 27/12",  # jubilee; the Queen's funeral
    2023: "02/01 07/04 10/04 01/05 08/05 29/05 28/08 25/12 26/12",  # coronation
    2024: "01/01 29/03 01/04 06/05 27/05 26/08 25/12 26/12",
    2025: "01/01 18/04 21/04 05/05 26/05 25/08 25/12 26/12",
    2026: "01/01 03/04 06/04 04/05 25/05 31/08 25/12 28/12",
    2027: "01/01 26/03 29/03 03/05 31/05 30/08 27/12 28/12",
    2028: "03/01 14/04 17/04 01/05 29/05 28/08 25/12 26/12",
}
# Nobody works on the day itself either, where it falls on a weekend and has another day in lieu of it.
ON_A_WEEKEND = {
    2020: "26/12", 2021: "25/12 26/12", 2022: "01/01 25/12", 2023: "01/01", 2026: "26/12", 2027: "25/12 26/12",
    2028: "01/01",
}  # fmt: skip
BANK_HOLIDAYS = frozenset().union(
    *(dates(year, days) for table in (DAYS_OFF, ON_A_WEEKEND) for year, days in table.items())
)
# The last Sundays of March and October: the clocks change at 01:00 UTC.
CHANGES = {
    2020: ("29/03", "25/10"), 2021: ("28/03", "31/10"), 2022: ("27/03", "30/10"), 2023: ("26/03", "29/10"),
    2024: ("31/03", "27/10"), 2025: ("30/03", "26/10"), 2026: ("29/03", "25/10"), 2027: ("28/03", "31/10"),
    2028: ("26/03", "29/10"),
}  # fmt: skip
SPRING = {day for year, (spring, _) in CHANGES.items() for day in dates(year, spring)}
AUTUMN = {day for year, (_, autumn) in CHANGES.items() for day in dates(year, autumn)}
FIRST, LAST = min(CHANGES), max(CHANGES)


# The tape

RUN = re.compile(b"\1\1*|\2\2*")
"""A day's open minutes."""


@lru_cache(64)
def tape(week: Week, year: int) -> bytes:
    """The minutes from New Year of `year`, for two years or to the end of the tables: 0 is a closed one, an open
    one is 1 or 2 by turns from day to day."""
    days, day = [], date(year, 1, 1)
    while day.year < min(year + 2, LAST + 1):
        minutes = bytearray(24 * 60)
        window = week.windows[day.weekday()]
        if window and (week.holidays or day not in BANK_HOLIDAYS):
            opens, closes = edges_of(window)
            minutes[opens:closes] = (b"\1" if len(days) % 2 else b"\2") * (closes - opens)
        if day in SPRING:
            del minutes[60:120]
        if day in AUTUMN:
            minutes[120:120] = minutes[60:120]
        days.append(minutes)
        day += DAY
    return b"".join(days)


def edges_of(window: tuple[str, str]) -> list[int]:
    """The minutes of the day at which it opens and closes."""
    return [int(text[:2]) * 60 + int(text[3:]) for text in window]


def new_year(moment: datetime) -> datetime:
    """Where the moment's tape begins: London and UTC have the New Year together."""
    return datetime(moment.year, 1, 1, tzinfo=UTC)


def is_open(week: Week, moment: datetime) -> bool:
    return tape(week, moment.year)[(moment - new_year(moment)) // MINUTE] > 0


def openings(week: Week, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when it is open, day by day, from the moment on."""
    beginning = new_year(moment)
    for run in RUN.finditer(tape(week, moment.year), (moment - beginning) // MINUTE):
        yield max(beginning + run.start() * MINUTE, moment), beginning + run.end() * MINUTE


def later(week: Week, moment: datetime, length: timedelta) -> datetime:
    """So much open time after the moment, by a walk from minute to minute."""
    beginning, minutes = new_year(moment), tape(week, moment.year)
    here, begun = divmod(moment - beginning, MINUTE)
    if minutes[here]:
        length += begun  # of the minute that has begun, counted from its beginning
    nth = max(-(-length // MINUTE), 1) - 1  # the last of the minutes that it takes, or the first where it takes none
    open_minutes = (minute for run in RUN.finditer(minutes, here) for minute in range(*run.span()))
    return beginning + next(islice(open_minutes, nth, None)) * MINUTE + (length - nth * MINUTE)


# The cases


OFFICE, CLOSED = ("09:00", "17:00"), None
ALL_DAY, LATE, EARLY = ("00:00", "24:00"), ("22:00", "24:00"), ("00:00", "06:30")
WEEKS = {
    "office": Week((OFFICE,) * 5 + (CLOSED,) * 2),
    "office, holidays too": Week((OFFICE,) * 5 + (CLOSED,) * 2, holidays=True),
    "calling hours": Week((("09:00", "20:00"),) * 5 + (("10:00", "16:00"), CLOSED)),
    "day and night": Week((ALL_DAY,) * 7),
    "day and night, holidays too": Week((ALL_DAY,) * 7, holidays=True),
    "nights, holidays too": Week((LATE, EARLY, LATE, EARLY, LATE, EARLY, ALL_DAY), holidays=True),
    "late every day": Week((LATE,) * 7),
    "Mondays": Week((OFFICE,) + (CLOSED,) * 6),
    "the last minute of Fridays": Week((CLOSED,) * 4 + (("23:59", "24:00"),) + (CLOSED,) * 2),
    "weekends": Week((CLOSED,) * 5 + (("08:30", "12:45"), ("02:00", "24:00"))),
    "Sundays from one": Week((CLOSED,) * 6 + (("01:00", "09:00"),)),
    "Sundays until two": Week((CLOSED,) * 6 + (("00:00", "02:00"),)),
}
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


EDGE = st.one_of(st.sampled_from([0, 60, 120, 540, 1020, 1320, 1440]), st.integers(0, 1440))
WINDOWS = (
    st.lists(EDGE.map(lambda minute: f"{minute // 60:02}:{minute % 60:02}"), min_size=2, max_size=2, unique=True)
    .map(sorted)
    .map(tuple)
)
MADE_WEEKS = st.builds(
    Week,
    st.tuples(*[st.none() | WINDOWS] * 6, st.none() | WINDOWS.filter(lambda window: not in_the_change(window))).filter(
        any
    ),
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
def test_every_edge_of_the_days_that_matter(name: str) -> None:
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
def test_open_and_closed(case: tuple[Week, list[tuple[datetime, datetime]]]) -> None:
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
def test_it_is_open_from_the_opening_to_the_close(day: str, opens: str, closes: str) -> None:
    """Whatever such hours come to on these two days: where it is open, the next opening is now, and the close is
    to come; where it is closed, neither is."""
    week = sundays(opens, closes)
    for minute in range(-60, 6 * 60):
        moment = datetime.fromisoformat(f"{day}T00:00+00:00") + minute * MINUTE
        assert (week.next_open(moment) == moment) == week.is_open(moment), moment
        assert week.close_after(moment) > week.next_open(moment), moment


def test_no_opening_takes_hours_back() -> None:
    """Half an hour, of which the Sunday of the change has a quarter at most: the next Sunday has the rest."""
    week = sundays("01:30", "02:15")
    done = clock.add_hours(datetime(2026, 3, 29, tzinfo=UTC), 0.5, week)
    assert done <= datetime(2026, 4, 5, 1, tzinfo=UTC)
