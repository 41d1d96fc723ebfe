"""Days as councils write them, read by splitting: strptime takes seven times as long."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from topaz_tui import clock

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTHS = {word: i for i, name in enumerate(_MONTH_NAMES, 1) for word in (name, name[:3])} | {"sept": 9}
_LONGEST = 60  # letters of a date with its weekday, its time and its zone
_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:[AP]M)?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_BEHIND = r"(?:\s*\([^()]*\))?"  # '14/06/1950 (75)'
_FORMS = tuple(
    re.compile(form + _TIME + _BEHIND, re.I | re.A)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*[-/.\\\s]\s*(?:of\s+)?(?P<month>\d{1,2}|[a-z]{3,9})\.?,?"
        r"\s*[-/.\\\s]\s*(?P<year>\d{4}|\d{2})",
        _WEEKDAY + r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
    )
)
_UTC = frozenset(("Z", "UTC", "GMT", "+00", "+0000", "+00:00", "-00", "-0000", "-00:00"))
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.A)
_EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, whose 1900 is taken for a leap year


def parse_date(text: str, not_after: date | None = None, *, month_first: bool = False) -> date | None:
    """The day that `text` names, the day before the month as in Britain, or None where it names none.

    Reads 2025-11-03, 03/11/2025, 3-Nov-25, 3 November 2025, November 3, 2025, 03.11.2025, 20251103, and each with a
    time behind it, which is let go unless it is in UTC: 23:00 in UTC is the next day in a British summer. A year of two
    digits is of this century up to 68 and of the last from 69, as strptime has it; with `not_after` (a birth: today) it
    is the latest century that keeps the day from falling after that. With `month_first` two figures before a year are a
    month and a day, as in America.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    match = next((fits for form in _FORMS if (fits := form.fullmatch(text))), None)
    if match is None:
        return None
    day, month, year = match["day"], match["month"], match["year"]
    if month_first and match.start("year") > 0 and month.isdigit():
        day, month = month, day
    found = _day(year, int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0), int(day), not_after)
    if found and match["zone"] and match["zone"].upper() in _UTC:
        return _in_london(found, int(match["hour"]), int(match["minute"]))
    return found


def parse_serial(text: str) -> date | None:
    """A day as a spreadsheet counts it (1927 to 2173), or None."""
    match = _SERIAL.fullmatch(text)
    return _EXCEL_EPOCH + timedelta(days=int(match[1])) if match and match[1] >= "10000" else None


def _day(year: str, month: int, day: int, not_after: date | None) -> date | None:
    try:
        if len(year) == 4:
            return date(int(year), month, day)
        if not_after is None:
            return date(int(year) + (2000 if int(year) < 69 else 1900), month, day)
    except ValueError:
        return None
    for century in (not_after.year // 100 * 100, not_after.year // 100 * 100 - 100):
        try:
            found = date(century + int(year), month, day)
        except ValueError:  # 29 February is there in one century and not in the other
            continue
        if found <= not_after:
            return found
    return None


def _in_london(day: date, hour: int, minute: int) -> date | None:
    """London's day at a moment in UTC; in the war summer was two hours ahead."""
    try:
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC).astimezone(clock.LONDON).date()
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1 << 17)
def iso_date(text: str, not_after: date | None = None, *, month_first: bool = False) -> str | None:
    """`parse_date` as the store keeps it, '2025-11-03'. Remembers: a file has few days and many people."""
    found = parse_date(text, not_after, month_first=month_first)
    return found.isoformat() if found else None


_LAST_SERIAL = 2100  # a later day of a list of people is none


def is_serial(text: str) -> bool:
    """Is this a day as a spreadsheet counts it, from 1900: five digits, from May 1927 on? A smaller number may be a
    year or an age, and one of eight digits is a date as it is written."""
    found = parse_serial(text)
    return found is not None and found.year <= _LAST_SERIAL


def file_date(text: str, not_after: date | None = None, *, month_first: bool = False) -> str | None:
    """`iso_date` of a cell of a file, in which a spreadsheet may have left the number of a day: 45901 is 2025-09-01.
    Not where the month comes first: nobody knows whether day and month were turned round in it before."""
    found = iso_date(text, not_after, month_first=month_first)
    if found is None and not month_first and is_serial(text):
        return (parse_serial(text) or date.min).isoformat()
    return found


def age(born: date, on: date) -> int:
    """Whole years lived on a day; who was born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
