"""Whom a file keeps from being called who was to be called before, in whatever way: that many at once are a mistake
more often than a plague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, QueueEntry
from topaz_tui.store.rows import dicts, texts_as_one

HANDFUL = 5
BY_A_FILE = frozenset(
    (
        Reason.DIED,
        Reason.MOVED,
        Reason.NOBODY,
        Reason.DOUBT,
        Reason.NOT_SAFE_TO_CALL,
        Reason.UNREAD_TIMES,
        Reason.OPEN_TO_SERVICES,
        Reason.NO_USABLE_NUMBER,
        Reason.UNREADABLE,
    )
)
"""The reasons of not being callable that a file can bring about."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many people a file stops for each reason (queue_rules.REASONS), of how many whom it names."""

    reasons: Mapping[str, int]
    of: int

    @property
    def people(self) -> int:
        return sum(self.reasons.values())

    @property
    def is_too_many(self) -> bool:
        """More than one in five, and not just a handful."""
        return self.people >= HANDFUL and self.people * 5 > self.of

    @property
    def words(self) -> str:
        """Why, the commonest reason first, each with its count."""
        return ", ".join(f"{queue_rules.REASON_WORDS[reason]}: {count:,}" for reason, count in self.reasons.items())


def where_they_stand(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """The reason for which each of these stands where they stand, of those who are on the list."""
    rows = (
        Client.select(Client.person_id, QueueEntry.reason)
        .join(QueueEntry, on=QueueEntry.client == Client.id)
        .where(Client.person_id.in_(texts_as_one(person_ids)))
    )
    return {row["person_id"]: row["reason"] for row in dicts(rows)}


def stopped_since(session: Session, before: Mapping[str, str], person_ids: Collection[str]) -> Stopped:
    """Whom of these a file has stopped, of whom it was known `before` where they stand. Somebody new without a number
    is not stopped by it."""
    found = Counter(
        reason
        for person_id, reason in where_they_stand(session, person_ids).items()
        if reason in BY_A_FILE and _was_to_be_called(before.get(person_id), reason)
    )
    return Stopped(dict(found.most_common()), len(person_ids))


def _was_to_be_called(before: str | None, now: str) -> bool:
    if before is None:
        return now != Reason.NO_USABLE_NUMBER
    return before == Reason.HELD or queue_rules.is_open(before)
