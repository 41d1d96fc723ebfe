"""When the next contact is, or who decides: true in every state, and said once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.rules.facts import facts
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.following import BoardLine, ahead, sentence

CALLS = Settings().calls


def at(words: str) -> datetime:
    day, _, hour = words.partition(" ")
    return clock.from_store(f"{day}T{hour or '00:00'}:00Z")


NOW = at("2026-11-23 10:00")  # a Monday
TUESDAYS = ((frozenset((1,)), time(14), time(16)),)
TRIED = (at("2026-11-10 10:00"), at("2026-11-12 14:00"), at("2026-11-16 10:00"))
DUE = {"numbers": 1, "recall": at("2026-11-20")}
THEN = {"numbers": 1, "recall": at("2027-05-23")}  # a Sunday
LATER = timedelta(hours=1)


@pytest.mark.parametrize(
    ("facts", "now", "words"),
    [
        (facts(**DUE), NOW, "Next contact: they stand in the queue now."),
        (facts(**DUE), at("2026-11-22 12:00"), "Next contact: recall on Mon 23 Nov."),  # on a Sunday nobody is rung
        (facts(**DUE), at("2026-11-23 21:30"), "Next contact: recall on Tue 24 Nov."),
        (facts(**DUE, tries=(NOW - LATER,)), NOW, "Next contact: recall on Tue 24 Nov, 12:00."),  # after the morning
        (  # an engaged line asks for half an hour, one try a day for tomorrow
            facts(**DUE, tries=(NOW - LATER,), not_before=at("2026-11-23 10:30"), not_before_why="Engaged"),
            NOW, "Next contact: recall on Tue 24 Nov, 12:00.",
        ),
        (
            facts(**DUE, not_before=at("2026-11-23 10:30"), not_before_why="Engaged"),
            NOW, "Next contact: recall on Mon 23 Nov, 10:30.",
        ),
        (facts(**DUE, tries=TRIED), NOW, "You see to it by Wed 25 Nov, 17:00: a manager's decision."),
        (facts(**THEN, follow_up=at("2026-11-24"), tries=TRIED), NOW,
         "From Tue 24 Nov they stand on the board: tries used up."),
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
def test_one_sentence_says_it_of_each_state(facts, now, words) -> None:
    stands = queue_rules.queue_status(facts, now, CALLS)
    owned = stands.reason == "tries_used_up"
    lines = [BoardLine("a manager's decision", "You", at("2026-11-25 17:00"))] if owned else []
    assert sentence(facts, lines, now, CALLS) == words


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
def test_whoever_decides_is_named_with_a_deadline_that_is_to_come_or_late(line, words) -> None:
    told = sentence(facts(numbers=1), [line], NOW, CALLS)
    assert told == f"{words}: an answer."
    assert sentence(facts(**DUE), [line], NOW, CALLS) == f"Next contact: they stand in the queue now.\n{told}"


def test_a_colleague_who_is_with_them_is_named_and_what_can_not_be_read_is_said() -> None:
    assert sentence(facts(**DUE), [], NOW, CALLS, "Tunde Ola") == "Tunde Ola is with them now."
    assert sentence(None, [], NOW, CALLS) == "A manager has their record mended."


def test_it_comes_to_an_end_where_no_safe_time_ever_comes() -> None:
    nights = ((frozenset((6,)), time(2), time(3)),)
    when, stands = ahead(facts(**DUE, safe_to_call="times", safe_times=nights), NOW, CALLS)
    assert when > NOW and stands.reason in ("callable", "waiting")
