"""What a worker types for a day or a time, and what it means then."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.moments import london
from topaz_tui import clock
from topaz_tui.clock import Sense, Unclear, phrases, plain_words
from topaz_tui.rules import forms

MONDAY = "2026-11-23T10:00"
FRIDAY = "2026-11-27T16:30"
NEARLY_MIDNIGHT = "2026-11-24T23:50"
OLD_YEAR = "2026-12-31T17:00"
BEFORE_SPRING = "2026-03-28T23:00"
BEFORE_AUTUMN = "2026-10-24T23:00"


def when(text: str, now: str, sense: Sense) -> str:
    """The moment that was read, on London's clocks, and with its offset where that says which of two it is."""
    found = clock.read_when(text, london(now), sense)
    assert found.tzinfo is UTC
    return f"{clock.local(found):%a %Y-%m-%d %H:%M}"


AHEAD = {
    # as the issue has them
    ("tomorrow at 2", MONDAY): "Tue 2026-11-24 14:00",
    ("tomorrow 2", MONDAY): "Tue 2026-11-24 14:00",
    ("tomorrow afternoon", MONDAY): "Tue 2026-11-24 14:00",
    ("2 pm tomorrow", MONDAY): "Tue 2026-11-24 14:00",
    ("+30m", MONDAY): "Mon 2026-11-23 10:30",
    ("in half an hour", MONDAY): "Mon 2026-11-23 10:30",
    ("1430", MONDAY): "Mon 2026-11-23 14:30",
    ("14.30", MONDAY): "Mon 2026-11-23 14:30",
    ("half past 2", MONDAY): "Mon 2026-11-23 14:30",
    ("quarter to 3", MONDAY): "Mon 2026-11-23 14:45",
    ("next tuesday", MONDAY): "Tue 2026-12-01 09:00",
    ("tue 2pm", MONDAY): "Tue 2026-11-24 14:00",
    ("tmrw", MONDAY): "Tue 2026-11-24 09:00",
    ("tomorrow morning", MONDAY): "Tue 2026-11-24 09:00",
    ("in 2 weeks", MONDAY): "Mon 2026-12-07 09:00",
    ("noon", MONDAY): "Mon 2026-11-23 12:00",
    ("3 dec 10", MONDAY): "Thu 2026-12-03 10:00",
    ("3/12 10:00", MONDAY): "Thu 2026-12-03 10:00",
    # times of day
    ("14:30", MONDAY): "Mon 2026-11-23 14:30",
    ("2.30pm", MONDAY): "Mon 2026-11-23 14:30",
    ("2:30 p.m.", MONDAY): "Mon 2026-11-23 14:30",
    ("at 2 pm", MONDAY): "Mon 2026-11-23 14:00",
    ("at 2", MONDAY): "Mon 2026-11-23 14:00",
    ("two o'clock", MONDAY): "Mon 2026-11-23 14:00",
    ("2 o’clock", MONDAY): "Mon 2026-11-23 14:00",
    ("2ish", MONDAY): "Mon 2026-11-23 14:00",
    ("about 2", MONDAY): "Mon 2026-11-23 14:00",
    ("after 2", MONDAY): "Mon 2026-11-23 14:00",
    ("after two tomorrow", MONDAY): "Tue 2026-11-24 14:00",
    ("after lunch", MONDAY): "Mon 2026-11-23 14:00",
    ("14h30", MONDAY): "Mon 2026-11-23 14:30",
    ("tomorrow 09h15", MONDAY): "Tue 2026-11-24 09:15",
    ("tomorrow 3.12", MONDAY): "Tue 2026-11-24 15:12",
    ("Dec 3 2027", MONDAY): "Fri 2027-12-03 09:00",
    ("02:00", MONDAY): "Tue 2026-11-24 02:00",  # by the clock of 24 hours
    ("2 in the morning", MONDAY): "Tue 2026-11-24 02:00",
    ("7", MONDAY): "Mon 2026-11-23 19:00",
    ("8", MONDAY): "Tue 2026-11-24 08:00",
    ("12", MONDAY): "Mon 2026-11-23 12:00",
    ("930", MONDAY): "Tue 2026-11-24 09:30",
    ("0930", MONDAY): "Tue 2026-11-24 09:30",
    ("1430 hours", MONDAY): "Mon 2026-11-23 14:30",
    ("9:15", MONDAY): "Tue 2026-11-24 09:15",  # past today
    ("10:00", MONDAY): "Tue 2026-11-24 10:00",  # this very minute is past
    ("half two", MONDAY): "Mon 2026-11-23 14:30",
    ("half-past twelve", MONDAY): "Mon 2026-11-23 12:30",
    ("ten past two", MONDAY): "Mon 2026-11-23 14:10",
    ("quarter to one", MONDAY): "Mon 2026-11-23 12:45",
    ("20 to 8", MONDAY): "Mon 2026-11-23 19:40",
    ("twenty-five past 3", MONDAY): "Mon 2026-11-23 15:25",
    ("12 noon", MONDAY): "Mon 2026-11-23 12:00",
    ("12am", MONDAY): "Tue 2026-11-24 00:00",
    ("midday", MONDAY): "Mon 2026-11-23 12:00",
    ("5 past noon", MONDAY): "Mon 2026-11-23 12:05",
    # parts of the day
    ("this afternoon", MONDAY): "Mon 2026-11-23 14:00",
    ("afternoon", FRIDAY): "Sat 2026-11-28 14:00",
    ("tonight", MONDAY): "Mon 2026-11-23 19:00",
    ("8 tonight", MONDAY): "Mon 2026-11-23 20:00",
    ("tonight at 2", MONDAY): "Tue 2026-11-24 02:00",
    ("first thing tomorrow", MONDAY): "Tue 2026-11-24 09:00",
    ("first thing in the morning", MONDAY): "Tue 2026-11-24 09:00",
    ("tomorrow evening at 7", MONDAY): "Tue 2026-11-24 19:00",
    ("thursday lunchtime", MONDAY): "Thu 2026-11-26 12:30",
    ("fri pm", MONDAY): "Fri 2026-11-27 14:00",
    ("mid-morning wed", MONDAY): "Wed 2026-11-25 10:30",
    ("end of the day", MONDAY): "Mon 2026-11-23 17:00",
    ("tomorrow @ 2", MONDAY): "Tue 2026-11-24 14:00",
    ("tue @2pm", MONDAY): "Tue 2026-11-24 14:00",
    ("Tomorrow at 2.", MONDAY): "Tue 2026-11-24 14:00",
    ("Tomorrow at 2 p.m.", MONDAY): "Tue 2026-11-24 14:00",
    ("At half past two!", MONDAY): "Mon 2026-11-23 14:30",
    ("Tues. at 2", MONDAY): "Tue 2026-11-24 14:00",
    ("in 20 mins.", MONDAY): "Mon 2026-11-23 10:20",
    ("two thirty", MONDAY): "Mon 2026-11-23 14:30",
    ("ten fifteen tomorrow", MONDAY): "Tue 2026-11-24 10:15",
    ("tomorrow two forty-five", MONDAY): "Tue 2026-11-24 14:45",
    ("nine thirty five am", MONDAY): "Tue 2026-11-24 09:35",
    ("14 30", MONDAY): "Mon 2026-11-23 14:30",
    ("2 30 pm", MONDAY): "Mon 2026-11-23 14:30",
    ("wed 14 30", MONDAY): "Wed 2026-11-25 14:30",
    ("24 nov 14 30", MONDAY): "Tue 2026-11-24 14:30",
    ("2 24 nov", MONDAY): "Tue 2026-11-24 14:00",
    # days
    ("tuesday next", MONDAY): "Tue 2026-12-01 09:00",
    ("tuesday next at 2", MONDAY): "Tue 2026-12-01 14:00",
    ("tue 24 2pm", MONDAY): "Tue 2026-11-24 14:00",
    ("tue 24 14 30", MONDAY): "Tue 2026-11-24 14:30",
    ("tue the 24 at 2", MONDAY): "Tue 2026-11-24 14:00",
    ("tue 1 half past 2", MONDAY): "Tue 2026-12-01 14:30",
    ("wed 25", MONDAY): "Wed 2026-11-25 09:00",
    ("tomorrow", MONDAY): "Tue 2026-11-24 09:00",
    ("day after tomorrow at 3", MONDAY): "Wed 2026-11-25 15:00",
    ("mon 9:15", MONDAY): "Mon 2026-11-30 09:15",
    ("mon 11:00", MONDAY): "Mon 2026-11-23 11:00",  # today, still to come
    ("Weds 11", MONDAY): "Wed 2026-11-25 11:00",
    ("wed 2030", MONDAY): "Wed 2026-11-25 20:30",
    ("this friday at 4", MONDAY): "Fri 2026-11-27 16:00",
    ("tuesday week", MONDAY): "Tue 2026-12-01 09:00",
    ("a week on tuesday at 2", MONDAY): "Tue 2026-12-01 14:00",
    ("week tomorrow", MONDAY): "Tue 2026-12-01 09:00",
    ("monday next week", MONDAY): "Mon 2026-11-30 09:00",
    ("next week", MONDAY): "Mon 2026-11-30 09:00",
    ("end of the week", MONDAY): "Fri 2026-11-27 09:00",
    ("end of the month", MONDAY): "Mon 2026-11-30 09:00",
    ("24 nov 10am", MONDAY): "Tue 2026-11-24 10:00",
    ("24 nov 1430", MONDAY): "Tue 2026-11-24 14:30",
    ("24 nov 2026", MONDAY): "Tue 2026-11-24 09:00",
    ("24 nov 26", MONDAY): "Tue 2026-11-24 09:00",
    ("24 nov 2026 14", MONDAY): "Tue 2026-11-24 14:00",
    ("Tue 24 Nov, 14:00", MONDAY): "Tue 2026-11-24 14:00",
    ("by the 24th of November, at about 2", MONDAY): "Tue 2026-11-24 14:00",
    ("the 3rd at 2", MONDAY): "Thu 2026-12-03 14:00",
    ("Nov 24 at half past 2", MONDAY): "Tue 2026-11-24 14:30",
    ("2026-12-03 14:00", MONDAY): "Thu 2026-12-03 14:00",
    ("3.12.2026 14.00", MONDAY): "Thu 2026-12-03 14:00",
    ("1 july 10:00", MONDAY): "Thu 2027-07-01 10:00",
    ("today 9:00", MONDAY): "Mon 2026-11-23 09:00",  # a day that was named stands
    # so far from now
    ("3h", MONDAY): "Mon 2026-11-23 13:00",
    ("24h", MONDAY): "Tue 2026-11-24 10:00",
    ("in 17h", MONDAY): "Tue 2026-11-24 03:00",
    ("in 17 hrs", MONDAY): "Tue 2026-11-24 03:00",
    ("+17h", MONDAY): "Tue 2026-11-24 03:00",
    ("17 hours", MONDAY): "Tue 2026-11-24 03:00",
    ("17h 30m", MONDAY): "Tue 2026-11-24 03:30",
    ("at 17h", MONDAY): "Mon 2026-11-23 17:00",
    ("tomorrow at 9h", MONDAY): "Tue 2026-11-24 09:00",
    ("17:00h", MONDAY): "Mon 2026-11-23 17:00",
    ("17h30", MONDAY): "Mon 2026-11-23 17:30",
    ("1h30", MONDAY): "Mon 2026-11-23 11:30",
    ("in an hour and a half", MONDAY): "Mon 2026-11-23 11:30",
    ("in 1.5 hours", MONDAY): "Mon 2026-11-23 11:30",
    ("in a couple of hours", MONDAY): "Mon 2026-11-23 12:00",
    ("three quarters of an hour", MONDAY): "Mon 2026-11-23 10:45",
    ("in ten minutes' time", MONDAY): "Mon 2026-11-23 10:10",
    ("in a week's time", MONDAY): "Mon 2026-11-30 09:00",
    ("6w", MONDAY): "Mon 2027-01-04 09:00",
    ("+2w 16:00", MONDAY): "Mon 2026-12-07 16:00",
    ("in a fortnight", MONDAY): "Mon 2026-12-07 09:00",
    ("3 working days", FRIDAY): "Wed 2026-12-02 09:00",
    ("in 3 months at noon", MONDAY): "Tue 2027-02-23 12:00",
    ("now", MONDAY): "Mon 2026-11-23 10:00",
    # just before midnight
    ("+30m", NEARLY_MIDNIGHT): "Wed 2026-11-25 00:20",
    ("tomorrow at 2", NEARLY_MIDNIGHT): "Wed 2026-11-25 14:00",
    ("9", NEARLY_MIDNIGHT): "Wed 2026-11-25 09:00",
    ("tue 2pm", NEARLY_MIDNIGHT): "Tue 2026-12-01 14:00",
    ("23:55", NEARLY_MIDNIGHT): "Tue 2026-11-24 23:55",
    ("00:05", NEARLY_MIDNIGHT): "Wed 2026-11-25 00:05",
    # on a Friday
    ("mon 2", FRIDAY): "Mon 2026-11-30 14:00",
    ("next tuesday", FRIDAY): "Tue 2026-12-01 09:00",
    ("fri 10", FRIDAY): "Fri 2026-12-04 10:00",
    ("friday at 5", FRIDAY): "Fri 2026-11-27 17:00",
    ("next friday", FRIDAY): "Fri 2026-12-04 09:00",
    ("2 working days", "2026-12-24T10:00"): "Wed 2026-12-30 09:00",  # Christmas, and Boxing Day's Monday
    # at the year's end
    ("tomorrow 10:00", OLD_YEAR): "Fri 2027-01-01 10:00",
    ("3/1 10:00", OLD_YEAR): "Sun 2027-01-03 10:00",
    ("mon", OLD_YEAR): "Mon 2027-01-04 09:00",
    ("31 dec", "2026-12-31T08:00"): "Thu 2026-12-31 09:00",
    ("29 feb 10:00", OLD_YEAR): "Tue 2028-02-29 10:00",
    # the clocks change
    ("tomorrow 03:00", BEFORE_SPRING): "Sun 2026-03-29 03:00",
    ("in 3 hours", BEFORE_SPRING): "Sun 2026-03-29 03:00",  # real hours
    ("in 3 hours", BEFORE_AUTUMN): "Sun 2026-10-25 01:00",
    ("tomorrow 14:30", BEFORE_AUTUMN): "Sun 2026-10-25 14:30",
}

PAST = {
    ("half past 2", MONDAY): "Mon 2026-11-23 02:30",  # the last that was
    ("half past 2", "2026-11-23T16:00"): "Mon 2026-11-23 14:30",
    ("half past 2 pm", MONDAY): "Sun 2026-11-22 14:30",
    ("half past 2 yesterday", MONDAY): "Sun 2026-11-22 14:30",
    ("9:15", MONDAY): "Mon 2026-11-23 09:15",
    ("14:05", MONDAY): "Sun 2026-11-22 14:05",
    ("1405", "2026-11-23T14:20"): "Mon 2026-11-23 14:05",
    ("2:05", "2026-11-23T14:20"): "Mon 2026-11-23 14:05",
    ("today 2", "2026-11-23T14:20"): "Mon 2026-11-23 14:00",
    ("today 2", MONDAY): "Mon 2026-11-23 02:00",
    ("mon 9:15", MONDAY): "Mon 2026-11-23 09:15",
    ("mon 14:30", MONDAY): "Mon 2026-11-16 14:30",
    ("fri 14:30", MONDAY): "Fri 2026-11-20 14:30",
    ("last friday at 3", MONDAY): "Fri 2026-11-20 15:00",
    ("friday last at 3", MONDAY): "Fri 2026-11-20 15:00",
    ("two thirty", MONDAY): "Mon 2026-11-23 02:30",
    ("20 nov 1930", MONDAY): "Fri 2026-11-20 19:30",
    ("20 nov 2025 10:30", MONDAY): "Thu 2025-11-20 10:30",
    ("24 nov 10:30", MONDAY): "Mon 2025-11-24 10:30",
    ("2 hours ago", MONDAY): "Mon 2026-11-23 08:00",
    ("9h ago", MONDAY): "Mon 2026-11-23 01:00",
    ("20 min ago", MONDAY): "Mon 2026-11-23 09:40",
    ("half an hour ago", MONDAY): "Mon 2026-11-23 09:30",
    ("-20m", MONDAY): "Mon 2026-11-23 09:40",
    ("2 days ago at 3", MONDAY): "Sat 2026-11-21 15:00",
    ("yesterday 10pm", MONDAY): "Sun 2026-11-22 22:00",
    ("last night at 11", MONDAY): "Sun 2026-11-22 23:00",
    ("last night at 2", MONDAY): "Mon 2026-11-23 02:00",
    ("8 this morning", MONDAY): "Mon 2026-11-23 08:00",
    ("just now", MONDAY): "Mon 2026-11-23 10:00",
    ("23:45", "2026-11-25T00:10"): "Tue 2026-11-24 23:45",
    ("31/12 18:00", "2027-01-01T09:00"): "Thu 2026-12-31 18:00",
    ("today 10:30", MONDAY): "Mon 2026-11-23 10:30",  # it has not been: whoever asks sees to that
}


def test_time_to_come_read() -> None:
    assert {(text, now): when(text, now, "ahead") for text, now in AHEAD} == AHEAD


def test_time_past_read() -> None:
    assert {(text, now): when(text, now, "past") for text, now in PAST} == PAST


def test_time_that_autumn_repeats_is_the_last_past_or_the_first_to_come() -> None:
    again = datetime(2026, 10, 25, 1, 50, tzinfo=UTC)  # ten to two, for the second time
    assert clock.read_when("01:45", again, "past") == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)
    once = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    assert clock.read_when("01:45", once, "past") == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert clock.read_when("tomorrow 01:45", london(BEFORE_AUTUMN)) == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)


REFUSED: dict[Sense, dict[str, str]] = {
    "ahead": {
        "": "Write it like 14:30",
        " , ": "Write it like 14:30",
        "today": "Say at what time today",
        "this morning": "Say at what time today",  # nine has gone by
        "soon": "is no time",
        "any time": "'any' is not understood here",
        "and": "'and' is not understood here",
        "after work": "without 'after'",
        "after tomorrow": "without 'after'",
        "after the 24th": "without 'after'",
        "after 2 weeks": "without 'after'",
        "3 dec 2010": "3 Dec 2010 has gone by",
        "3.12": "Is that the 3 Dec, or a time",
        "17h": "Is that 17:00, or so many hours? Write 17:00, in 17 hours, or 17 hours ago.",
        "17 h": "Is that 17:00, or so many hours",
        "17hrs": "Is that 17:00, or so many hours",
        "9h": "Write 09:00, in 9 hours",
        "08h": "Write 08:00, in 8 hours",
        "9h30": "Write 09:30, in 9 hours 30 minutes",
        "tomorrow 17h": "Is that 17:00, or",
        "9.05": "Is that the 9 May, or a time",
        "asap": "is no time",
        "as soon as possible": "is no time",
        "midnight": "belongs to two days",
        "12 at night": "belongs to two days",
        "24:00": "23:59",
        "before 5": "without 'before'",
        "between 2 and 4": "without 'between'",
        "2-4pm": "One time is wanted",
        "10 or 11": "without 'or'",
        "2pm 3pm": "two times",
        "mon tue 2pm": "two days",
        "2 pm tomorrow +30m": "two things",
        "14:00 tomorrow morning": "not in that part",
        "mon 24 nov 10:00": "24 Nov 2026 is a Tue, not a Mon",
        "31/2 10:00": "There is no 31 Feb",
        "3/13 10:00": "the day comes first",
        "24 nov 1299": "1299 is no year",
        "25:00": "hours go from 0:00 to 23:59",
        "14:60": "hours go from 0:00 to 23:59",
        "wed 24 10:00": "24 Nov 2026 is a Tue, not a Wed",
        "tue 10 2pm": "10 Dec 2026 is a Thu, not a Tue",
        "wed 32": "hours go from 0:00 to 23:59",
        "3.12.": "Is that the 3 Dec, or a time",
        "3 12": "Is that the 3 Dec, or a time",
        "two thirty three thirty": "two times",
        "in 5": "In 5 of what? Write in 5 min",
        "In about ten.": "In 10 of what?",
        "13pm": "from 1 to 12",
        "0am": "from 1 to 12",
        "banana 10:00": "'banana' is not understood here",
        "[/nope] 10:00": "not understood",
        "٣/١٢": "not understood",
        "1.5 weeks": "Write whole days",
        "x" * 81: "too long",
    },
    "past": {
        "9h": "Write 09:00, in 9 hours, or 9 hours ago.",
        "in 17h": "Then write 'ago' behind it",
        "in 3h": "Then write 'ago' behind it",
        "yesterday": "Say at about what time",
        "last night": "Say at about what time",
        "3 days ago": "Say at about what time",
        "20 min": "write 'ago'",
        "2 weeks": "write 'ago'",
        "-20 min ago": "says it twice",
    },
}


@pytest.mark.parametrize(("sense", "text"), [(sense, text) for sense, table in REFUSED.items() for text in table])
def test_time_that_cannot_be_read_is_refused_in_a_sentence(sense: Sense, text: str) -> None:
    with pytest.raises(Unclear) as refused:
        clock.read_when(text, london(MONDAY), sense)
    assert REFUSED[sense][text] in str(refused.value)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 150
    if sense == "ahead":  # the example that it gives is one
        examples = re.findall(r"(?:Write it like|such as) ([^.]+)\.", str(refused.value))
        for example in re.split(r", | or ", examples[0] if examples else "14:30"):
            assert clock.read_when(example, london(MONDAY), sense) > london(MONDAY)


def test_time_that_spring_leaves_out_is_refused() -> None:
    with pytest.raises(Unclear, match="clocks go forward"):
        clock.read_when("tomorrow 01:30", london(BEFORE_SPRING))
    with pytest.raises(Unclear, match="clocks go forward"):
        clock.read_when("01:30", london(BEFORE_SPRING))


# Days


@pytest.mark.parametrize(
    ("text", "day", "past"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        (" Tomorrow ", "2026-11-24", "2026-11-24"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("next week", "2026-11-30", "2026-11-30"),
        ("mon", "2026-11-30", "2026-11-16"),
        ("Tuesday", "2026-11-24", "2026-11-17"),
        ("weds", "2026-11-25", "2026-11-18"),
        ("thurs", "2026-11-26", "2026-11-19"),
        ("sat", "2026-11-28", "2026-11-21"),
        ("saturday", "2026-11-28", "2026-11-21"),
        ("24 nov", "2026-11-24", "2025-11-24"),
        ("24th November", "2026-11-24", "2025-11-24"),
        ("23 nov", "2026-11-23", "2026-11-23"),
        ("22nd Nov", "2027-11-22", "2026-11-22"),
        ("Nov 24, 2026", "2026-11-24", "2026-11-24"),
        ("3/12", "2026-12-03", "2025-12-03"),
        ("3/12/27", "2027-12-03", "2027-12-03"),
        ("3/12/47", "1947-12-03", "1947-12-03"),
        ("03.12.2026", "2026-12-03", "2026-12-03"),
        ("3-Nov-25", "2025-11-03", "2025-11-03"),
        ("2026-12-03", "2026-12-03", "2026-12-03"),
        ("29 feb", "2028-02-29", "2024-02-29"),
        ("+2w", "2026-12-07", "2026-12-07"),
        ("in 6 weeks", "2027-01-04", None),
        ("in a fortnight", "2026-12-07", None),
        ("3 working days", "2026-11-26", None),
        ("10 working days ago", "2026-11-09", "2026-11-09"),
        ("+3d", "2026-11-26", "2026-11-26"),
        ("in 3 months", "2027-02-23", None),
        ("+1y", "2027-11-23", "2027-11-23"),
        ("3 days ago", "2026-11-20", "2026-11-20"),
        ("next tuesday", "2026-12-01", "2026-12-01"),
        ("last tuesday", "2026-11-17", "2026-11-17"),
        ("the 24th", "2026-11-24", "2026-10-24"),
        ("end of next week", "2026-12-04", "2026-12-04"),
        ("by next month", "2026-12-23", "2026-12-23"),
        ("-1w", "2026-11-16", "2026-11-16"),
        *(
            (text, None, None)
            for text in [
                "",
                "soon",
                "31/2",
                "3.12",
                "31 nov",
                "13/13/2026",
                "0/1",
                "in 6",
                "24 nov 1430",
                "+2h",
                "+30m",
                "+2w ago",
                "14:30",
                "monkey",
                "99/99/9999",
                "+9999y",
                "+30m",
                "٣/١٢",
                "[/nope]",
            ]
        ),
    ],
)
def test_day_read(text: str, day: str | None, past: str | None) -> None:
    def read(sense: Sense) -> str | None:
        try:
            return clock.read_day(text, london(MONDAY).date(), sense).isoformat()
        except Unclear as refused:
            assert str(refused).endswith(".")
            return None

    assert (read("ahead"), read("past")) == (day, past)


@pytest.mark.parametrize(
    ("text", "day"), [("3 nov", "2026-11-03"), ("3 dec", "2026-12-03"), ("1 may", "2027-05-01"), ("1/6", "2026-06-01")]
)
def test_day_without_a_direction_is_the_nearest(text: str, day: str) -> None:
    assert clock.read_day(text, london(MONDAY).date(), "either").isoformat() == day


# Whatever is written


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
SENSES: st.SearchStrategy[Sense] = st.sampled_from(["ahead", "past", "either"])


def wall(moment: datetime) -> datetime:
    """What London's clocks show: of the hour that the autumn change repeats, words don't say which it was."""
    return clock.local(moment).replace(tzinfo=None, fold=0)


@given(MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=700)), st.booleans())
def test_time_shown_is_read_back_as_it_was_meant(now: datetime, away: timedelta, past: bool) -> None:
    now = now.replace(second=0, microsecond=0)
    moment = (now - away if past else now + away).replace(second=0, microsecond=0)
    sense: Sense = "past" if past else "ahead"
    for words in (clock.format_full_moment(moment, now), clock.format_moment(moment, now), forms.when_words(moment)):
        assert wall(clock.read_when(words, now, sense)) == wall(moment), words
    day, today = clock.local(moment).date(), clock.local(now).date()
    for words in (clock.format_full_day(day, today), clock.format_day(day), day.isoformat()):
        assert clock.read_day(words, today, sense) == day, words


SAID = (
    "today tomorrow mon next last week half past to quarter 2 14:30 9 24 nov dec 2026 3/12 am pm morning night in a an"
    " hour min + - 30m 2w ago the of at end working days 31 feb 29 9999 0 00:00 fortnight 01:30 23:59 12"
)
WORDS = st.lists(st.sampled_from(SAID.split()), max_size=7).map(" ".join)


KNOWN = re.compile(
    rf"{phrases._MONTH}|{phrases._WEEKDAY}|{phrases._UNIT}|[ap]m|\\d.*|ish|oclock|clock|"
    + "|".join(
        {*SAID.replace("+", "").split(), *plain_words.DROPPED, *plain_words.WORDS}
        | {word for name in (*phrases._NEAR, *phrases._PARTS, "this coming week year noon midday now just lunch tea")
           for word in name.split()}
    ),
    re.ASCII,
)  # fmt: skip
STRANGE_ONES = (
    *("any", "and", "ad", "ah", "ay", "amo", "no", "not", "never", "after", "her", "work"),
    *("unless", "maybe", "nowhere", "monkey", "sunday's"),
)
STRANGE = (st.sampled_from(STRANGE_ONES) | st.from_regex(r"[a-z]{2,9}", fullmatch=True)).filter(
    lambda word: not KNOWN.fullmatch(word)
)


@given(WORDS, STRANGE, WORDS, MOMENTS, SENSES)
def test_time_phrase_with_an_unknown_word_is_never_read(
    before: str, word: str, behind: str, now: datetime, sense: Sense
) -> None:
    text = f"{before} {word} {behind}".strip()
    if "after" in word:
        text = f"{before} {word} lunchbreak"
    for read in (lambda: clock.read_when(text, now, sense), lambda: clock.read_day(text, now.date(), sense)):
        with pytest.raises(Unclear):
            read()


@given(st.text(max_size=100) | WORDS, MOMENTS, SENSES)
def test_time_of_any_text_is_read_or_refused(text: str, now: datetime, sense: Sense) -> None:
    for read in (lambda: clock.read_when(text, now, sense), lambda: clock.read_day(text, now.date(), sense)):
        try:
            read()
        except Unclear as refused:
            assert str(refused).endswith(".")
