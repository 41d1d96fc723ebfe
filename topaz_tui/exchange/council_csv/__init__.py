"""The council's file of people: read as a stream, checked row by row, each row one of found.Found.

delimited.py a file of text (encoding.py its bytes, quoting.py its rows), workbook.py a spreadsheet; headings.py what
each column is; survey.py a look over the whole; rows.py the rows, a thousand at a time, each to one of found.py;
seen.py rows that came before; refused.py the rows sent back. Of a thousand rows: cells.py reads a cell, columns.py a
column; required.py, person.py, reaching.py and care.py read what belongs together; records.py has it in the order
of a CouncilRecord. several.py who stands under one ID.

    with CouncilFile(path, today, mapping) as file:
        for found in file.rows():
            ...
"""

from __future__ import annotations

from topaz_tui.exchange.council_csv.cells import WHICH_ORDER
from topaz_tui.exchange.council_csv.delimited import Delimited
from topaz_tui.exchange.council_csv.file import CouncilFile
from topaz_tui.exchange.council_csv.found import OneOfSeveral, Refusal, ServiceEvent
from topaz_tui.exchange.council_csv.headings import COLUMNS, REFUSED_HEADINGS, Named, key, read_mapping
from topaz_tui.exchange.council_csv.refused import RefusedFile, refused_path
from topaz_tui.exchange.council_csv.seen import Same
from topaz_tui.exchange.council_csv.workbook import Workbook, is_workbook, sheets
from topaz_tui.rules.people import CouncilRecord

__all__ = [
    "COLUMNS",
    "REFUSED_HEADINGS",
    "WHICH_ORDER",
    "CouncilFile",
    "CouncilRecord",
    "Delimited",
    "Named",
    "OneOfSeveral",
    "Refusal",
    "RefusedFile",
    "Same",
    "ServiceEvent",
    "Workbook",
    "is_workbook",
    "key",
    "read_mapping",
    "refused_path",
    "sheets",
]
