"""When the next contact is, or who decides: true in every state, and said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from tests.rules.facts import facts
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.fates import owned_as
from topaz_tui.rules.following import BoardLine, ahead, next_contact
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.queue_words import format_status

CALLS = Settings().calls


def at(words: str) -> datetime:
    day, _, hour = words.partition(" ")
    return clock.from_store(f"{day}T{hour or '00:00'}:00Z")


NOW = at("2026-11-23 10:00")  # a Monday
ENGAGED = {"not_before": at("2026-11-23 10:30"), "not_before_cause": Cause.AFTER_CALL, "not_before_why": "engaged"}
TUESDAYS = ((frozenset((1,)), time(14), time(16)),)
TRIED = (at("2026-11-10 10:00"), at("2026-11-12 14:00"), at("2026-11-16 10:00"))
DUE = {"numbers": 1, "recall": at("2026-11-20")}
THEN = {"numbers": 1, "recall": at("2027-05-23")}  # a Sunday
LATER = timedelta(hours=1)


SAFE_TIMES = (
    "Sunday", "after 8pm", "weekdays before 9am", "Sat after 4pm; Sun", "mornings", "Sat 10-12", "Mon 9-10", "evenings",
    "Tue mornings; Thu afternoons",
)  # fmt: skip
OWED: dict[str, dict[str, Any]] = {
    "recall": {"recall": at("2026-03-20")},
    "tried in the morning": {"recall": at("2026-03-20"), "attempts": (at("2026-03-24 10:00"),)},
    "tried in the evening": {"recall": at("2026-03-20"), "attempts": (at("2026-03-24 18:00"),)},
    "tried twice": {"recall": at("2026-03-20"), "attempts": (at("2026-03-23 10:00"), at("2026-03-24 10:00"))},
    "tried often": {"recall": at("2026-03-20"), "attempts": tuple(at(f"2026-03-{day} 10:00") for day in range(10, 20))},
    "promised for a Sunday": {"recall": at("2026-03-20"), "callback": at("2026-03-29 11:00")},
    "promised for an evening": {"callback": at("2026-03-26 20:30")},
    "missed": {"callback": at("2026-03-22 11:00")},
}
FIRST_HOURS = [at("2026-03-25 08:00") + timedelta(hours=hours) for hours in range(0, 24 * 8, 5)]
"""The summer begins among them."""


@pytest.mark.parametrize("owed", OWED)
@pytest.mark.parametrize("times", SAFE_TIMES)
def test_next_contact_is_a_time_or_a_person_in_every_state(times, owed) -> None:
    """By whatever times they are safe: within a fortnight somebody calls them, or has them by name."""
    windows = people.parse_windows(people.safe_times(times))
    known = facts(numbers=1, safe_to_call="times", safe_times=windows, **OWED[owed])
    for now in FIRST_HOURS:
        then, stands = ahead(known, now, CALLS)
        assert then < now + timedelta(days=15), f"{now}: {stands}"
        assert stands.reason == "callable" or owned_as(stands), f"{now}: {stands}"


def test_somebody_who_is_safe_at_one_part_of_the_day_alone_is_tried_in_it_until_the_tries_are_used_up() -> None:
    windows = people.parse_windows(people.safe_times("mornings"))
    known = facts(**DUE, safe_to_call="times", safe_times=windows, attempts=TRIED[:1])
    assert queue_rules.queue_status(known, NOW, CALLS).reason == "callable"
    attempts = tuple(at(f"2026-11-{day} 10:00") for day in (18, 19, 20))
    assert queue_rules.queue_status(replace(known, attempts=attempts), NOW, CALLS).reason == "tries_used_up"
    anytime = facts(**DUE, attempts=attempts)
    assert queue_rules.queue_status(anytime, NOW, CALLS).reason == "waiting", "another part of the day is wanted"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ("Sunday", "Safe only Sundays: outside calling hours"),
        ("after 8pm", "Safe only every day after 20:00: outside calling hours"),
        (
            "weekdays before 9am; Sat 5-6pm",
            "Safe only Mon-Fri before 09:00; Saturdays 17:00-18:00: outside calling hours",
        ),
    ],
)
def test_next_contact_says_that_safe_times_never_meet_the_calling_hours(times, words) -> None:
    known = facts(**DUE, safe_to_call="times", safe_times=people.parse_windows(people.safe_times(times)))
    stands = queue_rules.queue_status(known, NOW, CALLS)
    assert (stands.reason, format_status(stands)) == (queue_rules.Reason.OUTSIDE_HOURS, words)
    open_then = replace(CALLS, hours=clock.Week((("05:00", "23:00"),) * 7))
    assert queue_rules.queue_status(known, NOW, open_then).reason in ("waiting", "callable")


@pytest.mark.parametrize(
    ("facts", "now", "words"),
    [
        (facts(**DUE), NOW, "Next contact: they stand in the queue now."),
        (facts(**DUE), at("2026-11-22 12:00"), "Next contact: recall on Mon 23 Nov."),  # on a Sunday nobody is rung
        (facts(**DUE), at("2026-11-23 21:30"), "Next contact: recall on Tue 24 Nov."),
        (facts(**DUE, attempts=(NOW - LATER,)), NOW, "Next contact: recall on Tue 24 Nov, 12:00."),  # after the morning
        (  # an engaged line asks for half an hour, one try a day for tomorrow
            facts(**DUE, attempts=(NOW - LATER,), **ENGAGED),
            NOW, "Next contact: recall on Tue 24 Nov, 12:00.",
        ),
        (
            facts(**DUE, **ENGAGED),
            NOW, "Next contact: recall on Mon 23 Nov, 10:30.",
        ),
        (facts(**DUE, attempts=TRIED), NOW, "You see to it by Wed 25 Nov, 17:00: a manager's decision."),
        (facts(**THEN, follow_up=at("2026-11-24"), attempts=TRIED), NOW,
         "From Tue 24 Nov they stand on the board: attempts exhausted."),
        (facts(**THEN), NOW, "Next contact: recall on Mon 24 May 2027."),
        (facts(**THEN, follow_up=at("2026-12-07")), NOW, "Next contact: follow-up on Mon 7 Dec."),
        (facts(**THEN, callback=at("2026-11-24 14:00")), NOW, "Next contact: Tue 24 Nov, 14:00, as promised."),
        (facts(**THEN, callback=at("2026-11-29 02:00")), NOW, "Next contact: Sun 29 Nov, 02:00, as promised."),
        (facts(**THEN, callback=NOW - LATER), NOW, "Next contact: they stand in the queue now."),
        (facts(**THEN, callback=at("2026-11-22 02:00")), at("2026-11-22 12:00"),
         "Next contact: Mon 23 Nov, 09:00."),
        (facts(**DUE, safe_to_call="times", safe_times=TUESDAYS), NOW, "Next contact: recall on Tue 24 Nov, 14:00."),
        (facts(**THEN, callback=at("2026-11-25 10:00"), safe_to_call="times", safe_times=TUESDAYS), NOW,
         "Next contact: Tue 1 Dec, 14:00."),
        (facts(**DUE, away="hospital", away_until=at("2026-12-07")), NOW, "Next contact: recall on Mon 7 Dec."),
        (facts(numbers=0, recall=at("2026-12-01")), NOW,
         "From Tue 1 Dec they stand on the board: no usable number."),
        (facts(**DUE, held_until=NOW + LATER), NOW, "Next contact: they stand in the queue now."),
        (facts(open_to_services=True), NOW,
         "No call of ours: they have open services, and their worker keeps in touch."),
        (facts(numbers=1), NOW, "No call is owed to them."),
        (facts(stopped="died"), NOW, "Nobody calls them again."),
    ],
)  # fmt: skip
def test_next_contact_of_each_state_is_one_sentence(facts, now, words) -> None:
    stands = queue_rules.queue_status(facts, now, CALLS)
    owned = stands.reason == "tries_used_up"
    lines = [BoardLine("a manager's decision", "You", at("2026-11-25 17:00"))] if owned else []
    assert next_contact(facts, lines, now, CALLS) == (words,)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (BoardLine("an answer", "Helen Marsh", at("2026-11-25 17:00")), "Helen Marsh sees to it by Wed 25 Nov, 17:00"),
        (
            BoardLine("an answer", "Helen Marsh", at("2026-11-20 17:00")),
            "Helen Marsh sees to it, late since Fri 20 Nov, 17:00",
        ),
        (BoardLine("an answer", "You", at("2026-11-20 17:00")), "You see to it, late since Fri 20 Nov, 17:00"),
        (BoardLine("an answer", "", None), "Nobody is at work to see to it"),
    ],
)
def test_next_contact_names_who_decides_with_their_deadline(line, words) -> None:
    told = f"{words}: an answer."
    assert next_contact(facts(numbers=1), [line], NOW, CALLS) == (told,)
    assert next_contact(facts(**DUE), [line], NOW, CALLS) == ("Next contact: they stand in the queue now.", told)


def test_next_contact_names_a_colleague_and_an_unreadable_record() -> None:
    assert next_contact(facts(**DUE), [], NOW, CALLS, "Tunde Ola") == ("Tunde Ola is with them now.",)
    assert next_contact(None, [], NOW, CALLS) == ("A manager has their record mended.",)


def test_next_contact_search_ends_where_no_safe_time_ever_comes() -> None:
    nights = ((frozenset((6,)), time(2), time(3)),)
    when, stands = ahead(facts(**DUE, safe_to_call="times", safe_times=nights), NOW, CALLS)
    assert (when, stands.reason) == (NOW, "outside_hours")
