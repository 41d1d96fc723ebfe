"""The lines of the log in chains (store/audit_chain.py), with what they came from and how far clocks were apart. Those
that were there become the first chain."""

from __future__ import annotations

from typing import Any

from topaz_tui.store import audit_chain, audit_key

STEPS = """
CREATE TABLE audit_chain (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    began_at TEXT NOT NULL,
    key_id TEXT NOT NULL,
    mac TEXT NOT NULL
) STRICT;
ALTER TABLE audit ADD COLUMN chain INTEGER;
ALTER TABLE audit ADD COLUMN number INTEGER;
ALTER TABLE audit ADD COLUMN mac TEXT;
ALTER TABLE audit ADD COLUMN place TEXT;
ALTER TABLE audit ADD COLUMN clock_off INTEGER
"""
STANDS = """CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} BEGIN
        SELECT RAISE(ABORT, '{table} only grows'); END"""
STAYS = """CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN
        SELECT RAISE(ABORT, '{table} only grows'); END"""


def up(migrator: Any, db: Any) -> None:
    for step in STEPS.split(";\n"):
        db.run_step(step.strip())
    on_server = db.name == "postgresql"
    for step in audit_key.ON_SERVER if on_server else ():
        db.execute_sql(step)
    db.execute_sql("DROP TRIGGER audit_stands" + (" ON audit" if on_server else ""))
    audit_chain.take_up(db)
    db.run_step(STANDS.format(table="audit"))
    db.run_step("CREATE UNIQUE INDEX audit_line ON audit (chain, number)")
    for made in (STANDS, STAYS):
        db.run_step(made.format(table="audit_chain"))
