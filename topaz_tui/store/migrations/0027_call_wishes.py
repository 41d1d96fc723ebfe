"""What somebody asks about being called, with who asked and how; and the day on which a manager looks again at it that
somebody asked not to be called.

Of those who asked before, that day is the first of the same month a year after they did.
"""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE call_wish (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER NOT NULL REFERENCES worker,
    wish TEXT NOT NULL,
    until TEXT,
    asked_by TEXT NOT NULL,
    asked_name TEXT,
    how TEXT NOT NULL,
    capacity TEXT NOT NULL,
    capacity_done TEXT,
    words TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX call_wish_client ON call_wish (client_id);
ALTER TABLE client ADD COLUMN look_on TEXT;
UPDATE client SET look_on = (CAST(substr(stopped_at, 1, 4) AS INTEGER) + 1) || substr(stopped_at, 5, 4) || '01'
WHERE stopped = 'refused' AND stopped_at IS NOT NULL;
UPDATE standing SET changes_at = '2000-01-01T00:00:00Z' WHERE reason = 'asked_not_to_be_called';
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
