"""What `topaz audit list` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, iso, table
from topaz_tui.services.access_log import LogLine

_COLUMNS = (
    TableColumn("When", 20),
    TableColumn("Who", 20, 8),
    TableColumn("Did", 44, 12),
    TableColumn("About", 24, 8),
    TableColumn("", 32, 8),
)


def log_text(lines: Sequence[LogLine], width: int | None = None, colour: bool = False) -> str:
    """One line of the log a line, the newest first."""
    if not lines:
        return "The log has no such line."
    rows = [(_when(each), each.account, each.action, each.person_id, each.subject) for each in lines]
    return "\n".join(table(_COLUMNS, rows, width, colour))


def _when(line: LogLine) -> str:
    """The day and the second, so that lines of one minute stand in their order."""
    return clock.local(line.at).strftime("%Y-%m-%d %H:%M:%S") if line.at else "?"


def log_json(lines: Sequence[LogLine]) -> str:
    """The same for machines."""
    told = [
        {
            "id": each.id, "at": iso(each.at), "account": each.account, "action": each.action,
            "person_id": each.person_id, "subject": each.subject,
        }
        for each in lines
    ]  # fmt: skip
    return json.dumps(told, indent=2)
