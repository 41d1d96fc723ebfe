"""Cells of a file that people open in a spreadsheet: what it would take for a formula gets an apostrophe in front, so
that it is shown and not run. A file that Topaz reads again takes it off."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[\s\u200b\ufeff]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|'*[\t\r\n]")
_GUARDED = re.compile(rf"'(?={_FORMULA.pattern})")


def guard(cell: str) -> str:
    """`cell` as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell
