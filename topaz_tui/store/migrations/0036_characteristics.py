"""What a council's file has of somebody's gender, ethnicity, primary support reason and type of client, as it is
written there. Of whoever came before nothing is known of it."""

from __future__ import annotations

from typing import Any

COLUMNS = ("gender", "ethnicity", "primary_support_reason", "client_type")


def up(migrator: Any, db: Any) -> None:
    for column in COLUMNS:
        db.run_step(f"ALTER TABLE client ADD COLUMN {column} TEXT")
