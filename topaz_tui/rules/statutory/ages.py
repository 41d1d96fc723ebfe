"""The day on which somebody reaches an age: its first moment (SOURCES.md, 51)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from enum import StrEnum

from topaz_tui import clock


class LeapBirthday(StrEnum):
    """The birthday of somebody born on 29 February, in a year that has none. Sources disagree (SOURCES.md, 51), so it
    is the team's setting."""

    MARCH = "1 March"
    FEBRUARY = "28 February"


def birthday(born: date, age: int, leap: LeapBirthday = LeapBirthday.MARCH) -> date:
    """The day on which somebody reaches `age`."""
    year = born.year + age
    if (born.month, born.day) != (2, 29) or isleap(year):
        return born.replace(year=year)
    return date(year, 3, 1) if leap == LeapBirthday.MARCH else date(year, 2, 28)


def treat_as(born: date, age: int) -> date:
    """The day from which a duty that begins at `age` had better be kept: the earlier one where it is disputed."""
    return birthday(born, age, LeapBirthday.FEBRUARY)


def age_on(born: date, day: date, leap: LeapBirthday = LeapBirthday.MARCH) -> int:
    """The age on a day, in whole years; below zero before the birth."""
    age = day.year - born.year
    return age if birthday(born, age, leap) <= day else age - 1


def months_after(day: date, months: int) -> date:
    """So many calendar months after a day: the day of the same number, else the month's end. The day of the event isn't
    counted (Dodds v Walker; SOURCES.md, 36)."""
    return clock.add_months(day, months)
