"""The team's settings in people's words: what one is called, what its value says ('Monday to Friday 9:00 to 17:00'),
what is asked to change it, and the answers as the file would have them. A value stands here as in the file (TOML)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from topaz_tui import clock
from topaz_tui.config.setting_names import GROUPS, MEANINGS, NAMES, OF_A_COUNCIL, ORDER, SettingName, Shape
from topaz_tui.config.words import DAYS, toml
from topaz_tui.errors import Invalid
from topaz_tui.rules.forms import Answer, Answers, Option, Question
from topaz_tui.rules.outcomes import BY_CODE
from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.duties import BY_CODE as DUTIES

VALUE = "value"
"""The id of the question for a value that is one answer."""
HOLIDAYS = "bank_holidays"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YES, NO = ("yes", "Yes"), ("no", "No")
CLOSED = "closed"
UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years", "wd": "working days"}
"""The units of a duty's day (rules/statutory/language.py)."""
HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
SPANS = (("weeks", WEEK), ("days", DAY), ("hours", HOUR), ("minutes", 1))
"""How minutes are said, the longest first."""
DELAYS = {code: outcome for code, outcome in BY_CODE.items() if outcome.delay is not None}


# What it is called


def council_of(key: str) -> str:
    """The council whose own setting it is; '' where it is for all."""
    return str(tomllib.loads(f"x.{key} = 1")["x"]["councils"].popitem()[0]) if key.startswith("councils.") else ""


def common_key(key: str) -> str:
    """The key under which the same is set for all; its own where it is for all."""
    if not key.startswith("councils."):
        return key
    own = key[len(f"councils.{toml(council_of(key))}.") :]
    return next(f"{for_all}{own.removeprefix(begins)}" for begins, for_all in OF_A_COUNCIL if own.startswith(begins))


def named(key: str) -> SettingName:
    """The setting in words."""
    return NAMES[common_key(key)]


def meaning(key: str, of_a_file: str) -> str:
    """What the setting means; `of_a_file` is the sentence beside its default."""
    return MEANINGS.get(common_key(key)) or in_words(of_a_file)


def group_of(key: str) -> str:
    """In which group of the page it stands; of a council with its name."""
    common, council = common_key(key), council_of(key)
    group = _group(common)
    return f"{council}: {group[:1].lower()}{group[1:]}" if council else group


def place_of(key: str) -> int:
    """Where it stands among those that are for all, or of one council."""
    return _PLACES[common_key(key)]


def in_words(text: str) -> str:
    """A sentence with the names of settings in place of their keys."""
    every = "|".join(re.escape(key) for key in sorted(NAMES, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])(?:{every})(?![\w])", lambda found: f"'{NAMES[found[0]].words}'", text)


def _group(common: str) -> str:
    return next(words for begins, words in reversed(GROUPS) if common == begins or common.startswith(f"{begins}."))


_PLACES = {key: n for n, key in enumerate(sorted(NAMES, key=lambda key: ORDER.index(_group(key))))}


# What its value says


def value_words(key: str, value: str) -> str:
    """What this value says."""
    return _said(named(key), tomllib.loads(f"value = {value}")["value"])


def _said(name: SettingName, value: Any) -> str:
    if value in ("", []):
        return "none"
    match name.shape:
        case Shape.NUMBER:
            return number_words(value, name.unit)
        case Shape.YES_NO:
            return "yes" if value else "no"
        case Shape.CHOICE:
            return dict(name.options).get(_code(name, value)) or ", ".join(value)
        case Shape.MINUTES:
            return f"{', '.join(map(str, value))} minutes"
        case Shape.WEEK:
            return week_words(value)
        case Shape.PARTS:
            return ", ".join(f"{part} {_window_words(window)}" for part, window in value.items())
        case Shape.DELAYS:
            told = (f"{_outcome(code)} {span_words(minutes)}" for code, minutes in value.items())
            return "; ".join(told) or "as each outcome has it"
        case Shape.TARGETS:
            return "; ".join(f"{_duty(code)}: {_target_words(text)}" for code, text in value.items()) or "none"
        case Shape.SCHOOL_TERMS:
            return "; ".join(map(_term_words, value))
        case Shape.WORDS:
            return str(value)


def number_words(number: int, unit: str) -> str:
    """A number with its unit: '1 working day', '15 %'; no working days are the same day."""
    if number == 0 and unit == "working days":
        return "the same day"
    return f"{number:,} {unit[:-1] if number == 1 and unit != '%' else unit}".rstrip()


def _code(name: SettingName, value: object) -> str:
    """The option that a value is: of a list in whatever order it stands, where its options have no order."""
    if not isinstance(value, list):
        return str(value)
    told, codes = ", ".join(value), [code for code, _ in name.options]
    return next((each for each in codes if each == told), None) or next(
        (each for each in codes if sorted(each.split(", ")) == sorted(value)), told
    )


def week_words(value: Mapping[str, Any]) -> str:
    """Opening hours: 'Monday to Friday 9:00 to 17:00', with the bank holidays where they are as other days."""
    told = []
    days = enumerate(_window_words(value[day]) if value.get(day) else "" for day in DAYS)
    for window, run in groupby(days, key=lambda each: each[1]):
        if window:
            several = [WEEKDAYS[place] for place, _ in run]
            told.append(f"{several[0]}{f' to {several[-1]}' if len(several) > 1 else ''} {window}")
    return ", ".join(told) + (", bank holidays too" if value.get(HOLIDAYS) else "")


def _window_words(window: Sequence[str]) -> str:
    return " to ".join(at.removeprefix("0") for at in window)


def span_words(minutes: int) -> str:
    """A length of time as people say it: '3 hours', '2 weeks', '90 minutes'."""
    return next(number_words(minutes // size, unit) for unit, size in SPANS if minutes % size == 0)


def _outcome(code: str) -> str:
    return BY_CODE[code].words if code in BY_CODE else code


def _duty(code: str) -> str:
    return DUTIES[code].words if code in DUTIES else code


def _target_words(text: str) -> str:
    found = language.SPAN.fullmatch(text)
    return f"{number_words(int(found[2]), UNITS[found[3]])}{' before' if found[1] == '-' else ''}" if found else text


def _term_words(term: Sequence[str]) -> str:
    return " to ".join(clock.format_day(date.fromisoformat(day)) for day in term)


# What is asked to change it


def questions(key: str) -> tuple[Question, ...]:
    """What is asked for another value."""
    return tuple(_asked(named(key)))


def _asked(name: SettingName) -> Iterator[Question]:
    match name.shape:
        case Shape.NUMBER:
            told = {"": "", "%": ", per cent"}.get(name.unit, f", in {name.unit}")
            yield Question(VALUE, "Value", "line", f"A whole number{told}.", needed="Write a number.")
        case Shape.YES_NO:
            yield Question(VALUE, "Value", "choice", options=(YES, NO), needed="Say yes or no.")
        case Shape.CHOICE:
            yield Question(VALUE, "Value", "choice", options=name.options, needed="Choose one.")
        case Shape.MINUTES:
            ask = "Minutes, one after the other: 1, 2, 5. The last repeats."
            yield Question(VALUE, "Minutes", "line", ask, needed="Write the minutes.")
        case Shape.WEEK:
            ask = "Such as 9:00 to 17:00, or 9 to 5; empty is closed."
            yield from (Question(day, words, "line", ask) for day, words in zip(DAYS, WEEKDAYS, strict=True))
            yield Question(HOLIDAYS, "Open on bank holidays", "choice", options=(YES, NO), needed="Say yes or no.")
        case Shape.PARTS:
            ask = "Such as 9:00 to 12:00."
            yield from (
                Question(part, part.capitalize(), "line", ask, needed=f"Say when the {part} is.") for part in PARTS
            )
        case Shape.DELAYS:
            ask = "Such as 30 minutes, 3 hours, 2 days; empty is as the outcome has it: "
            yield from (
                Question(code, outcome.words[:30], "line", f"{ask}{span_words(outcome.delay or 0)}.")
                for code, outcome in DELAYS.items()
            )
        case Shape.TARGETS:
            ask = "A line each: the duty's code and how long, such as NEEDS: 8 weeks, or LAC_REV1: 10 working days."
            yield Question(VALUE, "Earlier days", "text", ask)
        case Shape.SCHOOL_TERMS:
            ask = "A line each, the first and the last day: 1 Sep 2026 to 18 Dec 2026."
            yield Question(VALUE, "Terms", "text", ask)
        case Shape.WORDS:
            yield Question(VALUE, "Value", "line", "Empty is none.")


PARTS = ("morning", "afternoon", "evening")


def answers(key: str, value: str) -> dict[str, Answer]:
    """What stands in the form while this value holds."""
    name, found = named(key), tomllib.loads(f"value = {value}")["value"]
    match name.shape:
        case Shape.NUMBER:
            return {VALUE: str(found)}
        case Shape.YES_NO:
            return {VALUE: "yes" if found else "no"}
        case Shape.CHOICE:
            return {VALUE: _code(name, found)}
        case Shape.MINUTES:
            return {VALUE: ", ".join(map(str, found))}
        case Shape.WEEK:
            hours: dict[str, Answer] = {day: _window_words(found.get(day) or ()) for day in DAYS}
            return {**hours, HOLIDAYS: "yes" if found.get(HOLIDAYS) else "no"}
        case Shape.PARTS:
            return {part: _window_words(window) for part, window in found.items()}
        case Shape.DELAYS:
            return {code: span_words(minutes) for code, minutes in found.items()}
        case Shape.TARGETS:
            return {VALUE: "\n".join(f"{code}: {_target_words(text)}" for code, text in found.items())}
        case Shape.SCHOOL_TERMS:
            return {VALUE: "\n".join(map(_term_words, found))}
        case Shape.WORDS:
            return {VALUE: str(found)}


# What was answered


def value_of(key: str, given: Answers) -> str:
    """The value that these answers make, as the file would have it. Raises Invalid, with the question's id, for what
    can't be read."""
    return toml(_value(named(key), given))


def _value(name: SettingName, given: Answers) -> object:
    typed = _typed(given, VALUE)
    match name.shape:
        case Shape.NUMBER:
            return _whole(typed)
        case Shape.YES_NO:
            return typed == "yes"
        case Shape.CHOICE:
            return typed.split(", ") if any(", " in code for code, _ in name.options) else typed
        case Shape.MINUTES:
            return [_minutes(each, VALUE, unit=1) for each in re.split(r"[,;\s]+", typed.strip(",; ")) if each]
        case Shape.WEEK:
            hours: dict[str, object] = {day: _window(_typed(given, day), day) for day in DAYS}
            return {**hours, HOLIDAYS: given.get(HOLIDAYS) == "yes"}
        case Shape.PARTS:
            return {part: _window(_typed(given, part), part) for part in PARTS}
        case Shape.DELAYS:
            return {code: _minutes(words, code) for code in DELAYS if (words := _typed(given, code))}
        case Shape.TARGETS:
            return dict(map(_target, _lines(given)))
        case Shape.SCHOOL_TERMS:
            return [_term(line) for line in _lines(given)]
        case Shape.WORDS:
            return typed


def _typed(given: Answers, id: str) -> str:
    found = given.get(id)
    return found.strip() if isinstance(found, str) else ""


def _whole(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Invalid(f"'{typed}' is no whole number.", "Write it in figures.", VALUE)
    return int(typed)


def _lines(given: Answers) -> list[str]:
    return [line.strip() for line in _typed(given, VALUE).splitlines() if line.strip()]


_AT = r"(\d{1,2})(?:[:.]?([0-5]\d))?\s*(am|pm)?"
_WINDOW = re.compile(rf"{_AT}\s*(?:to|until|till|-|\N{{EN DASH}})\s*{_AT}", re.IGNORECASE)


def _window(typed: str, id: str) -> list[str]:
    """When it opens and closes: '9 to 5', '09:00-17:30', '8.30am to 6pm'. A close that is no later than the opening is
    of the afternoon."""
    if not typed or typed.lower() == CLOSED:
        return []
    found = _WINDOW.fullmatch(typed)
    if not found:
        raise Invalid(f"'{typed}' can't be read as hours.", "Write them like 9:00 to 17:00.", id)
    opens, closes = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    if closes <= opens and not found[6] and closes + 12 * HOUR < DAY:
        closes += 12 * HOUR
    if opens >= DAY or closes > DAY or closes <= opens:
        raise Invalid(f"'{typed}' closes before it opens, or is no time of a day.", "Write 9:00 to 17:00.", id)
    return [f"{at // HOUR:02}:{at % HOUR:02}" for at in (opens, closes)]


def _minute(hour: str, minute: str | None, half: str | None) -> int:
    shown = int(hour)
    if half:
        shown = shown % 12 + (12 if half.lower() == "pm" else 0)
    return shown * HOUR + int(minute or 0)


_SPAN = re.compile(r"(\d{1,6})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)?", re.IGNORECASE)
_SIZES = {unit[0]: size for unit, size in SPANS}


def _minutes(typed: str, id: str, unit: int = 0) -> int:
    """Minutes that were typed: '30', '30 min', '3 hours', '2 days'; where a `unit` is given, in that alone."""
    found = _SPAN.fullmatch(typed)
    if not found or (unit and found[2]):
        raise Invalid(f"'{typed}' is no length of time.", "Write a number" + ("." if unit else ", and of what."), id)
    return int(found[1]) * (unit or _SIZES[(found[2] or "m")[0].lower()])


def _target(line: str) -> Option:
    code, _, words = (part.strip() for part in line.partition(":"))
    found = re.fullmatch(r"(\d{1,3}) (days?|weeks?|months?|years?|working days?)( before)?", words)
    if not found:
        return code, words
    short = next(unit for unit, plural in UNITS.items() if found[2].rstrip("s") == plural[:-1])
    return code, f"{'-' if found[3] else '+'}{found[1]}{short}"


def _term(line: str) -> list[str]:
    first, _, last = line.partition(" to ")
    try:
        return [clock.read_day(day, clock.today()).isoformat() for day in (first, last)]
    except clock.Unclear as unclear:
        raise Invalid(f"'{line}': {unclear}", "Write a line like 1 Sep 2026 to 18 Dec 2026.", VALUE) from None
