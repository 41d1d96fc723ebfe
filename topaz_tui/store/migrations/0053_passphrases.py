"""By what a worker's passphrase is known, where the team has them: a digest from which nobody reads it (argon2id), and
what was tried in vain since they signed in last."""

from __future__ import annotations

from typing import Any

STEPS = """
CREATE TABLE verifier (
    id INTEGER PRIMARY KEY,
    worker_id INTEGER NOT NULL UNIQUE REFERENCES worker,
    digest TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    one_time INTEGER NOT NULL DEFAULT 0,
    made_at TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT,
    locked_until TEXT
) STRICT
"""


def up(migrator: Any, db: Any) -> None:
    db.run_step(STEPS.strip())
