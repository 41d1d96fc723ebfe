"""Keeps the queue status of each client: gathers the facts, asks rules/queue.py, writes its answer.

Every transaction that changes a fact calls `refresh`; `sweep` does the rest, when time alone has changed something.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.store import metadata
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import QueueEntry
from topaz_tui.store.rows import named
from topaz_tui.store.sql import status as sql

SWEEP_AT_ONCE = 500  # clients re-decided in one transaction, so that nobody waits long for the lock
SWEPT = "swept"  # the key under which the moment stands at which time last changed something
CLOCKS_DIFFER = timedelta(minutes=5)  # by which the clocks of two machines may differ


def refresh(client_ids: Iterable[int], settings: Settings, since: datetime | None = None) -> None:
    """Decide anew where these clients stand, as part of the transaction that changed a fact about them: with all
    records of a person who has several, and those that look like theirs (twins.py). `since` is when it changed, if not
    now: whoever is to own them has had them since then."""
    ids = tuple(client_ids)
    if not ids:
        return
    from topaz_tui.services.queue import deciding  # all that follows from it: a look at the list needs none of that

    deciding.decide(ids, settings, since)


def sweep(settings: Settings, *, at_once: int = SWEEP_AT_ONCE) -> bool:
    """Decide anew for up to `at_once` people whose status time has changed. Returns True where there may be more. Where
    the clock was set back, a callable person may be so for a time that has not come: they are decided anew too, and
    till then nobody takes them."""
    now = clock.to_store(clock.now())
    set_back = _was_set_back()
    if not set_back and not _changed(1):
        return False
    with transaction():
        if set_back:
            QueueEntry.update(changes_at=now).where(QueueEntry.state == "ready").execute()
        ids = _changed(at_once)  # looked for again: who waited for the lock behind another's sweep has nothing to do
        refresh(ids, settings)
        metadata.keep(SWEPT, now)
    return len(ids) == at_once


def _was_set_back() -> bool:
    """Has the clock gone back, by more than two machines' clocks differ, since time last changed something here?"""
    swept = metadata.value_of(SWEPT)
    return swept is not None and clock.to_store(clock.now() + CLOCKS_DIFFER) < swept


def _changed(most: int) -> tuple[int, ...]:
    rows = named(database.run(sql.CHANGED, (clock.to_store(clock.now()), most)))
    return tuple(row["client_id"] for row in rows)
