"""Why a call is owed that nobody set, what Topaz itself asks a manager, which call does, and that a concern was put
away untouched: each was found by its sentence, which somebody could have written too. The sentences stay as they were.
"""

from __future__ import annotations

from typing import Any

COLUMNS = """
ALTER TABLE duty ADD COLUMN cause TEXT;
ALTER TABLE escalation ADD COLUMN asks TEXT;
ALTER TABLE escalation ADD COLUMN call_id INTEGER REFERENCES call;
ALTER TABLE concern ADD COLUMN untouched INTEGER NOT NULL DEFAULT 0;
"""
FILLED = """
UPDATE duty SET cause = 'broke off' WHERE kind = 'follow-up' AND reason = 'The review is not complete';
UPDATE duty SET cause = 'missed callback'
    WHERE kind = 'follow-up' AND substr(reason, 1, 19) = 'Promised callback: ' AND instr(reason, '; ') = 0;
UPDATE duty SET cause = 'interpreter' WHERE kind = 'callback' AND reason = 'Interpreter booked';
UPDATE concern SET untouched = 1
    WHERE discarded_at IS NOT NULL AND submitted_at IS NULL AND discarded_why = 'Nothing was written in it.';
UPDATE escalation SET asks = 'interpreter' WHERE kind = 'question' AND EXISTS (
    SELECT 1 FROM event e WHERE e.escalation_id = escalation.id AND e.move = 'opened'
    AND instr(e.body, '"question": "The interpreter is booked for ') > 0);
"""
# How a call ended that asks a manager: its question began so, and behind that the call's note stood.
ASKED = """
UPDATE escalation SET call_id = (
    SELECT k.id FROM event e JOIN call k ON k.client_id = escalation.client_id AND k.worker_id = e.worker_id
    WHERE e.escalation_id = escalation.id AND e.move = 'opened' AND k.outcome = '{code}'
    AND k.ended_at <= escalation.opened_at AND instr(e.body, '"question": "{words}. ') > 0
    ORDER BY k.ended_at DESC, k.id DESC LIMIT 1) WHERE kind = 'question' AND call_id IS NULL
"""
OUTCOMES = {
    "unable": "Can''t manage a phone call",
    "refused_hard": "Refused: do not call again",
    "moved": "Has moved away",
    "died": "Has died",
}


def up(migrator: Any, db: Any) -> None:
    asked = [ASKED.format(code=code, words=words) for code, words in OUTCOMES.items()]
    for statement in (*(COLUMNS + FILLED).split(";\n"), *asked):
        if statement.strip():
            db.run_step(statement)
