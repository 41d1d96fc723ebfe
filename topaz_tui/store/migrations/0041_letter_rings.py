"""When we ring, by a letter that says so: it goes no more once that is past. It stands as all that was written."""

from __future__ import annotations

from typing import Any

STANDS = ("reference", "client_id", "kind", "way", "sent_to", "language", "large", "subject", "text", "made_by",
          "made_at")  # fmt: skip
_CHANGED = " OR ".join(f"old.{name} <> new.{name}" for name in STANDS)
TRIGGER = (
    f"CREATE TRIGGER letter_stands BEFORE UPDATE ON letter WHEN {_CHANGED}"
    " OR COALESCE(old.rings_at, '') <> COALESCE(new.rings_at, '')"
    " BEGIN SELECT RAISE(ABORT, 'a letter cannot be altered'); END"
)


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE letter ADD COLUMN rings_at TEXT")
    db.run_step("DROP TRIGGER letter_stands" + ("" if db.name == "sqlite" else " ON letter"))
    db.run_step(TRIGGER)
