"""The cycles of somebody's recall: from the first day on which it fell due to the call, or the decision, that ended it,
whatever day it was moved to between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules.duties import DutyEnd

ENDS = (DutyEnd.DONE, DutyEnd.BY_MANAGER, DutyEnd.TO_COUNCIL)
"""The ends of a recall with which its cycle is over. Another date, or a stop that is lifted later, goes on with it."""


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One recall as it is kept."""

    client_id: int
    due_at: str
    closed_at: str | None
    closed_how: str | None


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: the calls after `since` (the end of the cycle before) and up to `until` are its own; None: from the
    first, or up to now."""

    client_id: int
    due_on: date
    since: datetime | None
    until: datetime | None


def cycles(recalls: Iterable[RecallRow]) -> list[Cycle]:
    """The cycles of one client's recalls, which come in the order in which they were made. One that a call brought
    which was saved by mistake is none."""
    made: list[Cycle] = []
    first: RecallRow | None = None
    since: datetime | None = None
    for recall in recalls:
        if recall.closed_how == DutyEnd.PUT_RIGHT:
            continue
        first = first or recall
        if recall.closed_at and recall.closed_how in ENDS:
            until = clock.from_store(recall.closed_at)
            made.append(Cycle(first.client_id, _day(first.due_at), since, until))
            first, since = None, until
    if first:
        made.append(Cycle(first.client_id, _day(first.due_at), since, None))
    return made


def _day(due_at: str) -> date:
    return clock.local(clock.from_store(due_at)).date()
