"""Days and times as people say them, read: 'tomorrow at 2', 'half past 2', '3 dec 10', '+30m', 'fri week'.

What is typed is taken apart by the table of `phrases`. What is left over, or says two things, is refused with a
sentence that says what to write. Nothing is guessed that is not shown: whoever asks shows `format.format_full_moment`
beside the field.

The guesses are a team's own [ours]: hours from 1 to 7 without am or pm are 13 to 19, since nobody is rung at two in
the morning; '02:00' is as it stands, by the clock of 24 hours. '17h' may be a time or a length: that is asked. 3/12
is 3 December. 'Next Tuesday' is the one of next week, from Monday on. What has been is the last that was, and its
time is never made up: 'yesterday' alone is no time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from topaz_tui.clock.london import DAY, LONDON, MONTHS, WEEKDAYS, add_months, local
from topaz_tui.clock.office import is_bank_holiday
from topaz_tui.clock.phrases import HOW, HOW_DAY, short, take_apart
from topaz_tui.clock.pieces import At, DayPart, Offset, On, Piece, Sense, Unclear
from topaz_tui.clock.plain_words import WORDS

LAST_HOUR = 7
"""Hours up to this one, without am or pm, are in the afternoon."""


def read_day(text: str, today: date, sense: Sense = "ahead") -> date:
    """The day that a worker typed: 'today', 'mon', '24 nov', '3/12', '3.12.2026', '2026-12-03', '+2w', 'in 6 weeks',
    'next week', '3 days ago'. Raises Unclear.

    A day without its year, and a weekday, is the next to come after today (a date may be today); with 'past' the last
    that was. Two figures of a year are of 2000, or of 1900 where that would be more than twenty years ahead.
    """
    pieces = take_apart(text, HOW_DAY[sense], day_alone=True)
    try:
        if any(isinstance(piece, At | DayPart) for piece in pieces):
            raise Unclear(f"'{short(text)}' has a time in it: a day is enough here. {HOW_DAY[sense]}")
        found = _day(pieces, today, sense)
    except OverflowError:
        raise Unclear(f"'{short(text)}' is too far away.") from None
    if found is None:
        raise Unclear(f"'{short(text)}' is no day. {HOW_DAY[sense]}")
    return found


def read_when(text: str, now: datetime, sense: Sense = "ahead", default: str = "09:00") -> datetime:
    """The moment that a worker typed, in UTC. Raises Unclear.

    A bare time that is past today means tomorrow (with 'past': one that is still to come means the last that was); a
    weekday may be today while its time is to come. A day alone means `default` on it; of what has been it is unclear,
    and so is a part of the day. A day that was named stands, whether or not it has gone by: see to that.
    """
    pieces = take_apart(text, HOW[sense])
    if found := _DAY_OR_TIME.fullmatch(text.strip(" .!")):
        day, month = found[1], int(found[2])
        raise Unclear(
            f"Is that the {day} {MONTHS[month - 1]}, or a time? Write {day}/{month} 09:00, or {day}:{found[2]:0>2}."
        )
    if found := _SO_MANY.fullmatch(text.strip(" .!").lower()):
        number = WORDS.get(found[1], found[1])
        if number.isdecimal():
            raise Unclear(f"In {number} of what? Write in {number} min, in {number} hours or in {number} days.")
    try:
        return _moment(pieces, text, now, sense, default)
    except OverflowError:
        raise Unclear(f"'{short(text)}' is too far away.") from None


_DAY_OR_TIME = re.compile(r"([1-9]|1\d|2[0-3])[. ](0[1-9]|[1-9]|1[0-2])", re.ASCII)
"""'3.12' is 3 December to some and twelve past three to others: nobody is rung on a guess."""
_SO_MANY = re.compile(r"(?:in|within)(?: (?:about|around|roughly))? +([a-z]+|\d{1,3})", re.ASCII)
"""'In 5' is in so many minutes, hours or days, and never at five o'clock."""


def _day(pieces: list[Piece], today: date, sense: Sense) -> date | None:
    """The day that they name; None where they name none. A weekday beside a date has to fit it."""
    days = [piece for piece in pieces if isinstance(piece, On)]
    moves = [piece for piece in pieces if isinstance(piece, Offset) and piece.unit != "min"]
    if len(moves) + len(days) > 1:
        named = [piece for piece in days if piece.weekday is not None]
        others = [piece for piece in days if piece.weekday is None]
        if moves or len(named) != 1 or len(others) != 1 or named[0].weekday is None:
            raise Unclear("That names two days: write one.")
        found = others[0].find(today, sense)
        if found.weekday() != named[0].weekday:
            day = f"{found.day} {MONTHS[found.month - 1]} {found.year}"
            raise Unclear(f"{day} is a {WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[named[0].weekday]}.")
        return found
    if moves:
        return _move(today, moves[0], sense)
    return days[0].find(today, sense) if days else None


def _move(today: date, moved: Offset, sense: Sense) -> date:
    if sense == "past" and not moved.signed:
        raise Unclear("Did it happen so long ago? Then write 'ago' behind it, as in '3 days ago'.")
    number = int(moved.number)
    if moved.unit == "mo":
        try:
            return add_months(today, number)
        except ValueError:
            raise OverflowError from None
    if moved.unit == "d":
        return today + number * DAY
    day, left = today, abs(number)
    while left:
        day += DAY if number > 0 else -DAY
        left -= day.weekday() < 5 and not is_bank_holiday(day)
    return day


def _moment(pieces: list[Piece], text: str, now: datetime, sense: Sense, default: str) -> datetime:
    minutes = [piece for piece in pieces if isinstance(piece, Offset) and piece.unit == "min"]
    times = [piece for piece in pieces if isinstance(piece, At)]
    parts = [piece for piece in pieces if isinstance(piece, DayPart)]
    if minutes:
        if len(pieces) > 1:
            raise Unclear(f"'{short(text)}' says two things: write one time.")
        if sense == "past" and not minutes[0].signed:
            raise Unclear("Did it happen so long ago? Then write 'ago' behind it, as in '20 min ago'.")
        return now.astimezone(UTC) + timedelta(minutes=minutes[0].number)
    if len(times) > 1 or len(parts) > 1:
        raise Unclear("That names two times: write one.")
    today = local(now).date()
    days = [piece for piece in pieces if isinstance(piece, On)]
    weekday = days[0].weekday if len(days) == 1 else None
    day = _day(pieces, today, sense)
    if day and sense == "ahead" and day.year < today.year:
        raise Unclear(f"{day.day} {MONTHS[day.month - 1]} {day.year} has gone by.")
    if times:
        return _at(times[0], parts[0] if parts else None, day, weekday, now, sense)
    if sense == "past":
        raise Unclear("Say at about what time, too, such as yesterday 14:30: it is not made up.")
    if parts:
        wanted = _on(day or today, parts[0].minutes)
        if wanted > now:
            return wanted
        if day is None:
            return _on(today + DAY, parts[0].minutes)
        if day == today:
            raise Unclear("Say at what time today, such as 16:00.")
        return wanted
    if day is None:
        raise Unclear(f"'{short(text)}' is no time. {HOW[sense]}")
    wanted = _on(day, int(default[:2]) * 60 + int(default[3:]))
    if day == today and wanted <= now:
        raise Unclear("Say at what time today, such as 16:00.")
    return wanted


def _at(
    time_: At, part: DayPart | None, day: date | None, weekday: int | None, now: datetime, sense: Sense
) -> datetime:
    today = local(now).date()
    minutes = _halves(time_, part)
    past = sense == "past"
    if day and part and part.half == "night" and max(minutes) < 6 * 60:
        day += DAY  # two o'clock last night was this morning
    if len(minutes) == 2 and not (past and day in (None, today)):
        minutes = minutes[1:]  # of two, the one in the afternoon; but what has been is the last that was
    if day is None or (weekday is not None and weekday == today.weekday() and day != today):
        other = day or (today - DAY if past else today + DAY)
        days = [today, other]
    else:
        days = [day]
    found = [moment for each in days for m in minutes for moment in _both(each, m)]
    fit = [each for each in found if (each <= now if past else each > now)]
    if not found or (len(days) > 1 and not fit):
        raise Unclear("The clocks go forward in that hour, and it is left out: write 00:59 or 02:00.")
    # A day that was named stands, even where it has gone by, or is still to come.
    return (max(fit) if past else min(fit) if len(days) > 1 else found[0]) if fit else found[0]


def _halves(time_: At, part: DayPart | None) -> list[int]:
    """The minutes of the day that a time may mean: two where neither am nor pm is said and the hour is small."""
    minutes, half = time_.minutes, part.half if part else None
    hour, morning = minutes // 60, minutes % (12 * 60)
    if time_.half == "":
        if half == ("am" if hour >= 12 else "pm"):
            raise Unclear(f"{hour:02}:{minutes % 60:02} is not in that part of the day: write one of the two.")
        return [minutes]
    if half == "night":
        if hour == 12:
            raise Unclear("Midnight belongs to two days: write 23:59 with the one, or 00:00 with the other.")
        half = "pm" if hour >= 6 else "am"
    if half:
        return [morning + (12 * 60 if half == "pm" else 0)]
    if hour <= LAST_HOUR:
        return [morning, morning + 12 * 60]
    return [minutes]


def _on(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), LONDON).astimezone(UTC)


def _both(day: date, minutes: int) -> list[datetime]:
    """The moments at which London's clocks show this: two in the hour that the autumn change repeats, none in the one
    that the spring change leaves out."""
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), LONDON)
    moments = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [each for each in moments if each.astimezone(LONDON).replace(tzinfo=None) == wall.replace(tzinfo=None)]
    return list(dict.fromkeys(shown))
