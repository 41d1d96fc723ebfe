"""Nobody falls between: what becomes of every person, as one table and one function.

Everybody is callable, waits with a date, is owned by somebody with a deadline, is stopped for a reason, or is owed
nothing. `fate` says which, and None of somebody of whom none of it holds: a test drives every outcome through it, the
simulated year asks it every day, and `topaz doctor` and the board ask it of the real list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import QueueStatus
from topaz_tui.rules.referrals import OF_REASON, Kind

Fate = Literal["callable", "waits", "owned", "stopped", "nothing owed"]
FATES: tuple[Fate, ...] = ("callable", "waits", "owned", "stopped", "nothing owed")


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps somebody who is not callable for this reason: their fate, who owns them, by when, on which list they
    stand, and how it ends. Of a reason that is owned, the board's kind (`OF_REASON`) has owner and deadline."""

    reason: str
    fate: Fate
    owner: str
    by: str
    listed: str
    ends: str


CALLABLE, CALLBACKS, WAITING, NOT_CALLABLE = "Callable", "Callbacks", "Waiting", "Not callable"
_MANAGER, _CALLER = "a manager, by name", "whoever made the last call; else a manager, by name"


def _owned(reason: str, ends: str) -> Keeper:
    kind = OF_REASON[reason]
    owner = _CALLER if kind.begins == "worker" else _MANAGER
    return Keeper(reason, "owned", owner, kind.term, f"{NOT_CALLABLE}; on the board: {kind.words}", ends)


KEEPERS = (
    Keeper("callable", "callable", "whoever takes the next person", "now", CALLABLE, "a call"),
    Keeper("callback_later", "waits", "whoever it is kept for, or anybody", "the time promised", CALLBACKS, "its time"),
    Keeper("waiting", "waits", "nobody yet", "the moment it names", WAITING, "that moment"),
    Keeper("held", "waits", "the colleague who holds them", "calls.claim_minutes", WAITING, "their call, or its time"),
    _owned("doubt", "somebody has looked, and settled it"),
    Keeper("not_due", "waits", "nobody yet", "the day it is due", NOT_CALLABLE, "that day"),
    _owned("tries_used_up", "a manager's decision"),
    _owned("no_usable_number", "a number, or a manager's decision"),
    _owned("not_safe_to_call", "a safe way, or a manager's decision"),
    _owned("outside_hours", "times or hours that meet, or a call at a time that a manager agrees"),
    _owned("away", "the day when they are back; without one, whoever owns it finds it out"),
    _owned("open_to_services", "the council's next file, or their worker is told of what was promised"),
    Keeper("no_recall", "nothing owed", "nobody", "never", NOT_CALLABLE, "the council's next assessment"),
    Keeper("asked_not_to_be_called", "stopped", "a manager was told", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper("moved", "stopped", "a manager was told", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper("died", "stopped", "a manager was told", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper("nobody", "stopped", "whoever settled it", "never", NOT_CALLABLE, "a manager resumes calls"),
    Keeper("linked", "stopped", "whoever has their other record", "as that says", NOT_CALLABLE, "the link is undone"),
    _owned("unreadable", "the record is mended"),
)
KEEPER = {keeper.reason: keeper for keeper in KEEPERS}


def owned_as(standing: QueueStatus) -> Kind | None:
    """The kind of the board under which somebody who stands so has to be owned, by somebody, with a deadline; None
    where they need not be: a day brings them back, or nothing is promised to somebody who has services."""
    kind = OF_REASON.get(standing.reason)
    if standing.reason in queue_rules.LOOKED_AT_AGAIN:
        return kind
    if kind is None or standing.changes_at is not None:
        return None
    return None if standing.reason == "open_to_services" and standing.why != "callback" else kind


@dataclass(frozen=True, slots=True)
class FateFacts:
    """What `fate` asks of somebody. `reason` is None where they stand nowhere; `owned` are the kinds of the board under
    which somebody has them, with a deadline; `unfinished` is when a review of theirs broke off that nobody went on with
    since; `owes` says that a call is owed to them."""

    reason: str | None
    why: str | None = None
    due_at: datetime | None = None
    changes_at: datetime | None = None
    owned: frozenset[str] = frozenset()
    unfinished: datetime | None = None
    owes: bool = False


def fate(person: FateFacts) -> Fate | None:
    """What becomes of them; None where they fall between."""
    keeper = KEEPER.get(person.reason or "")
    if keeper is None:
        return None
    if _forgotten(person):
        return "owned" if person.owned else None
    match keeper.fate:
        case "waits":
            return "waits" if person.changes_at else None
        case "owned":
            return _owned_fate(person)
        case "nothing owed":
            return None if person.owes else "nothing owed"
        case _:
            return keeper.fate


def _owned_fate(person: FateFacts) -> Fate | None:
    if OF_REASON[person.reason or ""].id in person.owned:
        return "owned"
    if person.changes_at is not None and person.reason != "outside_hours":  # a day brings them back
        return "waits"
    return "stopped" if person.reason == "open_to_services" and person.why != "callback" else None


def _forgotten(person: FateFacts) -> bool:
    """Was a review promised to go on, and what is owed now is only the recall of another year, or nothing?"""
    if person.unfinished is None or person.reason not in ("not_due", "no_recall"):
        return False
    return person.why != "follow-up" and (person.due_at is None or person.due_at > person.unfinished)


def count(people: Iterable[FateFacts]) -> dict[Fate | None, int]:
    """How many have each fate, and under None those who fall between."""
    found: dict[Fate | None, int] = dict.fromkeys((*FATES, None), 0)
    for person in people:
        found[fate(person)] += 1
    return found


def faults() -> Iterator[str]:
    """What is unsound in the table; a test holds it to be empty: every reason has one keeper, with an owner, a time, a
    list and an end, and what is owned is a kind of the board."""
    if [keeper.reason for keeper in KEEPERS] != [*queue_rules.REASON_WORDS]:
        yield "reasons without a keeper, or not in their order"
    for keeper in KEEPERS:
        if not all((keeper.owner, keeper.by, keeper.listed, keeper.ends)):
            yield f"{keeper.reason}: nobody, no time, no list or no end"
        if (keeper.fate == "owned") != (keeper.reason in OF_REASON):
            yield f"{keeper.reason}: owned, and on no board"
