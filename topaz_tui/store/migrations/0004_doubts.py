"""What a council's file says and nobody can tell: a doubt stops calls until a person has settled it.

A number may have to be dialled with something before it ('18001' for a text relay, '141' to withhold one's own).
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE phone ADD COLUMN dial_first TEXT;

-- `code` is what there is to settle (rules/people: DOUBTS), `words` what the file has, `how` how it was settled.
-- What was settled stays settled: the same words in a later file are no new doubt.
CREATE TABLE doubt (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    code TEXT NOT NULL,
    words TEXT NOT NULL,
    made_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by INTEGER REFERENCES worker,
    how TEXT,
    UNIQUE (client_id, code, words)
) STRICT;
CREATE INDEX doubt_open ON doubt (client_id) WHERE settled_at IS NULL;
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
