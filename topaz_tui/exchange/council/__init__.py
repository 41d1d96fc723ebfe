"""The council's file of people: read as a stream, checked row by row, each row a Record or a Refusal.

delimited.py a file of text (text.py its bytes, lines.py its rows), workbook.py a spreadsheet; headings.py what each
column is; survey.py a look over the whole; rows.py the rows, a thousand at a time, each to one of found.py; seen.py
rows that came before; refused.py the rows sent back. Of a thousand rows: cells.py reads a cell, columns.py a column;
required.py, person.py, reaching.py and care.py read what belongs together; records.py has it in a Record's order.

    with CouncilFile(path, today, mapping) as file:
        for found in file.rows():
            ...
"""

from __future__ import annotations

from topaz_tui.exchange.council.file import CouncilFile
from topaz_tui.exchange.council.found import Event, Refusal
from topaz_tui.exchange.council.headings import COLUMNS
from topaz_tui.exchange.council.refused import RefusedFile, refused_path
from topaz_tui.exchange.council.seen import Same
from topaz_tui.rules.people import Record

__all__ = ["COLUMNS", "CouncilFile", "Event", "Record", "Refusal", "RefusedFile", "Same", "refused_path"]
