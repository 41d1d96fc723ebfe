"""Who began a concern, and who ended a warning and why: both stood only in sentences, of the log and of a note. What
was there is carried over; of a concern that nobody took over, its author began it.
"""

from __future__ import annotations

from typing import Any

COLUMNS = """
ALTER TABLE concern ADD COLUMN begun_by INTEGER REFERENCES worker;
ALTER TABLE warning ADD COLUMN ended_by INTEGER REFERENCES worker;
ALTER TABLE warning ADD COLUMN end_reason TEXT;
"""
# The first who took it over said from whom: 'concern 12 from worker 3'.
FILLED = """
UPDATE concern SET begun_by = coalesce((
    SELECT w.id FROM audit a JOIN worker w ON a.subject = 'concern ' || concern.id || ' from worker ' || w.id
    WHERE a.client_id = concern.client_id AND a.deed = 'took over a concern' ORDER BY a.id LIMIT 1), opened_by);
UPDATE warning SET ended_by = (SELECT n.worker_id {note}),
    end_reason = (SELECT substr(n.text, instr(n.text, '): ') + 3) {note}) WHERE ended_at IS NOT NULL;
"""
# The note that was written with the end: 'Warning ended (Missing person): found on Sunday'.
NOTE = """FROM note n WHERE n.client_id = warning.client_id AND n.made_at = warning.ended_at
    AND substr(n.text, 1, 15) = 'Warning ended (' AND instr(n.text, '): ') > 0 ORDER BY n.id DESC LIMIT 1"""
# Nothing in a submitted concern can change: this adds beside it.
STANDS = """CREATE TRIGGER concern_stands BEFORE UPDATE ON concern WHEN old.submitted_at IS NOT NULL BEGIN
        SELECT RAISE(ABORT, 'a submitted concern cannot be altered'); END"""


def up(migrator: Any, db: Any) -> None:
    db.run_step("DROP TRIGGER concern_stands" + ("" if db.name == "sqlite" else " ON concern"))
    for statement in (COLUMNS + FILLED.format(note=NOTE)).split(";\n"):
        if statement.strip():
            db.run_step(statement)
    db.run_step(STANDS)
