"""Sending by itself: how long each way is tried, when the next try is, and what each end of a try means.

A way has its share of the time that is left, and the last share is a person's: a mail server that answers 'later'
must not use up the hour in which somebody could have telephoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from topaz_tui.rules.terms import BY_HAND

Result = Literal["accepted", "later", "refused", "unsure"]


@dataclass(frozen=True, slots=True)
class SendingOutcome:
    """How a try ended: what becomes of the message in the outbox, and the move that tells of it: for a concern, and
    for what is sent beside it (None: nothing is told)."""

    message: str
    concern: str
    other: str | None


OUTCOMES: dict[Result, SendingOutcome] = {
    "accepted": SendingOutcome("sent", "accepted", "letter_sent"),
    "later": SendingOutcome("due", "later", None),
    "refused": SendingOutcome("failed", "refused", "letter_failed"),
    "unsure": SendingOutcome("perhaps", "unsure", "letter_failed"),
}
OPEN = ("due", "trying", "handing over")
"""A message that Topaz has still to do with. 'handing over' is written just before the last byte is: what ends there
without a word may have arrived, what ends before it can't have."""
ENDED = ("sent", "failed", "perhaps", "cancelled")


def automatic(channels: Sequence[str]) -> tuple[str, ...]:
    """The channels that need no person, in order."""
    return tuple(channel for channel in channels if channel != BY_HAND)


def give_up_at(now: datetime, due: datetime, ways_left: int, least: timedelta) -> datetime:
    """Until when the present way is tried: an equal share of the time until the deadline for each way left and one for
    a person; `least` at least, where the deadline is near or past."""
    return now + max((due - now) / (ways_left + 1), least)


def next_try(tries: int, now: datetime, until: datetime, pauses: Sequence[int]) -> datetime | None:
    """When it is tried again after so many tries (1 at least): after the n-th pause (minutes; the last one repeats),
    and a last time as its time ends. None once that has gone by."""
    if now >= until:
        return None
    pause = timedelta(minutes=pauses[min(tries, len(pauses)) - 1])
    return min(now + pause, until)
