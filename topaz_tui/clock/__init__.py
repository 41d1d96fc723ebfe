"""The one place that reads the time, and all sums with it.

Moments are aware datetimes in UTC; days are dates in London. An office hour is reckoned on London's wall
clock (nine o'clock is nine o'clock, summer and winter); a real hour is sixty minutes whatever the wall clock
does. A moment outside office hours counts as the next opening: what comes in on Friday night came in on
Monday morning.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache

from topaz_tui.clock.format import (
    format_day,
    format_days_in,
    format_full_day,
    format_full_moment,
    format_moment,
    format_return,
    format_span,
    format_time_left,
)
from topaz_tui.clock.london import (
    DAY,
    LONDON,
    MONTHS,
    WEEKDAYS,
    Hours,
    add_months,
    at,
    day_and_minute,
    from_store,
    local,
    minute_of_day,
    to_store,
)
from topaz_tui.clock.office import Week, add_hours, add_working_days, is_bank_holiday, part_of_day, part_of_minute
from topaz_tui.clock.pieces import Sense, Unclear
from topaz_tui.errors import Invalid

__all__ = [
    "DAY",
    "LONDON",
    "MONTHS",
    "WEEKDAYS",
    "Hours",
    "Sense",
    "Unclear",
    "Week",
    "add_hours",
    "add_months",
    "add_working_days",
    "at",
    "day_and_minute",
    "format_day",
    "format_days_in",
    "format_full_day",
    "format_full_moment",
    "format_moment",
    "format_return",
    "format_span",
    "format_time_left",
    "from_store",
    "is_bank_holiday",
    "is_pretended",
    "local",
    "minute_of_day",
    "now",
    "part_of_day",
    "part_of_minute",
    "pretend",
    "read_day",
    "read_when",
    "to_store",
    "today",
]


def now() -> datetime:
    """The present moment in UTC, in whole seconds. With TOPAZ_NOW set, the clock began there and runs on."""
    pretended = os.environ.get("TOPAZ_NOW")
    offset = _offset(pretended) if pretended else timedelta(0)
    return (datetime.now(UTC) + offset).replace(microsecond=0)


def is_pretended() -> bool:
    """Is the clock a pretended one, as for training (TOPAZ_NOW)?"""
    return bool(os.environ.get("TOPAZ_NOW"))


def pretend(moment: str) -> str:
    """What TOPAZ_NOW has to be for a clock that shows this moment now, the same in every program it is given to."""
    return f"{moment} since {to_store(datetime.now(UTC))}"


@cache
def _offset(pretended: str) -> timedelta:
    """How far the pretended clock is from the real one: taken once, so that it runs on."""
    moment, _, since = pretended.partition(" since ")
    try:
        return from_store(moment) - (from_store(since) if since else datetime.now(UTC))
    except ValueError:
        raise Invalid(
            f"TOPAZ_NOW is {pretended!r}, which is no time.",
            hint="Write it like 2026-11-23T10:00:00Z, or unset it.",
        ) from None


def today() -> date:
    """The present day in London."""
    return local(now()).date()


def read_day(text: str, today: date, sense: Sense = "ahead") -> date:
    """The day that a worker typed (reading.read_day). Raises Unclear."""
    from topaz_tui.clock import reading  # its table of phrases takes a while to load: once somebody types

    return reading.read_day(text, today, sense)


def read_when(text: str, now: datetime, sense: Sense = "ahead", default: str = "09:00") -> datetime:
    """The moment that a worker typed, in UTC (reading.read_when). Raises Unclear."""
    from topaz_tui.clock import reading

    return reading.read_when(text, now, sense, default)
