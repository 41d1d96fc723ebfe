"""The small language in which a row of the duties says when it is due.

`+3m`     so long after the anchor: d days, w weeks, m calendar months, y years, wd working days of statute
`-10wd`   so long before it
`on X`    the day that X names, such as `on order.file_by`; `on anchor` is the anchor's own day
`max(X, Y)` the later of two days that have names
`asap`    as soon as possible: a target, never a limit
`during`  for as long as the duty stands: no day
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from topaz_tui import clock
from topaz_tui.rules.statutory import working_days
from topaz_tui.rules.statutory.ages import months_after

NAMES = frozenset(
    {
        "anchor",
        "16th birthday",
        "13 weeks",
        "25th birthday",
        "order.file_by",
        "order.hearing",
        "term.end",
        "planned end",
        "first review after 16",
    }
)
"""The days that an expression may name."""
OPEN = frozenset({"asap", "during"})
"""The expressions that name no day."""
SPAN = re.compile(r"([+-])(\d{1,3})(wd|d|w|m|y)")
LATER = re.compile(r"max\(([^,]+), ([^,]+)\)")


@dataclass(frozen=True, slots=True)
class DueBy:
    """When something is due: on a day, to its end, or at a time of that day in London."""

    day: date
    at: time | None = None

    def overdue(self, now: datetime) -> bool:
        """Is it over at this moment? The day's end, and the time itself, are still in time."""
        wall = clock.local(now)
        if self.at is None or wall.date() != self.day:
            return wall.date() > self.day
        return wall.time() > self.at

    def kept_by(self, other: DueBy) -> bool:
        """Was what happened at `other` in time? What has a day alone counts as in time on that day."""
        if other.day != self.day or self.at is None or other.at is None:
            return other.day <= self.day
        return other.at <= self.at

    def __str__(self) -> str:
        return self.day.isoformat() if self.at is None else f"{self.day.isoformat()}T{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read: so many of a unit (below zero: before), or the later of the days named."""

    text: str
    number: int = 0
    unit: str = ""
    names: tuple[str, ...] = ()

    def from_day(self, anchor: date, days: Mapping[str, DueBy | None] | None = None) -> DueBy | None:
        """The day that the expression names for this anchor, with the days of `days` by name; None where it names none,
        or one of its days isn't known."""
        if self.unit:
            return DueBy(shift(anchor, self.number, self.unit))
        known = {"anchor": DueBy(anchor), **(days or {})}
        found = [known.get(name) for name in self.names]
        there = [each for each in found if each is not None]
        return max(there, key=_place) if there and len(there) == len(found) else None


def _place(due: DueBy) -> tuple[date, time]:
    """Its place in time: a day alone stands at that day's end."""
    return due.day, due.at or time.max


def shift(day: date, number: int, unit: str) -> date:
    """The day that is `number` of the unit after `day` (below zero: before it)."""
    match unit:
        case "wd":
            return working_days.add(day, number)
        case "m":
            return months_after(day, number)
        case "y":
            return months_after(day, 12 * number)
        case _:
            return day + number * (7 if unit == "w" else 1) * clock.DAY


@cache
def read(text: str) -> Expression:
    """The expression in a row's text. Raises ValueError for text that is none."""
    if text in OPEN:
        return Expression(text)
    if found := SPAN.fullmatch(text):
        return Expression(text, int(found[1] + found[2]), found[3])
    if text.startswith("on "):
        names: tuple[str, ...] = (text[3:],)
    elif found := LATER.fullmatch(text):
        names = (found[1], found[2])
    else:
        raise ValueError(f"{text!r} says no time; write it like +3m, -10wd, on anchor or asap")
    if unknown := set(names) - NAMES:
        raise ValueError(f"{text!r} names a day that nobody knows: {', '.join(sorted(unknown))}")
    return Expression(text, names=names)
