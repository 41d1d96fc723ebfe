"""What was saved by mistake is put right beside the record: nothing of what was saved is altered.

A call that was put right keeps all that it had; `replaced_by` names the call that says what was meant. `effect` is what
saving a call changed, field by field, so that it can be undone as it was.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE call ADD COLUMN replaced_by INTEGER REFERENCES call;
ALTER TABLE action ADD COLUMN taken_back_at TEXT;
ALTER TABLE review ADD COLUMN taken_back_at TEXT;

CREATE TABLE effect (
    id INTEGER PRIMARY KEY,
    call_id INTEGER NOT NULL REFERENCES call,
    about TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    was TEXT,
    became TEXT
) STRICT;
CREATE INDEX effect_call ON effect (call_id);

CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    call_id INTEGER NOT NULL REFERENCES call,
    meant_id INTEGER NOT NULL REFERENCES call,
    worker_id INTEGER NOT NULL REFERENCES worker,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX correction_call ON correction (call_id);
CREATE INDEX correction_meant ON correction (meant_id);
"""
STANDS = """CREATE TRIGGER {name} BEFORE {what} ON {table} BEGIN
        SELECT RAISE(ABORT, '{table} only grows'); END"""
# One call was made, and not two, where what was saved of it was put right.
COUNTED = """
DROP VIEW calls_made;
CREATE VIEW calls_made AS SELECT substr(rang_at, 1, 13) AS hour, count(*) AS calls FROM call
WHERE replaced_by IS NULL GROUP BY substr(rang_at, 1, 13);
"""
KEPT = """CREATE TRIGGER call_replaced AFTER UPDATE OF replaced_by ON call
        WHEN old.replaced_by IS NULL AND new.replaced_by IS NOT NULL BEGIN
        UPDATE calls_made SET calls = calls - 1 WHERE hour = substr(old.rang_at, 1, 13); END"""


def up(migrator: Any, db: Any) -> None:
    keeps = db.name == "sqlite"
    for statement in (STEPS + ("" if keeps else COUNTED)).split(";\n"):
        if statement.strip():
            db.run_step(statement)
    if keeps:
        db.run_step(KEPT)
    for what, name in (("UPDATE", "correction_stands"), ("DELETE", "correction_stays")):
        db.run_step(STANDS.format(name=name, what=what, table="correction"))
