"""What `topaz services list` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topaz_tui.cli.output.table import TableColumn, table
from topaz_tui.services.support import ServiceLine

_COLUMNS = (
    TableColumn("Name", 40, 12),
    TableColumn("Kind", 32, 8),
    TableColumn("Reached", 44, 12),
    TableColumn("Phone", 16),
    TableColumn("", 8),
)


def services_text(lines: Sequence[ServiceLine], width: int | None = None, colour: bool = False) -> str:
    """One line a service."""
    if not lines:
        return "There is no service yet: topaz services add."
    rows = [
        (each.name, each.kind_words, each.way, each.phone or "", "retired" if each.retired_at else "") for each in lines
    ]
    return "\n".join(table(_COLUMNS, rows, width, colour))


def services_json(lines: Sequence[ServiceLine]) -> str:
    """The same for machines."""
    told = [
        {
            "name": each.name, "kind": each.kind, "channel": each.channel, "mail": each.mail, "phone": each.phone,
            "address": each.address, "note": each.note, "retired_at": each.retired_at,
        }
        for each in lines
    ]  # fmt: skip
    return json.dumps(told, indent=2)
