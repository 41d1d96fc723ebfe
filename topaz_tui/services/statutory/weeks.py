"""The calendar of what is due: how much falls on each day of the weeks to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from topaz_tui import clock
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.row import WrittenBy
from topaz_tui.services.statutory.due import DueLine, DuePage

WEEKS = 12


@dataclass(slots=True)
class DueWeek:
    """A week from its Monday: how much is due on each of its days, how much of it is ours to do, and how much a court
    has to have."""

    monday: date
    days: list[int]
    ours: int = 0
    court: int = 0

    @property
    def all(self) -> int:
        """All that falls in it."""
        return sum(self.days)


@dataclass(frozen=True, slots=True)
class DueCalendar:
    """The weeks from the present one on, and what lies outside them: what is late, what is due later, and what has no
    day. Each duty is counted once."""

    weeks: tuple[DueWeek, ...]
    late: int
    late_ours: int
    later: int
    no_day: int


def calendar(page: DuePage, weeks: int = WEEKS) -> DueCalendar:
    """What is due, by day, in so many weeks."""
    today = clock.local(page.at).date()
    monday = today - timedelta(today.weekday())
    found = tuple(DueWeek(monday + timedelta(weeks=number), [0] * 7) for number in range(weeks))
    late = [line for line in page.lines if line.overdue]
    later = no_day = 0
    for line in page.lines:
        if line.due is None:
            no_day += 1
        elif not line.overdue:
            day = date.fromisoformat(line.due[:10])
            place = (day - monday).days // 7
            if place >= weeks:
                later += 1
                continue
            week = found[place]
            week.days[day.weekday()] += 1
            week.ours += _is_ours(line)
            week.court += line.subject.order_id is not None
    return DueCalendar(found, len(late), sum(map(_is_ours, late)), later, no_day)


def _is_ours(line: DueLine) -> bool:
    return BY_CODE[line.code].writer != WrittenBy.COUNCIL
