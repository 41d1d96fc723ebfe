"""The way to the council: an outbox whose messages are sent apart from submitting, and who is told on each rung.

`escalation.moves_at` is the first moment at which its clock has something to do; `council` whose client it is, where
that is not the settings' own. In an outbox row the Message-ID is there before the first try, so that what broke off in
the middle can be asked about.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE worker ADD COLUMN mail TEXT;
ALTER TABLE client ADD COLUMN council TEXT;
ALTER TABLE escalation ADD COLUMN council TEXT;
ALTER TABLE escalation ADD COLUMN moves_at TEXT;
CREATE INDEX escalation_moves ON escalation (moves_at) WHERE closed_at IS NULL AND moves_at IS NOT NULL;

-- What is to be sent: a concern, an addition to one, a letter that chases it, a notice to one of the team.
-- `key` says what it is, so that nothing is put in twice. 'claim' is one sending's, until 'claimed_until'.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    concern_id INTEGER NOT NULL REFERENCES concern,
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
CREATE INDEX outbox_due ON outbox (danger DESC, next_at) WHERE state = 'due';
CREATE INDEX outbox_claimed ON outbox (claimed_until) WHERE state IN ('trying', 'handing over');
CREATE INDEX outbox_escalation ON outbox (escalation_id);
CREATE INDEX outbox_concern ON outbox (concern_id);
CREATE INDEX outbox_open ON outbox (escalation_id)
    WHERE kind = 'concern' AND state IN ('due', 'trying', 'handing over');
CREATE INDEX outbox_notices ON outbox (ended_at) WHERE kind = 'notice';
CREATE INDEX escalation_concern ON escalation (concern_id);
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
    db.run_step("""CREATE TRIGGER outbox_stays BEFORE DELETE ON outbox BEGIN
        SELECT RAISE(ABORT, 'what was sent stays on record'); END""")
