"""What a check finds, and how much that is in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line: what it is about, whether it is well (None: it can't be looked at), in words, and what to do."""

    about: str
    ok: bool | None
    words: str
    do: str = ""


Found = tuple[bool, str] | tuple[bool, str, str]


def megabytes(size: int) -> str:
    """A size in bytes, for people."""
    for unit, of in (("GB", 10**9), ("MB", 10**6)):
        if size >= of:
            return f"{size / of:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"
