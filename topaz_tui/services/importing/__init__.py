"""What a council's file does to the list: people added and brought up to date, and nothing lost that a
worker recorded.

imported_person.py the rows of one person put together (gone.py their death or move); new_clients.py people who are new,
in bulk; existing_clients.py those who are on the list (client_merge.py one of them, current_client.py what is kept of
them, ending.py whether a file stops their calls, somebody_else.py whom it means by their ID); several.py an ID that it
gives to more than one person (outside.py what is taken once it is known whose it is); importer.py one transaction for
some rows; stopped.py whom a file keeps from being called.

    importer = Importer(session, Source(…))
    for rows in batches:
        taken = importer.take(prepare(rows))

Whose facts count [ours]: those of the row with the latest assessment; a row of an earlier one adds its
assessment and no more, except that a death or a move is believed whatever the row, and that it is not safe to
call, or at some times alone, where no later row says anything of it. Somebody who was assessed
after the day of their move may be back, and two rows that contradict each other leave it open: a person
settles that. An empty cell says nothing and changes nothing. Phones that the file no longer has are dropped;
what a worker recorded stays, and a file that says otherwise is listed as a conflict.
"""

from __future__ import annotations

from topaz_tui.services.importing.contradictions import STOPPED_WORDS
from topaz_tui.services.importing.gone import Denials
from topaz_tui.services.importing.imported_person import KEPT, THEIRS, ImportedPerson, Remark, Source, Taken, prepare
from topaz_tui.services.importing.importer import Importer, at_once, came_before, rehearsal
from topaz_tui.services.importing.packing import pack, said_in, unpack
from topaz_tui.services.importing.stopped import Stopped, stopped_since, where_they_stand

__all__ = [
    "KEPT",
    "STOPPED_WORDS",
    "THEIRS",
    "Denials",
    "ImportedPerson",
    "Importer",
    "Remark",
    "Source",
    "Stopped",
    "Taken",
    "at_once",
    "came_before",
    "pack",
    "prepare",
    "rehearsal",
    "said_in",
    "stopped_since",
    "unpack",
    "where_they_stand",
]
