"""Sending by itself: how long each way is tried, when the next try is, and what each end of a try means.

A way has its share of the time that is left, and the last share is a person's: a mail server that answers 'later'
must not use up the hour in which somebody could have telephoned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from topaz_tui.rules.terms import Channel


class Result(StrEnum):
    """How a try to send ended."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"


class MessageKind(StrEnum):
    """What a message in the outbox is, as the store names it."""

    CONCERN = "concern"
    ADDITION = "addition"
    LETTER = "letter"
    WITHDRAWAL = "withdrawal"
    NOTICE = "notice"


class MessageState(StrEnum):
    """How a message in the outbox stands, as the store names it."""

    DUE = "due"
    TRYING = "trying"
    HANDING_OVER = "handing over"
    SENT = "sent"
    FAILED = "failed"
    PERHAPS = "perhaps"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SendingOutcome:
    """How a try ended: what becomes of the message in the outbox, and the move that tells of it: for a concern, and
    for what is sent beside it (None: nothing is told)."""

    message: MessageState
    concern: str
    other: str | None


OUTCOMES: Mapping[Result, SendingOutcome] = {
    Result.ACCEPTED: SendingOutcome(MessageState.SENT, "accepted", "letter_sent"),
    Result.LATER: SendingOutcome(MessageState.DUE, "later", None),
    Result.REFUSED: SendingOutcome(MessageState.FAILED, "refused", "letter_failed"),
    Result.UNSURE: SendingOutcome(MessageState.PERHAPS, "unsure", "letter_failed"),
}
OPEN = (MessageState.DUE, MessageState.TRYING, MessageState.HANDING_OVER)
"""A message that Topaz has still to do with. 'handing over' is written just before the last byte is: what ends there
without a word may have arrived, what ends before it can't have."""
ENDED = (MessageState.SENT, MessageState.FAILED, MessageState.PERHAPS, MessageState.CANCELLED)


def automatic(channels: Sequence[str]) -> tuple[str, ...]:
    """The channels that need no person, in order."""
    return tuple(channel for channel in channels if channel != Channel.BY_HAND)


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
