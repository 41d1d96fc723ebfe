"""When the next contact is, or who decides: true in every state, and said once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import recalls
from topaz_tui.rules.following import Line, ahead, sentence
from topaz_tui.rules.recalls import Facts

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
        (Facts(**DUE), NOW, "Next contact: they stand in the queue now."),
        (Facts(**DUE), at("2026-11-22 12:00"), "Next contact: recall on Mon 23 Nov."),  # on a Sunday nobody is rung
        (Facts(**DUE), at("2026-11-23 21:30"), "Next contact: recall on Tue 24 Nov."),
        (Facts(**DUE, tries=(NOW - LATER,)), NOW, "Next contact: recall on Tue 24 Nov, 12:00."),  # after the morning
        (  # an engaged line asks for half an hour, one try a day for tomorrow
            Facts(**DUE, tries=(NOW - LATER,), not_before=at("2026-11-23 10:30"), not_before_why="Engaged"),
            NOW, "Next contact: recall on Tue 24 Nov, 12:00.",
        ),
        (
            Facts(**DUE, not_before=at("2026-11-23 10:30"), not_before_why="Engaged"),
            NOW, "Next contact: recall on Mon 23 Nov, 10:30.",
        ),
        (Facts(**DUE, tries=TRIED), NOW, "You see to it by Wed 25 Nov, 17:00: a manager's decision."),
        (Facts(**THEN, follow_up=at("2026-11-24"), tries=TRIED), NOW,
         "From Tue 24 Nov they stand on the board: tries used up."),
        (Facts(**THEN), NOW, "Next contact: recall on Mon 24 May 2027."),
        (Facts(**THEN, follow_up=at("2026-12-07")), NOW, "Next contact: follow-up on Mon 7 Dec."),
        (Facts(**THEN, callback=at("2026-11-24 14:00")), NOW, "Next contact: Tue 24 Nov, 14:00, as promised."),
        (Facts(**THEN, callback=at("2026-11-29 02:00")), NOW, "Next contact: Sun 29 Nov, 02:00, as promised."),
        (Facts(**THEN, callback=NOW - LATER), NOW, "Next contact: they stand in the queue now."),
        (Facts(**THEN, callback=at("2026-11-22 02:00")), at("2026-11-22 12:00"),
         "Next contact: Mon 23 Nov, 09:00."),
        (Facts(**DUE, safe_to_call="times", safe_times=TUESDAYS), NOW, "Next contact: recall on Tue 24 Nov, 14:00."),
        (Facts(**THEN, callback=at("2026-11-25 10:00"), safe_to_call="times", safe_times=TUESDAYS), NOW,
         "Next contact: Tue 1 Dec, 14:00."),
        (Facts(**DUE, away="hospital", away_until=at("2026-12-07")), NOW, "Next contact: recall on Mon 7 Dec."),
        (Facts(numbers=0, recall=at("2026-12-01")), NOW,
         "From Tue 1 Dec they stand on the board: no usable number."),
        (Facts(**DUE, held_until=NOW + LATER), NOW, "Next contact: they stand in the queue now."),
        (Facts(open_to_services=True), NOW,
         "No call of ours: they have open services, and their worker keeps in touch."),
        (Facts(numbers=1), NOW, "No call is owed to them."),
        (Facts(stopped="died"), NOW, "Nobody calls them again."),
    ],
)  # fmt: skip
def test_one_sentence_says_it_of_each_state(facts, now, words) -> None:
    stands = recalls.decide(facts, now, CALLS)
    owned = stands.reason == "tries_used_up"
    lines = [Line("a manager's decision", "You", at("2026-11-25 17:00"))] if owned else []
    assert sentence(facts, lines, now, CALLS) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line("an answer", "Helen Marsh", at("2026-11-25 17:00")), "Helen Marsh sees to it by Wed 25 Nov, 17:00"),
        (
            Line("an answer", "Helen Marsh", at("2026-11-20 17:00")),
            "Helen Marsh sees to it, late since Fri 20 Nov, 17:00",
        ),
        (Line("an answer", "You", at("2026-11-20 17:00")), "You see to it, late since Fri 20 Nov, 17:00"),
        (Line("an answer", "", None), "A manager sees to it"),
    ],
)
def test_whoever_decides_is_named_with_a_deadline_that_is_to_come_or_late(line, words) -> None:
    told = sentence(Facts(numbers=1), [line], NOW, CALLS)
    assert told == f"{words}: an answer."
    assert sentence(Facts(**DUE), [line], NOW, CALLS) == f"Next contact: they stand in the queue now.\n{told}"


def test_a_colleague_who_is_with_them_is_named_and_what_can_not_be_read_is_said() -> None:
    assert sentence(Facts(**DUE), [], NOW, CALLS, "Tunde Ola") == "Tunde Ola is with them now."
    assert sentence(None, [], NOW, CALLS) == "A manager has their record mended."


def test_it_comes_to_an_end_where_no_safe_time_ever_comes() -> None:
    nights = ((frozenset((6,)), time(2), time(3)),)
    when, stands = ahead(Facts(**DUE, safe_to_call="times", safe_times=nights), NOW, CALLS)
    assert when > NOW and stands.reason in ("callable", "waiting")
