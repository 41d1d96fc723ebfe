"""Referrals for support: the services that they go to, the referrals themselves, and the line of the board of each.

A referral without a service goes to the council whose client it is about. `kind` of a service says what it is,
`channel` how it is reached. What was sent stands as it was: a referral is never altered.
"""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    mail TEXT,
    phone TEXT,
    address TEXT,
    note TEXT,
    added_by INTEGER REFERENCES worker,
    added_at TEXT NOT NULL,
    retired_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE support (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    client_id INTEGER NOT NULL REFERENCES client,
    service_id INTEGER REFERENCES service,
    call_id INTEGER REFERENCES call,
    made_by INTEGER NOT NULL REFERENCES worker,
    made_at TEXT NOT NULL,
    urgent INTEGER NOT NULL DEFAULT 0,
    answers TEXT NOT NULL DEFAULT '{}',
    document TEXT NOT NULL
) STRICT;
CREATE INDEX support_client ON support (client_id);
ALTER TABLE escalation ADD COLUMN support_id INTEGER REFERENCES support;
CREATE INDEX escalation_support ON escalation (support_id) WHERE support_id IS NOT NULL;
CREATE INDEX outbox_support_open ON outbox (escalation_id)
    WHERE kind = 'support' AND state IN ('due', 'trying', 'handing over')
"""
TRIGGERS = {
    "support_stands": "BEFORE UPDATE ON support BEGIN SELECT RAISE(ABORT, 'a referral cannot be altered'); END",
    "support_stays": "BEFORE DELETE ON support BEGIN SELECT RAISE(ABORT, 'a referral cannot be deleted'); END",
}


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
