"""Letters, mails and texts to the people themselves, as they were sent, and what became of each; and whether it is safe
to write to somebody, and whether they agreed to mail.

What was written stands as it was: only the moment at which nothing more is to be done with it is kept beside it.
"""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    client_id INTEGER NOT NULL REFERENCES client,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    sent_to TEXT NOT NULL,
    language TEXT NOT NULL,
    large INTEGER NOT NULL DEFAULT 0,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES worker,
    made_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE TABLE letter_step (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letter,
    at TEXT NOT NULL,
    worker_id INTEGER REFERENCES worker,
    step TEXT NOT NULL,
    words TEXT
) STRICT;
CREATE INDEX letter_client ON letter (client_id);
CREATE INDEX letter_open ON letter (made_at) WHERE ended_at IS NULL;
CREATE INDEX letter_step_letter ON letter_step (letter_id);
ALTER TABLE client ADD COLUMN write_ok INTEGER;
ALTER TABLE client ADD COLUMN mail TEXT;
ALTER TABLE client ADD COLUMN mail_ok INTEGER;
ALTER TABLE escalation ADD COLUMN letter_id INTEGER REFERENCES letter;
CREATE INDEX escalation_letter ON escalation (letter_id) WHERE letter_id IS NOT NULL;
ALTER TABLE outbox ADD COLUMN letter_id INTEGER REFERENCES letter;
CREATE INDEX outbox_letter ON outbox (letter_id) WHERE letter_id IS NOT NULL
"""
STANDS = ("reference", "client_id", "kind", "way", "sent_to", "language", "large", "subject", "text", "made_by",
          "made_at")  # fmt: skip
_CHANGED = " OR ".join(f"old.{name} <> new.{name}" for name in STANDS)
TRIGGERS = {
    "letter_stands": f"BEFORE UPDATE ON letter WHEN {_CHANGED}"
    " BEGIN SELECT RAISE(ABORT, 'a letter cannot be altered'); END",
    "letter_stays": "BEFORE DELETE ON letter BEGIN SELECT RAISE(ABORT, 'a letter cannot be deleted'); END",
    "letter_step_stands": "BEFORE UPDATE ON letter_step BEGIN SELECT RAISE(ABORT, 'letter_step only grows'); END",
    "letter_step_stays": "BEFORE DELETE ON letter_step BEGIN SELECT RAISE(ABORT, 'letter_step only grows'); END",
}


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
