"""A call may be one to a contact's own number: whose, and how that number is (a number is usable where nothing says
otherwise)."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("ALTER TABLE call ADD COLUMN contact_id INTEGER REFERENCES contact")
    db.run_step("CREATE INDEX call_contact ON call (contact_id) WHERE contact_id IS NOT NULL")
    db.run_step("ALTER TABLE contact ADD COLUMN phone_status TEXT")
