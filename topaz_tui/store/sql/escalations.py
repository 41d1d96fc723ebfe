"""What begins an escalation, and what happens to it.

In text, since an import opens thousands in one transaction: whoever can't be called is somebody's, by name. Measured
with Peewee 4.5.3 on a file (processor time): a line and its first event are written in 0.05 ms and not 0.41.
"""

from __future__ import annotations

from topaz_tui.store.statement import statement

OPEN = statement("""
INSERT INTO escalation (kind, client_id, concern_id, opened_by, opened_at, danger, state, waiting_for, deadline, level,
                        owner_id, council, moves_at, asks, call_id, action_id, support_id, letter_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
""")
END_UNREAD = """closed_at IS NOT NULL AND (length(closed_at) <> 20 OR substr(closed_at, 11, 1) <> 'T'
    OR substr(closed_at, 1, 2) NOT IN ('19', '20', '21') OR substr(closed_at, 6, 2) NOT BETWEEN '01' AND '12'
    OR substr(closed_at, 9, 2) NOT BETWEEN '01' AND '31' OR substr(closed_at, 12, 2) NOT BETWEEN '00' AND '23'
    OR substr(closed_at, 15, 2) NOT BETWEEN '00' AND '59' OR substr(closed_at, 18, 2) NOT BETWEEN '00' AND '59'
    OR substr(closed_at, 6, 5) IN ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31'))"""
UNREAD_ENDS = statement(f"SELECT id FROM escalation WHERE {END_UNREAD}")
"""The lines of the board whose end is no moment: by the words of their index, the board asks for them at each look."""
EVENT = statement("INSERT INTO event (escalation_id, at, worker_id, move, body, corrects) VALUES (?, ?, ?, ?, ?, ?)")
