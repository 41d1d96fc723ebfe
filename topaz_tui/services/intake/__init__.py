"""What a council's file does to the list: people added and brought up to date, and nothing lost that a
worker recorded.

said.py the rows of one person put together; fresh.py people who are new, in bulk; known.py those who are on
the list (client_merge.py one of them, current_client.py what is kept of them); batches.py one transaction for some
rows.

    intake = Intake(session, Source(…))
    for rows in batches:
        taken = intake.take(prepare(rows))

Whose facts count [ours]: those of the row with the latest assessment; a row of an earlier one adds its
assessment and no more, except that a death is believed whatever the row. An empty cell says nothing and
changes nothing. Phones that the file no longer has are dropped; what a worker recorded stays, and a file
that says otherwise is listed as a conflict.
"""

from __future__ import annotations

from topaz_tui.services.intake.batches import Intake, came_before, rehearsal
from topaz_tui.services.intake.said import Remark, Said, Source, Taken, prepare

__all__ = ["Intake", "Remark", "Said", "Source", "Taken", "came_before", "prepare", "rehearsal"]
