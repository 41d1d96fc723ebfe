"""Safe times: when somebody can be called, read from words, kept as 'Mon-Fri 10:00-12:00; Sat 14:00-16:00'.

Only what is understood whole counts: one word too many ('not', 'except') and the answer is None, and a person
reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import time
from functools import lru_cache
from typing import NamedTuple

from topaz_tui.rules.people.text import fold

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EVERY_DAY = frozenset(range(7))
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS_OF_DAYS = {
    **{
        word: frozenset((i,))
        for i, name in enumerate(_DAY_NAMES)
        for word in (name, name + "s", name[:3], name[:3] + "s")
    },
    **dict.fromkeys(("tues",), frozenset((1,))),
    **dict.fromkeys(("thur", "thurs"), frozenset((3,))),
    **dict.fromkeys(("weekday", "weekdays"), frozenset(range(5))),
    **dict.fromkeys(("weekend", "weekends"), frozenset((5, 6))),
    **dict.fromkeys(("daily", "everyday"), _EVERY_DAY),
}
# The parts of the day [ours]; the calling hours cut every window anyway.
_PARTS = {
    "morning": (time(9), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
    "lunchtime": (time(12), time(14)),
}
_ALL_DAY = (time(0), time(23, 59))
_FILLERS = frozenset(
    (
        "only",
        "please",
        "call",
        "ring",
        "phone",
        "safe",
        "best",
        "at",
        "on",
        "in",
        "the",
        "or",
        "between",
        "from",
        "times",
        "time",
        "hrs",
        "hours",
    )
)
_TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|a\.m\.|p\.m\.)?|\d{4}(?!\d))(?![a-z0-9:])"
    r"|(?P<word>[a-z]+)|(?P<sign>[-,&/+]))"
)


LONGEST = 500
"""The most letters of safe times that are read: a longer text is for a person to read."""


class SafeWindow(NamedTuple):
    """Weekdays (Monday is 0) and the times of day, London, between which a call is safe."""

    days: frozenset[int]
    start: time
    end: time


@lru_cache(maxsize=4096)
def safe_times(text: str) -> str | None:
    """`text` in the one form that is kept, or None where any of it can't be understood.

    'Mon-Fri 10-12; Sat 2-4pm' is 'Mon-Fri 10:00-12:00; Sat 14:00-16:00', 'weekday mornings' is 'Mon-Fri
    09:00-12:00', 'after 5pm' is 'Mon-Sun 17:00-23:59'. A bare hour before eight is in the afternoon: nobody
    asks to be rung at four in the morning [ours].
    """
    if len(text) > LONGEST:
        return None
    try:
        windows = [window for part in text.split(";") if part.strip() for window in _Part(part).windows()]
    except ValueError:
        return None
    return windows_kept(windows) or None


def windows_kept(windows: Iterable[SafeWindow]) -> str:
    """Windows in the form that is kept."""
    return "; ".join(f"{_day_words(w.days)} {w.start:%H:%M}-{w.end:%H:%M}" for w in windows)


def window_words(windows: Iterable[tuple[frozenset[int], time, time]]) -> str:
    """Windows as people say them: 'Sundays', 'Mon-Fri before 09:00', 'every day after 20:00'."""
    return "; ".join(f"{_said_days(days)}{_said_times(start, end)}" for days, start, end in windows)


def _said_days(days: frozenset[int]) -> str:
    if days == _EVERY_DAY:
        return "every day"
    return f"{_DAY_NAMES[min(days)].capitalize()}s" if len(days) == 1 else _day_words(days)


def _said_times(start: time, end: time) -> str:
    if end == _ALL_DAY[1]:
        return "" if start == _ALL_DAY[0] else f" after {start:%H:%M}"
    return f" before {end:%H:%M}" if start == _ALL_DAY[0] else f" {start:%H:%M}-{end:%H:%M}"


@lru_cache(maxsize=4096)
def parse_windows(kept: str) -> tuple[SafeWindow, ...]:
    """The windows of what `safe_times` gave; none for what is not in that form."""
    return tuple(
        window
        for part in kept.split(";")
        if (match := re.fullmatch(r"\s*([A-Za-z,-]+) (\d\d):(\d\d)-(\d\d):(\d\d)\s*", part))
        for window in [
            SafeWindow(_read_days(match[1]), time(int(match[2]), int(match[3])), time(int(match[4]), int(match[5])))
        ]
    )


def read_windows(kept: str) -> tuple[SafeWindow, ...]:
    """The windows of what `safe_times` gave. Raises ValueError where any part of it is in no such form: half of what
    was agreed is not what was agreed."""
    found = parse_windows(kept)
    if not found or len(found) < sum(bool(part.strip()) for part in kept.split(";")):
        raise ValueError("no times")
    if any(window.start >= window.end for window in found):
        raise ValueError("times that end before they begin")
    return found


def _day_words(days: frozenset[int]) -> str:
    """'Mon-Fri', 'Mon,Wed,Fri', 'Sat-Sun'."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_DAYS[run[0]] if len(run) == 1 else f"{_DAYS[run[0]]}-{_DAYS[run[-1]]}" for run in runs)


def _read_days(words: str) -> frozenset[int]:
    days: set[int] = set()
    for run in words.split(","):
        first, _, last = run.partition("-")
        days.update(range(_DAYS.index(first), _DAYS.index(last or first) + 1))
    return frozenset(days)


class _Part:
    """One part of the text between semicolons, as tokens that are taken off the front."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self._split(fold(text)))

    @staticmethod
    def _split(text: str) -> Iterator[str]:
        text = re.sub(r"\b(every|any|each|all) day\b", "daily", text)
        text = re.sub(r"\b(?:12 )?(?:mid ?day|noon)\b", "12:00", text)
        text = re.sub(r"\b(any time|anytimes)\b", "anytime", text)
        text = re.sub(r"\b(\d\S*(?: [ap]m)?) onwards?\b", r"after \1", text)
        text = re.sub(r"\b(to|until|till|til)\b|[–—]", "-", text)
        end = 0
        while end < len(text.rstrip(" .")):
            match = _TOKEN.match(text, end)
            if match is None:
                raise ValueError(text)
            end = match.end()
            if match["word"] not in _FILLERS:
                yield match[0].strip()

    def windows(self) -> list[SafeWindow]:
        found: list[tuple[frozenset[int] | None, tuple[time, time]]] = []
        days: frozenset[int] | None = None
        fresh = False  # days were named, and no time since
        while self.tokens:
            if self.tokens[0] in (",", "&", "and", "/", "+"):
                self.tokens.pop(0)
            elif (named := self._days()) is not None:
                days = (days or frozenset()) | named if fresh else named
                fresh = True
            else:
                found.append((days, self._times()))
                fresh = False
        if fresh and found and all(named is None for named, _ in found):  # '10-12 on Mondays'
            found = [(days, times) for _, times in found]
        elif fresh:
            found.append((days, _ALL_DAY))
        return [SafeWindow(named or _EVERY_DAY, *times) for named, times in found]

    def _next(self, *signs: str) -> bool:
        """Whether one of `signs` is next with something behind it; takes it off if so."""
        if len(self.tokens) > 1 and self.tokens[0] in signs:
            self.tokens.pop(0)
            return True
        return False

    def _days(self) -> frozenset[int] | None:
        first = _WORDS_OF_DAYS.get(self.tokens[0])
        if first is None:
            return None
        self.tokens.pop(0)
        if not self._next("-"):
            return first
        last = _WORDS_OF_DAYS.get(self.tokens.pop(0))
        if last is None or len(first) > 1 or len(last) > 1 or min(first) >= min(last):
            raise ValueError("no range of days")
        return frozenset(range(min(first), min(last) + 1))

    def _times(self) -> tuple[time, time]:
        token = self.tokens.pop(0)
        if (part := _PARTS.get(token.removesuffix("s"))) is not None:
            return part
        if token == "anytime":
            return _ALL_DAY
        if token in ("after", "before") and self.tokens:
            at = _clock(self.tokens.pop(0))
            return (at, _ALL_DAY[1]) if token == "after" else (_ALL_DAY[0], at)
        if not self._next("-", "and"):
            raise ValueError("a time alone is no window")
        until = self.tokens.pop(0)
        start, end = _clock(token), _clock(until)
        if start >= end:
            raise ValueError("ends before it starts")
        return start, end


def _clock(text: str) -> time:
    match = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?[.m]*", text)
    if match is None:
        raise ValueError(text)
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        raise ValueError(text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif hour < 8 and len(match[1]) == 1:
        hour += 12
    return time(hour, minute)
