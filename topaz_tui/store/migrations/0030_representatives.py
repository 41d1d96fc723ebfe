"""Somebody through whom a person is spoken with: what was seen of their authority, each time as a row of its own, and
with whom a review was made.

`acts_as` is as what somebody speaks (rules/representatives.py). Of earlier reviews nobody has said with whom they were.
"""

from __future__ import annotations

from typing import Any

# words: the document that was seen, or why it holds no longer. worker_id: who wrote it down; seen_by: who saw it.
STEPS = """
CREATE TABLE authority (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    contact_id INTEGER NOT NULL REFERENCES contact,
    worker_id INTEGER NOT NULL REFERENCES worker,
    acts_as TEXT NOT NULL,
    seen TEXT,
    words TEXT,
    seen_by TEXT NOT NULL,
    seen_on TEXT NOT NULL,
    until TEXT,
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX authority_client ON authority (client_id);
CREATE INDEX authority_contact ON authority (contact_id);
ALTER TABLE contact ADD COLUMN acts_as TEXT;
ALTER TABLE review ADD COLUMN spoke_with TEXT;
ALTER TABLE review ADD COLUMN contact_id INTEGER REFERENCES contact;
ALTER TABLE review ADD COLUMN acts_as TEXT;
ALTER TABLE review ADD COLUMN why_through TEXT;
ALTER TABLE review ADD COLUMN authority_id INTEGER REFERENCES authority;
CREATE INDEX review_contact ON review (contact_id) WHERE contact_id IS NOT NULL
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
