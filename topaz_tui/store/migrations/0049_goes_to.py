"""Where a message goes is fixed as it is put into the outbox: an address, or a folder."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE outbox ADD COLUMN goes_to TEXT")
