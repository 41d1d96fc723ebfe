"""The facts on record that somebody can be asked for, to confirm who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import people

FIELDS = ("title", "first_name", "last_name", "preferred_name", "born_on", "address", "postcode")
"""The columns of a client that `identity_of` reads."""


def identity_of(row: Mapping[str, Any], born: date | None) -> dict[str, str]:
    """A fact for each step of outcomes.IDENTITY, '' where nobody knows it. `born` is their date of birth, where it can
    be read."""
    return {
        "name": people.full_name(*(row[name] for name in FIELDS[:4])),
        "born": clock.format_day(born) if born else "",
        "address": row["address"] or "",
        "postcode": row["postcode"] or "",
    }
