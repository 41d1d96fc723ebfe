"""What a worker types for a day or a time."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from topaz_tui.clock.london import DAY, MONTHS, WEEKDAYS, add_months, at, local

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
