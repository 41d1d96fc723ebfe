"""What a cell says of a death or of a move: yes, no, or something that a person has to look at.

Anything that is not a no, 'unknown' or empty stops calls, since a call to the dead is worse than a question to the
council; so does whatever is asked ('?', 'Y?') or contradicts itself ('No (Y)'). A date that systems write for 'none'
(1900, 31/12/9999) is no date.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from topaz_tui.rules.people.dates import parse_date, parse_serial
from topaz_tui.rules.people.text import contradicts, empty, fold, parts_of, unsure

FIRST_YEAR, LAST_YEAR = 1901, 9998  # a date outside of these years stands for none
_FILLER_SERIAL = 2_958_465  # 31/12/9999

# A no is one alone or before a mark: 'no longer with us' is none.
_NO = re.compile(
    r"(?:no|n|false|f|alive|living|active|current|(?:not|no record of|no) (?:deceased|dead|death|moved|out of area)"
    r"|0+(?:[.,]0+)?)(?:\s*[-,:;.(/].*)?",
    re.S,
)
_ALIVE = frozenset(("alive", "living", "not deceased", "not dead"))
_NOT_MOVED = frozenset(("not moved", "still here", "still there"))
_STAYS = re.compile(r"\b(?:not|never|no record of|no) (?:yet )?(?:moved|out of area)\b")
_GONE = re.compile(r"\b(?:moved|relocated|out of area|left the area|transferred)\b")
_DENIED = re.compile(r"\b(?:not|no record of|no) (?:deceased|dead|death)\b")
_YES = re.compile(r"(?:yes|y|true|t|1|1\.0)\b.*|[✓✔☑√]", re.S)
_NO_BEFORE = re.compile(r"(?:no|n|false|f|alive|living)\s*[-,:;.(/]+\s*(.*?)\)?", re.S)
_DEAD = re.compile(r"\b(?:deceased|dec'?d|died|dies|dead|death|rip|r\.i\.p\.?|passed away|passed on)(?!\w)")
_NO_DATE = re.compile(r"[0\s/.:-]+|0*1[-/.]0*1[-/.]0*1")
_ZERO_PART = re.compile(r"(?:00?[-/.]\d{1,2}[-/.](?:19|20)?\d\d|0000[-/.]\d\d?[-/.]\d\d?)(?!\d).*", re.S)


class CellMeaning(StrEnum):
    """What a cell says: it is not so, it is so, or somebody has to look at it."""

    NO = "no"
    YES = "yes"
    LOOK = "look"


class CellReading(NamedTuple):
    """What is told of an end, and the day (ISO 8601) where one can be read."""

    told: CellMeaning
    on: str | None = None


_NOTHING, _LOOK = CellReading(CellMeaning.NO), CellReading(CellMeaning.LOOK)


def death(cell: str, today: date) -> CellReading:
    """What a cell says of a death: a flag, a date, or words. A date still to come is for somebody to look at."""
    if unsure(cell) or contradicts(cell):
        return _LOOK
    end = _end(cell, today)
    is_dead = bool(_DEAD.search(_DENIED.sub("", fold(cell))))
    if end is None:
        return CellReading(CellMeaning.YES if is_dead else CellMeaning.LOOK)
    if end.told is CellMeaning.NO:
        return _LOOK if is_dead or _has_a_day(cell, today) else end
    is_both = not end.on and not _ALIVE.isdisjoint(parts_of(cell))
    return _LOOK if is_both or (end.on and end.on > today.isoformat()) else end


def move(cell: str, today: date) -> CellReading:
    """What a cell says of a move out of the area. One that is still to come moves nobody yet."""
    if unsure(cell) or contradicts(cell):
        return _LOOK
    end = _end(cell, today)
    if end is None:
        return _LOOK
    if end.told is CellMeaning.NO:
        return _LOOK if _GONE.search(_STAYS.sub("", fold(cell))) or _has_a_day(cell, today) else end
    if not end.on and not _NOT_MOVED.isdisjoint(parts_of(cell)):
        return _LOOK
    return _NOTHING if end.on and end.on > today.isoformat() else end


def _has_a_day(cell: str, today: date) -> bool:
    """Whether a day stands behind a no, and nothing else: 'No (12/03/2025)'."""
    behind = _NO_BEFORE.fullmatch(fold(cell))
    return behind is not None and _end(behind[1], today) not in (None, _NOTHING)


def is_filler(day: str) -> bool:
    """Whether a day (ISO 8601) is what systems write for 'none': 1900, the first of January 1901, 31/12/9999."""
    return not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR or day == f"{FIRST_YEAR}-01-01"


@lru_cache(maxsize=1 << 14)
def denies(cell: str) -> bool:
    """Does a cell say no, and is not merely empty?"""
    if _NO_DATE.fullmatch(cell) or _ZERO_PART.fullmatch(cell):
        return cell in ("0", "0.0")  # as a flag has it
    return not empty(cell) and bool(_NO.fullmatch(fold(cell)))


@lru_cache(maxsize=1 << 14)
def _end(cell: str, today: date) -> CellReading | None:
    """What both kinds of cell have in common; None for words that neither says yes or no."""
    if empty(cell) or _NO_DATE.fullmatch(cell) or _ZERO_PART.fullmatch(cell):
        return _NOTHING
    day = parse_date(cell, today) or parse_serial(cell)
    if day is not None:
        if is_filler(day.isoformat()):
            return _NOTHING
        return CellReading(CellMeaning.YES, day.isoformat())
    if re.search(r"\b9999\b", cell) or cell.split(".")[0] == str(_FILLER_SERIAL):
        return _NOTHING
    words = fold(cell)
    if _NO.fullmatch(words):
        return _NOTHING
    return CellReading(CellMeaning.YES) if _YES.fullmatch(words) else None
