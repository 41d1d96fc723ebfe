"""The figures of periods that are over, as they were when somebody froze them: the days, the cut-off, whose, by which
definitions, and a hash over all of it. The table only grows: what is corrected later is frozen anew, beside it."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE frozen (
    id INTEGER PRIMARY KEY,
    first TEXT NOT NULL,
    stop TEXT NOT NULL,
    council TEXT,
    as_of TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES worker,
    definitions TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;
CREATE INDEX frozen_period ON frozen (first, stop)
"""
TRIGGERS = {
    "frozen_stands": "BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen figures cannot be altered'); END",
    "frozen_stays": "BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen figures cannot be deleted'); END",
}


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
