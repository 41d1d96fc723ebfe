"""The cycles of somebody's recall: from the first day on which it fell due to the call, or the decision, that ended it,
whatever day it was moved to between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from topaz_tui import clock
from topaz_tui.rules.duties import DutyEnd

ENDS = (DutyEnd.DONE, DutyEnd.BY_MANAGER, DutyEnd.TO_COUNCIL)
"""The ends of a recall with which its cycle is over. Another date, or a stop that is lifted later, goes on with it."""


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall as it is stored."""

    client_id: int
    due_at: str
    closed_at: str | None
    closed_how: str | None
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle, which began with a recall of `client_id`: the calls after `since` (the end of the cycle before) and up
    to `until` are its own, both moments in the form of the database; None: from the first, or up to now."""

    client_id: int
    due_on: date
    since: str | None
    until: str | None


def cycles(recalls: Iterable[RecallRow]) -> list[Cycle]:
    """The cycles of one person's recalls, which come in the order in which they were made. One that a call brought
    which was saved by mistake is none. Of somebody with several records, what was owed under another as a cycle ended,
    and due by then or ended with it, is of that cycle: they are one person, and were called once."""
    made: list[Cycle] = []
    firsts: dict[int, RecallRow] = {}
    since: str | None = None
    ended: list[str] = []
    for recall in recalls:
        if recall.closed_how == DutyEnd.PUT_RIGHT:
            continue
        place = next((place for place, end in enumerate(ended) if _was_of(recall, end)), None)
        if place is not None:
            if _day(recall.due_at) < made[place].due_on:
                made[place] = replace(made[place], due_on=_day(recall.due_at), client_id=recall.client_id)
            continue
        firsts.setdefault(recall.client_id, recall)
        if recall.closed_at and recall.closed_how in ENDS:
            made.append(_cycle(firsts, since, recall.closed_at))
            ended.append(recall.closed_at)
            firsts, since = {}, recall.closed_at
    if firsts:
        made.append(_cycle(firsts, since, None))
    return made


def _was_of(recall: RecallRow, end: str) -> bool:
    return recall.made_at < end and (recall.due_at <= end or (recall.closed_at is not None and recall.closed_at <= end))


def _cycle(firsts: Mapping[int, RecallRow], since: str | None, until: str | None) -> Cycle:
    first = min(firsts.values(), key=lambda recall: recall.due_at)
    return Cycle(first.client_id, _day(first.due_at), since, until)


def _day(due_at: str) -> date:
    return clock.day_and_minute(due_at)[0]
