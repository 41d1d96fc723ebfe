"""What the figures of a period read of the duties, the actions and the referrals is found by its day, and the review
of a call by the call, and not by going through all of them for each month."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE INDEX duty_due ON duty (kind, due_at, client_id);
CREATE INDEX action_by ON action (by_on) WHERE by_on IS NOT NULL;
CREATE INDEX action_made ON action (made_at);
CREATE INDEX review_call ON review (call_id);
CREATE INDEX support_made ON support (made_at)
"""


def up(migrator: Any, db: Any) -> None:
    for step in STEPS.strip().split(";\n"):
        db.run_step(step)
