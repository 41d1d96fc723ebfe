"""Counts that are kept and not counted, so that a list of a million people is as quick to look at as one of a thousand.

`tally` says how many people stand where, `calls_made` how many calls began in each hour (UTC; a day in London begins
with an hour). Triggers keep both, in the transaction of the writer: no writer can forget them. A server,
where each writer would wait for the other's count, has views of the same names.
"""

from __future__ import annotations

from typing import Any

KEPT = """
CREATE TABLE tally (
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    rank INTEGER NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (state, reason, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO tally (state, reason, rank, people)
SELECT state, reason, rank, count(*) FROM standing GROUP BY state, reason, rank;

CREATE TABLE calls_made (
    hour TEXT PRIMARY KEY,
    calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO calls_made (hour, calls) SELECT substr(rang_at, 1, 13), count(*) FROM call GROUP BY 1;
"""
COUNTED = """
CREATE VIEW tally AS
    SELECT state, reason, rank, count(*) AS people FROM standing GROUP BY state, reason, rank;
CREATE INDEX call_hour ON call (substr(rang_at, 1, 13));
CREATE VIEW calls_made AS SELECT substr(rang_at, 1, 13) AS hour, count(*) AS calls FROM call GROUP BY 1;
"""
INDEXES = """"""

COUNTED = """
CREATE VIEW tally AS
SELECT state, reason, rank, count(*) AS people FROM standing GROUP BY state, reason, rank;
CREATE VIEW calls_made AS
SELECT substr(rang_at, 1, 13) AS hour, count(*) AS calls FROM call GROUP BY substr(rang_at, 1, 13);
CREATE INDEX call_hour ON call (substr(rang_at, 1, 13));
"""

INDEXES = """
-- Those who wait, in the order in which they come back. The condition is put so that no engine takes the index of
-- reasons for a better one, and sorts them all.
CREATE INDEX standing_waiting ON standing (changes_at, client_id) WHERE reason || '' IN ('waiting', 'held');
CREATE INDEX duplicate_other ON duplicate (other_id);
-- What a list is narrowed by stands in its index, so that those who don't fit are passed over without a look at them.
DROP INDEX standing_ready;
CREATE INDEX standing_ready ON standing (rank, due_at, client_id, why, band) WHERE state = 'ready';
DROP INDEX standing_reason;
CREATE INDEX standing_reason ON standing (reason, rank, due_at, client_id, why, band);
CREATE INDEX standing_kept ON standing (for_worker_id) WHERE for_worker_id IS NOT NULL;
CREATE INDEX client_language ON client (lower(language)) WHERE language IS NOT NULL;
-- What the board asks each time of all that was ever submitted, and answered.
CREATE INDEX concern_submitted ON concern (submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX escalation_answered ON escalation (opened_by) WHERE kind = 'question' AND closed_at IS NOT NULL;
"""

MORE = """INSERT INTO tally (state, reason, rank, people) VALUES (new.state, new.reason, new.rank, 1)
        ON CONFLICT (state, reason, rank) DO UPDATE SET people = people + 1;"""
LESS = """UPDATE tally SET people = people - 1
        WHERE state = old.state AND reason = old.reason AND rank = old.rank;"""
ONE_MORE_CALL = """INSERT INTO calls_made (hour, calls) VALUES (substr(new.rang_at, 1, 13), 1)
        ON CONFLICT (hour) DO UPDATE SET calls = calls + 1;"""
ONE_CALL_LESS = "UPDATE calls_made SET calls = calls - 1 WHERE hour = substr(old.rang_at, 1, 13);"

TRIGGERS = {
    "standing_added": f"AFTER INSERT ON standing BEGIN {MORE} END",
    "standing_gone": f"AFTER DELETE ON standing BEGIN {LESS} END",
    "standing_moved": f"""AFTER UPDATE OF state, reason, rank ON standing
        WHEN old.state <> new.state OR old.reason <> new.reason OR old.rank <> new.rank BEGIN
        {LESS} {MORE} END""",
    "call_added": f"AFTER INSERT ON call BEGIN {ONE_MORE_CALL} END",
    "call_gone": f"AFTER DELETE ON call BEGIN {ONE_CALL_LESS} END",
    "call_moved": f"""AFTER UPDATE OF rang_at ON call WHEN old.rang_at <> new.rang_at BEGIN
        {ONE_CALL_LESS} {ONE_MORE_CALL} END""",
}


def up(migrator: Any, db: Any) -> None:
    keeps = db.name == "sqlite"
    for statement in ((KEPT if keeps else COUNTED) + INDEXES).split(";\n"):
        if statement.strip():
            db.run_step(statement)
    for name, body in TRIGGERS.items() if keeps else ():
        db.run_step(f"CREATE TRIGGER {name} {body}")
