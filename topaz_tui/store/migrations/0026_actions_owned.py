"""An action is somebody's: who here sees that it comes, why it was not done, and what was said of it outside of a call,
each as a row of its own. A line of the board names the action that it is about.

What is open already is whoever's put it in place; who has left since, the next dispatch finds.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE action ADD COLUMN owner_id INTEGER REFERENCES worker;
ALTER TABLE action ADD COLUMN ended_why TEXT;
ALTER TABLE escalation ADD COLUMN action_id INTEGER REFERENCES action;
UPDATE action SET owner_id = made_by WHERE done_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX action_open ON action (owner_id, by_on) WHERE done_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX escalation_action ON escalation (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX action_step_action ON action_step (action_id);
CREATE INDEX action_step_client ON action_step (client_id);
CREATE INDEX action_step_worker ON action_step (worker_id, at);
"""
# said: as rules/arranged.py has it, or 'given'. by_on: the new day; given_to: the new owner. What stood before: was_by,
# was_owner.
STEP = """
CREATE TABLE action_step (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    action_id INTEGER NOT NULL REFERENCES action,
    worker_id INTEGER NOT NULL REFERENCES worker,
    at TEXT NOT NULL,
    said TEXT NOT NULL,
    by_on TEXT,
    why TEXT,
    given_to INTEGER REFERENCES worker,
    was_by TEXT,
    was_owner INTEGER REFERENCES worker,
    taken_back_at TEXT,
    taken_back_by INTEGER REFERENCES worker,
    taken_back_why TEXT
) STRICT;
"""


def up(migrator: Any, db: Any) -> None:
    for step in (STEP + STEPS).split(";\n"):
        if step.strip():
            db.run_step(step)
