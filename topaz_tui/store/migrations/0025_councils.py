"""The queue is narrowed to the people of one council, who may be few and far down the list."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("CREATE INDEX IF NOT EXISTS client_council ON client (council) WHERE council IS NOT NULL")
