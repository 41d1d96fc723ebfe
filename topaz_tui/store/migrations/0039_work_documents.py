"""What is written in a piece of work: a document has versions, a version its sections, each with its answers (JSON) as
they are typed. What went to the council stays: what it returns is written on in the next version."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE work_document (
    id INTEGER PRIMARY KEY,
    work_id INTEGER NOT NULL REFERENCES work,
    number INTEGER NOT NULL,
    begun_from_id INTEGER REFERENCES work_document,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX work_document_number ON work_document (work_id, number);
CREATE TABLE work_section (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES work_document,
    section TEXT NOT NULL,
    answers TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    saved_by INTEGER REFERENCES worker,
    saved_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX work_section_one ON work_section (document_id, section)
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
