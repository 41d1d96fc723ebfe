"""A queue status in the columns of the store: read from them, and as the values to be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.queue import REASON_WORDS, CallingHours, Cause, QueueStatus, Reason, state_of
from topaz_tui.services import unread

_COLUMNS = ["state", "reason", "why", "rank", "due_at", "attempts", "changes_at", "cause", "until", "about", "record"]


def columns(entry: Any) -> list[Any]:
    """The columns of QueueEntry, or of an alias of it, that `status_of` reads."""
    return [getattr(entry, name) for name in _COLUMNS]


def status_of(
    row: Mapping[str, Any],
    gate: CallingHours | None = None,
    moment: Callable[[str | None], datetime | None] = unread.moment,
) -> QueueStatus:
    """The queue status in a row's columns, as the calling hours (`gate`) leave it. `moment` reads a time, or gives None
    for what is none. A row with an unknown code is unreadable."""
    reason, state, due = row["reason"], row["state"], moment(row["due_at"])
    attempts, changes = row["attempts"] or 0, moment(row["changes_at"])
    if reason is None:  # of somebody who is on the list since a moment ago
        return QueueStatus(Reason.NO_RECALL)
    if gate and state == "ready" and row["rank"] > gate.top:
        shut = gate.until
        return QueueStatus(
            Reason.WAITING, row["why"], row["rank"], due, attempts, shut, cause=Cause.CALLING_HOURS, until=shut
        )
    if reason not in REASON_WORDS or state_of(reason) != state:
        return QueueStatus(Reason.UNREADABLE, due_at=due, attempts=attempts, changes_at=changes)
    return QueueStatus(
        reason=Reason(reason),
        why=row["why"],
        rank=row["rank"],
        due_at=due,
        attempts=attempts,
        changes_at=changes,
        cause=_CAUSES.get(row["cause"]),
        until=moment(row["until"]),
        about=row["about"] or "",
        record=row["record"] or "",
    )


_CAUSES: Mapping[str | None, Cause] = {str(cause): cause for cause in Cause}


def values_of(
    client_id: int, standing: QueueStatus, band: str | None, for_worker: int | None = None
) -> tuple[object, ...]:
    """The values for one client of the statement that writes where they stand (store/sql/status.py: WRITE)."""
    due, until, changes = standing.due_at, standing.until, standing.changes_at
    return (
        client_id,
        standing.state,
        standing.reason,
        standing.why,
        standing.rank,
        clock.to_store(due) if due else None,
        for_worker,
        standing.cause,
        clock.to_store(until) if until else None,
        standing.about or None,
        standing.record or None,
        band,
        standing.attempts,
        clock.to_store(changes) if changes else None,
    )
