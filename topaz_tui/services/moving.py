"""Move a list from a file to a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from topaz_tui.errors import Invalid
from topaz_tui.regular import is_server
from topaz_tui.store import move as store


def move(file: Path, url: str, equal: Callable[[str, int], None]) -> int:
    """Copy every row to the database at `url`, compare every row, and mark the file as moved. `equal` is told of each
    table how many rows are the same. Returns how many there are of all. Raises UserError for what is no server."""
    if not is_server(url):
        raise Invalid(f"'{url}' is no database on a server.", "Write postgresql://host/name")
    return store.move(file, url, equal)
