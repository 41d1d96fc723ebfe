"""Periods of whole days in London, from the first day to the day after the last: a day belongs to one period alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from topaz_tui import clock

_NAMED = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.IGNORECASE)
_APRIL = re.compile(r"(?P<year>\d{4})/(?P<next>\d{2})")
YEARS = range(1900, 2200)
"""The years whose periods are counted: the one before any of them is still a day that is known."""
OF_YEARS = f"Periods are of the years {YEARS[0]} to {YEARS[-1]}."
HOW = "A period is a year, a quarter or a month: 2026, 2026/27 (from April), 2026-Q3, 2026-07."


@dataclass(frozen=True)
class Period:
    """The days from `first`, up to and without `stop`."""

    first: date
    stop: date

    def __post_init__(self) -> None:
        if self.stop <= self.first:
            raise ValueError("A period ends after it begins.")

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.stop - clock.DAY

    @cached_property
    def begins_at(self) -> datetime:
        """The first moment of the period (UTC): London's midnight, which in summer is 23:00 of the day before."""
        return clock.at(self.first, "00:00")

    @cached_property
    def stops_at(self) -> datetime:
        """The first moment (UTC) after the period."""
        return clock.at(self.stop, "00:00")

    def holds(self, moment: datetime) -> bool:
        """Is this moment in the period?"""
        return self.begins_at <= moment < self.stops_at

    @property
    def words(self) -> str:
        """As it is said: '1 Jul - 30 Sep 2026'."""
        return f"{_day(self.first)} {self.first:%b %Y} - {_day(self.last)} {self.last:%b %Y}"

    def covers(self, other: Period) -> bool:
        """Are all days of the other in this one?"""
        return self.first <= other.first and other.stop <= self.stop

    def before(self) -> Period:
        """The period of the same length just before: as many months, where it is of whole months; else as many days."""
        if months := self._months():
            return Period(clock.add_months(self.first, -months), self.first)
        return Period(self.first - (self.stop - self.first), self.first)

    def months(self, count: int = 12) -> tuple[Period, ...]:
        """The last `count` months, the newest being that of its last day."""
        first = self.last.replace(day=1)
        begins = [clock.add_months(first, -each) for each in reversed(range(count))]
        return tuple(Period(begin, clock.add_months(begin, 1)) for begin in begins)

    def _months(self) -> int:
        if (self.first.day, self.stop.day) != (1, 1):
            return 0
        return (self.stop.year - self.first.year) * 12 + self.stop.month - self.first.month


def parts(periods: Iterable[Period]) -> list[Period]:
    """The parts of which all of these are made, each once, the first one first."""
    every = set(periods)
    days = sorted({day for each in every for day in (each.first, each.stop)})
    made = (Period(first, stop) for first, stop in pairwise(days))
    return [part for part in made if any(each.covers(part) for each in every)]


def named(text: str) -> Period:
    """The period of this name: '2026', '2026/27' (from April), '2026-Q3', '2026-07'. Raises ValueError where it is
    none."""
    if of_april := _APRIL.fullmatch(text.strip()):
        year, following = int(of_april["year"]), int(of_april["next"])
        if year not in YEARS or following != (year + 1) % 100:
            raise ValueError(f"{HOW} {OF_YEARS}")
        return _of(date(year, 4, 1), 12)
    found = _NAMED.fullmatch(text.strip())
    if not found:
        raise ValueError(HOW)
    year, quarter, month = (int(each) if each else 0 for each in found.group("year", "quarter", "month"))
    if year not in YEARS:
        raise ValueError(f"{HOW} {OF_YEARS}")
    if quarter:
        return _of(date(year, 3 * quarter - 2, 1), 3)
    return _of(date(year, month, 1), 1) if month else _of(date(year, 1, 1), 12)


def between(first: date, last: date) -> Period:
    """The period from the first day to the last, both included. Raises ValueError where they are no period, or the year
    of one is none of YEARS."""
    for day in (first, last):
        if day.year not in YEARS:
            raise ValueError(f"{day} is no day of a period. {OF_YEARS}")
    return Period(first, last + clock.DAY)


def this_quarter(today: date) -> Period:
    """The quarter that is under way."""
    return _of(today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1), 3)


def offered(today: date) -> tuple[tuple[str, Period], ...]:
    """The periods that are asked for most, by name."""
    quarter = this_quarter(today)
    month = _of(today.replace(day=1), 1)
    year = _of(date(today.year, 1, 1), 12)
    april = date(today.year if today.month > 3 else today.year - 1, 4, 1)
    return (
        ("This quarter", quarter),
        ("Last quarter", quarter.before()),
        ("This month", month),
        ("Last month", month.before()),
        ("Last week", last_week(today)),
        ("This year", year),
        ("Last year", year.before()),
        ("From April", _of(april, 12)),
        ("The April before", _of(april, 12).before()),
    )


def last_week(today: date) -> Period:
    """The last whole week, Monday to Sunday."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(days=7), monday)


def _of(first: date, months: int) -> Period:
    return Period(first, clock.add_months(first, months))


def _day(day: date) -> str:
    return str(day.day)
