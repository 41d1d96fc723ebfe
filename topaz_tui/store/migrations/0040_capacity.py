"""What somebody is employed as, and their hours, from a day on: what is taken off for a while is a row of its own, and
the next row ends it. The newest that has begun holds."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE capacity (
    id INTEGER PRIMARY KEY,
    worker_id INTEGER NOT NULL REFERENCES worker,
    grade TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    from_on TEXT NOT NULL,
    why TEXT NOT NULL,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX capacity_worker ON capacity (worker_id)
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
