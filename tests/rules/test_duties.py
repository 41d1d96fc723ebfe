"""The table of what is owed: sound, and open to another kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.rules.facts import facts
from topaz_tui.config import Settings
from topaz_tui.rules import duties
from topaz_tui.rules.duties import DUTIES, DutyKind, DutyRule
from topaz_tui.rules.queue import queue_status
from topaz_tui.rules.queue_words import format_status

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
CALLS = Settings().calls


def test_duty_kind_has_a_rank_of_its_own_in_the_queue() -> None:
    assert list(DUTIES) == list(DutyKind)
    ranks = [duty.rank for duty in DUTIES.values()]
    assert len({*ranks, duties.PUT_FIRST, duties.CONCERN_BEFORE, duties.NOT_READY}) == len(ranks) + 3
    assert max(ranks) < duties.NOT_READY


@pytest.mark.parametrize(
    ("owed", "kind"),
    [
        ({}, None),
        ({"recall": NOW - DAY}, "recall"),
        ({"recall": NOW - DAY, "follow-up": NOW}, "follow-up"),
        ({"recall": NOW - DAY, "follow-up": NOW + DAY}, "recall"),
        ({"recall": NOW + DAY, "follow-up": NOW + 2 * DAY}, "recall"),
        ({"recall": NOW + DAY, "follow-up": NOW + DAY}, "follow-up"),
        ({"recall": NOW - DAY, "follow-up": NOW, "callback": NOW + 3 * DAY}, "callback"),
    ],
)
def test_duty_that_comes_first(owed, kind) -> None:
    assert duties.first(owed, NOW)[0] == kind
    assert duties.first(dict(reversed(owed.items())), NOW)[0] == kind, "in whichever order they are known"


@pytest.mark.parametrize(
    ("duty", "reason", "words"),
    [
        (DutyRule("Visit", 5), "callable", "Visit due 23 Nov 2026"),
        (DutyRule("Visit", -1, promised=True), "callable", "Visit due"),
    ],
)
def test_duty_kind_is_added_by_one_row(monkeypatch: pytest.MonkeyPatch, duty, reason, words) -> None:
    monkeypatch.setitem(DUTIES, "visit", duty)
    monkeypatch.setitem(duties.WORDS, "visit", duty.words)
    known = facts(numbers=1, recall=NOW + DAY)
    stands = queue_status(type(known)(numbers=1, duties={**known.duties, "visit": NOW}), NOW, CALLS)
    assert (stands.reason, stands.why, stands.rank) == (reason, "visit", duty.rank)
    assert format_status(stands).startswith(words)
