"""Everything on the board is somebody's: a notice may be about a line that is no concern, and whose line a line is, is
looked up by its owner.

SQLite can't make a column take nothing afterwards: the outbox is made anew, with all that hangs on it.
"""

from __future__ import annotations

from typing import Any

COLUMNS = (
    "id, kind, key, concern_id, escalation_id, channel, recipient, body, message_id, danger, state, tries, next_at,"
    " give_up_at, claim, claimed_until, made_by, made_at, ended_at, answer"
)
ANEW = f"""
CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    concern_id INTEGER REFERENCES concern,
    escalation_id INTEGER REFERENCES escalation,
    channel TEXT NOT NULL,
    recipient TEXT,
    body TEXT,
    message_id TEXT NOT NULL UNIQUE,
    danger INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'due',
    tries INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    give_up_at TEXT NOT NULL,
    claim TEXT,
    claimed_until TEXT,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    answer TEXT
) STRICT;
INSERT INTO outbox_anew ({COLUMNS}) SELECT {COLUMNS} FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (danger DESC, next_at) WHERE state = 'due';
CREATE INDEX outbox_claimed ON outbox (claimed_until) WHERE state IN ('trying', 'handing over');
CREATE INDEX outbox_escalation ON outbox (escalation_id);
CREATE INDEX outbox_concern ON outbox (concern_id);
CREATE INDEX outbox_open ON outbox (escalation_id)
    WHERE kind = 'concern' AND state IN ('due', 'trying', 'handing over');
CREATE INDEX outbox_notices ON outbox (ended_at) WHERE kind = 'notice';
CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox BEGIN
        SELECT RAISE(ABORT, 'what was sent stays on record'); END;
"""
CHANGED = """
ALTER TABLE outbox ALTER COLUMN concern_id DROP NOT NULL;
"""
INDEXES = """
CREATE INDEX escalation_owner ON escalation (owner_id) WHERE closed_at IS NULL AND owner_id IS NOT NULL;
"""


def up(migrator: Any, db: Any) -> None:
    for statement in ((ANEW if db.name == "sqlite" else CHANGED) + INDEXES).split(";\n"):
        if statement.strip():
            db.run_step(statement)
