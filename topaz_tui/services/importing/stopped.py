"""Whom a file keeps from being called who was to be called before, in whatever way: that many at once are a mistake
more often than a plague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.services.session import Session
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, QueueEntry
from topaz_tui.store.rows import texts_as_one
from topaz_tui.store.statement import tuples

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
        """How many it stops, for whatever reason."""
        return sum(self.reasons.values())

    @property
    def is_too_many(self) -> bool:
        """More than one in five, and not just a handful."""
        return self.people >= HANDFUL and self.people * 5 > self.of

    @property
    def words(self) -> str:
        """Why, the commonest reason first, each with its count."""
        return ", ".join(f"{queue_rules.REASON_WORDS[reason]}: {count:,}" for reason, count in self.reasons.items())


class _Stands(NamedTuple):
    person_id: str
    reason: str


def where_they_stand(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """The reason for which each of these stands where they stand, of those who are on the list."""
    return dict(tuples(database.execute(_standing(person_ids)), _Stands))


def _standing(person_ids: Collection[str]) -> Any:
    """The columns of _Stands of these people: a whole list in a large file, so its rows are made by `tuples`."""
    rows = Client.select(Client.person_id, QueueEntry.reason).join(QueueEntry, on=QueueEntry.client == Client.id)
    return rows.where(Client.person_id.in_(texts_as_one(person_ids)))


def stopped_since(session: Session, before: Mapping[str, str], person_ids: Collection[str]) -> Stopped:
    """Whom of these a file has stopped, of whom it was known `before` where they stand. Somebody new without a number
    is not stopped by it."""
    not_called = _standing(person_ids).where(QueueEntry.reason.in_(tuple(BY_A_FILE)))
    found = Counter(
        each.reason
        for each in tuples(database.execute(not_called), _Stands)
        if _was_to_be_called(before.get(each.person_id), each.reason)
    )
    return Stopped(dict(found.most_common()), len(person_ids))


def _was_to_be_called(before: str | None, now: str) -> bool:
    if before is None:
        return now != Reason.NO_USABLE_NUMBER
    return before == Reason.HELD or queue_rules.is_open(before)
