"""Nobody falls between: every reason has somebody, a time, a list and an end; one function says each one's fate."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.rules.facts import facts
from topaz_tui.config import Settings
from topaz_tui.rules import fates, referrals
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.fates import FateFacts
from topaz_tui.rules.queue import QueueFacts, QueueStatus, Reason

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(days=3), NOW - timedelta(days=3)
CALLS = Settings().calls
SUNDAY = datetime(2026, 11, 29, 11, tzinfo=UTC)
SUNDAYS: dict[str, Any] = {"safe_to_call": "times", "safe_times": ((frozenset((6,)), time(0), time(23, 59)),)}


def test_fate_of_every_reason_not_callable_has_an_owner() -> None:
    assert list(fates.faults()) == []
    assert {keeper.reason for keeper in fates.KEEPERS} == set(queue_rules.REASON_WORDS)


def test_fate_check_finds_a_reason_without_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_rules, "REASON_WORDS", {**queue_rules.REASON_WORDS, "new": "A new one"})
    assert list(fates.faults())


@pytest.mark.parametrize("reason", [kind.reason for kind in referrals.OF_REASON.values()])
def test_fate_that_is_owned_has_a_term_in_the_settings(reason: str) -> None:
    section, _, name = fates.KEEPER[reason].by.partition(".")
    assert getattr(getattr(Settings(), section), name) >= 0


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (facts(recall=BEFORE), "no number"),
        (facts(recall=LATER), None),
        (facts(recall=LATER, callback=LATER), "no number"),
        (facts(recall=BEFORE, numbers=1, safe_to_call="no"), "not safe"),
        (facts(recall=BEFORE, numbers=1, safe_to_call="times"), "not safe"),
        (facts(recall=LATER, numbers=1, safe_to_call="no"), None),
        (facts(recall=BEFORE, numbers=1, safe_to_call="yes", unread_times="not Tuesdays"), "unread times"),
        (facts(recall=LATER, numbers=1, unread_times="not Tuesdays"), None),
        (facts(recall=LATER, callback=LATER, numbers=1, unread_times="not Tuesdays"), "unread times"),
        (facts(recall=BEFORE, numbers=1, **SUNDAYS), "outside hours"),
        (facts(recall=LATER, numbers=1, **SUNDAYS), None),
        (facts(recall=BEFORE, callback=SUNDAY, numbers=1, **SUNDAYS), None),
        (facts(recall=BEFORE, callback=LATER, numbers=1, **SUNDAYS), "outside hours"),
        (facts(recall=BEFORE, numbers=1, away="hospital"), "away"),
        (facts(recall=BEFORE, numbers=1, away="hospital", away_until=LATER), None),
        (facts(recall=BEFORE, numbers=1, away="hospital", away_until=BEFORE), None),
        (facts(doubt="Somebody has to look"), "doubt"),
        (facts(recall=BEFORE, open_to_services=True), None),
        (facts(callback=LATER, open_to_services=True), "promise"),
        (facts(recall=BEFORE, numbers=1), None),
        (facts(stopped="died", callback=BEFORE), None),
    ],
)  # fmt: skip
def test_fate_of_each_queue_status_is_owned_as_its_kind(facts: QueueFacts, kind: str | None) -> None:
    stands = queue_rules.queue_status(facts, NOW, CALLS)
    found = fates.owned_as(stands)
    assert (found.id if found else None) == kind
    person = FateFacts(stands.reason, stands.why, stands.due_at, stands.changes_at, owes=bool(stands.due_at))
    assert (fates.fate(person) is None) == (kind is not None), "nobody has them yet"
    if kind:
        had = FateFacts(stands.reason, stands.why, stands.due_at, stands.changes_at, frozenset((kind,)))
        assert fates.fate(had) == "owned"


def test_fate_of_an_unreadable_record_is_owned() -> None:
    found = fates.owned_as(queue_rules.unreadable(NOW))
    assert found and found.id == "unreadable"


@pytest.mark.parametrize(
    ("person", "fate"),
    [
        (FateFacts(None), None),
        (FateFacts("no such reason"), None),
        (FateFacts("callable", owes=True), "callable"),
        (FateFacts("waiting", changes_at=LATER), "waits"),
        (FateFacts("waiting"), None),
        (FateFacts("no_recall"), "nothing owed"),
        (FateFacts("no_recall", owes=True), None),
        (FateFacts("died"), "stopped"),
        (FateFacts("open_to_services"), "stopped"),
        # a review broke off three days ago: the recall of next year does not bring it back
        (FateFacts("no_recall", unfinished=BEFORE), None),
        (FateFacts("not_due", "recall", LATER, LATER, unfinished=BEFORE), None),
        (FateFacts("not_due", "follow-up", LATER, LATER, unfinished=BEFORE), "waits"),
        (FateFacts("waiting", "recall", BEFORE, LATER, unfinished=NOW), "waits"),
    ],
)
def test_fate_of_a_person(person: FateFacts, fate: str | None) -> None:
    assert fates.fate(person) == fate


def test_fate_counts_add_up() -> None:
    people = [FateFacts("callable"), FateFacts("died"), FateFacts("died"), FateFacts(None)]
    counted = fates.count(people)
    assert sum(counted.values()) == len(people) and (counted[fates.Fate.STOPPED], counted[None]) == (2, 1)


def test_fate_of_somebody_callable_is_owned_by_nobody() -> None:
    assert fates.owned_as(QueueStatus(Reason.CALLABLE)) is None
