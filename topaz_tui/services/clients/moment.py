"""One thing that was done about a client, as the timeline has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: `kind` is what was done, `words` what came of it, `detail` what was written about it.
    `record` is the ID of the record to which it belongs, for a person who has several; `case` the id of the escalation
    whose history it is part of; `decided`: somebody decided something there, or moved it on."""

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
    """What somebody wrote, indented from its second line on, so that no line of it can pass for one of Topaz's own."""
    return (text or "").replace("\n", "\n  ")
