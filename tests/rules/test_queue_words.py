"""Each way of standing in the queue in words: for now, for ever, and short where the time has its own column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from topaz_tui import clock
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import CallingHours, Cause, QueueStatus, Reason
from topaz_tui.rules.queue_words import (
    doubt_words,
    format_status,
    format_status_shortly,
    gate_words,
    outside_words,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TOMORROW = clock.at(clock.local(NOW).date() + DAY, "00:00")


def recall(due: datetime, reason: Reason = Reason.CALLABLE) -> QueueStatus:
    return QueueStatus(reason, DutyKind.RECALL, due_at=due)


def waits(cause: Cause, until: datetime | None = None, about: str = "") -> QueueStatus:
    return QueueStatus(Reason.WAITING, DutyKind.CALLBACK, cause=cause, until=until, about=about)


CASES = {
    "due": (recall(NOW - 7 * DAY), "Recall due 7 days ago", "Recall due 16 Nov 2026", "Recall"),
    "yesterday": (recall(NOW - DAY), "Recall due yesterday", "Recall due 22 Nov 2026", "Recall"),
    "today": (recall(NOW), "Recall due today", "Recall due 23 Nov 2026", "Recall"),
    "not due": (recall(NOW + DAY, Reason.NOT_DUE), "Recall due 24 Nov 2026", "Recall due 24 Nov 2026", "Recall"),
    "callback": (
        QueueStatus(Reason.CALLBACK_LATER, DutyKind.CALLBACK, due_at=NOW + 4 * HOUR),
        "Callback today 14:00", "Callback due 23 Nov 2026 14:00", "Callback",
    ),
    "held": (QueueStatus(Reason.HELD), "With a colleague", "With a colleague", "With a colleague"),
    "died": (QueueStatus(Reason.DIED), "Has died: never call", "Has died: never call", "Has died"),
    "died, under another record": (
        QueueStatus(Reason.DIED, record="0012"), "Has died: never call (also record 0012)",
        "Has died: never call (also record 0012)", "Has died",
    ),
    "linked": (
        QueueStatus(Reason.LINKED, record="0012"), "The same person as record 0012: called under that",
        "The same person as record 0012: called under that", "The same person as record 0012",
    ),
    "doubt": (
        QueueStatus(Reason.DOUBT, about="twin"),
        *[doubt_words("twin")] * 2, doubt_words("twin").partition(": somebody")[0],
    ),
    "tries used up": (
        QueueStatus(Reason.ATTEMPTS_EXHAUSTED, attempts=6), *["6 attempts, nobody reached: a manager decides"] * 2,
        "6 attempts, nobody reached",
    ),
    "never safe": (
        QueueStatus(Reason.OUTSIDE_HOURS, about="Sun 00:00-23:59"),
        *["Safe only Sundays: outside calling hours"] * 2, "Safe only Sundays",
    ),
    "hospital": (
        QueueStatus(Reason.AWAY, cause=Cause.IN_HOSPITAL, until=NOW + DAY),
        *["In hospital until 24 Nov 2026"] * 2, "In hospital",
    ),
    "away": (QueueStatus(Reason.AWAY, cause=Cause.AWAY), *["Away, no date known"] * 3),
    "no times": (
        QueueStatus(Reason.NOT_SAFE_TO_CALL, cause=Cause.NO_TIMES),
        *["Safe only at certain times, and they are not known"] * 3,
    ),
    "put off": (
        waits(Cause.PUT_OFF, NOW + HOUR, "Skipped (GP: at 3)"), *["Skipped (GP: at 3): again 23 Nov 2026 11:00"] * 2,
        "Skipped (GP: at 3)",
    ),
    "put off to a day": (
        waits(Cause.PUT_OFF, TOMORROW, "The review is not complete"),
        *["The review is not complete: again 24 Nov 2026"] * 2, "The review is not complete",
    ),
    "missed": (
        waits(Cause.CALLBACK_MISSED, NOW + DAY), *["Callback missed: again 24 Nov 2026 10:00"] * 2, "Callback missed"
    ),
    "tried today": (waits(Cause.TRIED_TODAY, TOMORROW), *["Already tried today"] * 3),
    "tried in the morning": (
        waits(Cause.TRIED_IN_PART, NOW + 2 * HOUR, "morning"),
        *["Tried in the morning: another part of the day is wanted"] * 2, "Tried in the morning",
    ),
    "out of safe times": (
        waits(Cause.OUT_OF_TIMES, NOW + HOUR), *["Outside their safe times: again 23 Nov 2026 11:00"] * 2,
        "Outside their safe times",
    ),
    "calling hours": (
        waits(Cause.CALLING_HOURS, NOW + DAY), "Outside calling hours: again tomorrow 10:00",
        "Outside calling hours: again 24 Nov 2026 10:00", "Outside calling hours",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("stands", "now", "always", "short"), CASES.values(), ids=CASES)
def test_queue_status_of_each_kind_has_its_words(stands: QueueStatus, now: str, always: str, short: str) -> None:
    assert (format_status(stands, NOW), format_status(stands), format_status_shortly(stands)) == (now, always, short)


def test_queue_cause_of_each_kind_has_its_words() -> None:
    plain = {reason: format_status(QueueStatus(reason)) for reason in Reason}
    assert all(plain.values())
    for cause in Cause:
        assert format_status(QueueStatus(Reason.WAITING, cause=cause, until=NOW, about="x")) != plain[Reason.WAITING]


@pytest.mark.parametrize("reason", [Reason.WAITING, Reason.DOUBT, Reason.OUTSIDE_HOURS, Reason.LINKED, Reason.CALLABLE])
def test_queue_reason_without_its_cause_is_said_alone(reason: Reason) -> None:
    """After a migration, until the list is looked at."""
    assert format_status(QueueStatus(reason), NOW) == queue_rules.REASON_WORDS[reason]


def test_queue_words_say_calling_hours_and_safe_times_alike() -> None:
    assert gate_words(CallingHours(0, NOW + DAY), NOW) == "Outside calling hours: again tomorrow 10:00"
    assert "00:00" not in gate_words(CallingHours(0, TOMORROW), NOW)
    assert outside_words(NOW + HOUR) == "Outside their safe times: again 23 Nov 2026 11:00"
