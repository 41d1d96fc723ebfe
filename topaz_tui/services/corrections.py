"""What was saved by mistake is put right beside it: who may, and what that comes to, found out before it is done.

Whoever saved it puts it right on the same day, a manager later. Which day it is, nobody knows by a clock that stands
before what others recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from topaz_tui import clock
from topaz_tui.rules.permissions import Act
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction undoes, and what it does instead, a sentence each, for whoever is about to make it."""

    undone: tuple[str, ...]
    done: tuple[str, ...]


class WhyNot(StrEnum):
    """Why a worker can't put something right."""

    PUT_RIGHT = "put right"  # already
    ANOTHERS = "another's"
    ANOTHER_DAY = "another day"
    CLOCK = "clock"

    def words(self, name: str) -> str:
        """Why the worker can't put right what `name` saved, in words."""
        return _WHY_NOT[self].format(name=name)


_WHY_NOT = {
    WhyNot.PUT_RIGHT: "This was put right already: stand on the call that took its place.",
    WhyNot.ANOTHERS: "{name} saved it: they put it right today, or a manager does.",
    WhyNot.ANOTHER_DAY: "It was saved before today: a manager puts it right.",
    WhyNot.CLOCK: "This machine's clock stands before what was recorded last: a manager puts it right.",
}


def not_theirs(session: Session, saved_by: int | None, at: datetime) -> WhyNot | None:
    """Why this worker can't put right what that one saved then; None where they can."""
    if session.may(Act.CORRECT_OF_ANOTHER_DAY):
        return None
    if saved_by != session.worker_id:
        return WhyNot.ANOTHERS
    if clock.local(at).date() != clock.today():
        return WhyNot.ANOTHER_DAY
    return WhyNot.CLOCK if audit.has_later_than(clock.now() + queue_status.CLOCKS_DIFFER) else None


class _Tried(Exception):
    """What a correction would do, found out by doing it; nothing of it is kept."""


def previewed(correct: Callable[[], T]) -> T:
    """What it would undo and do: it is done, and nothing of it is kept. Raises UserError as it does."""
    found: list[T] = []
    try:
        with transaction():
            found.append(correct())
            raise _Tried  # noqa: TRY301  # it undoes the transaction
    except _Tried:
        return found[0]
