"""Interpreters who are booked: for which time, with which agency, in which language, and how each booking ended.

What was booked before stands in the history of a line of the board; of those, what is still to come is kept here, too.
"""

from __future__ import annotations

import json
from typing import Any

from topaz_tui import clock
from topaz_tui.store.statement import statement

STEPS = """
CREATE TABLE booking (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    escalation_id INTEGER REFERENCES escalation,
    language TEXT,
    agency TEXT NOT NULL,
    reference TEXT,
    at TEXT NOT NULL,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    ended_how TEXT,
    ended_by INTEGER REFERENCES worker,
    ended_why TEXT
) STRICT;
CREATE INDEX booking_client ON booking (client_id);
CREATE INDEX booking_escalation ON booking (escalation_id) WHERE escalation_id IS NOT NULL;
CREATE INDEX booking_open ON booking (at) WHERE ended_at IS NULL
"""
BOOKED = """
SELECT e.client_id, e.id, v.worker_id, v.at, v.body FROM event v JOIN escalation e ON e.id = v.escalation_id
WHERE e.kind = 'interpreter' AND v.move = 'booked'
AND v.id = (SELECT max(w.id) FROM event w WHERE w.escalation_id = e.id)
"""
KEEP = statement(
    "INSERT INTO booking (client_id, escalation_id, agency, at, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?)"
)


def up(migrator: Any, db: Any) -> None:
    for each in STEPS.split(";\n"):
        db.run_step(each.strip())
    now = clock.to_store(clock.now())
    for client, line, worker, made_at, body in db.execute_sql(BOOKED).fetchall():
        try:
            facts = json.loads(body)
            at, who = str(facts["at"]), str(facts["answer"])
        except (ValueError, TypeError, LookupError):
            continue  # nobody could read it before, either
        if at > now:
            db.run(KEEP, (client, line, who, at, worker, made_at))
