"""The log that only grows: who did what to whom, when. Words for what was done, never what was said."""

from __future__ import annotations

from datetime import datetime

from topaz_tui import clock
from topaz_tui.store.models import Audit


def record(worker_id: int | None, action: str, client_id: int | None = None, subject: str | None = None) -> None:
    """Add one line to the log, in the caller's transaction. `subject` names a record ('call 12'), nothing personal."""
    at = clock.to_store(clock.now())
    Audit.insert(at=at, worker=worker_id, deed=action, client=client_id, subject=subject).execute()


def has_later_than(moment: datetime) -> bool:
    """Did anybody do anything after this moment, by the clock of whoever did it?"""
    return bool(Audit.select(Audit.id).where(Audit.at > clock.to_store(moment)).exists())
