"""How people say days and times, as a table of patterns; and a text taken apart by it into pieces.

Each pattern holds at one place and has a bounded length, so that a text costs what its length does. The guesses are a
team's own [ours]; `reading` makes them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from datetime import date

from topaz_tui.clock.london import DAY, MONTHS, WEEKDAYS, add_months
from topaz_tui.clock.pieces import At, DayPart, Offset, On, Piece, Sense, Unclear
from topaz_tui.clock.plain_words import in_plain_words

LONGEST = 80
"""Letters that a time may have; a longer text is none."""
OLDEST = 1850
"""The first year that a typed day may be of."""

HOW = {
    "ahead": "Write it like 14:30, tomorrow 2pm, tue 10:00, 3/12 14:00 or +2w.",
    "past": "Write it like 14:05, yesterday 22:30, fri 9am or 20 min ago.",
    "either": "Write it like 14:30, tue 10:00 or 3/12/2026 14:00.",
}
HOW_DAY = {
    "ahead": "Write it like fri, 24 nov, 3/12/2026 or +6w.",
    "past": "Write it like yesterday, fri, 24 nov or 3/12/2026.",
    "either": "Write it like today, 24 nov or 3/12/2026.",
}

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = (
    "mon(?:day)?s?|tues?(?:day)?|wed(?:s|nes)?(?:day)?|thu(?:r|rs)?(?:day)?|fri(?:day)?|sat(?:ur)?(?:day)?|sun(?:day)?"
)
_HALF = r"(?: ?(?P<half>am|pm))?"
_UNITS = {"m": "min", "mi": "min", "h": "h", "d": "d", "w": "w", "f": "f", "mo": "mo", "y": "y"}
_MINUTE, _HOUR = r"(?:m|mins?|minutes?)", r"(?:h|hrs?|hours?)"
_UNIT_NAME = rf"(?:{_MINUTE}|{_HOUR}|d|days?|w|wks?|weeks?|fortnights?|mo|mths?|months?|y|yrs?|years?|working days?)"
_UNIT = rf"(?P<unit>{_UNIT_NAME})"
_CLOCK = r"(?:\d{1,2}[:.]\d\d|(?:0?[1-9]|1[0-2]) ?[ap]m|\d{4}|half|quarter|noon|midday)\b"
"""What begins so can be nothing but a time of day."""
_SIGN, _AGO = r"(?P<sign>[+-] ?)?", r"(?P<ago> ago)?"
_NEAR = {
    "today": 0, "tomorrow": 1, "tom": 1, "tmrw": 1, "tmw": 1, "tmr": 1, "tomoro": 1, "tomorow": 1, "tommorow": 1,
    "tommorrow": 1, "2moro": 1, "2morrow": 1, "yesterday": -1, "yday": -1, "overmorrow": 2,
    "ereyesterday": -2, "next week": 7, "last week": -7, "week today": 7, "today week": 7, "week tomorrow": 8,
    "tomorrow week": 8,
}  # fmt: skip
_PARTS = {
    "first thing": DayPart(9 * 60, 10 * 60, "am"), "first thing morning": DayPart(9 * 60, 10 * 60, "am"),
    "early morning": DayPart(9 * 60, 10 * 60, "am"),
    "morning": DayPart(9 * 60, 12 * 60, "am"), "am": DayPart(9 * 60, 12 * 60, "am"),
    "mid morning": DayPart(10 * 60 + 30, 12 * 60, "am"), "late morning": DayPart(11 * 60, 12 * 60, "am"),
    "lunchtime": DayPart(12 * 60 + 30, 14 * 60, "pm"), "lunch": DayPart(12 * 60 + 30, 14 * 60, "pm"),
    "early afternoon": DayPart(13 * 60, 15 * 60, "pm"), "afternoon": DayPart(14 * 60, 17 * 60, "pm"),
    "pm": DayPart(14 * 60, 17 * 60, "pm"), "mid afternoon": DayPart(15 * 60, 17 * 60, "pm"),
    "late afternoon": DayPart(16 * 60, 17 * 60, "pm"), "teatime": DayPart(17 * 60, 18 * 60, "pm"),
    "end day": DayPart(17 * 60, 17 * 60, "pm"), "eod": DayPart(17 * 60, 17 * 60, "pm"),
    "early evening": DayPart(18 * 60, 19 * 60, "pm"), "evening": DayPart(18 * 60, 20 * 60, "pm"),
    "late evening": DayPart(19 * 60 + 30, 20 * 60, "pm"), "night": DayPart(19 * 60, 24 * 60, "night"),
}  # fmt: skip
"""When a part of the day is taken to be [ours]: its first sensible minute, as earlier is safer than later."""


# The table of patterns

_Said = dict[str, str | None]
"""What a pattern found, by the names of its groups; None for a group that is not in it."""


def _weekday(text: str | None) -> int:
    return WEEKDAYS.index(str(text)[:3].title())


def _month(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else MONTHS.index(str(text)[:3].title()) + 1


def _number(text: str | None) -> int:
    return int(text or 0)


def _named(found: _Said) -> On:
    """'mon', 'next tue', 'tue next', 'last fri', 'fri week', 'next week mon'."""
    which, weekday, later = found["which"] or "", _weekday(found["weekday"]), found["later"] or ""
    if later == "last" and not which:
        which, later = later, ""

    def find(today: date, sense: Sense) -> date:
        monday = today - today.weekday() * DAY
        if "next" in (which[:4], later[:4]):
            return monday + (7 + weekday) * DAY
        if which.startswith("last"):
            back = (today.weekday() - weekday - 1) % 7 + 1
            return today - back * DAY if which == "last" else monday + (weekday - 7) * DAY
        if which == "this" or later == "this week":
            day = monday + weekday * DAY
            return day if sense == "past" or day >= today else day + 7 * DAY
        back = sense == "past"
        away = (today.weekday() - weekday if back else weekday - today.weekday()) - 1
        day = today + (-1 if back else 1) * (away % 7 + 1) * DAY
        return day + 7 * DAY if which == "week" or later == "week" else day

    return On(find, weekday if not which and not later else None)


def _dated(found: _Said) -> On:
    """'3/12', '24 nov', 'nov 24 2026', '2026-11-24'."""
    day, month, year = _number(found["d"]), _month(found["m"]), found["y"]

    def find(today: date, sense: Sense) -> date:
        return _in_year(day, month, year, today) if year else _nearest(day, month, today, sense)

    return On(find, year_open=not year)


def _in_year(day: int, month: int, text: str, today: date) -> date:
    year = int(text)
    if len(text) == 2:
        year += 2000 if year + 2000 <= today.year + 20 else 1900
    if not 1 <= month <= 12:
        raise Unclear(f"There is no month {month}: the day comes first, as in 3/12 for 3 December.")
    if year < OLDEST:
        raise Unclear(f"{text} is no year here.")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Unclear(f"There is no {day} {MONTHS[month - 1]} {year}.")
    return date(year, month, day)


def _nearest(day: int, month: int, today: date, sense: Sense) -> date:
    """The next such day from today on, the last up to today, or the one that is less far away."""
    if not 1 <= month <= 12:
        raise Unclear(f"There is no month {month}: the day comes first, as in 3/12 for 3 December.")
    years = range(today.year - 8, today.year + 9)  # 29 February may be some years off
    days = [date(year, month, day) for year in years if 1 <= day <= monthrange(year, month)[1]]
    if not days:
        raise Unclear(f"There is no {day} {MONTHS[month - 1]}.")
    if sense == "either":
        return min(days, key=lambda each: abs(each - today))
    return max(each for each in days if each <= today) if sense == "past" else min(e for e in days if e >= today)


def _of_month(found: _Said) -> On:
    """'the 24th': of this month, or of the next or last that has one."""
    day = _number(found["d"])
    if not 1 <= day <= 31:
        raise Unclear(f"No month has a {found['all']}.")

    def find(today: date, sense: Sense) -> date:
        months = [add_months(today.replace(day=1), n) for n in range(-2, 3)]
        days = [first.replace(day=day) for first in months if day <= monthrange(first.year, first.month)[1]]
        if sense == "either":
            return min(days, key=lambda each: abs(each - today))
        return max(each for each in days if each <= today) if sense == "past" else min(e for e in days if e >= today)

    return On(find)


def _named_and_of_month(found: _Said) -> tuple[Piece, ...]:
    """'tue 24', where 24 is no hour, or a time comes after it."""
    return _named(found), _of_month(found)


def _end(found: _Said) -> On:
    """'end of the week' is its Friday, 'end of the month' its last day."""
    after = 1 if found["next"] else 0

    def find(today: date, _: Sense) -> date:
        if found["what"] == "week":
            friday = today + (4 - today.weekday()) * DAY + 7 * after * DAY
            return friday if friday >= today else friday + 7 * DAY
        first = add_months(today.replace(day=1), after)
        return first.replace(day=monthrange(first.year, first.month)[1])

    return On(find)


def _far(found: _Said) -> Offset:
    """'+30m', '2 weeks ago', 'half an hour', '1.5 h'."""
    said, unit = found["number"] or "a", found["unit"] or ""
    number = 1.0 if said in ("a", "an") else float(said)
    short = "wd" if unit.startswith("working") else "mo" if unit[:2] in ("mo", "mt") else _UNITS[unit[0]]
    back = bool(found["ago"]) or (found["sign"] or "").startswith("-")
    if found["sign"] and found["ago"]:
        raise Unclear(f"'{found['all']}' says it twice: leave out 'ago', or the sign.")
    return _moved(-number if back else number, short, bool(found["sign"] or found["ago"]))


def _moved(number: float, unit: str, signed: bool) -> Offset:
    minutes = {"min": 1, "h": 60}.get(unit)
    if minutes:
        return Offset(number * minutes, "min", signed)
    if number != int(number):
        raise Unclear("Write whole days, weeks or months.")
    times = {"d": 1, "w": 7, "f": 14, "wd": 1, "mo": 1, "y": 12}[unit]
    return Offset(number * times, {"wd": "wd", "mo": "mo", "y": "mo"}.get(unit, "d"), signed)


def _hours(found: _Said) -> Offset:
    """'1h30', '2 hours 15 minutes', 'an hour and a half', 'three quarters of an hour'."""
    part = {"half": 30, "quarter": 15, "3 quarters": 45}.get(found["part"] or "", 0)
    minutes = _number(found["minutes"]) + part
    if hours := found["number"]:
        minutes += 60 * (int(hours) if hours.isdecimal() else 1)
    back = bool(found["ago"]) or (found["sign"] or "").startswith("-")
    return Offset(-minutes if back else minutes, "min", bool(found["sign"] or found["ago"]))


def _digital(found: _Said) -> At:
    """'14:30', '2.30pm', '2 pm', '2', '1430', '930'."""
    hour = found["h"] or ""
    return _time(str(found["all"]), int(hour), _number(found["min"]), found["half"], exact=hour.startswith("0"))


def _hour_or_hours(found: _Said) -> Piece:
    """'17h': five o'clock to some, and so many hours to others. Nobody is rung on a guess."""
    hour, minutes = _number(found["h"]), _number(found["min"])
    length = f"{hour} hours" + (f" {minutes} minutes" if minutes else "")
    time = f"{hour:02}:{minutes:02}"
    raise Unclear(f"Is that {time}, or so many hours? Write {time}, in {length}, or {length} ago.")


def _spoken(found: _Said) -> At:
    """'half past 2', 'half 2', 'quarter to 3', '10 past noon'."""
    said, name = found["h"] or "", str(found["how"]).split()[0]
    hour = int(said) if said.isdecimal() else 12
    minutes = {"half": 30, "quarter": 15}.get(name) or int(name)
    if not 1 <= hour <= 12 or minutes >= 60:
        raise Unclear(f"'{found['all']}' is no time of day.")
    half = found["half"] or (None if said.isdecimal() else "pm")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    total = hour * 60 + (-minutes if found["to"] == "to" else minutes)
    return At(total % (24 * 60), "" if half else None if total < 13 * 60 else "")


def _time(text: str, hour: int, minute: int, half: str | None, *, exact: bool) -> At:
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise Unclear(f"'{text}' is no time of day: hours go from 0:00 to 23:59.")
    if half and not 1 <= hour <= 12:
        raise Unclear(f"'{text}': an hour with {half} is one from 1 to 12.")
    if half:
        return At((hour % 12 + (12 if half == "pm" else 0)) * 60 + minute, "")
    if hour == 24:
        raise Unclear("Write 23:59 on the day, or 00:00 on the day after it.")
    return At(hour * 60 + minute, None if 1 <= hour <= 12 and not exact else "")


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[_Said], Piece | tuple[Piece, ...]]], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?= |$)", re.ASCII), make)
    for pattern, make in (
        # Days
        (r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", _dated),
        (r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?", _dated),
        (r"(?P<d>\d{1,2})(?P<dot>[.-])(?P<m>\d{1,2})(?P=dot)(?P<y>\d{4}|\d\d)", _dated),  # never 3.12: that is a time
        (rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<m>{_MONTH})\.?(?:-(?P<y>\d{{4}}|\d\d))?", _dated),
        (rf"(?P<m>{_MONTH})\.?[ -]?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?", _dated),
        (r"(?P<d>\d{1,2})(?:st|nd|rd|th)", _of_month),
        (rf"a? ?(?P<which>week) (?P<weekday>{_WEEKDAY})", _named),
        (rf"(?P<weekday>{_WEEKDAY}) (?P<d>2[4-9]|3[01]|\d{{1,2}}(?= {_CLOCK}))(?! (?:{_MONTH})\b)",
         _named_and_of_month),
        (rf"(?P<which>next week|last week|next|this|coming|last)? ?(?P<weekday>{_WEEKDAY})"
         r"(?: (?P<later>week|next week|this week|next|last))?", _named),
        (rf"(?:a )?(?:{'|'.join(sorted(_NEAR, key=len, reverse=True))})", lambda found: _near(found["all"])),
        (r"(?P<which>next|last) (?P<unit>month|year)", lambda found: Offset(
            (12 if found["unit"] == "year" else 1) * (-1 if found["which"] == "last" else 1), "mo", True)),
        (r"end (?:(?P<next>next)|this)? ?(?P<what>week|month)", _end),
        (r"tonight", lambda _: (_near("today"), _PARTS["night"])),
        (r"last night", lambda _: (_near("yesterday"), _PARTS["night"])),
        (rf"this (?P<part>{'|'.join(_PARTS)})", lambda found: (_near("today"), _PARTS[found["part"] or ""])),
        # Times of day
        (rf"(?P<h>\d{{1,2}})[:.](?P<min>\d\d){_HALF}(?: ?(?:h|hrs?|hours))?", _digital),
        (r"(?P<h>\d{1,2}) ?(?P<half>am|pm)", _digital),
        (rf"(?P<h>\d{{1,2}}) (?P<min>[0-5]\d){_HALF}(?! (?:{_MONTH}|{_UNIT_NAME}|past|to)\b)", _digital),  # two thirty
        (rf"(?P<how>half|quarter|(?:5|10|15|20|25)|\d{{1,2}} min(?:ute)?s?) (?P<to>past|to) "
         rf"(?P<h>\d{{1,2}}|noon|midday){_HALF}", _spoken),
        (rf"(?P<how>half) (?P<h>\d{{1,2}}){_HALF}", _spoken),
        (rf"(?P<h>\d{{1,2}})(?P<min>\d\d){_HALF}(?: ?(?:h|hrs?|hours))?", _digital),
        (r"(?:12 )?(?:noon|midday)", lambda _: At(12 * 60, "")),
        # So far from now
        (r"(?P<h>\d\d)h(?P<min>\d\d)", _digital),
        (r"(?P<h>0\d|[89]|1\d|2[0-3]) ?(?:h|hrs?)(?: ?(?P<min>[0-5]\d))?(?! ?(?:\d|m|a |and|ago|half|quarter))",
         _hour_or_hours),
        (rf"{_SIGN}(?P<number>\d{{1,2}}(?= ?h)|an?(?= )) ?{_HOUR} ?(?:and )?(?:a )?(?:(?P<part>half|quarter)|"
         rf"(?P<minutes>\d{{1,2}}) ?{_MINUTE}?){_AGO}", _hours),
        (rf"{_SIGN}(?P<number>\d) (?:and )?a (?P<part>half) hours{_AGO}", _hours),
        (rf"{_SIGN}(?:a )?(?P<part>half|quarter|3 quarters) (?:an? )?hour{_AGO}", _hours),
        (rf"{_SIGN}(?:a (?=2 ))?(?P<number>\d{{1,3}}(?:\.\d)?|an?(?= )) ?{_UNIT}{_AGO}", _far),
        (rf"(?P<unit>fortnight){_AGO}", _far),
        # Parts of the day, and an hour alone
        ("|".join(sorted(_PARTS, key=len, reverse=True)), lambda found: _PARTS[found["all"] or ""]),
        (r"(?P<h>\d{1,2})", _digital),
    )
)  # fmt: skip


def _near(text: str | None) -> On:
    return On(lambda today, _: today + _NEAR[str(text).removeprefix("a ")] * DAY)


# Taken apart


def take_apart(text: str, how: str, day_alone: bool = False) -> list[Piece]:
    """What was typed, taken apart from left to right."""
    if len(text) > LONGEST:
        raise Unclear(f"That is too long for a time. {how}")
    plain = in_plain_words(text)
    if plain in ("now", "just now"):
        return [Offset(0, "min", True)]
    if not plain:
        raise Unclear(how)
    pieces: list[Piece] = []
    place = 0
    while place < len(plain):
        found, made = next(
            ((match, make) for pattern, make in _PATTERNS if (match := pattern.match(plain, place))), (None, None)
        )
        if found is None or made is None:
            word = plain[place:].split(" ", 1)[0]
            raise Unclear(_why_not(word, how))
        said: _Said = defaultdict(lambda: None, found.groupdict(), all=found[0])
        piece = made(said)
        place = found.end()
        year = _YEAR.match(plain, place) if isinstance(piece, On) and piece.year_open else None
        if year and (day_alone or _is_year(year[1], plain[year.end() :])):
            piece = _dated(said | {"y": year[1]})
            place = year.end()
        pieces += piece if isinstance(piece, tuple) else (piece,)
        place += 1  # the blank
    return pieces


_YEAR = re.compile(r" (\d{4}|\d\d)(?= |$)", re.ASCII)


_MINUTES = re.compile(r" ?(?:2[4-9]|[3-5]\d)(?: ?[ap]m)?$", re.ASCII)
"""What can't be an hour, behind what may be one."""


def _is_year(number: str, rest: str) -> bool:
    """Whether the number behind a day is its year, and not a time: a time follows; or it can be none."""
    if _MINUTES.match(rest):  # 24 nov 14 30
        return int(number) > 23
    if rest.strip():
        return True
    if len(number) == 2:
        return int(number) > 23
    hour, minute = divmod(int(number), 100)
    if hour > 23 or minute > 59:
        return True
    return hour == 20  # 2000 to 2059


def _why_not(word: str, how: str) -> str:
    if word == "midnight":
        return "Midnight belongs to two days: write 23:59 with the one, or 00:00 with the other."
    if word in ("before", "until", "till", "between", "after", "-", "or", "to") or word.strip("apm0123456789:.") == "-":
        return f"One time is wanted, without '{short(word)}'. {how}"
    if word.startswith("asap") or word in ("soon", "later", "whenever", "anytime", "sometime"):
        return f"'{word}' is no time. {how}"
    return f"'{short(word)}' is not understood here. {how}"


def short(text: str) -> str:
    """What was typed, cut to 20 characters: for a sentence about it."""
    text = " ".join(text.split())
    return text if len(text) <= 20 else f"{text[:19]}…"
