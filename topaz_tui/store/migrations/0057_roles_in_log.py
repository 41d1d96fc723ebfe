"""A line of the log says what role somebody was given: then a role that was changed past Topaz is found, since no line
says it (services/doctor/roles.py). Of those who are at work now a line says which role they have as it is taken up."""

from __future__ import annotations

from typing import Any

from topaz_tui import clock
from topaz_tui.store import audit, audit_chain
from topaz_tui.store.audit_chain import LogEntry


def up(migrator: Any, db: Any) -> None:
    found = db.execute_sql("SELECT account, role FROM worker WHERE retired_at IS NULL ORDER BY id").fetchall()
    at = clock.to_store(clock.now())
    said = audit.LoggedAction.ROLE_STOOD.value
    lines = [LogEntry(at, None, said, None, audit.role_of(account, role)) for account, role in found]
    if lines:
        audit_chain.add(db, lines)
