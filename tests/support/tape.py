"""Opening hours on a tape: a second way to reckon them, which shares nothing with the program's own.

A tape holds one byte for each minute that passes in London, from a New Year on. There are no time zones in
it: the day of the spring change is an hour short, as its second hour is cut out, and the day of the autumn
change has that hour twice. An opening is a run of minutes, so many hours later is so many open minutes along
the tape. The bank holidays and the days of the changes are typed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice

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
RUN = re.compile(b"\1\1*|\2\2*")
"""A day's open minutes."""


@lru_cache(64)
def tape(week: Week, year: int) -> bytes:
    """The minutes from New Year of `year`, for two years or to the end of the tables: 0 is a closed one, an open
    one is 1 or 2 by turns from day to day."""
    days: list[bytearray] = []
    day = date(year, 1, 1)
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
