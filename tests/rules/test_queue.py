"""One decision for every client: each rule of the table, and that what is kept stays true until it says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import changed, facts
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import duties
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import QueueFacts, queue_status
from topaz_tui.rules.queue_words import format_status, format_status_shortly, gate_words

CALLS = Settings().calls
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DUE = facts(numbers=1, recall=MONDAY_TEN - 7 * DAY)
WEEKDAYS = frozenset(range(5))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "callable"),
        ({"recall": MONDAY_TEN + DAY}, "not_due"),
        ({"recall": None}, "no_recall"),
        ({"stopped": "died"}, "died"),
        ({"stopped": "moved"}, "moved"),
        ({"stopped": "refused"}, "asked_not_to_be_called"),
        ({"open_to_services": True}, "open_to_services"),
        ({"safe_to_call": "no"}, "not_safe_to_call"),
        ({"safe_to_call": "times"}, "not_safe_to_call"),  # which times is not known: better not at all
        ({"safe_to_call": "times", "safe_times": ((WEEKDAYS, time(9), time(11)),)}, "callable"),
        ({"safe_to_call": "times", "safe_times": ((WEEKDAYS, time(14), time(16)),)}, "waiting"),
        ({"numbers": 0}, "no_usable_number"),
        ({"away": "hospital"}, "away"),
        ({"away": "away", "away_until": MONDAY_TEN + DAY}, "away"),
        ({"away": "away", "away_until": MONDAY_TEN - DAY}, "callable"),
        ({"held_until": MONDAY_TEN + HOUR}, "held"),
        ({"held_until": MONDAY_TEN - HOUR}, "callable"),
        ({"callback": MONDAY_TEN + HOUR}, "callback_later"),
        ({"callback": MONDAY_TEN - HOUR}, "callable"),
        ({"not_before": MONDAY_TEN + HOUR}, "waiting"),
        ({"attempts": (MONDAY_TEN - HOUR,)}, "waiting"),  # never two on one day
        ({"attempts": (MONDAY_TEN - HOUR,), "callback": MONDAY_TEN}, "callable"),  # but for a promised callback
        ({"attempts": (MONDAY_TEN - DAY,)}, "waiting"),  # the same slot again is wasted
        ({"attempts": (MONDAY_TEN - DAY + 4 * HOUR,)}, "callable"),
        (
            {"attempts": tuple(MONDAY_TEN - n * DAY + 4 * HOUR for n in (3, 2, 1))},
            "callable",
        ),  # one part of the day only
        ({"attempts": (MONDAY_TEN - 3 * DAY, MONDAY_TEN - 2 * DAY, MONDAY_TEN - DAY + 4 * HOUR)}, "tries_used_up"),
    ],
)
def test_queue_status_of_each_rule(change: dict[str, object], reason: str) -> None:
    assert queue_status(changed(DUE, **change), MONDAY_TEN, CALLS).reason == reason


def test_queue_order_is_callbacks_follow_ups_put_first_concern_then_recalls() -> None:
    each_kind = (
        changed(DUE, callback=MONDAY_TEN),
        changed(DUE, follow_up=MONDAY_TEN - DAY),
        changed(DUE, put_first=True),
        changed(DUE, concern_before=True),
        DUE,
    )
    assert [queue_status(each, MONDAY_TEN, CALLS).rank for each in each_kind] == [0, 1, 2, 3, 4]
    assert [queue_status(each, MONDAY_TEN, CALLS).why for each in each_kind[:3]] == ["callback", "follow-up", "recall"]


def test_queue_outside_calling_hours_has_promised_callbacks_alone() -> None:
    sunday_night = datetime(2026, 11, 22, 3, tzinfo=UTC)
    shut, opened = queue_rules.calling_hours(sunday_night, CALLS), queue_rules.calling_hours(MONDAY_TEN, CALLS)
    assert (shut.top, opened.top) == (duties.PROMISED_RANK, duties.LAST_RANK)
    assert "tomorrow 09:00" in gate_words(shut, sunday_night)
    assert opened.until == MONDAY_TEN + 10 * HOUR


def test_queue_reason_of_every_stop_and_answer_has_words() -> None:
    assert {code for code, _ in queue_rules.STOPPED.values()} <= set(queue_rules.REASON_WORDS)
    assert list(queue_rules.REASON_WORDS) == list(queue_rules.Reason) and all(queue_rules.REASON_WORDS.values())


moments = st.integers(-30 * 24 * 60, 30 * 24 * 60).map(lambda n: MONDAY_TEN + timedelta(minutes=n))
maybe = st.none() | moments
any_facts = st.builds(
    facts,
    stopped=st.sampled_from((None, None, None, "died", "moved", "refused")),
    open_to_services=st.sampled_from((False, False, False, True)),
    safe_to_call=st.sampled_from((None, "yes", "times", "no")),
    safe_times=st.sampled_from(
        (
            (),
            ((WEEKDAYS, time(9), time(11)),),
            ((frozenset({1, 6}), time(0), time(23, 59)), (WEEKDAYS, time(18), time(20))),
        )
    ),
    numbers=st.integers(0, 2),
    away=st.sampled_from((None, None, "hospital", "away")),
    away_until=maybe,
    held_until=maybe,
    callback=maybe,
    follow_up=maybe,
    recall=maybe,
    put_first=st.booleans(),
    concern_before=st.booleans(),
    attempts=st.lists(moments.filter(lambda when: when <= MONDAY_TEN), max_size=4).map(
        lambda seen: tuple(sorted(seen))
    ),
    not_before=maybe,
)


@given(any_facts)
def test_queue_status_stays_true_until_it_changes_at(facts: QueueFacts) -> None:
    now = MONDAY_TEN
    for _ in range(6):
        kept = queue_status(facts, now, CALLS)
        assert kept.reason in queue_rules.REASON_WORDS
        assert (kept.state == "ready") == (kept.rank < duties.NOT_READY and kept.reason != "held")
        assert format_status(kept) and format_status(kept, now).startswith(format_status_shortly(kept))
        assert kept.changes_at is None or kept.changes_at > now
        ends = kept.changes_at or now + 40 * DAY
        for share in (0.01, 0.3, 0.6, 0.99):
            later = now + (ends - now) * share
            again = queue_status(facts, later, CALLS)
            assert (again.reason, again.why, again.rank, again.due_at) == (
                kept.reason,
                kept.why,
                kept.rank,
                kept.due_at,
            )
        if kept.changes_at is None:
            return
        now = kept.changes_at


@given(any_facts)
def test_queue_makes_nobody_callable_who_must_not_be_called(facts: QueueFacts) -> None:
    answer = queue_status(facts, MONDAY_TEN, CALLS)
    if answer.reason == "callable":
        assert not facts.stopped and not facts.open_to_services and facts.numbers and facts.safe_to_call != "no"
        assert answer.due_at is not None and answer.due_at <= MONDAY_TEN
        if answer.why != "callback":
            assert all(clock.local(when).date() != clock.local(MONDAY_TEN).date() for when in facts.attempts)
