"""What moves when a date of birth is corrected: shown, so that nobody has to find it out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.life import BornBefore, Life
from topaz_tui.rules.statutory.reckoning import DutyItem, DutyState, reckon


@dataclass(frozen=True, slots=True)
class Moved:
    """A duty that a correction of the date of birth moved: as it was before, and as it is now (None: there was none, or
    is none)."""

    code: str
    before: DutyItem | None
    after: DutyItem | None


def correct(life: Life, born: date, day: date) -> Life:
    """The life with another date of birth from a day on; the one believed before is kept."""
    return replace(life, born=born, formerly=(*life.formerly, BornBefore(life.born, day)))


def moved(life: Life, as_of: date, council: CouncilRules = NO_COUNCIL) -> list[Moved]:
    """What the last correction of the date of birth moved: each duty whose day or state isn't what it was."""
    if not life.formerly:
        return []
    *earlier, last = life.formerly
    before = _by_code(reckon(replace(life, born=last.born, formerly=tuple(earlier)), as_of, council))
    after = _by_code(reckon(life, as_of, council))
    pairs = (
        Moved(code, one, other)
        for code in dict.fromkeys((*before, *after))
        for one, other in zip_longest(before[code], after[code])
    )
    return [pair for pair in pairs if _told(pair.before) != _told(pair.after)]


def _by_code(items: list[DutyItem]) -> dict[str, list[DutyItem]]:
    found: dict[str, list[DutyItem]] = defaultdict(list)
    for item in items:
        found[item.code].append(item)
    return found


def _told(item: DutyItem | None) -> tuple[object, ...] | None:
    """What somebody sees of an item."""
    return None if item is None else (item.due, item.target, item.state, item.met, item.ended if _over(item) else None)


def _over(item: DutyItem) -> bool:
    return item.state == DutyState.ENDED
