"""Whose record is restricted, why, and to whom it is open (rules/access.py); and who opened one all the same. A
restriction that changes is a new row, so that its rows are its history."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE restriction (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    reason TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES worker,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    ended_by INTEGER REFERENCES worker,
    ended_why TEXT
) STRICT;
CREATE INDEX restriction_client ON restriction (client_id);
CREATE UNIQUE INDEX restriction_holds ON restriction (client_id) WHERE ended_at IS NULL;
CREATE TABLE open_to (
    id INTEGER PRIMARY KEY,
    restriction_id INTEGER NOT NULL REFERENCES restriction,
    worker_id INTEGER NOT NULL REFERENCES worker,
    UNIQUE (restriction_id, worker_id)
) STRICT;
CREATE TABLE broken_glass (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER NOT NULL REFERENCES worker,
    reason TEXT NOT NULL,
    broken_at TEXT NOT NULL,
    until TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE INDEX broken_glass_client ON broken_glass (client_id);
CREATE INDEX broken_glass_open ON broken_glass (worker_id) WHERE ended_at IS NULL
"""


def up(migrator: Any, db: Any) -> None:
    for each in STEPS.split(";\n"):
        db.run_step(each.strip())
