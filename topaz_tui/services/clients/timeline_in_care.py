"""What a timeline has of a young person's care: what happened, each on its day, from which duties are reckoned."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.records import RecordSource
from topaz_tui.services.clients.moment import Moment, under
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import StatutoryEvent, Worker


@Compiled
def events(client: Any, limit: Any) -> Any:
    """What happened, the newest first, what was taken back with it."""
    found = StatutoryEvent.select(
        StatutoryEvent.id, StatutoryEvent.happened_on, Worker.name.alias("who"), StatutoryEvent.kind,
        StatutoryEvent.set_for_on, StatutoryEvent.note, StatutoryEvent.source, StatutoryEvent.made_at,
        StatutoryEvent.void_at, StatutoryEvent.void_why,
    ).join(Worker, JOIN.LEFT_OUTER, on=Worker.id == StatutoryEvent.made_by)  # fmt: skip
    order = StatutoryEvent.happened_on.desc(), StatutoryEvent.id.desc()
    return found.where(StatutoryEvent.client == client).order_by(*order).limit(limit)


def event(
    id: int,
    happened_on: str,
    who: str | None,
    kind: str,
    set_for_on: str | None,
    note: str | None,
    source: str,
    made_at: str,
    void_at: str | None,
    void_why: str | None,
) -> Moment:
    """It stands at the day on which it happened, and says when it was recorded."""
    words = EventKind(kind).capitalize()
    words += f", for {clock.format_day(date.fromisoformat(set_for_on))}" if set_for_on else ""
    words += " \u00b7 TAKEN BACK" if void_at else ""
    of_file = " from the council's file" if source == RecordSource.COUNCIL else ""
    recorded = f"Recorded {clock.format_moment(clock.from_store(made_at), clock.now())}{of_file}"
    taken_back = f"Taken back: {under(void_why)}" if void_at else ""
    at = clock.at(date.fromisoformat(happened_on), "00:00")
    detail = "\n".join(filter(None, (under(note), taken_back, recorded)))
    return Moment(f"statutory_event {id}", at, "Care", words, detail, who or "Topaz")
