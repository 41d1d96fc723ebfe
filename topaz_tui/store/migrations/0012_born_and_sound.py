"""Whoever was born on a day is looked for by what their name sounds like, for each person whom a file brings: the index
has both, so that no row need be read of those who are somebody else (half of the time).
"""

from __future__ import annotations

from typing import Any

STEPS = (
    "DROP INDEX client_born",
    "CREATE INDEX client_born ON client (born_on, sound)",
)


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS:
        db.run_step(statement)
