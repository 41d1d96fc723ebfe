"""What the council's last file said of somebody's death or move, in its words: after calls were resumed, only other
words are news.
"""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE client ADD COLUMN end_said TEXT")
