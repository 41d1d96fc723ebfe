"""The first schema: people, what is owed to them, what was done, and what waits for a manager.

Written as SQL and never changed again: a later step adds to it. Times are UTC text ('2026-11-22T22:05:52Z'),
days are ISO text, truths are 0 and 1. Answers and drafts are JSON text.
"""

from __future__ import annotations

from typing import Any

TABLES = """
CREATE TABLE worker (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    phone TEXT,
    added_at TEXT NOT NULL,
    retired_at TEXT
) STRICT;

CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE,
    nhs_number TEXT,
    title TEXT, first_name TEXT, last_name TEXT, preferred_name TEXT,
    name_key TEXT NOT NULL DEFAULT '',
    born_on TEXT, died_on TEXT,
    address TEXT, postcode TEXT,
    language TEXT, interpreter TEXT, communication TEXT,
    safe_to_call TEXT, safe_times TEXT, voicemail_ok INTEGER, sms_ok INTEGER,
    say_who INTEGER, what_to_say TEXT, code_word TEXT,
    household TEXT, gp TEXT,
    open_to_services INTEGER NOT NULL DEFAULT 0,
    stopped TEXT, stopped_at TEXT,
    away TEXT, away_until TEXT,
    put_first INTEGER NOT NULL DEFAULT 0,
    not_before TEXT, not_before_why TEXT,
    tries_since TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    council_row TEXT,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX client_nhs ON client (nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX client_name ON client (name_key, born_on);
CREATE INDEX client_born ON client (born_on);

CREATE TABLE phone (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    number TEXT NOT NULL,
    note TEXT,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'usable',
    status_at TEXT,
    UNIQUE (client_id, number)
) STRICT;
CREATE INDEX phone_number ON phone (number);

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    name TEXT NOT NULL,
    relation TEXT, phone TEXT,
    may_be_told TEXT, authority_seen TEXT,
    source TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX contact_client ON contact (client_id);

CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    assessed_on TEXT NOT NULL,
    eligibility TEXT,
    reference TEXT NOT NULL DEFAULT '',
    UNIQUE (client_id, assessed_on, reference)
) STRICT;

CREATE TABLE warning (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    kind TEXT NOT NULL,
    detail TEXT,
    starts_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    agreed_by INTEGER NOT NULL REFERENCES worker,
    told TEXT,
    ended_at TEXT
) STRICT;
CREATE INDEX warning_client ON warning (client_id);

-- What the team owes a client: a recall, a follow-up, a callback. At most one of each is open.
CREATE TABLE duty (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    kind TEXT NOT NULL,
    due_at TEXT NOT NULL,
    for_worker_id INTEGER REFERENCES worker,
    reason TEXT,
    made_by INTEGER REFERENCES worker,
    made_at TEXT NOT NULL,
    closed_at TEXT,
    closed_how TEXT
) STRICT;
CREATE UNIQUE INDEX duty_open ON duty (client_id, kind) WHERE closed_at IS NULL;
CREATE INDEX duty_client ON duty (client_id);

CREATE TABLE call (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER NOT NULL REFERENCES worker,
    direction TEXT NOT NULL DEFAULT 'out',
    why TEXT,
    phone_id INTEGER REFERENCES phone,
    rang_at TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    is_try INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    ticks TEXT,
    spoke_to INTEGER REFERENCES contact,
    next_words TEXT,
    token TEXT UNIQUE
) STRICT;
CREATE INDEX call_client ON call (client_id, rang_at);
CREATE INDEX call_worker ON call (worker_id, rang_at);
CREATE INDEX call_day ON call (rang_at);

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    call_id INTEGER NOT NULL REFERENCES call,
    worker_id INTEGER NOT NULL REFERENCES worker,
    reviewed_at TEXT NOT NULL,
    complete INTEGER NOT NULL
) STRICT;
CREATE INDEX review_client ON review (client_id);

CREATE TABLE review_answer (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES review,
    area TEXT NOT NULL,
    answer TEXT NOT NULL,
    unable TEXT,
    UNIQUE (review_id, area)
) STRICT;

CREATE TABLE action (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    call_id INTEGER REFERENCES call,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    who TEXT, by_on TEXT,
    made_by INTEGER NOT NULL REFERENCES worker,
    made_at TEXT NOT NULL,
    done_at TEXT,
    done_by INTEGER REFERENCES worker
) STRICT;
CREATE INDEX action_client ON action (client_id);

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER NOT NULL REFERENCES worker,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    made_at TEXT NOT NULL,
    seen_at TEXT
) STRICT;
CREATE INDEX note_client ON note (client_id);

-- What workers changed on a client, field by field: the next file from the council leaves these alone.
CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    worker_id INTEGER NOT NULL REFERENCES worker,
    field TEXT NOT NULL,
    was TEXT, now TEXT,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX change_client ON change (client_id);

CREATE TABLE duplicate (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    other_id INTEGER NOT NULL REFERENCES client,
    verdict TEXT NOT NULL,
    worker_id INTEGER NOT NULL REFERENCES worker,
    judged_at TEXT NOT NULL,
    UNIQUE (client_id, other_id),
    CHECK (client_id < other_id)
) STRICT;

CREATE TABLE draft (
    id INTEGER PRIMARY KEY,
    worker_id INTEGER NOT NULL REFERENCES worker,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    UNIQUE (worker_id, kind, key)
) STRICT;

-- A concern: answers are typed into it until it is submitted, then nothing in it can change.
CREATE TABLE concern (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    client_id INTEGER NOT NULL REFERENCES client,
    opened_by INTEGER NOT NULL REFERENCES worker,
    opened_at TEXT NOT NULL,
    answers TEXT NOT NULL DEFAULT '{}',
    saved_at TEXT NOT NULL,
    discarded_at TEXT, discarded_why TEXT,
    submitted_at TEXT,
    submitted_by INTEGER REFERENCES worker,
    document TEXT
) STRICT;
CREATE INDEX concern_client ON concern (client_id);
CREATE INDEX concern_draft ON concern (opened_at) WHERE submitted_at IS NULL AND discarded_at IS NULL;

CREATE TABLE addition (
    id INTEGER PRIMARY KEY,
    concern_id INTEGER NOT NULL REFERENCES concern,
    worker_id INTEGER NOT NULL REFERENCES worker,
    added_at TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX addition_concern ON addition (concern_id);

-- What waits for a manager: a concern on its way, tries used up, a worker's question.
-- state, waiting_for, deadline, rung and owner are what its events add up to, kept for the board.
CREATE TABLE escalation (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    client_id INTEGER NOT NULL REFERENCES client,
    concern_id INTEGER REFERENCES concern,
    opened_by INTEGER REFERENCES worker,
    opened_at TEXT NOT NULL,
    danger INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    waiting_for TEXT NOT NULL,
    deadline TEXT,
    rung TEXT NOT NULL,
    owner_id INTEGER REFERENCES worker,
    version INTEGER NOT NULL DEFAULT 1,
    closed_at TEXT
) STRICT;
CREATE INDEX escalation_open ON escalation (deadline) WHERE closed_at IS NULL;
CREATE INDEX escalation_client ON escalation (client_id);

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    escalation_id INTEGER NOT NULL REFERENCES escalation,
    at TEXT NOT NULL,
    worker_id INTEGER REFERENCES worker,
    move TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX event_escalation ON event (escalation_id);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    worker_id INTEGER REFERENCES worker,
    deed TEXT NOT NULL,
    client_id INTEGER REFERENCES client,
    subject TEXT,
    detail TEXT
) STRICT;
CREATE INDEX audit_client ON audit (client_id);

-- Where each client stands in the queue: what rules/queue.py decided, kept so that taking the next person
-- is one look into an index. changes_at is the first moment at which the answer can be another one.
CREATE TABLE standing (
    client_id INTEGER PRIMARY KEY REFERENCES client,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    why TEXT,
    rank INTEGER NOT NULL DEFAULT 9,
    due_at TEXT,
    for_worker_id INTEGER REFERENCES worker,
    words TEXT NOT NULL DEFAULT '',
    band TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    changes_at TEXT,
    held_by INTEGER REFERENCES worker,
    held_until TEXT,
    fence INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX standing_ready ON standing (rank, due_at, client_id) WHERE state = 'ready';
CREATE INDEX standing_changes ON standing (changes_at) WHERE changes_at IS NOT NULL;
CREATE INDEX standing_held ON standing (held_by) WHERE held_by IS NOT NULL;
CREATE INDEX standing_reason ON standing (reason, rank, due_at, client_id);

-- What find looks through: one line of folded words a client.
CREATE TABLE finding (
    client_id INTEGER PRIMARY KEY REFERENCES client,
    words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE finder USING fts5 (
    words, content = 'finding', content_rowid = 'client_id',
    detail = none, columnsize = 0, tokenize = "trigram case_sensitive 1"
);

CREATE TABLE about (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
"""

TRIGGERS = {
    "finding_added": """AFTER INSERT ON finding BEGIN
        INSERT INTO finder (rowid, words) VALUES (new.client_id, new.words); END""",
    "finding_changed": """AFTER UPDATE ON finding BEGIN
        INSERT INTO finder (finder, rowid, words) VALUES ('delete', old.client_id, old.words);
        INSERT INTO finder (rowid, words) VALUES (new.client_id, new.words); END""",
    "finding_gone": """AFTER DELETE ON finding BEGIN
        INSERT INTO finder (finder, rowid, words) VALUES ('delete', old.client_id, old.words); END""",
    "concern_stands": """BEFORE UPDATE ON concern WHEN old.submitted_at IS NOT NULL BEGIN
        SELECT RAISE(ABORT, 'a submitted concern cannot be altered'); END""",
    "concern_stays": """BEFORE DELETE ON concern BEGIN
        SELECT RAISE(ABORT, 'a concern cannot be deleted'); END""",
}
# Tables that only grow.
for _table in ("addition", "event", "audit"):
    TRIGGERS[f"{_table}_stands"] = f"""BEFORE UPDATE ON {_table} BEGIN
        SELECT RAISE(ABORT, '{_table} only grows'); END"""
    TRIGGERS[f"{_table}_stays"] = f"""BEFORE DELETE ON {_table} BEGIN
        SELECT RAISE(ABORT, '{_table} only grows'); END"""


def up(migrator: Any, db: Any) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.run_step(statement)
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
