"""What the council found in each area of a person's life, in its own words: as a file has it, with the day of the
assessment and the council whose answer it is. One row an area, which a later file brings up to date."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE council_answer (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    area TEXT NOT NULL,
    words TEXT NOT NULL,
    assessed_on TEXT NOT NULL,
    council TEXT
) STRICT;
CREATE UNIQUE INDEX council_answer_area ON council_answer (client_id, area)
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
