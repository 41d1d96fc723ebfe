"""Changes of the queue that nobody's action causes: those that time and the calling hours bring; and whether the queue
may have changed at all."""

from __future__ import annotations

import json
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import unread
from topaz_tui.services.queue import status
from topaz_tui.services.session import Session
from topaz_tui.store import metadata
from topaz_tui.store.database import database, transaction, writes_seen
from topaz_tui.store.rows import named
from topaz_tui.store.sql import claims as sql

SWEEPS = 2  # of status.SWEEP_AT_ONCE people, in one look


def change_token(session: Session) -> tuple[object, ...]:
    """A token that differs once the queue may have changed. Cheap enough to be read every few seconds."""
    sweep_some(session)
    now = clock.now()
    gate = gate_now(session, now)  # before the count of writes: it may write itself
    return writes_seen(), gate, clock.local(now).date()


def sweep_some(session: Session) -> None:
    """Decide anew about as many people as one look has time for, and leave the rest to the next look: on a list of a
    million, a morning after a night without anybody leaves tens of thousands."""
    for _ in range(SWEEPS):
        if not status.sweep(session.settings):
            return


def gate_now(session: Session, now: datetime) -> queue_rules.CallingHours:
    """The gate of the calling hours now. It is kept in the database until it changes, because working it out loads the
    library of bank holidays, and the first screen has no time for that."""
    hours = repr(session.settings.calls.hours)
    for row in named(database.run(sql.GATE)):
        with unread.aside("metadata", "gate"):  # it is found out anew
            kept = unread.object_of(row["value"])
            if kept["hours"] == hours and kept["since"] <= clock.to_store(now) < kept["until"]:
                return queue_rules.CallingHours(int(kept["top"]), clock.from_store(kept["until"]))
    gate = queue_rules.calling_hours(now, session.settings.calls)
    kept = {"hours": hours, "top": gate.top, "since": clock.to_store(now), "until": clock.to_store(gate.until)}
    with transaction():
        metadata.keep("gate", json.dumps(kept))
    return gate
