"""Why nobody calls somebody before a time is a code, and what it is about, where it was a sentence (rules/queue.py:
Cause; its words: rules/queue_words.py). So is why a promised call was moved that they asked to have later (DutyCause).

The words of the outcomes are those of schema 54; words that are none of these stay as they are, without a code. What
calls changed is kept in the same way (`effect`), so that it can be undone. Where they stand in the queue is decided
anew by the next look.
"""

from __future__ import annotations

from typing import Any

LATER = "Asked to be called later"
NOT_COMPLETE = "The review is not complete"
OUTCOMES = {
    "Nobody answered": "no_answer",
    "Engaged": "engaged",
    "Answering machine, no message": "machine",
    "Answering machine, left message": "machine_message",
    "Fault on the line": "fault",
    "Call back, no time agreed": "callback_vague",
    "Would rather not, this time": "refused_soft",
    "Not safe to talk": "not_safe",
    "Interpreter needed": "language",
    "Can''t manage a phone call": "unable",
    "Somebody else answered": "someone_else",
    "Could not be sure who it was": "not_identified",
    "Away for a week or so": "away",
    "In hospital": "hospital",
}


def _cause(words: str) -> str:
    ours = ", ".join(f"'{each}'" for each in OUTCOMES)
    return f"""CASE WHEN {words} = '{LATER}' THEN 'asked later' WHEN {words} = '{NOT_COMPLETE}' THEN 'review open'
    WHEN substr({words}, 1, 9) = 'Skipped (' THEN 'skipped' WHEN {words} IN ({ours}) THEN 'after a call' END"""


def _about(words: str) -> str:
    ours = " ".join(f"WHEN '{each}' THEN '{code}'" for each, code in OUTCOMES.items())
    return f"""CASE WHEN {words} IN ('{LATER}', '{NOT_COMPLETE}') THEN NULL
    WHEN substr({words}, 1, 9) = 'Skipped (' THEN substr({words}, 10, length({words}) - 10)
    ELSE CASE {words} {ours} ELSE {words} END END"""


STEPS = (
    "ALTER TABLE client ADD COLUMN not_before_cause TEXT",
    f"""UPDATE client SET not_before_cause = {_cause("not_before_why")}, not_before_why = {_about("not_before_why")}
    WHERE not_before_why IS NOT NULL""",
    f"""INSERT INTO effect (call_id, about, row_id, field, was, became)
    SELECT call_id, about, row_id, 'not_before_cause', {_cause("was")}, {_cause("became")} FROM effect
    WHERE about = 'client' AND field = 'not_before_why' ORDER BY id""",
    f"""UPDATE effect SET was = {_about("was")}, became = {_about("became")}
    WHERE about = 'client' AND field = 'not_before_why'""",
    f"""UPDATE duty SET cause = 'asked later', reason = NULL
    WHERE kind = 'callback' AND cause IS NULL AND reason = '{LATER}'""",
    "UPDATE queue_status SET changes_at = '2000-01-01T00:00:00Z' WHERE cause = 'put off'",
)


def up(migrator: Any, db: Any) -> None:
    for step in STEPS:
        db.run_step(step)
