"""What a day or a time is made of as somebody says it: the pieces that `phrases` takes a text apart into, and `reading`
puts together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sense = Literal["ahead", "past", "either"]
"""What is asked for: something that is to come, that has been, or either, and then the nearest."""


class Unclear(ValueError):
    """What was typed can't be told: a sentence for whoever typed it, with what to write."""


@dataclass(frozen=True, slots=True)
class On:
    """A day: found when today, and whether it is to come, are known. A `weekday` may be today."""

    find: Callable[[date, Sense], date]
    weekday: int | None = None
    year_open: bool = False  # what follows may be its year


@dataclass(frozen=True, slots=True)
class At:
    """A time of day in minutes. `half` is 'am', 'pm', or '' for as it stands; None where it may be either."""

    minutes: int
    half: str | None = None


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: when it is taken to be, in minutes, until when it lasts, and which half it is in."""

    minutes: int
    until: int
    half: str


@dataclass(frozen=True, slots=True)
class Offset:
    """So far from now: minutes; or, of today, days, working days or months."""

    number: float
    unit: str
    signed: bool


Piece = On | At | DayPart | Offset
