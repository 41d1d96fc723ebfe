"""Where somebody stands in the queue is kept as codes with what they are about, and no longer as a sentence.

Whose sentence said more than the reason's code does is decided anew by the next look at the list, as is everybody for
whom time has changed something; until then nobody takes them, and the reason alone is said of them.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE standing ADD COLUMN cause TEXT;
ALTER TABLE standing ADD COLUMN until TEXT;
ALTER TABLE standing ADD COLUMN about TEXT;
ALTER TABLE standing ADD COLUMN record TEXT;
ALTER TABLE standing DROP COLUMN words;
UPDATE standing SET changes_at = '2000-01-01T00:00:00Z'
WHERE reason IN ('waiting', 'doubt', 'not_safe_to_call', 'outside_hours', 'away', 'linked') OR (lead_id IS NOT NULL
    AND reason IN ('died', 'moved', 'asked_not_to_be_called', 'open_to_services', 'unreadable'));
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
