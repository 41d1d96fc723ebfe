"""Where on a line the mouse has clicked, for what is drawn as words one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from rich.cells import cell_len

T = TypeVar("T")


def under(x: int, drawn: Iterable[tuple[str, T]]) -> T | None:
    """What stands at this column: `drawn` are the words as they are drawn, each with what it is."""
    for words, what in drawn:
        width = cell_len(words)
        if 0 <= x < width:
            return what
        x -= width
    return None
