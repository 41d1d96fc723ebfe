"""Automatic sending: how long each channel is tried, when the next attempt is, and what each result means. Each channel
has an equal share of the time that is left, and a person has the last share: a mail server that answers 'later' must
not use up the hour in which somebody could have telephoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from topaz_tui.rules.referrals.move_ids import MoveId
from topaz_tui.rules.terms import Channel


class Result(StrEnum):
    """How an attempt to send ended."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"


class MessageKind(StrEnum):
    """The kinds of message in the outbox, as the store names them."""

    CONCERN = "concern"
    SUPPORT = "support"
    ADDITION = "addition"
    LETTER = "letter"
    WITHDRAWAL = "withdrawal"
    NOTICE = "notice"
    PERSONAL = "personal"  # to the person themself (rules/correspondence.py)
    WORK = "work"  # a plan or a report of children's services, to the council


DOCUMENTS = (MessageKind.CONCERN, MessageKind.SUPPORT)
"""The messages that carry a document whole: how their sending ends moves it on its way."""
OF_NO_LINE = (MessageKind.NOTICE, MessageKind.PERSONAL, MessageKind.WORK)
"""The messages that carry nothing of a line of the board."""


class MessageState(StrEnum):
    """The states of a message in the outbox, as the store names them."""

    DUE = "due"
    TRYING = "trying"
    HANDING_OVER = "handing over"
    SENT = "sent"
    FAILED = "failed"
    PERHAPS = "perhaps"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SendingOutcome:
    """What follows from a result: the message's new state, and the move that records it on a concern and on an addition
    or letter (None: no move)."""

    message: MessageState
    concern: MoveId
    other: MoveId | None


OUTCOMES: Mapping[Result, SendingOutcome] = {
    Result.ACCEPTED: SendingOutcome(MessageState.SENT, MoveId.ACCEPTED, MoveId.LETTER_SENT),
    Result.LATER: SendingOutcome(MessageState.DUE, MoveId.LATER, None),
    Result.REFUSED: SendingOutcome(MessageState.FAILED, MoveId.REFUSED, MoveId.LETTER_FAILED),
    Result.UNSURE: SendingOutcome(MessageState.PERHAPS, MoveId.UNSURE, MoveId.LETTER_FAILED),
}
OPEN = (MessageState.DUE, MessageState.TRYING, MessageState.HANDING_OVER)
"""The states in which Topaz still has work with a message. 'handing over' is written just before the last byte: a
message that breaks off there may have arrived, one that breaks off earlier can't have."""
ENDED = (MessageState.SENT, MessageState.FAILED, MessageState.PERHAPS, MessageState.CANCELLED)


def automatic(channels: Sequence[str]) -> tuple[str, ...]:
    """The channels that need no person, in order."""
    return tuple(channel for channel in channels if channel != Channel.BY_HAND)


def give_up_at(now: datetime, due: datetime, ways_left: int, least: timedelta) -> datetime:
    """The moment at which the present channel is given up: the time until the deadline is shared equally among the
    channels that are left and a person. At least `least`, where the deadline is near or over."""
    return now + max((due - now) / (ways_left + 1), least)


def next_try(tries: int, now: datetime, until: datetime, pauses: Sequence[int]) -> datetime | None:
    """The moment of the next attempt after so many attempts (at least 1): after the n-th pause (minutes; the last
    repeats), and one last time as the channel's time ends. None once that is over."""
    if now >= until:
        return None
    pause = timedelta(minutes=pauses[min(tries, len(pauses)) - 1])
    return min(now + pause, until)
