"""A document's reference has one form (services/references.py), and stays as it was made: it names files, and is read
out. What was written otherwise before stands, and doctor names it. A file refuses it by triggers, since a check that is
added to a table must hold for every row that is there; a server by a check, which is held against the rows that are
there where they have that form."""

from __future__ import annotations

from typing import Any

BEGINS = {"concern": "SC", "support": "RF", "letter": "LT"}
"""What the references begin with, by table."""


def up(migrator: Any, db: Any) -> None:
    for table, begins in BEGINS.items():
        altered = f"'the reference of a {table} cannot be altered'"
        db.run_step(
            f"CREATE TRIGGER {table}_named BEFORE UPDATE ON {table} WHEN NEW.reference <> OLD.reference BEGIN"
            f" SELECT RAISE(ABORT, {altered}); END"
        )
        if db.name == "postgresql":
            form = f"reference ~ '^{begins}-[0-9]{{4}}-[0-9]{{5,9}}$'"
            db.execute_sql(f"ALTER TABLE {table} ADD CONSTRAINT {table}_reference CHECK ({form}) NOT VALID")
            if not db.execute_sql(f"SELECT 1 FROM {table} WHERE NOT ({form}) LIMIT 1").fetchall():
                db.execute_sql(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_reference")
            continue
        digit = "[0-9]"
        db.run_step(
            f"CREATE TRIGGER {table}_reference BEFORE INSERT ON {table}"
            f" WHEN NEW.reference NOT GLOB '{begins}-{digit * 4}-{digit * 5}*'"
            f" OR substr(NEW.reference, 9) GLOB '*[^0-9]*' OR length(NEW.reference) > 17 BEGIN"
            f" SELECT RAISE(ABORT, 'that is no reference of a {table}'); END"
        )
