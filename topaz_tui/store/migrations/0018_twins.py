"""Of which other record a doubt speaks, and why that one stops calls, as columns: both stood only in its sentence
('Record 950 has died'). Which call brought it that was put right, too.

What was written stays as it was; the columns are filled from it where the record is still there by that ID. SQLite
can't let a column take nothing afterwards: the table is made anew.
"""

from __future__ import annotations

import re
from typing import Any

from topaz_tui.store.statement import statement

COLUMNS = "id, client_id, code, words, made_at, settled_at, settled_by, how, import_id, owner_id, due_at, record"
ANEW = f"""
CREATE TABLE doubt_anew (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    code TEXT NOT NULL,
    words TEXT,
    made_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by INTEGER REFERENCES worker,
    how TEXT,
    import_id INTEGER REFERENCES import,
    owner_id INTEGER REFERENCES worker,
    due_at TEXT,
    record TEXT,
    twin_id INTEGER REFERENCES client,
    stop TEXT,
    put_right_id INTEGER REFERENCES call,
    UNIQUE (client_id, code, words)
) STRICT;
INSERT INTO doubt_anew ({COLUMNS}) SELECT {COLUMNS} FROM doubt;
DROP TABLE doubt;
ALTER TABLE doubt_anew RENAME TO doubt;
CREATE INDEX doubt_open ON doubt (client_id) WHERE settled_at IS NULL;
CREATE INDEX doubt_due ON doubt (due_at) WHERE settled_at IS NULL;
CREATE INDEX doubt_import ON doubt (import_id) WHERE import_id IS NOT NULL;
"""
CHANGED = """
ALTER TABLE doubt ALTER COLUMN words DROP NOT NULL;
ALTER TABLE doubt ADD COLUMN twin_id INTEGER REFERENCES client;
ALTER TABLE doubt ADD COLUMN stop TEXT;
ALTER TABLE doubt ADD COLUMN put_right_id INTEGER REFERENCES call;
"""
# One doubt about a record because of another, for each stop; but for those that a call brought which was put right.
INDEXES = """
CREATE UNIQUE INDEX doubt_stop ON doubt (client_id, twin_id, stop) WHERE twin_id IS NOT NULL AND put_right_id IS NULL;
CREATE INDEX doubt_twin ON doubt (twin_id) WHERE twin_id IS NOT NULL;
"""
# As the sentences had them.
STOPS = {
    "has died": "died",
    "has moved away": "moved",
    "asked not to be called": "refused",
    "is a record of nobody": "nobody",
    "is not safe to call": "unsafe",
    "is not known to be safe to call": "not known",
    "may have died": "may have died",
    "may have moved away": "may have moved",
    "could not talk safely last time": "unsafe talk",
    "is not called, and why can't be read": "unreadable",
}
SENTENCE = re.compile(
    rf"Record (?P<record>.+?) (?P<stop>{'|'.join(map(re.escape, STOPS))})(?: \(call (?P<call>\d+) was put right\))?",
    re.DOTALL,
)


def up(migrator: Any, db: Any) -> None:
    for step in ((ANEW if db.name == "sqlite" else CHANGED) + INDEXES).split(";\n"):
        if step.strip():
            db.run_step(step)
    for id, words in db.execute_sql("SELECT id, words FROM doubt WHERE code = 'twin'").fetchall():
        if found := SENTENCE.fullmatch(words):
            twin = _there(db, "SELECT id FROM client WHERE person_id = ?", found["record"])
            call = _there(db, "SELECT id FROM call WHERE id = ?", int(found["call"])) if found["call"] else None
            if twin is not None and (call is not None or not found["call"]):
                filled = "UPDATE doubt SET twin_id = ?, stop = ?, put_right_id = ? WHERE id = ?"
                db.run(statement(filled), (twin, STOPS[found["stop"]], call, id))


def _there(db: Any, sql: str, value: object) -> int | None:
    row = db.run(statement(sql), (value,)).fetchone()
    return int(row[0]) if row else None
