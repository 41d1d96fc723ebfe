"""The evidence pack for a commissioner: one folder of tables that may leave the house, made of a quarter or a year that
was frozen, and made again byte for byte by the same version of Topaz."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from topaz_tui import __version__, clock, files
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.exchange.pdf import evidence_as_pdf
from topaz_tui.rules import forms
from topaz_tui.rules.disclosure import evidence as rules
from topaz_tui.rules.disclosure.evidence import CHAPTERS, Table
from topaz_tui.rules.measures.frozen import Frozen
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.services import figures
from topaz_tui.services.lists import NotInstalled, WorkbookSheet, workbook
from topaz_tui.services.session import Session

SPREADSHEET = "tables.xlsx"
RULE = (
    "Counts are rounded to the nearest 5. [c]: a count under 5, a true nought too, or one that would give such a count"
    " away. Totals are rounded by themselves: figures do not add up. Percentages are of the rounded figures: none where"
    " the part, the whole or the rest of it is hidden."
)


def write(session: Session, folder: Path, period: Period, council: str | None) -> tuple[str, ...]:
    """Write the pack into a new folder, whole or not at all, and log it; the names of its files. Raises UserError where
    it can't be made, or something has that name."""
    if not folder.name:
        raise Invalid(f"{folder} is no name for a new folder.", "Name one that is not there.")
    frozen = figures.for_evidence(session, period, council)
    taken = Conflict(f"{folder} is there already, and nothing is overwritten.", "Choose another name.")
    if os.path.lexists(folder):
        raise taken
    tables = rules.tables(frozen.measures, MEASURES)
    made = {f"{table.name}.csv": _as_csv(table) for table in tables}
    head = {
        "Council": council or "all",
        "Period": period.words,
        "As of": forms.when_words(frozen.as_of),
        "Definitions": frozen.definitions,
        "Frozen as": f"sha256 {frozen.digest[:12]}",
    }
    with contextlib.suppress(NotInstalled):  # its absence is said by whoever asked for the pack
        made[SPREADSHEET] = _spreadsheet(head, tables, frozen)
    title = f"What was done, and what came of it: {period.words}{f', {council}' if council else ''}"
    made["report.pdf"] = evidence_as_pdf(title, head, RULE, tables, frozen.as_of)
    made["manifest.json"] = _manifest(frozen, period, council, tables, made)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.part")
    try:
        os.mkdir(part, 0o700)
        for name, data in made.items():
            files.write_new(part / name, data)
        digest = sha256(made["manifest.json"]).hexdigest()
        rows = sum(len(table.rows) for table in tables)
        figures.log_evidence(session, period, council, rows, digest, lambda: _appear(part, folder))
    except FileExistsError:
        raise taken from None
    except OSError as error:
        raise NotAllowed(f"{folder} can't be written: {error.strerror}.", "Choose another place.") from None
    finally:
        _remove(part, made)
    return tuple(made)


def _appear(part: Path, folder: Path) -> None:
    if os.path.lexists(folder):
        raise FileExistsError(folder)
    os.rename(part, folder)
    with files.opened(folder.parent) as place:
        place.sync()


def _remove(part: Path, made: Mapping[str, bytes]) -> None:
    """Take away what did not come to be a pack."""
    for name in made:
        with contextlib.suppress(OSError):
            os.unlink(part / name)
    with contextlib.suppress(OSError):
        os.rmdir(part)


def _as_csv(table: Table) -> bytes:
    """With the mark by which a spreadsheet knows UTF-8. The words are ours and hold no formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows((table.headings, *table.rows))
    return out.getvalue().encode("utf-8-sig")


def _spreadsheet(head: Mapping[str, str], tables: Sequence[Table], frozen: Frozen) -> bytes:
    """A sheet a table, after one that says what is in it, and before one that says how it is to be read."""
    contents = [
        (table.name, CHAPTERS.get(table.name, "What each figure counts"), str(len(table.rows))) for table in tables
    ]
    return workbook(
        (
            WorkbookSheet("contents", ("sheet", "what it is", "rows"), contents),
            *(WorkbookSheet(table.name, table.headings, table.rows) for table in tables),
            WorkbookSheet("notes", ("what", "words"), [*head.items(), ("Small counts", RULE)]),
        ),
        frozen.as_of,
    )


def _manifest(
    frozen: Frozen, period: Period, council: str | None, tables: Sequence[Table], made: Mapping[str, bytes]
) -> bytes:
    rows = {f"{table.name}.csv": len(table.rows) for table in tables}
    told: dict[str, Any] = {
        "from": str(period.first), "to": str(period.last), "council": council,
        "as_of": clock.to_store(frozen.as_of), "frozen_sha256": frozen.digest,
        "definitions": frozen.definitions, "topaz": __version__, "rule": RULE,
        "files": [
            {"file": name, "rows": rows.get(name), "sha256": sha256(data).hexdigest()} for name, data in made.items()
        ],
    }  # fmt: skip
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
