"""What a call led to, as codes with their arguments (JSON: see rules/call_effects.py). What was written in `next_words`
before stays there, and is shown as it was written.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE call ADD COLUMN led_to TEXT")
