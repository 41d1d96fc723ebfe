"""How many rows of a file were somebody else's than who has their ID, and so not taken: before, they counted among the
unchanged.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE import ADD COLUMN not_taken INTEGER NOT NULL DEFAULT 0")
