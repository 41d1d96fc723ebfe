"""Lines of the board whose end is no moment are found without a look at every line that there ever was."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.run_step("""
CREATE INDEX escalation_unread_end ON escalation (id)
WHERE closed_at IS NOT NULL AND (length(closed_at) <> 20 OR substr(closed_at, 11, 1) <> 'T'
    OR substr(closed_at, 1, 2) NOT IN ('19', '20', '21') OR substr(closed_at, 6, 2) NOT BETWEEN '01' AND '12'
    OR substr(closed_at, 9, 2) NOT BETWEEN '01' AND '31' OR substr(closed_at, 12, 2) NOT BETWEEN '00' AND '23'
    OR substr(closed_at, 15, 2) NOT BETWEEN '00' AND '59' OR substr(closed_at, 18, 2) NOT BETWEEN '00' AND '59'
    OR substr(closed_at, 6, 5) IN ('02-30', '02-31', '04-31', '06-31', '09-31', '11-31'))
""")
