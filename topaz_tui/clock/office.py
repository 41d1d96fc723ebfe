"""Open and closed: office hours, working days, and sums with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from topaz_tui.clock.bank_holidays import bank_holidays
from topaz_tui.clock.london import DAY, Hours, at, local, minute_of_day


def is_bank_holiday(day: date) -> bool:
    """Is it a bank holiday of England and Wales, the day given in lieu included?"""
    return day in bank_holidays(day.year)


@dataclass(frozen=True, slots=True)
class Week:
    """Opening hours: one window a weekday from Monday on, None where closed; `holidays` tells whether bank
    holidays are as other days. Open from the first minute up to, but not with, the last."""

    windows: tuple[Hours | None, ...]
    holidays: bool = False

    def __post_init__(self) -> None:
        if len(self.windows) != 7 or not any(self.windows):
            raise ValueError("a week has seven days, and is open on one of them at least")
        for window in self.windows:
            if window and minute_of_day(window[0]) >= minute_of_day(window[1]):
                raise ValueError(f"opens at {window[0]} but closes at {window[1]}")

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """When it opens and closes on that day, in UTC; None on a closed day."""
        return _opening(self, day)

    def is_open(self, moment: datetime) -> bool:
        """Is it open at this moment?"""
        day = local(moment).date()
        window = self.windows[day.weekday()]
        return window is not None and at(day, window[0]) <= moment < at(day, window[1]) and self.is_working_day(day)

    def is_working_day(self, day: date) -> bool:
        """Is it open at all on that day? Whether it is a bank holiday is asked last: see the module."""
        return self.windows[day.weekday()] is not None and (self.holidays or not is_bank_holiday(day))

    def working_day_from(self, day: date) -> date:
        """The day itself where it is open then, else the next on which it is."""
        return local(self.next_open(at(day, "00:00"))).date()

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself where it is open then, else the next opening."""
        opens, _ = next(self._openings(moment))
        return max(opens, moment.astimezone(UTC))

    def close_after(self, moment: datetime) -> datetime:
        """The close of the present opening hours, or of the next ones where it is closed now."""
        return next(self._openings(moment))[1]

    def _openings(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The opening hours that end after the moment, in order, without end."""
        day = local(moment).date()
        window = self.windows[day.weekday()]
        if window and moment >= at(day, window[1]):  # over for today: no need to ask whether it is a holiday
            day += DAY
        while True:
            if (span := self.opening(day)) and span[1] > moment:
                yield span
            day += DAY


@lru_cache(8192)  # some years of two weeks: a board reckons the same days over and over
def _opening(week: Week, day: date) -> tuple[datetime, datetime] | None:
    window = week.windows[day.weekday()]
    if window is None:
        return None
    opens, closes = at(day, window[0]), at(day, window[1])
    # Hours that the spring change takes away are none.
    return (opens, closes) if opens < closes and week.is_working_day(day) else None


def add_hours(start: datetime, hours: float, week: Week | None = None) -> datetime:
    """So many office hours after `start`, or real hours where `week` is None.

    Hours that end with the office's day end at its close, not at the next opening. Raises ValueError below
    zero.
    """
    left = timedelta(hours=hours)
    if left < timedelta(0):
        raise ValueError("hours can't be below zero")
    if week is None:
        return start.astimezone(UTC) + left
    for opens, closes in week._openings(start):
        begin = max(opens, start.astimezone(UTC))
        if left <= closes - begin:
            return begin + left
        left -= closes - begin
    raise AssertionError("a week opens again always")


@lru_cache(8192)  # an import puts thousands of lines on the board at one moment
def add_working_days(start: datetime, days: int, week: Week) -> datetime:
    """The close of the working day that is so many after the one of `start`: 0 is 'the same working day'.

    What begins outside office hours begins at the next opening: Friday 18:00 and one day is the close of
    Tuesday.
    """
    if days < 0:
        raise ValueError("days can't be below zero")
    openings = week._openings(start)
    for _ in range(days):
        next(openings)
    return next(openings)[1]


def part_of_day(moment: datetime, parts: Mapping[str, Hours]) -> str | None:
    """The name of the part of the day (morning, afternoon, evening) that the moment falls in, in London; or
    None."""
    wall = local(moment)
    return part_of_minute(wall.hour * 60 + wall.minute, parts)


def part_of_minute(minute: int, parts: Mapping[str, Hours]) -> str | None:
    """The name of the part of the day that this minute of it falls in; or None."""
    begun = ((name, minute_of_day(window[1])) for name, window in parts.items() if minute_of_day(window[0]) <= minute)
    return next((name for name, end in begun if minute < end), None)
