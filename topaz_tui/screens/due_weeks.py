"""Twelve weeks of what is due as text: a line a week, a column a day."""

from __future__ import annotations

from collections.abc import Iterator

from topaz_tui import clock
from topaz_tui.services.statutory import weeks
from topaz_tui.services.statutory.due import DuePage

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def as_text(page: DuePage, wanted: int) -> str:
    """The calendar, with the share of plans that are up to date, and what the team wants of it in per cent."""
    return "\n".join(_lines(page, wanted))


def plans_words(page: DuePage, wanted: int) -> str:
    """How many pathway plans are up to date, beside the share that is wanted."""
    if not page.plans:
        return "Nobody has to have a pathway plan yet."
    percent = 100 * page.plans_current // page.plans
    told = f"Pathway plans up to six months old: {page.plans_current:,} of {page.plans:,}, {percent} %"
    return f"{told}; {wanted} % are wanted."


def _lines(page: DuePage, wanted: int) -> Iterator[str]:
    found = weeks.calendar(page)
    today = clock.local(page.at).date()
    yield plans_words(page, wanted)
    yield ""
    yield f"{'Week of':<12}" + "".join(f"{name:>5}" for name in DAYS) + f"{'All':>7}{'Ours':>7}   For a court"
    yield _line("Late", ("",) * 7, found.late, found.late_ours, 0)
    for week in found.weeks:
        cells = tuple(
            f"{number or ('·' if week.monday + place * clock.DAY >= today else '')}"
            for place, number in enumerate(week.days)
        )
        yield _line(clock.format_day(week.monday), cells, week.all, week.ours, week.court)
    more = [f"{found.later:,} later than that", f"{found.no_day:,} as soon as possible, without a day"]
    yield f"And {', '.join(more)}."


def _line(name: str, days: tuple[str, ...], every: int, ours: int, court: int) -> str:
    line = f"{name:<12}" + "".join(f"{day:>5}" for day in days) + f"{every or '·':>7}{ours or '·':>7}"
    return f"{line}   {court}" if court else line
