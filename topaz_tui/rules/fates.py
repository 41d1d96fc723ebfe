"""Nobody falls between: what becomes of every person, as one table and one function.

Everybody is callable, waits with a date, is owned by somebody with a deadline, is stopped for a reason, or is owed
nothing. `fate` says which, and None of somebody of whom none of it holds: a test drives every outcome through it, the
simulated year asks it every day, and `topaz doctor` and the board ask it of the real list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.rules.referrals import OF_REASON, LineKind


class Fate(StrEnum):
    """What becomes of somebody, as `topaz doctor` names it."""

    CALLABLE = "callable"
    WAITS = "waits"
    OWNED = "owned"
    STOPPED = "stopped"
    NOTHING_OWED = "nothing owed"


FATES: tuple[Fate, ...] = tuple(Fate)


@dataclass(frozen=True, slots=True)
class Keeper:
    """The rule for somebody who is not callable for one reason: their fate, who owns them, by when, on which list they
    stand, and how that ends. Where the fate is 'owned', the kind of the board (`OF_REASON`) has the owner and the
    deadline."""

    reason: Reason
    fate: Fate
    owner: str
    by: str
    listed: str
    ends: str


CALLABLE, CALLBACKS, WAITING, NOT_CALLABLE = "Callable", "Callbacks", "Waiting", "Not callable"
_MANAGER, _CALLER = "a manager, by name", "whoever made the last call; else a manager, by name"
_NAMED = "one of those to whom the record is open; else a manager, by name"


def _owned(reason: Reason, ends: str) -> Keeper:
    kind = OF_REASON[reason]
    owner = _NAMED if reason == Reason.RESTRICTED else _CALLER if kind.begins == Role.WORKER else _MANAGER
    return Keeper(reason, Fate.OWNED, owner, kind.term, f"{NOT_CALLABLE}; on the board: {kind.words}", ends)


KEEPERS = (
    Keeper(Reason.CALLABLE, Fate.CALLABLE, "whoever takes the next person", "now", CALLABLE, "a call"),
    Keeper(
        Reason.CALLBACK_LATER,
        Fate.WAITS,
        "whoever it is kept for, or anybody",
        "the time promised",
        CALLBACKS,
        "its time",
    ),
    Keeper(Reason.WAITING, Fate.WAITS, "nobody yet", "the moment it names", WAITING, "that moment"),
    Keeper(
        Reason.HELD,
        Fate.WAITS,
        "the colleague who holds them",
        "calls.claim_minutes",
        WAITING,
        "their call, or its time",
    ),
    _owned(Reason.DOUBT, "somebody has looked, and settled it"),
    Keeper(Reason.NOT_DUE, Fate.WAITS, "nobody yet", "the day it is due", NOT_CALLABLE, "that day"),
    _owned(Reason.ATTEMPTS_EXHAUSTED, "a manager's decision"),
    _owned(Reason.NO_USABLE_NUMBER, "a number, or a manager's decision"),
    _owned(Reason.NOT_SAFE_TO_CALL, "a safe way, or a manager's decision"),
    _owned(Reason.UNREAD_TIMES, "safe times that can be read, or a manager's decision"),
    _owned(Reason.OUTSIDE_HOURS, "times or hours that meet, or a call at a time that a manager agrees"),
    _owned(Reason.RESTRICTED, "a call by somebody to whom the record is open, or the restriction is lifted"),
    _owned(Reason.AWAY, "the day when they are back; without one, whoever owns it finds it out"),
    _owned(Reason.OPEN_TO_SERVICES, "the council's next file, or their worker is told of what was promised"),
    Keeper(Reason.NO_RECALL, Fate.NOTHING_OWED, "nobody", "never", NOT_CALLABLE, "the council's next assessment"),
    _owned(Reason.STOP_TO_REVIEW, "a manager says whether it is still so"),
    Keeper(
        Reason.ASKED_NOT_TO_BE_CALLED,
        Fate.STOPPED,
        "a manager was told",
        "the day on which it is looked at again",
        NOT_CALLABLE,
        "a manager resumes calls",
    ),
    Keeper(Reason.MOVED, Fate.STOPPED, "a manager was told", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper(Reason.DIED, Fate.STOPPED, "a manager was told", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper(Reason.NOBODY, Fate.STOPPED, "whoever settled it", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper(
        Reason.LINKED,
        Fate.STOPPED,
        "whoever has their other record",
        "as that says",
        NOT_CALLABLE,
        "the link is undone",
    ),
    _owned(Reason.UNREADABLE, "the record is mended"),
)
KEEPER: Mapping[str, Keeper] = {keeper.reason: keeper for keeper in KEEPERS}


_STILL_OWNED = (Reason.OUTSIDE_HOURS, Reason.RESTRICTED)
"""The reasons under which somebody counts as owned whatever day something changes."""


def owned_as(standing: QueueStatus) -> LineKind | None:
    """The kind of line on the board under which somebody with this queue status must be owned, with a deadline. None
    where nobody needs to own them: a day brings them back, or they have services and are promised nothing."""
    kind = OF_REASON.get(standing.reason)
    if standing.reason in queue_rules.LOOKED_AT_AGAIN:
        return kind
    if kind is None or standing.changes_at is not None:
        return None
    return None if standing.reason == Reason.OPEN_TO_SERVICES and standing.why != DutyKind.CALLBACK else kind


@dataclass(frozen=True, slots=True)
class FateFacts:
    """The facts that `fate` decides by. `reason`: None where they have no queue status. `owned`: the kinds of open
    lines on the board about them, each with a deadline. `unfinished`: when a review of theirs broke off that nobody
    went on with. `owes`: a call is owed to them."""

    reason: str | None
    why: str | None = None
    due_at: datetime | None = None
    changes_at: datetime | None = None
    owned: frozenset[str] = frozenset()
    unfinished: datetime | None = None
    owes: bool = False


def fate(person: FateFacts) -> Fate | None:
    """The fate of one person; None where they fall between all of them."""
    keeper = KEEPER.get(person.reason or "")
    if keeper is None:
        return None
    if _forgotten(person):
        return Fate.OWNED if person.owned else None
    match keeper.fate:
        case Fate.WAITS:
            return Fate.WAITS if person.changes_at else None
        case Fate.OWNED:
            return _owned_fate(person)
        case Fate.NOTHING_OWED:
            return None if person.owes else Fate.NOTHING_OWED
        case _:
            return keeper.fate


def _owned_fate(person: FateFacts) -> Fate | None:
    if OF_REASON[person.reason or ""].id in person.owned:
        return Fate.OWNED
    if person.changes_at is not None and person.reason not in _STILL_OWNED:  # a day brings them back
        return Fate.WAITS
    return Fate.STOPPED if person.reason == Reason.OPEN_TO_SERVICES and person.why != DutyKind.CALLBACK else None


def _forgotten(person: FateFacts) -> bool:
    """Did a review break off that was to be continued, and is nothing owed since but next year's recall, or nothing at
    all?"""
    if person.unfinished is None or person.reason not in (Reason.NOT_DUE, Reason.NO_RECALL):
        return False
    return person.why != DutyKind.FOLLOW_UP and (person.due_at is None or person.due_at > person.unfinished)


def count(people: Iterable[FateFacts]) -> dict[Fate | None, int]:
    """How many people have each fate; under None, how many fall between."""
    found: dict[Fate | None, int] = dict.fromkeys((*FATES, None), 0)
    for person in people:
        found[fate(person)] += 1
    return found


def faults() -> Iterator[str]:
    """The faults of the table. A test asserts that there are none: every reason has one keeper with an owner, a time, a
    list and an end, and whatever is owned has a kind on the board."""
    if [keeper.reason for keeper in KEEPERS] != [*queue_rules.REASON_WORDS]:
        yield "reasons without a keeper, or not in their order"
    for keeper in KEEPERS:
        if not all((keeper.owner, keeper.by, keeper.listed, keeper.ends)):
            yield f"{keeper.reason}: nobody, no time, no list or no end"
        if (keeper.fate == Fate.OWNED) != (keeper.reason in OF_REASON):
            yield f"{keeper.reason}: owned, and on no board"
