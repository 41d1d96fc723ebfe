"""What became of the support that was arranged: what may be said of an action that is still open, who sees to it, and
when it is late.

Nothing is taken as done because its day has passed: somebody says that it came, that it has not come yet and by when it
will, that it is not wanted, or that it was not done, and why [ours].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from topaz_tui import clock
from topaz_tui.rules import people


class Said(StrEnum):
    """What a worker said of an action, as the store names it."""

    CAME = "came"
    NOT_YET = "not yet"
    NOT_WANTED = "not wanted"
    NOT_DONE = "not done"


Asks = Literal["", "day", "why"]


@dataclass(frozen=True, slots=True)
class ArrangedChoice:
    """One answer: `key` gives it; `ends` says whether the action is over with it; `asks` what it needs beside: the day
    by which it is to come now, or why. `in_call`: it is asked of the person, in a follow-up."""

    said: Said
    key: str
    words: str
    ends: bool
    asks: Asks = ""
    in_call: bool = True


CHOICES = (
    ArrangedChoice(Said.CAME, "y", "It came", ends=True),
    ArrangedChoice(Said.NOT_YET, "n", "Not yet", ends=False, asks="day"),
    ArrangedChoice(Said.NOT_WANTED, "x", "Not wanted", ends=True),
    ArrangedChoice(Said.NOT_DONE, "e", "Not done", ends=True, asks="why", in_call=False),
)
CHOICE = {row.said: row for row in CHOICES}
IN_CALL = tuple(row for row in CHOICES if row.in_call)
GIVEN = "given"
"""The store's name for the step that an action was given to a colleague."""

MISTAKES: Mapping[str, str] = {
    "line": "Of the wrong one",
    "answer": "Another answer is right",
    "otherwise": "Heard otherwise since",
}
"""The reasons for which what was said of an action is taken back."""


@dataclass(frozen=True, slots=True)
class ArrangedAnswer:
    """What a worker says of the open action `action_id`; `by` is the new day of one that has not come yet."""

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


def due_on(by: date | None, made_on: date, weeks: int) -> date:
    """The day by which an action is to be done: the one that was given, else so many `weeks` after it was made."""
    return by or made_on + weeks * 7 * clock.DAY


def lacks(said: Said, by: date | None, why: str, today: date) -> tuple[str, str] | None:
    """What an answer about an action still needs, as (field, sentence); None where it is whole."""
    asks = CHOICE[said].asks
    if asks == "day" and by is None:
        return "by", "By when is it to come now?"
    if asks == "day" and by is not None and by <= today:
        return "by", f"{clock.format_full_day(by, today)} is not still to come."
    if asks == "why" and not why.strip():
        return "why", "Say why it was not done."
    return None


def seen_to_by(who: str, team: Mapping[int, str]) -> int | None:
    """Which of the team (names by their numbers) is to do it, where `who` names one of them and no other."""
    named = [worker for worker, name in team.items() if people.fold(name) == people.fold(who)]
    return named[0] if who.strip() and len(named) == 1 else None


def check() -> None:
    """Proves the table sound; raises ValueError where an answer is missing, a key is there twice, or what does not end
    an action asks for no day."""
    if {row.said for row in CHOICES} != set(Said) or len({row.key for row in CHOICES}) < len(CHOICES):
        raise ValueError("each answer about what was arranged needs a key of its own")
    if any(row.ends == (row.asks == "day") for row in CHOICES):
        raise ValueError("what does not end an action needs a new day, and nothing else does")
    if not any(row.ends for row in IN_CALL) or any(row.asks == "why" for row in IN_CALL):
        raise ValueError("what is asked in a call ends an action by a key alone")


check()
