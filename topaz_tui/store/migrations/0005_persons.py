"""Who was added by hand; whose records may be, or are, one person's; what was judged of them, and when.

`client.sound` is what names are looked for by (rules/people/matching.py); NULL where nobody has looked yet whether
there is another record of theirs. `duplicate` has one row a pair: 'open' and 'later' wait for somebody, 'confirmed' is
a link, 'dismissed' two people; `evidence` is what spoke for it (JSON). `judgement` keeps each judgement, and undoing.
`standing.lead_id` is the record under which a person is called who has several.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE client ADD COLUMN added_by INTEGER REFERENCES worker;
ALTER TABLE client ADD COLUMN sound TEXT;
CREATE INDEX client_sound ON client (sound) WHERE sound IS NOT NULL;
CREATE INDEX client_unmatched ON client (id) WHERE sound IS NULL;
CREATE INDEX client_by_hand ON client (id) WHERE added_by IS NOT NULL;
ALTER TABLE duplicate ADD COLUMN evidence TEXT;
CREATE INDEX duplicate_open ON duplicate (judged_at, id) WHERE verdict = 'open' OR verdict = 'later';
CREATE INDEX duplicate_linked ON duplicate (client_id, other_id) WHERE verdict = 'confirmed';
ALTER TABLE standing ADD COLUMN lead_id INTEGER REFERENCES client;
CREATE TABLE judgement (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    other_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER REFERENCES worker,
    verdict TEXT NOT NULL,
    evidence TEXT,
    judged_at TEXT NOT NULL
) STRICT;
CREATE INDEX judgement_client ON judgement (client_id);
CREATE INDEX judgement_other ON judgement (other_id);
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
