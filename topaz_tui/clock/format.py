"""Times in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from topaz_tui.clock.london import MONTHS, WEEKDAYS, local


def format_span(span: timedelta) -> str:
    """A length of time, the same wherever one stands: '52 min', '2 h 10', '21 h', and from a day on whole days, as
    nobody counts the hours then: '1 day', '3 days'."""
    minutes = int(abs(span).total_seconds()) // 60
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    days = hours // 24
    return "1 day" if days == 1 else f"{days} days"


def format_time_left(deadline: datetime, now: datetime) -> str:
    """How a deadline stands: '2 h 10 left', '3 days over', 'due now'."""
    left = deadline - now
    if abs(left) < timedelta(minutes=1):
        return "due now"
    return f"{format_span(left)} {'left' if left > timedelta(0) else 'over'}"


def format_day(day: date) -> str:
    """'3 Nov 2025'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_days_in(text: str) -> str:
    """A text in which days stand as they are kept, as people read it: 'born 1951-08-30' is 'born 30 Aug 1951'."""

    def words(found: re.Match[str]) -> str:
        try:
            return format_day(date.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    return re.sub(r"\b\d{4}-\d\d-\d\d\b", words, text)


def format_moment(moment: datetime, now: datetime) -> str:
    """A moment as London says it: 'today 14:05', 'tomorrow 09:00', 'Tue 24 Nov 09:00', and with the year
    where it is another one and more than two months off: '3 Nov 2025 09:00'."""
    return f"{format_near_day(moment, now)} {local(moment):%H:%M}"


def format_return(moment: datetime, now: datetime) -> str:
    """The same of what comes back: the day alone where it is the day that is meant, which begins at midnight."""
    wall = local(moment)
    return format_near_day(moment, now) if (wall.hour, wall.minute) == (0, 0) else format_moment(moment, now)


def format_near_day(moment: datetime, now: datetime) -> str:
    """The moment's day: 'today', 'tomorrow', 'Tue 24 Nov', '3 Nov 2025'."""
    wall, here = local(moment), local(now).date()
    day = wall.date()
    away = (day - here).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(away)
    if near is None and (day.year == here.year or abs(away) <= 60):
        near = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return near or format_day(day)


def format_full_moment(moment: datetime, now: datetime) -> str:
    """What was understood of a time that was typed, to be read in one glance: 'Tue 24 Nov, 14:00', with the year where
    it is another: 'Tue 5 Jan 2027, 09:00'."""
    wall = local(moment)
    return f"{format_full_day(wall.date(), local(now).date())}, {wall:%H:%M}"


def format_full_day(day: date, today: date) -> str:
    """The same of a day: 'Tue 24 Nov', 'Tue 5 Jan 2027'."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"
