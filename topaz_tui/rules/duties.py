"""The kinds of call that the team owes somebody, and how they differ. A new kind is one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DutyKind(StrEnum):
    """The kinds of duty as the store and the screens name them."""

    CALLBACK = "callback"
    FOLLOW_UP = "follow-up"
    RECALL = "recall"


class DutyCause(StrEnum):
    """Why Topaz itself owes a call that nobody set or promised. Topaz keeps such a duty and knows what ends it."""

    BROKE_OFF = "broke off"  # a review goes on in it
    MISSED_CALLBACK = "missed callback"  # nobody answered at the promised time
    INTERPRETER = "interpreter"  # it goes with one who is booked
    ARRANGED = "arranged"  # what was arranged had not come yet
    ASKED_LATER = "asked later"  # it was promised for before, and they asked to be called later


class DutyEnd(StrEnum):
    """How a call that was owed ended."""

    DONE = "done"
    REPLACED = "replaced"  # another date took its place
    STOPPED = "stopped"  # nobody calls them any more
    PUT_RIGHT = "put right"  # the call that brought it was saved by mistake
    BY_MANAGER = "closed by a manager"
    TO_COUNCIL = "handed to the council"


@dataclass(frozen=True, slots=True)
class DutyRule:
    """The rules of one kind of duty. `rank`: its place in the queue, the least first. `promised`: it is owed at an hour
    and not on a day, so it may be made outside the calling hours at about its time, does not wait for another part of
    the day, and does not count among the attempts that a manager decides about. `ordinary`: it comes sooner where a
    manager put the person first, or where there was a concern before."""

    words: str
    rank: int
    promised: bool = False
    ordinary: bool = False


DUTIES: Mapping[str, DutyRule] = {
    DutyKind.CALLBACK: DutyRule("Callback", 0, promised=True),
    DutyKind.FOLLOW_UP: DutyRule("Follow-up", 1),
    DutyKind.RECALL: DutyRule("Recall", 4, ordinary=True),
}
PUT_FIRST, CONCERN_BEFORE, NOT_READY = 2, 3, 9  # the other places in the queue
PLACES: Mapping[int, str] = {
    0: "Promised callbacks",
    1: "Follow-ups",
    PUT_FIRST: "Put first",
    CONCERN_BEFORE: "A concern before",
    4: "Recalls",
}
"""The heading of each place in the queue's list."""
PROMISED_RANK = max(duty.rank for duty in DUTIES.values() if duty.promised)
LAST_RANK = max(duty.rank for duty in DUTIES.values())
WORDS = {kind: duty.words for kind, duty in DUTIES.items()}


ASKED_LATER = "Asked to be called later"
BROKE_OFF = "The review is not complete"
"""What is said of two causes, wherever a call waits for them or is owed for them."""


def reason_words(reason: str | None, cause: str | None) -> str:
    """What is said of why a call is owed: what was kept in words, else what its cause alone says; '' for neither."""
    return reason or (ASKED_LATER if cause == DutyCause.ASKED_LATER else "")


def is_promised(kind: str | None) -> bool:
    """Is a call of this kind owed at an hour, because somebody was told so?"""
    duty = DUTIES.get(kind or "")
    return duty is not None and duty.promised


def first(owed: Mapping[str, datetime], now: datetime) -> tuple[str | None, datetime | None]:
    """The duty that comes first: a promised one, whenever it is due; else one that is due, in the queue's order; else
    the one that is due soonest. (None, None) where nothing is owed."""

    def order(kind: str) -> tuple[bool, bool, datetime | int, int]:
        duty, due = DUTIES[kind], owed[kind]
        is_due = due <= now
        return not duty.promised, not is_due, 0 if is_due else due, duty.rank

    kind = min(owed, key=order, default=None)
    return kind, owed[kind] if kind else None


def rank(kind: str | None, *, put_first: bool, concern_before: bool) -> int:
    """The place in the queue of somebody who is owed a call of this kind, the least first."""
    duty = DUTIES[kind] if kind else DUTIES[DutyKind.RECALL]
    if not duty.ordinary:
        return duty.rank
    return PUT_FIRST if put_first else CONCERN_BEFORE if concern_before else duty.rank


def overtakes(kind: str | None, owed: Mapping[str, datetime], now: datetime) -> datetime | None:
    """When the next duty falls due that then comes before this one; None where none does."""
    if kind is None:
        return None
    ahead = (due for each, due in owed.items() if DUTIES[each].rank < DUTIES[kind].rank and due > now)
    return min(ahead, default=None)
