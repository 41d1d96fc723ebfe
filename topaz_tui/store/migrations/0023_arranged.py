"""How an action ended: it came, or it was not wanted. Of one that was marked as done before, or otherwise, nothing is
known but that it was done.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE action ADD COLUMN ended_as TEXT")
