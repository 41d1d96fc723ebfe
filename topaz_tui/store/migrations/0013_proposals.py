"""Whoever proposed to withdraw a concern is told what became of that: their proposals are found by them, however many
concerns there are.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("CREATE INDEX event_proposed ON event (worker_id) WHERE move = 'propose_withdrawal'")
