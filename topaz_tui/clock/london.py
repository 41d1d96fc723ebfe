"""Moments, London's wall clock, and the form that the store keeps."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from re import ASCII, fullmatch
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = timedelta(days=1)

Hours = tuple[str, str]
"""Opens and closes on one day, London wall time: ('09:00', '17:00'). '24:00' is the day's end."""


def local(moment: datetime) -> datetime:
    """The same moment on London's wall clock."""
    return moment.astimezone(LONDON)


def at(day: date, hhmm: str) -> datetime:
    """The moment, in UTC, when London's clocks show `hhmm` on `day`; '24:00' is the end of it.

    A time that the spring change leaves out is read as if the clocks had not changed; one that the autumn
    change repeats is the first of the two.
    """
    days, minutes = divmod(minute_of_day(hhmm), 24 * 60)
    wall = datetime.combine(day + days * DAY, time(minutes // 60, minutes % 60), LONDON)
    return wall.astimezone(UTC)


@cache
def minute_of_day(hhmm: str) -> int:
    """'09:30' -> 570. Raises ValueError for what is no time between 00:00 and 24:00."""
    found = fullmatch(r"(\d\d):([0-5]\d)", hhmm, ASCII)
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minute <= 24 * 60:
        raise ValueError(f"{hhmm!r} is no time of day; write it like '09:30'")
    return minute


def to_store(moment: datetime) -> str:
    """The form kept in the database: '2026-11-22T22:05:52Z', whole seconds: text sorts as time does."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its time zone can't be stored")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_store(text: str) -> datetime:
    """Back from the database, in UTC. Raises ValueError for what is no moment with its zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def day_and_minute(text: str) -> tuple[date, int]:
    """London's day, and the minute of it, of a moment in the form of the database. An hour is looked up once: one in
    London begins with one in UTC. Raises ValueError for what is no moment."""
    if len(text) == 20 and text.endswith("Z"):
        day, begins = _hour(text[:13])
        return day, begins + int(text[14:16])
    wall = local(from_store(text))
    return wall.date(), wall.hour * 60 + wall.minute


@lru_cache(16_384)  # of two years
def _hour(hour: str) -> tuple[date, int]:
    wall = local(from_store(f"{hour}:00:00Z"))
    return wall.date(), wall.hour * 60


def add_months(day: date, months: int) -> date:
    """So many calendar months on (or back), held to the month's end: 31 Jan and one month is 28 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
