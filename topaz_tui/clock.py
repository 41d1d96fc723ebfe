"""The one place that reads the time, and all sums with it.

Moments are aware datetimes in UTC; days are dates in London. An office hour is reckoned on London's wall
clock (nine o'clock is nine o'clock, summer and winter); a real hour is sixty minutes whatever the wall clock
does. A moment outside office hours counts as the next opening: what comes in on Friday night came in on
Monday morning.

The holidays library costs some 100 ms, so it is asked last: only about a day, or an hour, that would
otherwise be open.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from topaz_tui.errors import Trouble

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = timedelta(days=1)

Hours = tuple[str, str]
"""Opens and closes on one day, London wall time: ('09:00', '17:00'). '24:00' is the day's end."""


# Now


def now() -> datetime:
    """The present moment in UTC, in whole seconds. With TOPAZ_NOW set, the clock began there and runs on."""
    pretended = os.environ.get("TOPAZ_NOW")
    offset = _offset(pretended) if pretended else timedelta(0)
    return (datetime.now(UTC) + offset).replace(microsecond=0)


@cache
def _offset(pretended: str) -> timedelta:
    """How far the pretended clock is from the real one: taken once, so that it runs on."""
    try:
        return from_store(pretended) - datetime.now(UTC)
    except ValueError:
        raise Trouble(
            f"TOPAZ_NOW is {pretended!r}, which is no time.",
            do="Write it like 2026-11-23T10:00:00Z, or unset it.",
        ) from None


def today() -> date:
    """The present day in London."""
    return local(now()).date()


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
    found = re.fullmatch(r"(\d\d):([0-5]\d)", hhmm, re.ASCII)
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
    return moment.astimezone(UTC)


# Open and closed


def is_bank_holiday(day: date) -> bool:
    """Is it a bank holiday of England and Wales, the day given in lieu included?"""
    return day in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=year, expand=False))


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


def _within(wall: datetime, window: Hours) -> bool:
    return minute_of_day(window[0]) <= wall.hour * 60 + wall.minute < minute_of_day(window[1])


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


def add_months(day: date, months: int) -> date:
    """So many calendar months on (or back), held to the month's end: 31 Jan and one month is 28 Feb."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def part_of_day(moment: datetime, parts: Mapping[str, Hours]) -> str | None:
    """The name of the part of the day (morning, afternoon, evening) that the moment falls in, in London; or
    None."""
    wall = local(moment)
    return next((name for name, window in parts.items() if _within(wall, window)), None)


# In words


def span_words(span: timedelta) -> str:
    """A length of time, to the minute below a day and to the hour below three: '2 h 10 min', '1 day 4 h', '3
    days'."""
    minutes = int(abs(span).total_seconds()) // 60
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    words = "1 day" if days == 1 else f"{days} days"
    return f"{words} {hours} h" if hours and days < 3 else words


def left_words(deadline: datetime, now: datetime) -> str:
    """How a deadline stands: '2 h 10 min left', '3 days over', 'due now'."""
    left = deadline - now
    if abs(left) < timedelta(minutes=1):
        return "due now"
    return f"{span_words(left)} {'left' if left > timedelta(0) else 'over'}"


def day_words(day: date) -> str:
    """'3 Nov 2025'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime, now: datetime) -> str:
    """A moment as London says it: 'today 14:05', 'tomorrow 09:00', 'Tue 24 Nov 09:00', and with the year
    where it is another one and more than two months off: '3 Nov 2025 09:00'."""
    wall, here = local(moment), local(now).date()
    day = wall.date()
    away = (day - here).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(away)
    if near is None and (day.year == here.year or abs(away) <= 60):
        near = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{near or day_words(day)} {wall:%H:%M}"


# What a worker types


_MOVED = re.compile(
    r"(?P<sign>\+\s*|-\s*|in\s+)?(?P<number>\d{1,3}|an?)\s*"
    r"(?P<unit>min|h|d|w|fortnight|mo|y)(?:n|s|utes?|rs?|ours?|ays?|ks?|eeks?|ths?|nths?|ears?)?(?P<ago>\s+ago)?",
    re.ASCII,
)
_UNITS = {"min": "min", "h": "h", "d": "d", "w": "w", "fortnight": "f", "mo": "m", "y": "y"}
_TIME = re.compile(
    r"(?:^|\s+(?:at\s+)?|^at\s+)(?:(?P<h>\d{1,2})[:.](?P<m>[0-5]\d)\s*(?P<half>am|pm)?|(?P<h2>\d{1,2})\s*(?P<half2>am|pm)"
    r"|(?P<noon>noon|midday))$",
    re.ASCII,
)
_MONTH = "|".join(name.lower() for name in MONTHS)
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
        r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?",
        r"(?P<d>\d{1,2})(?P<dot>[.-])(?P<m>\d{1,2})(?P=dot)(?P<y>\d{4}|\d\d)",  # never 3.12: that is a time
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?P<m>{_MONTH})[a-z]*\.?(?:[\s,-]+(?P<y>\d{{4}}|\d\d))?",
        rf"(?P<m>{_MONTH})[a-z]*\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:[\s,]+(?P<y>\d{{4}}))?",
    )
)
OLDEST = 1850
"""The first year that a typed day may be of: '1430' is none, but a time where one is asked for."""
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?")
_DAY_AND_HOUR = re.compile(r"(?P<day>.+?)\s+(?:at\s+)?(?P<number>\d{4}|\d{1,2})", re.ASCII)
EARLIEST = 7
"""The first hour that a bare number after a day may mean [ours]."""
_DAY_WORDS = {"today": 0, "tomorrow": 1, "tom": 1, "yesterday": -1, "next week": 7, "last week": -7}


def parse_day(text: str, today: date, *, past: bool = False) -> date | None:
    """The day that a worker typed, or None: 'today', 'tomorrow', 'mon', '24 nov', '3/12', '3.12.2026',
    '2026-12-03', '+2w', '2w', 'in 6 weeks', 'next week', '3 days ago'.

    A day without its year, and a weekday, is the next to come after today (a date may be today); with `past`,
    where the form asks what has been, the last that was. Two figures of a year are of 2000, or of 1900 where
    that would be more than twenty years ahead.
    """
    text = _plain(text)
    sign = -1 if past else 1
    if text in _DAY_WORDS:
        return today + _DAY_WORDS[text] * DAY
    if found := _WEEKDAY.fullmatch(text):
        away = WEEKDAYS.index(found[1].title()) - today.weekday()
        return today + sign * ((sign * away - 1) % 7 + 1) * DAY
    try:
        if moved := _moved(text, past):
            return None if moved[1] in ("min", "h") else _move_day(today, *moved)
        return _date(text, today, past)
    except (ValueError, OverflowError):
        return None


def parse_when(text: str, now: datetime, *, past: bool = False, default: str = "09:00") -> datetime | None:
    """The moment that a worker typed, in UTC, or None: '14:30', '2.30pm', 'tomorrow 10:00', 'mon 9:15', '24
    nov 10am', '3/12 14:00', 'wed 11', '24 nov 1430', '+2w', '6w', 'in 6 weeks', 'in 30 min', '+2h'.

    A bare time that is past today means tomorrow (with `past`: one that is still to come means yesterday); a
    weekday may be today while its time is to come. A day alone means `default` on it, unless that has gone by
    today.
    """
    text = _plain(text)
    if text in ("now", "just now"):
        return now.astimezone(UTC)
    today = local(now).date()
    text = _day_and_hour(text, today, past)
    if (moved := _moved(text, past)) and moved[1] in ("min", "h"):
        return now.astimezone(UTC) + moved[0] * timedelta(minutes=1 if moved[1] == "min" else 60)
    found = _TIME.search(text)
    if found is None:
        day = parse_day(text, today, past=past)
        moment = at(day, default) if day else None
        return moment if moment is None or day != today or (moment > now) != past else None
    hhmm = _time(found)
    if hhmm is None:
        return None
    words = text[: found.start()].strip()
    if not words:
        moment = at(today, hhmm)
        if past:
            return moment if moment <= now else at(today - DAY, hhmm)
        return moment if moment > now else at(today + DAY, hhmm)
    if _WEEKDAY.fullmatch(words) and words[:3] == WEEKDAYS[today.weekday()].lower():
        moment = at(today, hhmm)
        if (moment <= now) == past:
            return moment
    day = parse_day(words, today, past=past)
    return at(day, hhmm) if day else None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split())


def _day_and_hour(text: str, today: date, past: bool) -> str:
    """'wed 11' -> 'wed 11:00', '24 nov 1430' -> '24 nov 14:30': a number after a day is a time, unless it is
    a year that the day may have, or an hour of the night, which is hardly meant."""
    found = _DAY_AND_HOUR.fullmatch(text)
    if found is None or parse_day(found["day"], today, past=past) is None:
        return text
    number = int(found["number"])
    if len(found["number"]) == 4:
        hour, minute = divmod(number, 100)
        years = range(1900, today.year + 1) if past else range(today.year, today.year + 21)
    else:
        hour, minute = number, 0
        years = range(0, 100) if past else range(today.year % 100, today.year % 100 + 21)
    weekday = _WEEKDAY.fullmatch(found["day"]) or found["day"] in _DAY_WORDS
    if hour not in range(EARLIEST, 24) or minute > 59 or (number in years and not weekday):
        return text
    return f"{found['day']} {hour:02}:{minute:02}"


def _moved(text: str, past: bool = False) -> tuple[int, str] | None:
    """'in 6 weeks' -> (6, 'w'), and '6w', where it is to come; '3 days ago' -> (-3, 'd'); None for what is
    else. A bare 'm' might be minutes or months, and is neither."""
    found = _MOVED.fullmatch(text)
    if found is None or (found["sign"] and found["ago"]):
        return None
    if not found["sign"] and not found["ago"] and (past or not found["number"].isdecimal()):
        return None
    back = found["ago"] or (found["sign"] or "").startswith("-")
    number = int(found["number"]) if found["number"].isdecimal() else 1
    return (-number if back else number), _UNITS[found["unit"]]


def _move_day(day: date, number: int, unit: str) -> date:
    if unit in ("m", "y"):
        return add_months(day, number * (12 if unit == "y" else 1))
    return day + number * {"d": 1, "w": 7, "f": 14}[unit] * DAY


def _date(text: str, today: date, past: bool) -> date | None:
    found = next((match for pattern in _DATES if (match := pattern.fullmatch(text))), None)
    if found is None:
        return None
    month = _month(found["m"])
    day = int(found["d"])
    if found["y"]:
        year = int(found["y"])
        if len(found["y"]) == 2:
            year += 2000 if year + 2000 <= today.year + 20 else 1900
        return date(year, month, day) if year >= OLDEST else None
    # 29 February may be some years off
    years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
    for year in years:
        if day <= monthrange(year, month)[1]:
            whole = date(year, month, day)
            if whole <= today if past else whole >= today:
                return whole
    return None


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS.index(text.title()) + 1


def _time(found: re.Match[str]) -> str | None:
    if found["noon"]:
        return "12:00"
    hour, minute, half = int(found["h"] or found["h2"]), int(found["m"] or 0), found["half"] or found["half2"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 else None
