"""SQL of the tests, on whichever engine is open."""

from __future__ import annotations

from typing import Any

from topaz_tui.store.database import database
from topaz_tui.store.statement import Values, statement


def run(sql: str, values: Values = ()) -> Any:
    """Run this, with `?` for each value; returns the cursor."""
    return database.run(statement(sql), values)
