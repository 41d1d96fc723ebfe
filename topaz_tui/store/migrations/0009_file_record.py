"""What the council's file says of somebody in doubt, to be seen beside what stands on the list (JSON: see
services/importing/imported_person.py); and indexes by which rows that an undone import takes away are looked for in
what may name them, where each would be a look through all calls.
"""

from __future__ import annotations

from typing import Any

STEPS = (
    "ALTER TABLE doubt ADD COLUMN record TEXT",
    "CREATE INDEX call_phone ON call (phone_id) WHERE phone_id IS NOT NULL",
    "CREATE INDEX call_spoke_to ON call (spoke_to) WHERE spoke_to IS NOT NULL",
    "CREATE INDEX standing_lead ON standing (lead_id) WHERE lead_id IS NOT NULL",
)


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS:
        db.run_step(statement)
