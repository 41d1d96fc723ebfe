"""The settings: every default of the practice, with its meaning and its source, and the file that changes
them.

Each field below carries what it means, where its default comes from and how it is read, so that the check,
the message and the table in the README are one thing. '[ours]' is a decision of this project (practice.md);
everything marked so is for the team to change. The file is TOML; whatever is wrong in it is a `Trouble` with
file, line and key.
"""

# ruff: noqa: RUF009 (a call of _setting makes a field)
from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from topaz_tui.clock import WEEKDAYS, Hours, Week, minute_of_day
from topaz_tui.errors import Trouble

Key = tuple[str, ...]
Reader = Callable[[object, Key, Any], Any]
"""Reads the value at a key, on top of the default, which may be a part of it; raises _Wrong."""


class _Wrong(Exception):
    """What is wrong with one value: its key, the rest of the sentence, and what to do."""

    def __init__(self, key: Key, what: str, do: str = "") -> None:
        super().__init__(key, what, do)
        self.key, self.what, self.do = key, what, do


# How values are read


def _whole(least: int, most: int) -> Reader:
    def read(value: object, key: Key, default: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _Wrong(key, f"is {_toml(value)}.", f"Give a whole number from {least} to {most}.")
        return value

    return read


def _one_of(*choices: str) -> Reader:
    def read(value: object, key: Key, default: str) -> str:
        if value not in choices:
            raise _Wrong(key, f"is {_toml(value)}.", f"Give one of: {', '.join(choices)}.")
        return str(value)

    return read


def _text(value: object, key: Key, default: str | None) -> str | None:
    if not isinstance(value, str):
        raise _Wrong(key, f"is {_toml(value)}.", "Give a text in quotes.")
    return value or None


def _table(value: object, key: Key) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _Wrong(
            key, f"is {_toml(value)}.", f"It is a table: write [{'.'.join(key)}], then a line for each key."
        )
    return value


def _window(value: object, key: Key) -> Hours:
    do = 'Give when it opens and closes, like ["09:00", "17:00"].'
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)):
        raise _Wrong(key, f"is {_toml(value)}.", do)
    opens, closes = value
    try:
        if minute_of_day(opens) >= minute_of_day(closes):
            raise _Wrong(key, f"opens at {opens} but closes at {closes}.", do)
    except ValueError as fault:
        raise _Wrong(key, f"is {_toml(value)}: {fault}.", do) from None
    return opens, closes


DAYS = tuple(day.lower() for day in WEEKDAYS)


def _week(value: object, key: Key, default: Week) -> Week:
    windows, holidays = list(default.windows), default.holidays
    for name, hours in _table(value, key).items():
        here = (*key, name)
        if name == "bank_holidays":
            if not isinstance(hours, bool):
                raise _Wrong(
                    here, f"is {_toml(hours)}.", "Give true where they are as other days, else false."
                )
            holidays = hours
        elif name in DAYS:
            windows[DAYS.index(name)] = None if hours == [] else _window(hours, here)
        else:
            raise _Wrong(here, "is no day.", f"The days are {', '.join(DAYS)}; and there is bank_holidays.")
    if not any(windows):
        raise _Wrong(key, "is closed on every day.", "Open it on one day at least.")
    return Week(tuple(windows), holidays)


def _parts(value: object, key: Key, default: Mapping[str, Hours]) -> Mapping[str, Hours]:
    parts = dict(default)
    for name, window in _table(value, key).items():
        if name not in parts:
            raise _Wrong((*key, name), "is no part of the day.", f"The parts are {', '.join(parts)}.")
        parts[name] = _window(window, (*key, name))
    for (before, (_, ends)), (after, (begins, _)) in pairwise(parts.items()):
        if ends > begins:
            raise _Wrong(
                (*key, after),
                f"begins at {begins}, before the {before} ends.",
                f"The {before} ends at {ends}.",
            )
    return parts


def _delays(value: object, key: Key, default: Mapping[str, int]) -> Mapping[str, int]:
    from topaz_tui.rules.outcomes import BY_CODE

    able = [code for code, outcome in BY_CODE.items() if outcome.delay is not None]
    delays: dict[str, int] = {}
    for code, minutes in _table(value, key).items():
        if code not in able:
            what = "is an outcome without a delay" if code in BY_CODE else "is no outcome of a call"
            raise _Wrong((*key, code), _guess(what, code, able), f"Those with a delay are {', '.join(able)}.")
        delays[code] = _whole(1, 525_600)(minutes, (*key, code), 0)
    return delays


def _keys(value: object, key: Key, default: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    for action, names in _table(value, key).items():
        several = [names] if isinstance(names, str) else names
        if not (
            isinstance(several, list) and several and all(isinstance(name, str) and name for name in several)
        ):
            raise _Wrong((*key, action), f"is {_toml(names)}.", 'Give a key or several, like ["f3", "2"].')
        keys[action] = tuple(several)
    return keys


def _section(value: object, key: Key, default: Any) -> Any:
    """A table read onto a dataclass whose fields say how each is read."""
    known = {row.name: row for row in fields(default)}
    values = {}
    for name, given in _table(value, key).items():
        here = (*key, name)
        if name not in known:
            raise _Wrong(
                here, _guess("is not a setting", ".".join(here), _names()), f"Here are {', '.join(known)}."
            )
        values[name] = known[name].metadata["read"](given, here, getattr(default, name))
    return replace(default, **values)


def _councils(value: object, key: Key, default: Referral) -> Mapping[str, Referral]:
    """Each council's own terms, on top of those for all."""
    return {name: _section(terms, (*key, name), default) for name, terms in _table(value, key).items()}


def _setting(default: Any, read: Reader, meaning: str, source: str = "[ours]") -> Any:
    return field(
        default_factory=lambda: default, metadata={"read": read, "meaning": meaning, "source": source}
    )


# The settings


@dataclass(frozen=True, slots=True)
class Calls:
    """When and how often clients are called."""

    tries: int = _setting(
        3, _whole(1, 20), "Tries that reach nobody before a manager decides", "[ours] Tries"
    )
    days: int = _setting(2, _whole(1, 20), "On at least so many different days", "[ours] Tries")
    parts_of_day: int = _setting(
        2, _whole(1, 3), "In at least so many parts of the day", "[ours] Tries; sources 12, 13"
    )
    parts: Mapping[str, Hours] = _setting(
        {"morning": ("09:00", "12:00"), "afternoon": ("12:00", "17:00"), "evening": ("17:00", "20:00")},
        _parts,
        "The parts of the day",
    )
    hours: Week = _setting(
        Week((("09:00", "20:00"),) * 5 + (("10:00", "16:00"), None)),
        _week,
        "Calling hours: mon to sun, [] where closed; bank_holidays = true where they are as other days",
        "[ours]; evenings answer best, sources 12, 13",
    )
    claim_minutes: int = _setting(30, _whole(1, 480), "Minutes a worker holds a client after the last key")
    callback_grace_minutes: int = _setting(
        15, _whole(0, 480), "Minutes that a callback kept for one worker waits for them before anybody may make it"
    )
    follow_up_weeks: int = _setting(6, _whole(1, 52), "Weeks until a follow-up, as suggested after a review")
    recall_months: int = _setting(
        12,
        _whole(1, 60),
        "Months from an assessment or a completed review to the recall",
        "practice.md, Words",
    )
    tries_decide_days: int = _setting(
        5, _whole(0, 60), "Working days a manager has to decide about a client whose tries are used up"
    )
    delays: Mapping[str, int] = _setting(
        {},
        _delays,
        "Minutes until the next try after an outcome: no_answer = 180, engaged = 30 …",
        "source 11",
    )


@dataclass(frozen=True, slots=True)
class Referral:
    """The terms of a referral, in working days (0 is the same day), or in real hours in immediate danger,
    whose clock runs day and night. Defaults of practice.md, 'After the form'."""

    send_days: int = _setting(
        0, _whole(0, 60), "Working days to send a concern to the council", "[ours] Defaults; 22"
    )
    send_hours_danger: int = _setting(
        1, _whole(1, 72), "Hours to send it in immediate danger", "[ours] Defaults"
    )
    acknowledge_days: int = _setting(
        1, _whole(0, 60), "Working days for the council to acknowledge it", "[ours] Defaults; source 23"
    )
    acknowledge_hours_danger: int = _setting(
        1, _whole(1, 72), "Hours to acknowledge it in immediate danger", "[ours] Defaults"
    )
    chase_days: int = _setting(
        3, _whole(0, 60), "Working days without a decision before we chase", "[ours] Defaults; source 25"
    )
    manager_days: int = _setting(
        5, _whole(0, 60), "Working days without a decision before the manager", "[ours] Defaults; source 26"
    )
    head_days: int = _setting(
        10, _whole(0, 120), "Working days without a decision before the head of service", "[ours] Defaults"
    )
    director_days: int = _setting(
        15,
        _whole(0, 120),
        "Working days without a decision before the director and the adults board",
        "[ours]; 27",
    )
    feedback_days: int = _setting(
        2, _whole(0, 60), "Working days from the decision to feedback", "[ours] Defaults; 24"
    )
    close_days: int = _setting(5, _whole(0, 60), "Working days for us to close it after the feedback")
    rung_days: int = _setting(
        1,
        _whole(0, 60),
        "Working days from one rung of the ladder to the next once a step is overdue",
        "[ours]; 27",
    )
    rung_hours_danger: int = _setting(
        1, _whole(1, 72), "Hours from one rung to the next in immediate danger", "[ours]; 27: the same day"
    )
    question_days: int = _setting(
        1, _whole(0, 60), "Working days for a manager to answer a worker's question"
    )


@dataclass(frozen=True, slots=True)
class Screen:
    """How the program looks."""

    theme: str = _setting("dark", _one_of("dark", "light"), "The colours: dark or light")
    refresh_seconds: int = _setting(2, _whole(1, 600), "Seconds between two looks for what others have done")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `Settings()` is the defaults."""

    database: str | None = _setting(
        None,
        _text,
        "The database file, from here or the home directory (~); empty: in the platform's data directory",
    )
    calls: Calls = _setting(Calls(), _section, "")
    office: Week = _setting(
        Week((("09:00", "17:00"),) * 5 + (None, None)),
        _week,
        "Office hours, by which working days and deadlines count; written like calls.hours",
        "[ours] Defaults",
    )
    referral: Referral = _setting(Referral(), _section, "")
    councils: Mapping[str, Referral] = _setting(
        {}, _councils, 'A council\'s own terms: [councils."Name"], then any key of referral'
    )
    screen: Screen = _setting(Screen(), _section, "")
    keys: Mapping[str, tuple[str, ...]] = _setting(
        {}, _keys, 'Other keys for an action, by its name: "queue.skip" = ["z"]'
    )

    def referral_to(self, council: str | None) -> Referral:
        """The terms that hold for this council: its own, or those for all."""
        return self.councils.get(council or "", self.referral)


# Where they are


def default_path() -> Path:
    """The settings file where neither --settings nor TOPAZ_SETTINGS names one; it need not be there."""
    from platformdirs import user_config_path

    return user_config_path("topaz", appauthor=False) / "settings.toml"


def default_database() -> Path:
    """The database where neither --db nor the settings name one."""
    from platformdirs import user_data_path

    return user_data_path("topaz", appauthor=False) / "topaz.db"


def load(path: str | Path | None = None) -> Settings:
    """The settings of this file; without one, of TOPAZ_SETTINGS, else of the default path where there is a
    file.

    Raises Trouble for a file that is not there though it was named, can't be read, or has anything wrong in
    it.
    """
    named = path or os.environ.get("TOPAZ_SETTINGS")
    file = Path(named).expanduser() if named else default_path()
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        if named:
            raise Trouble(
                f"There is no settings file {file}.", do="Check the name, or leave it out."
            ) from None
        return Settings()
    except OSError as fault:
        raise Trouble(f"The settings file {file} can't be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Trouble(f"The settings file {file} is not text.", do="Save it as UTF-8.") from None
    return _read(text, str(file))


def _read(text: str, file: str) -> Settings:
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\(at line (\d+), column \d+\)", str(fault))
        line = int(found[1]) if found else text.count("\n") + 1  # else it is '(at end of document)'
        what = re.sub(r" \(at .*\)$", "", str(fault))
        raise Trouble(
            f"{file} line {line}{_near(text, line)} can't be read: {what}.",
            do="Mend the line; the format is TOML.",
        ) from None
    councils = data.pop("councils", {})
    try:
        settings: Settings = _section(data, (), Settings())
        settings = replace(settings, councils=_councils(councils, ("councils",), settings.referral))
        _check(settings)
    except _Wrong as wrong:
        name = ".".join(wrong.key)
        raise Trouble(f"{file} line {_line_of(text, wrong.key)}: {name} {wrong.what}", do=wrong.do) from None
    return settings


def _check(settings: Settings) -> None:
    """What each value may be, but not all of them together."""
    calls = settings.calls
    if calls.days > calls.tries:
        raise _Wrong(
            ("calls", "tries"),
            f"is {calls.tries}, too few for calls.days = {calls.days}.",
            "Give as many tries as days, or more.",
        )
    for key, terms in [(("referral",), settings.referral)] + [
        (("councils", name), terms) for name, terms in settings.councils.items()
    ]:
        ladder = ("chase_days", "manager_days", "head_days", "director_days")
        for before, after in pairwise(ladder):
            first, second = getattr(terms, before), getattr(terms, after)
            if first > second:
                raise _Wrong(
                    (*key, after),
                    f"is {second}, before {before} = {first}.",
                    f"The ladder goes up: {', '.join(ladder)}.",
                )


# Words and lines


_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]", re.ASCII)
_ASSIGNED = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=", re.ASCII)


def _lines(text: str) -> Iterator[tuple[int, Key]]:
    """Each line that names a key, with the whole of it. tomllib keeps no lines; this is close enough to
    point."""
    table: Key = ()
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HEADER.match(line):
            table = _split(found[1])
            yield number, table
        elif found := _ASSIGNED.match(line):
            yield number, table + _split(found[1])


def _split(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _line_of(text: str, key: Key) -> int:
    """The line that names the key, or as much of it as any line does (an inline table's first line)."""
    best, line = 0, 1
    for number, named in _lines(text):
        same = next(
            (n for n, (a, b) in enumerate(zip(named, key, strict=False)) if a != b), min(len(named), len(key))
        )
        if same > best:
            best, line = same, number
    return line


def _near(text: str, line: int) -> str:
    """The key at or before a line that can't be read: ', at calls.tries'."""
    before = [named for number, named in _lines(text) if number <= line]
    return f", at {'.'.join(before[-1])}," if before else ""


def _guess(what: str, wrong: str, known: Iterable[str]) -> str:
    """'is not a setting; did you mean calls.tries?'"""
    from difflib import get_close_matches

    names = {name: name for name in known}
    last = {name.rpartition(".")[2]: name for name in names}
    close = get_close_matches(wrong, names, 1, 0.75) or get_close_matches(
        wrong.rpartition(".")[2], last, 1, 0.75
    )
    return f"{what}; did you mean {names.get(close[0]) or last[close[0]]}?" if close else f"{what}."


def _names() -> list[str]:
    return [name for name, *_ in table()]


def _toml(value: object) -> str:
    """A value as the file would have it."""
    match value:
        case None:
            return '""'
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case Week():
            days = {day: window or () for day, window in zip(DAYS, value.windows, strict=True)}
            return _toml({**days, "bank_holidays": value.holidays})
        case dict():
            pairs = ", ".join(f"{name} = {_toml(of)}" for name, of in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return str(value)


def table(of: Any = None, prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Every setting: its key, its default as TOML, its meaning, and the source of the default. For the
    README."""
    of = of or Settings()
    for row in fields(of):
        value = getattr(of, row.name)
        if row.metadata["read"] is _section:
            yield from table(value, f"{prefix}{row.name}.")
        else:
            yield f"{prefix}{row.name}", _toml(value), row.metadata["meaning"], row.metadata["source"]
