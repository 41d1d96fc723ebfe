"""On a server a table can be emptied without one of its rows being deleted (TRUNCATE): what only grows refuses that,
too. A file knows no such thing."""

from __future__ import annotations

from typing import Any

GROWS = (
    "addition", "event", "audit", "audit_chain", "concern", "outbox", "letter", "letter_step", "support", "correction",
    "order_date", "frozen", "work_step",
)  # fmt: skip
"""Every table of which no row can be deleted."""


def up(migrator: Any, db: Any) -> None:
    for table in GROWS if db.name == "postgresql" else ():
        db.execute_sql(f"DROP TRIGGER IF EXISTS {table}_emptied ON {table}")
        db.execute_sql(
            f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
            f" EXECUTE FUNCTION refuse('{table} cannot be emptied')"
        )
