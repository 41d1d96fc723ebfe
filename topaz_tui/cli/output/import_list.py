"""The imports that were, printed, and what became of one that was taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, iso, table
from topaz_tui.services.imports import Past, Undone

_COLUMNS = (
    TableColumn("No", 6, right=True),
    TableColumn("When", 18, 10),
    TableColumn("By", 24, 8),
    TableColumn("Council", 24, 8),
    TableColumn("File", 44, 12),
    TableColumn("Added", 9, right=True),
    TableColumn("Changed", 9, right=True),
    TableColumn("Unchanged", 9, right=True),
    TableColumn("Not taken", 9, right=True),
    TableColumn("Refused", 9, right=True),
    TableColumn("", 44, 12),
)


def list_text(past: Sequence[Past], width: int | None = None, colour: bool = False) -> str:
    """One line an import, the newest first."""
    if not past:
        return "Nothing was imported yet."
    now = clock.now()
    rows = [
        (
            str(each.id), clock.format_moment(each.at, now), each.by, each.council or "", file_words(each),
            *(f"{count:,}" for count in (each.added, each.changed, each.unchanged, each.not_taken, each.refused)),
            state_words(each),
        )
        for each in past
    ]  # fmt: skip
    return "\n".join(table(_COLUMNS, rows, width, colour))


def file_words(each: Past) -> str:
    """The file, with its sheet, and the mark that is the same for the same contents."""
    return f"{each.file}{f' ({each.sheet})' if each.sheet else ''} {each.digest}"


def state_words(each: Past) -> str:
    """What has become of it since; '' where it stands."""
    if each.undone_at:
        return f"taken back by {each.undone_by}"
    return "" if each.whole else "broke off"


def list_json(past: Sequence[Past]) -> str:
    """The same for machines."""
    told = [
        {
            "import": each.id,
            "at": iso(each.at),
            "by": each.by,
            "council": each.council,
            "file": each.file,
            "sheet": each.sheet,
            "digest": each.digest,
            "added": each.added,
            "changed": each.changed,
            "unchanged": each.unchanged,
            "not_taken": each.not_taken,
            "refused": each.refused,
            "whole": each.whole,
            "taken_back": iso(each.undone_at),
        }
        for each in past
    ]
    return json.dumps(told, indent=2)


def undone_text(undone: Undone) -> str:
    """What was done, in counts."""
    lines = [f"Import {undone.import_id} ({undone.file}) is taken back:", ""]
    lines += [f"  taken off the list  {undone.removed:>9,}", f"  as they were before {undone.restored:>9,}"]
    if undone.emptied:
        lines.append(f"  kept, emptied       {undone.emptied:>9,}  (the log or the board names them)")
    return "\n".join(lines)


def undone_json(undone: Undone) -> str:
    """The same for machines."""
    return json.dumps(
        {
            "import": undone.import_id,
            "removed": undone.removed,
            "restored": undone.restored,
            "emptied": undone.emptied,
        }
    )
