"""What changes the list without anybody's doing: the time, and the calling hours; and whether it may have changed."""

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
    """What changes when the list may have: a cheap thing to ask every few seconds."""
    sweep_some(session)
    now = clock.now()
    gate = gate_now(session, now)  # before the count of writes: it may write itself
    return writes_seen(), gate, clock.local(now).date()


def sweep_some(session: Session) -> None:
    """As many as a look has time for: on a million people, a morning after a night without anybody leaves tens of
    thousands. The next look goes on."""
    for _ in range(SWEEPS):
        if not status.sweep(session.settings):
            return


def gate_now(session: Session, now: datetime) -> queue_rules.CallingHours:
    """What the calling hours let through. Kept in the database until it changes, because to find it out anew takes the
    library of bank holidays, and the first screen has no time for that."""
    hours = repr(session.settings.calls.hours)
    for row in named(database.run(sql.GATE)):
        with unread.aside("about", "gate"):  # it is found out anew
            kept = unread.object_of(row["value"])
            if kept["hours"] == hours and kept["since"] <= clock.to_store(now) < kept["until"]:
                return queue_rules.CallingHours(int(kept["top"]), clock.from_store(kept["until"]))
    gate = queue_rules.calling_hours(now, session.settings.calls)
    kept = {"hours": hours, "top": gate.top, "since": clock.to_store(now), "until": clock.to_store(gate.until)}
    with transaction():
        metadata.keep("gate", json.dumps(kept))
    return gate
