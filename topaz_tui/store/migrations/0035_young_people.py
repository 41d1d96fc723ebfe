"""Children's services: young people, their care, what happened, court orders, and schools with their people's training.

A young person is a client of another kind: what everybody has stands in `client`. From these tables everything that is
due is reckoned anew; nothing of it is kept as due. What was recorded in error is voided, with who and why, and stays.
"""

from __future__ import annotations

from typing import Any

_MADE = "made_by INTEGER REFERENCES worker,\n    made_at TEXT NOT NULL"
_VOID = "void_at TEXT,\n    void_by INTEGER REFERENCES worker,\n    void_why TEXT"
STEPS = f"""
CREATE TABLE young_person (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL UNIQUE REFERENCES client,
    category TEXT,
    category_by INTEGER REFERENCES worker,
    category_at TEXT,
    legal_status TEXT,
    team TEXT,
    social_worker TEXT,
    personal_adviser TEXT,
    reviewing_officer TEXT,
    school TEXT,
    family TEXT,
    owner_id INTEGER REFERENCES worker,
    version INTEGER NOT NULL DEFAULT 1,
    {_MADE}
) STRICT;
CREATE TABLE episode (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    began_on TEXT NOT NULL,
    ended_on TEXT,
    status TEXT NOT NULL,
    why TEXT,
    source TEXT NOT NULL,
    {_MADE},
    {_VOID}
) STRICT;
CREATE INDEX episode_client ON episode (client_id);
CREATE TABLE placement (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    stay TEXT NOT NULL,
    began_on TEXT NOT NULL,
    ended_on TEXT,
    lives TEXT NOT NULL,
    to_18 INTEGER NOT NULL DEFAULT 0,
    agreed_on TEXT,
    address TEXT,
    postcode TEXT,
    provider TEXT,
    kept_from TEXT,
    source TEXT NOT NULL,
    {_MADE},
    {_VOID}
) STRICT;
CREATE INDEX placement_client ON placement (client_id);
CREATE TABLE statutory_event (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    set_for_on TEXT,
    about_on TEXT,
    note TEXT,
    source TEXT NOT NULL,
    {_MADE},
    {_VOID}
) STRICT;
CREATE INDEX statutory_event_client ON statutory_event (client_id);
CREATE TABLE born_before (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    born_on TEXT NOT NULL,
    corrected_on TEXT NOT NULL,
    why TEXT NOT NULL,
    {_MADE}
) STRICT;
CREATE INDEX born_before_client ON born_before (client_id);
CREATE TABLE duty_ended (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES client,
    code TEXT NOT NULL,
    anchor_on TEXT NOT NULL,
    why TEXT NOT NULL,
    {_MADE},
    {_VOID}
) STRICT;
CREATE INDEX duty_ended_client ON duty_ended (client_id);
CREATE TABLE court_order (
    id INTEGER PRIMARY KEY,
    court TEXT NOT NULL,
    case_number TEXT NOT NULL,
    report TEXT NOT NULL,
    made_on TEXT NOT NULL,
    orders TEXT NOT NULL,
    serves TEXT,
    council TEXT,
    owner_id INTEGER REFERENCES worker,
    drafted_on TEXT,
    filed_on TEXT,
    filed_time TEXT,
    filed_how TEXT,
    withdrawn_on TEXT,
    withdrawn_why TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    {_MADE}
) STRICT;
CREATE TABLE order_child (
    id INTEGER PRIMARY KEY,
    court_order_id INTEGER NOT NULL REFERENCES court_order,
    client_id INTEGER NOT NULL REFERENCES client,
    left_on TEXT,
    left_why TEXT,
    {_MADE}
) STRICT;
CREATE UNIQUE INDEX order_child_one ON order_child (court_order_id, client_id);
CREATE INDEX order_child_client ON order_child (client_id);
CREATE TABLE order_date (
    id INTEGER PRIMARY KEY,
    court_order_id INTEGER NOT NULL REFERENCES court_order,
    move TEXT NOT NULL,
    made_on TEXT NOT NULL,
    file_by_on TEXT,
    file_by_time TEXT,
    hearing_on TEXT,
    hearing_time TEXT,
    sealed INTEGER NOT NULL,
    vacated INTEGER NOT NULL DEFAULT 0,
    document TEXT,
    {_MADE}
) STRICT;
CREATE INDEX order_date_order ON order_date (court_order_id);
CREATE TABLE school (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    urn TEXT,
    council TEXT,
    note TEXT,
    retired_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    {_MADE}
) STRICT;
CREATE TABLE school_post (
    id INTEGER PRIMARY KEY,
    school_id INTEGER NOT NULL REFERENCES school,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    began_on TEXT NOT NULL,
    ended_on TEXT,
    ended_why TEXT,
    mail TEXT,
    {_MADE}
) STRICT;
CREATE INDEX school_post_school ON school_post (school_id);
CREATE TABLE training (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES school_post,
    course TEXT NOT NULL,
    held_on TEXT NOT NULL,
    whole INTEGER NOT NULL,
    edition TEXT,
    note TEXT,
    {_MADE},
    {_VOID}
) STRICT;
CREATE INDEX training_post ON training (post_id);
ALTER TABLE import ADD COLUMN kind TEXT
"""
TRIGGERS = {
    "order_date_stands": "BEFORE UPDATE ON order_date BEGIN SELECT RAISE(ABORT, 'a date cannot be altered'); END",
    "order_date_stays": "BEFORE DELETE ON order_date BEGIN SELECT RAISE(ABORT, 'a date cannot be deleted'); END",
}
"""What a document of the court said stays: the next one stands beside it."""


def up(migrator: Any, db: Any) -> None:
    for statement in STEPS.split(";\n"):
        db.run_step(statement.strip())
    for name, body in TRIGGERS.items():
        db.run_step(f"CREATE TRIGGER {name} {body}")
