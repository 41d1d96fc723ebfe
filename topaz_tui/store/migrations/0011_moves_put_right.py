"""A move that was recorded by mistake is put right beside it: nothing of the history is altered.

`event.corrects` names the event that was a mistake: on the event that says so and why, and on the one that says what
was meant, where something was.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE event ADD COLUMN corrects INTEGER REFERENCES event;
CREATE INDEX event_corrects ON event (corrects) WHERE corrects IS NOT NULL;
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
