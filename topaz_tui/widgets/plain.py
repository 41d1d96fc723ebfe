"""Untrusted text as text: no markup, and nothing that a terminal would obey."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ") | {0x0A: "\n"}
# Marks that turn the direction of writing stay inside their own text: what follows on the line is not theirs to turn.
_DIRECTIONS = dict.fromkeys([0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069], None)


def plain(text: object) -> str:
    """The text without control characters; its lines stay."""
    return str(text).translate(_CONTROLS).translate(_DIRECTIONS)


def line(text: object) -> str:
    """The text on one line."""
    return " ".join(plain(text).split())


def fit(text: str, width: int, right: bool = False) -> str:
    """The text at exactly so many columns: padded, or cut with an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    return " " * (width - length) + text if right else text + " " * (width - length)
