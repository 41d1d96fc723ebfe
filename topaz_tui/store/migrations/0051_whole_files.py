"""A whole list that somebody asks to write into a file, until another says yes or no: what for, and what came of it."""

from __future__ import annotations

from typing import Any

STEP = """
CREATE TABLE whole_file (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    lines INTEGER NOT NULL,
    state TEXT NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES worker,
    asked_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES worker,
    decided_at TEXT,
    digest TEXT
) STRICT
"""


def up(migrator: Any, db: Any) -> None:
    db.run_step(STEP.strip())
    db.run_step("CREATE INDEX whole_file_state ON whole_file (state)")
