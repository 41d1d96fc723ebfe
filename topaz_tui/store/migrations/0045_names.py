"""Tables and columns by the names that their subject has elsewhere, and no more by words of our own.

Codes in rows that only grow (the log, the history of a line) stay as they were written: 'tries used up' is still what a
line of attempts that are exhausted is kept as.
"""

from __future__ import annotations

from typing import Any

NAMES = """
ALTER TABLE about RENAME TO metadata;
ALTER TABLE standing RENAME TO queue_status;
ALTER TABLE queue_status RENAME COLUMN fence TO fencing_token;
ALTER TABLE queue_status RENAME COLUMN tries TO attempts;
ALTER TABLE client RENAME COLUMN tries_since TO attempts_since;
ALTER TABLE call RENAME COLUMN is_try TO is_attempt;
ALTER TABLE escalation RENAME COLUMN rung TO level;
ALTER TABLE audit RENAME COLUMN deed TO action;
ALTER TABLE finding RENAME TO search_line;
-- What was kept of a column says its name.
UPDATE effect SET field = 'attempts_since' WHERE about = 'client' AND field = 'tries_since';
UPDATE brought SET snapshot = replace(snapshot, '"tries_since"', '"attempts_since"') WHERE snapshot IS NOT NULL;
-- A row that can't be read is noted anew, under the table's name of today.
DELETE FROM metadata WHERE substr(key, 1, 16) = 'unread/standing/' OR substr(key, 1, 13) = 'unread/about/';
"""
INDEXES = {
    "ready": "(rank, due_at, client_id, why, band) WHERE state = 'ready'",
    "changes": "(changes_at) WHERE changes_at IS NOT NULL",
    "held": "(held_by) WHERE held_by IS NOT NULL",
    "reason": "(reason, rank, due_at, client_id, why, band)",
    "waiting": "(changes_at, client_id) WHERE reason || '' IN ('waiting', 'held')",
    "kept": "(for_worker_id) WHERE for_worker_id IS NOT NULL",
    "lead": "(lead_id) WHERE lead_id IS NOT NULL",
}
SEARCHED = """CREATE VIRTUAL TABLE search_trigram USING fts5 (
    words, content = 'search_line', content_rowid = 'client_id',
    detail = none, columnsize = 0, tokenize = "trigram case_sensitive 1"
)"""
MORE = """INSERT INTO tally (state, reason, rank, people) VALUES (new.state, new.reason, new.rank, 1)
        ON CONFLICT (state, reason, rank) DO UPDATE SET people = people + 1;"""
LESS = """UPDATE tally SET people = people - 1
        WHERE state = old.state AND reason = old.reason AND rank = old.rank;"""
OLD_TRIGGERS = [
    f"{table}_{what}"
    for table, last in (("standing", "moved"), ("finding", "changed"))
    for what in ("added", "gone", last)
]
TRIGGERS = {
    "queue_status_added": f"AFTER INSERT ON queue_status BEGIN {MORE} END",
    "queue_status_gone": f"AFTER DELETE ON queue_status BEGIN {LESS} END",
    "queue_status_moved": f"""AFTER UPDATE OF state, reason, rank ON queue_status
        WHEN old.state <> new.state OR old.reason <> new.reason OR old.rank <> new.rank BEGIN
        {LESS} {MORE} END""",
    "search_line_added": """AFTER INSERT ON search_line BEGIN
        INSERT INTO search_trigram (rowid, words) VALUES (new.client_id, new.words); END""",
    "search_line_changed": """AFTER UPDATE ON search_line BEGIN
        INSERT INTO search_trigram (search_trigram, rowid, words) VALUES ('delete', old.client_id, old.words);
        INSERT INTO search_trigram (rowid, words) VALUES (new.client_id, new.words); END""",
    "search_line_gone": """AFTER DELETE ON search_line BEGIN
        INSERT INTO search_trigram (search_trigram, rowid, words) VALUES ('delete', old.client_id, old.words); END""",
}
"""Those of a file: on a server the views of 0003 follow a table of another name by themselves."""


def up(migrator: Any, db: Any) -> None:
    is_file = db.name == "sqlite"
    for name in OLD_TRIGGERS if is_file else ():
        db.run_step(f"DROP TRIGGER {name}")
    for statement in NAMES.split(";\n"):
        if statement.strip():
            db.run_step(statement)
    for what, columns in INDEXES.items():
        if is_file:  # SQLite has no other name for an index that is there
            db.run_step(f"DROP INDEX standing_{what}")
            db.run_step(f"CREATE INDEX queue_status_{what} ON queue_status {columns}")
        else:
            db.run_step(f"ALTER INDEX standing_{what} RENAME TO queue_status_{what}")
    if not is_file:
        db.run_step("ALTER INDEX finder RENAME TO search_trigram")
        return
    db.run_step("DROP TABLE finder")  # the name of what it indexes is a word of its own, which no rename reaches
    db.run_step(SEARCHED)
    db.run_step("INSERT INTO search_trigram (search_trigram) VALUES ('rebuild')")
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
