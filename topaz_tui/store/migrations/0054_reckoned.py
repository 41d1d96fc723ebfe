"""What is due for each young person, as it was reckoned last (services/statutory/kept.py): so that the page of what is
due reads an index by its day, and not everybody's life. It can be made anew from the rest at any time, and no row of it
refers to another table."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE reckoned (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL UNIQUE,
    met INTEGER NOT NULL,
    is_current INTEGER,
    again INTEGER NOT NULL
) STRICT;
CREATE INDEX reckoned_again ON reckoned (again) WHERE again = 1;
CREATE TABLE reckoned_duty (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL,
    by_on TEXT NOT NULL,
    person_id TEXT NOT NULL,
    code TEXT NOT NULL,
    since_on TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE INDEX reckoned_duty_by ON reckoned_duty (by_on, person_id, code, id);
CREATE INDEX reckoned_duty_client ON reckoned_duty (client_id);
CREATE TABLE reckoned_sum (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    number INTEGER NOT NULL
) STRICT;
CREATE INDEX young_person_owner ON young_person (owner_id)
"""


def up(migrator: Any, db: Any) -> None:
    for step in STEPS.strip().split(";\n"):
        db.run_step(step)
