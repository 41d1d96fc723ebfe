"""A concern withdrawn because it was entered in error says nothing about the person: it marks nobody.

`escalation.in_error` is what its events add up to, kept for the lists. Whom such a concern has marked so far is decided
anew.
"""

from __future__ import annotations

from typing import Any

STEPS = """
ALTER TABLE escalation ADD COLUMN in_error INTEGER NOT NULL DEFAULT 0;
CREATE INDEX escalation_withdrawn ON escalation (opened_by) WHERE state IN ('withdrawing', 'withdrawn');
UPDATE escalation SET in_error = 1 WHERE state = 'withdrawn' AND EXISTS (
    SELECT 1 FROM event v WHERE v.escalation_id = escalation.id AND v.move = 'withdraw'
        AND replace(v.body, '"reason": "error"', '') <> v.body);
UPDATE standing SET changes_at = '2000-01-01T00:00:00Z'
WHERE client_id IN (SELECT client_id FROM escalation WHERE in_error = 1);
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            db.run_step(statement)
