"""Days as councils write them, read by splitting: strptime takes seven times as long (data.md)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTHS = {word: i for i, name in enumerate(_MONTH_NAMES, 1) for word in (name, name[:3])} | {"sept": 9}
_TIME = r"(?:(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[AP]M|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.I | re.A)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.A)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?\s*[-/.\s]\s*(?:of\s+)?(\d{{1,2}}|[a-z]{{3,9}})\.?,?\s*[-/.\s]\s*"
    rf"(\d{{4}}|\d{{2}}){_TIME}",
    re.I | re.A,
)


def parse_date(text: str, not_after: date | None = None) -> date | None:
    """The day that `text` names, the day before the month as in Britain, or None where it names none.

    Reads 2025-11-03, 03/11/2025, 3-Nov-25, 3 November 2025, 03.11.2025, 20251103, and each with a time behind
    it, which is let go. A year of two digits is of this century up to 68 and of the last from 69, as strptime
    has it; with `not_after` (a birth: today) it is the latest century that keeps the day from falling after
    that.
    """
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        if len(year) == 4:
            return date(int(year), number, int(day))
        if not_after is None:
            return date(int(year) + (2000 if int(year) < 69 else 1900), number, int(day))
    except ValueError:
        return None
    for century in (not_after.year // 100 * 100, not_after.year // 100 * 100 - 100):
        try:
            found = date(century + int(year), number, int(day))
        except ValueError:  # 29 February is there in one century and not in the other
            continue
        if found <= not_after:
            return found
    return None


@lru_cache(maxsize=1 << 17)
def iso_date(text: str, not_after: date | None = None) -> str | None:
    """`parse_date` as the store keeps it, '2025-11-03'. Remembers: a file has few days and many people."""
    found = parse_date(text, not_after)
    return found.isoformat() if found else None


def age(born: date, on: date) -> int:
    """Whole years lived on a day; who was born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
