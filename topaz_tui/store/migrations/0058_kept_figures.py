"""The sums of each day and month by which the figures are counted, and what each person adds to them
(services/figures/kept.py). They can be made anew from the rest at any time, and no row refers to another table."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE figure_sum (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    span TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX figure_sum_of ON figure_sum (scope, span);
CREATE TABLE figure_part (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL UNIQUE,
    person_id INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX figure_part_person ON figure_part (person_id)
"""


def up(migrator: Any, db: Any) -> None:
    for step in STEPS.strip().split(";\n"):
        db.run_step(step)
