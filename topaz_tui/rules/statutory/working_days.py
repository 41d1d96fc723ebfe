"""The working days of statute: every day but Saturday, Sunday, Christmas Day, Good Friday and a bank holiday.

The regulations have a meaning of their own for them (SOURCES.md, 33 and 37), so neither the team's opening hours nor a
setting that makes bank holidays ordinary days moves a date of law. The holidays are England's, also for a child who is
placed elsewhere.
"""

from __future__ import annotations

from datetime import date

from topaz_tui import clock

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Is this a working day of statute?"""
    return day.weekday() < SATURDAY and not clock.is_bank_holiday(day)


def add(day: date, days: int) -> date:
    """The working day that is so many after `day`, or before it where `days` is below zero. The day itself isn't
    counted, whether it is a working day or not."""
    step = clock.DAY if days > 0 else -clock.DAY
    left = abs(days)
    while left:
        day += step
        left -= is_working_day(day)
    return day
