"""One thing that was done about a client, as the timeline has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was done: `kind` is what it was, `words` what came of it, `detail` what was written
    about it. `record` is the ID of the record to which it belongs, of a person who has several; `case` the number of
    the escalation whose history it is part of; `decided` says that somebody decided it
    there, or moved it on."""

    key: str
    at: datetime
    kind: str
    words: str
    detail: str
    who: str
    record: str = ""
    case: int | None = None
    decided: bool = False


def under(text: str | None) -> str:
    """What somebody wrote, its lines under the first: none of them can pass for one of Topaz's own."""
    return (text or "").replace("\n", "\n  ")
