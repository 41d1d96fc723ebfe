"""A concern that said that somebody is, or may be, in immediate danger is put away by two people, whatever it says
later: that it was said is kept. Who proposed that is told what became of it.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE concern ADD COLUMN said_danger INTEGER NOT NULL DEFAULT 0")
    db.run_step(
        "CREATE INDEX escalation_put_away ON escalation (opened_by) WHERE kind = 'put away' AND closed_at IS NOT NULL"
    )
