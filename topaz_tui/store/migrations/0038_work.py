"""Pieces of work that meet a duty to a young person or an order of a court, and what happened to each: the moves only
grow, and where a piece stands is their sum. `state` and `worker_id` are kept beside, for lists."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    client_id INTEGER REFERENCES client,
    court_order_id INTEGER REFERENCES court_order,
    code TEXT NOT NULL,
    anchor_on TEXT NOT NULL,
    council TEXT,
    requested_on TEXT NOT NULL,
    state TEXT NOT NULL,
    worker_id INTEGER REFERENCES worker,
    evidence_id INTEGER REFERENCES statutory_event,
    version INTEGER NOT NULL DEFAULT 1,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX work_client ON work (client_id);
CREATE INDEX work_order ON work (court_order_id);
CREATE INDEX work_state ON work (state);
CREATE TABLE work_step (
    id INTEGER PRIMARY KEY,
    work_id INTEGER NOT NULL REFERENCES work,
    move TEXT NOT NULL,
    at TEXT NOT NULL,
    worker_id INTEGER NOT NULL REFERENCES worker,
    answers TEXT NOT NULL,
    gives_to_id INTEGER REFERENCES worker
) STRICT;
CREATE INDEX work_step_work ON work_step (work_id)
"""
TRIGGERS = {
    "work_step_stands": "BEFORE UPDATE ON work_step BEGIN SELECT RAISE(ABORT, 'a move cannot be altered'); END",
    "work_step_stays": "BEFORE DELETE ON work_step BEGIN SELECT RAISE(ABORT, 'a move cannot be deleted'); END",
}


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
