"""Each import of a council's file, what it brought, and what stood there before: so that it can be listed, held against
the next, and taken back. Who decides about a doubt, and by when.
"""

from __future__ import annotations

from typing import Any

STEPS = """
-- `digest` is the same for the same bytes. `is_part` marks a file of refused rows that were mended: it belongs to the
-- import before. `read_at` is when the last rows were taken, `audit_mark` the last line of the log before the first.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    worker_id INTEGER NOT NULL REFERENCES worker,
    began_at TEXT NOT NULL,
    read_at TEXT NOT NULL,
    ended_at TEXT,
    council TEXT,
    file TEXT NOT NULL,
    sheet TEXT,
    digest TEXT NOT NULL,
    is_part INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    audit_mark INTEGER NOT NULL DEFAULT 0,
    undone_at TEXT,
    undone_by INTEGER REFERENCES worker
) STRICT;

-- Whom an import brought: `how` is added, changed or unchanged; `snapshot` (JSON) what was kept of somebody before they
-- were changed.
CREATE TABLE brought (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import,
    client_id INTEGER NOT NULL REFERENCES client,
    how TEXT NOT NULL,
    snapshot TEXT,
    UNIQUE (client_id, import_id)
) STRICT;
CREATE INDEX brought_import ON brought (import_id);

ALTER TABLE doubt ADD COLUMN import_id INTEGER REFERENCES import;
ALTER TABLE doubt ADD COLUMN owner_id INTEGER REFERENCES worker;
ALTER TABLE doubt ADD COLUMN due_at TEXT;
CREATE INDEX doubt_due ON doubt (due_at) WHERE settled_at IS NULL;
CREATE INDEX doubt_import ON doubt (import_id) WHERE import_id IS NOT NULL;
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
