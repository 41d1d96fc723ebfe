"""What leaves the house of children's services: work for a school (a session of training), whose attendance shows whose
training was had; and a message that carries a version of a document."""

from __future__ import annotations

from typing import Any

STEPS = (
    "ALTER TABLE work ADD COLUMN school_id INTEGER REFERENCES school",
    "CREATE INDEX work_school ON work (school_id) WHERE school_id IS NOT NULL",
    "ALTER TABLE training ADD COLUMN work_id INTEGER REFERENCES work",
    "CREATE INDEX training_work ON training (work_id) WHERE work_id IS NOT NULL",
    "ALTER TABLE outbox ADD COLUMN document_id INTEGER REFERENCES work_document",
    "CREATE INDEX outbox_document ON outbox (document_id) WHERE document_id IS NOT NULL",
)


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS:
        db.run_step(statement)
