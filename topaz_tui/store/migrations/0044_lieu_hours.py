"""Hours worked over and above, and taken off again: why, for which piece of work, and who agreed. None expires."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE lieu_hours (
    id INTEGER PRIMARY KEY,
    worker_id INTEGER NOT NULL REFERENCES worker,
    kind TEXT NOT NULL,
    day_on TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    why TEXT NOT NULL,
    work_id INTEGER REFERENCES work,
    state TEXT NOT NULL,
    made_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES worker,
    decided_at TEXT,
    decided_why TEXT
) STRICT;
CREATE INDEX lieu_hours_worker ON lieu_hours (worker_id)
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
