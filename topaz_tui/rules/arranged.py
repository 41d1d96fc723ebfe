"""What became of the support that was arranged: what a follow-up asks about each action that is still open.

Nothing is taken as done because its day has passed: somebody says that it came, that it has not come yet and by when it
will, or that it is not wanted [ours].
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui import clock


class Said(StrEnum):
    """What was said of an action, as the store keeps it."""

    CAME = "came"
    NOT_YET = "not yet"
    NOT_WANTED = "not wanted"


@dataclass(frozen=True, slots=True)
class ArrangedChoice:
    """One answer: `key` gives it on the call page; `ends` says whether the action is over with it."""

    said: Said
    key: str
    words: str
    ends: bool


CHOICES = (
    ArrangedChoice(Said.CAME, "y", "It came", ends=True),
    ArrangedChoice(Said.NOT_YET, "n", "Not yet", ends=False),
    ArrangedChoice(Said.NOT_WANTED, "x", "Not wanted", ends=True),
)
CHOICE = {row.said: row for row in CHOICES}


@dataclass(frozen=True, slots=True)
class ArrangedAnswer:
    """What was said of the action `action_id`; `by` is the new day of one that has not come yet."""

    action_id: int
    said: Said
    by: date | None = None


def ask_again_on(days: Collection[date | None], today: date, weeks: int) -> date | None:
    """When to ask again about what is still open: the day after the first of its days, but tomorrow at the soonest.
    What has no day is asked about in so many `weeks`. None where nothing is open."""
    if not days:
        return None
    first = min(day + clock.DAY if day else today + weeks * 7 * clock.DAY for day in days)
    return max(first, today + clock.DAY)


def check() -> None:
    """Proves the table sound; raises ValueError where an answer is missing, or a key is there twice."""
    if {row.said for row in CHOICES} != set(Said) or len({row.key for row in CHOICES}) < len(CHOICES):
        raise ValueError("each answer about what was arranged needs a key of its own")
