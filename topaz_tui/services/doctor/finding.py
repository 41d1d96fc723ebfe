"""The result of a check, and sizes in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: what it is about, whether all is well (None: it could not be looked at), what was found,
    and what to do."""

    about: str
    ok: bool | None
    words: str
    do: str = ""


Found = tuple[bool, str] | tuple[bool, str, str]


def megabytes(size: int) -> str:
    """A size in bytes, in words: '1.2 GB', '3.4 MB', '5 kB'."""
    for unit, of in (("GB", 10**9), ("MB", 10**6)):
        if size >= of:
            return f"{size / of:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"
