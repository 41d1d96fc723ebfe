"""What councils ordered: who, how many of which kind, until when, at which price reference; the work done under each,
and which months of a team are billed."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE commission (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    council TEXT,
    ordered_by TEXT NOT NULL,
    ordered_on TEXT NOT NULL,
    began_on TEXT NOT NULL,
    until_on TEXT,
    team_price TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL
) STRICT;
CREATE TABLE commission_item (
    id INTEGER PRIMARY KEY,
    commission_id INTEGER NOT NULL REFERENCES commission,
    kind TEXT NOT NULL,
    number INTEGER,
    price TEXT NOT NULL,
    UNIQUE (commission_id, kind)
) STRICT;
CREATE TABLE commission_month (
    id INTEGER PRIMARY KEY,
    commission_id INTEGER NOT NULL REFERENCES commission,
    month_on TEXT NOT NULL,
    bill TEXT NOT NULL,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL,
    UNIQUE (commission_id, month_on)
) STRICT;
ALTER TABLE work ADD COLUMN commission_id INTEGER REFERENCES commission;
CREATE INDEX work_commission ON work (commission_id)
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
