"""The weeks to come of what is due: how much falls on each day, and the page of so many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from topaz_tui import clock
from topaz_tui.rules.statutory import listing
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.row import WrittenBy
from topaz_tui.services.statutory.due import DayKind, DueLine, DuePage

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
    late = late_ours = later = no_day = 0
    for kind, number in (page.by_day or by_day(page.lines)).items():
        if not kind.day:
            no_day += number
        elif kind.late:
            late += number
            late_ours += number * kind.ours
        else:
            day = date.fromisoformat(kind.day)
            place = (day - monday).days // 7
            if place >= weeks:
                later += number
                continue
            week = found[place]
            week.days[day.weekday()] += number
            week.ours += number * kind.ours
            week.court += number * kind.court
    return DueCalendar(found, late, late_ours, later, no_day)


def by_day(lines: Iterable[DueLine]) -> Counter[DayKind]:
    """How many of these lines there are of each kind."""
    return Counter(
        DayKind((line.due or "")[:10], line.overdue, is_ours(line.code), line.subject.order_id is not None)
        for line in lines
    )


def is_ours(code: str) -> bool:
    """Is a duty of this code ours to do?"""
    return BY_CODE[code].writer != WrittenBy.COUNCIL


def up_to(page: DuePage, weeks_ahead: int) -> DuePage:
    """A page that has all lines, with those alone of so many weeks, and what has no day."""
    last = str(clock.local(page.at).date() + timedelta(weeks=weeks_ahead))
    lines = tuple(line for line in page.lines if line.due is None or line.due[:10] <= last)
    counts: listing.Counts = {"overdue": page.overdue, "due": len(lines) - page.overdue, "met": page.met}
    return replace(page, due=counts["due"], lines=lines, listed=listed(page, lines, counts), by_day=None)


def listed(part: DuePage, lines: Iterable[DueLine], counts: listing.Counts) -> listing.DutyListing:
    """The page as other programs read it, of these lines."""
    items: list[listing.Line] = [
        {
            "person_id": line.subject.key, "code": line.code, "words": line.words, "due": line.due,
            "overdue": line.overdue, "owner": line.owner, "waits_for": line.waits_for, "source": line.source,
            "from": str(line.since),
        }
        for line in lines
    ]  # fmt: skip
    return {"as_of": part.listed["as_of"], "counts": counts, "items": items}
