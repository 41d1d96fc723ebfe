"""What a young person is on a day: looked after, eligible, relevant, former relevant or qualifying.

Reckoned from the episodes of care alone; a worker confirms it. Children Act 1989, sections 23A, 23C and 24 and Schedule
2, paragraph 19B; SI 2010/959, regulations 40 and 48; SI 2010/2571, regulation 3 (SOURCES.md, 33, 34, 38 and 39).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from topaz_tui.clock import DAY
from topaz_tui.rules.statutory.ages import months_after
from topaz_tui.rules.statutory.life import Care, CareEnd, EventKind, Life, holds, periods
from topaz_tui.rules.statutory.row import For

WEEKS_13 = 13 * 7
"""So many days in care since the 14th birthday make a child of 16 or 17 eligible (regulation 40(1))."""
MONTHS_HOME = 6
"""So many months back home by agreement, and a young person is relevant no more."""
ALL_OVER = frozenset({CareEnd.ADOPTED, CareEnd.DIED, CareEnd.TRANSFERRED})
"""After these this council owes nothing more, unless it looks after the child again."""


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A span of a young person's life by what the law calls them, and why it ended ('' where it goes on)."""

    began: date
    ended: date
    what: For | None
    why: str = ""


class LifeCourse:
    """A life as the law sees it, reckoned once: periods of care, eligible days, ends. Care that nobody wrote the end of
    is taken to go on up to 18."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.periods = periods(life)
        self.at_16, self.at_18, self.at_25 = (life.birthday(age) for age in (16, 18, 25))
        self.eligible = eligible_days(life, self.periods)
        self.ends = sorted(_ends(life, self.periods))
        self.stages = self._stages()

    def category(self, day: date) -> For | None:
        """What the law calls the young person on a day; None where it asks nothing for them."""
        if day < self.life.born or self._over(day) or day >= self.at_25:
            return None
        if day < self.at_18:
            return self._child(day)
        last = self.category(self.at_18 - DAY)
        if last in (For.ELIGIBLE, For.RELEVANT):
            return For.FORMER_RELEVANT
        return For.QUALIFYING if last and self._in_care_at_16(self.at_18) else None

    def _child(self, day: date) -> For | None:
        eligible = any(each <= day for each in self.eligible)
        if any(holds(care, day) for care in self.periods):
            return For.ELIGIBLE if eligible else For.LOOKED_AFTER
        if day < self.at_16:
            return None
        left = [care for care in self.periods if care.ended <= day]
        guarded = bool(left) and left[-1].why == CareEnd.GUARDIAN
        if eligible and not guarded and not self._settled_at_home(day):
            return For.RELEVANT
        return For.QUALIFYING if self._in_care_at_16(day) else None

    def _over(self, day: date) -> bool:
        """Is everything over by this day, because of an adoption, a death or another council?"""
        ended = [each for each, _ in self.ends if each <= day]
        return bool(ended) and not any(ended[-1] <= care.began <= day for care in self.periods)

    def _settled_at_home(self, day: date) -> bool:
        """Have they lived at home for six months without a break? As soon as that breaks down, they have not."""
        return any(holds(home, day) and months_after(home.began, MONTHS_HOME) <= day for home in self.life.homes)

    def _in_care_at_16(self, day: date) -> bool:
        """Were they looked after for any time since the 16th birthday, before this day?"""
        return any(max(care.began, self.at_16) < min(care.ended, day) for care in self.periods)

    def _stages(self) -> list[LifeStage]:
        """All that the young person is, in order and without a gap, from the birth to 25."""
        changes = {self.life.born, self.at_16, self.at_18, *self.eligible, *(day for day, _ in self.ends)}
        changes |= {day for care in self.periods for day in (care.began, care.ended)}
        for home in self.life.homes:
            changes |= {months_after(home.began, MONTHS_HOME), *([home.ended] if home.ended else [])}
        days = sorted(day for day in changes if self.life.born <= day < self.at_25)
        told = [(day, self.category(day)) for day in days]
        begun = [next(same) for _, same in groupby(told, key=lambda each: each[1])]
        ends = [*(day for day, _ in begun[1:]), self.at_25]
        return [LifeStage(day, end, what, self._why(end)) for (day, what), end in zip(begun, ends, strict=True)]

    def spans(self, who: frozenset[For]) -> Iterator[LifeStage]:
        """The spans in which the young person is one of `who`, adjoining ones as one, each with the reason for its
        end."""
        for within, same in groupby(self.stages, key=lambda stage: stage.what in who):
            if within:
                first, *rest = same
                last = rest[-1] if rest else first
                yield LifeStage(first.began, last.ended, first.what, last.why)

    def _why(self, day: date) -> str:
        """Why what they were ended on this day, in words."""
        if day in dict(self.ends):
            return dict(self.ends)[day]
        for age in (25, 18):
            if self.life.birthday(age) == day:
                return f"turned {age}"
        for care in self.periods:
            if care.ended == day:
                return str(care.why)
            if care.began == day:
                return "looked after again"
        if any(home.ended == day for home in self.life.homes):
            return "home broke down"
        if any(months_after(home.began, MONTHS_HOME) == day for home in self.life.homes):
            return "six months back home"
        return "became eligible" if day in self.eligible else "turned 16"


def eligible_days(life: Life, cared: list[Care]) -> list[date]:
    """The day in each period of care on which the child became eligible, or was so again.

    Days in care since the 14th birthday are added up over all periods, short breaks left out, until they are 13 weeks.
    At least 24 hours of this period have to be after the 16th birthday.
    """
    at_14, at_16, at_18 = (life.birthday(age) for age in (14, 16, 18))
    found = []
    before = 0
    for care in cared:
        began = max(care.began, at_14)
        if care.ended <= began:
            continue
        day = max(began + max(0, WEEKS_13 - before) * DAY, at_16)
        if day <= care.ended and day < at_18 and care.ended - max(began, at_16) >= DAY:
            found.append(day)
        before += (care.ended - began).days
    return found


def _ends(life: Life, cared: list[Care]) -> Iterator[tuple[date, str]]:
    yield from ((care.ended, str(care.why)) for care in cared if care.why in ALL_OVER)
    over = (EventKind.DIED, EventKind.TRANSFERRED)
    yield from ((event.day, str(event.kind)) for event in life.events if event.kind in over)
