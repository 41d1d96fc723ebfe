"""Somebody who is made up for the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]


@dataclass(slots=True)
class DemoPerson:
    """Somebody made up: the row of the client, and what hangs on it so far."""

    row: Row
    woman: bool
    phones: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Their number in the database."""
        return int(self.row["id"])
