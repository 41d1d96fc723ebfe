"""What somebody says of two records that may be one person's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Verdict(StrEnum):
    """As the pair keeps it; UNDONE stands in the history alone: the pair is OPEN again then."""

    OPEN = "open"  # nobody has judged it
    LATER = "later"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNDONE = "undone"


VERDICTS: Mapping[str, str] = {
    Verdict.CONFIRMED: "The same person",
    Verdict.DISMISSED: "Somebody else",
    Verdict.LATER: "Later",
}
"""The judgements that somebody can make of a pair, in words."""
WAITS = (Verdict.OPEN, Verdict.LATER)
"""The verdicts of a pair that waits for somebody."""
