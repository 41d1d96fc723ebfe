"""How many people have each queue status. The database keeps these counts with every write
(store/migrations/0003_counts.py); nothing is counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from peewee import fn

from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import CallsMade, Tally


@dataclass(frozen=True, slots=True)
class TallyLine:
    """How many people have this state, reason and rank."""

    state: str
    reason: str
    rank: int
    people: int

    @property
    def is_known(self) -> bool:
        """Do this state and this reason exist, and go together?"""
        return self.reason in queue_rules.REASON_WORDS and queue_rules.state_of(self.reason) == self.state


def kept() -> tuple[TallyLine, ...]:
    """The count of each queue status that anybody has or had."""
    return tuple(TallyLine(**row) for row in _kept())


@Compiled
def _kept() -> Any:
    return Tally.select()


def counts(places: Collection[TallyLine], gate: queue_rules.CallingHours) -> dict[str, int]:
    """The number of people by reason, as the queue shows them under this gate, and 'total', which is their sum."""
    told = dict.fromkeys(queue_rules.REASON_WORDS, 0)
    for place in places:
        stands = place.reason if place.is_known else Reason.UNREADABLE
        told[Reason.WAITING if stands == Reason.CALLABLE and place.rank > gate.top else stands] += place.people
    return told | {"total": sum(told.values())}


def by_rank(places: Collection[TallyLine]) -> dict[int, int]:
    """The number of people who are ready to be called, by their place in the queue."""
    told: Counter[int] = Counter()
    for place in places:
        if place.is_known and place.reason == Reason.CALLABLE:
            told[place.rank] += place.people
    return dict(told)


def strange(places: Collection[TallyLine]) -> bool:
    """Does the tally have a state and a reason that don't exist or don't go together? The queue counts and lists such
    people as those whose record can't be read."""
    return any(place.people and not place.is_known for place in places)


def calls_since(hour: str) -> int:
    """How many calls began in or after this hour ('2026-11-23T10', in UTC)."""
    return sum(int(row["calls"] or 0) for row in _made_since(hour))


@Compiled
def _made_since(hour: Any) -> Any:
    return CallsMade.select(fn.SUM(CallsMade.calls).alias("calls")).where(CallsMade.hour >= hour)
