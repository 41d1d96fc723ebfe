"""Why nobody is to call a client, or not now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Away
from topaz_tui.rules.queue_words import doubt_words
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import links, unread
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Doubt


def stopped_by(client_id: int, stopped: str | None, records: Sequence[int]) -> str | None:
    """Why nobody is to call the client: their own stop, one under another record of the same person, or a doubt that
    somebody has to look into first; None where nothing stops calls."""
    if stopped and (len(records) == 1 or stopped == CallStop.NOBODY):
        return _stopped(client_id, stopped)
    if found := (stopped, client_id) if stopped else links.stop(records):
        code, id = found
        return f"{_stopped(id, code)}{links.stopped_with(records, id)}"
    return next(filter(None, map(_in_doubt, records)), None)


def _stopped(client_id: int, stopped: str | None) -> str | None:
    if not stopped:
        return None
    known = unread.value("client", client_id, queue_rules.STOPPED.__getitem__, stopped)
    return known[1] if known else "Calls were stopped, and why can't be read"


def _in_doubt(client_id: int) -> str | None:
    """Why nobody calls before somebody has looked into a doubt; None without one."""
    return next((doubt_words(row["code"]) or None for row in _doubts(client_id)), None)


@Compiled
def _doubts(client_id: Any) -> Any:
    return Doubt.select(Doubt.code).where(Doubt.client == client_id, Doubt.settled_at.is_null()).limit(1)


def away_words(away: str | None, until: datetime | None, now: datetime) -> str | None:
    """Where the client is for a while, and until when, in words; None where they are not away."""
    if not queue_rules.is_away(away, until, now):
        return None
    where = "In hospital" if away == Away.HOSPITAL else "Away"
    return f"{where} until {clock.format_day(clock.local(until).date())}" if until else f"{where}, no date known"
