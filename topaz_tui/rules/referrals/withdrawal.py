"""Withdrawing a concern. Where the council may have it, two people withdraw it, and the council is told. Neither who
proposes the withdrawal nor who raised the concern may confirm it: nobody alone takes a safeguarding concern away from
the council."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from topaz_tui.rules.referrals.move_ids import MoveId


class MadeMove(Protocol):
    """A move that was made, with its answers."""

    @property
    def move(self) -> str:
        """The move's code."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was said with it."""


E = TypeVar("E", bound=MadeMove)

COUNCIL_HAS = (
    MoveId.SEND,
    MoveId.ACCEPTED,
    MoveId.UNSURE,
    MoveId.ACKNOWLEDGE,
    MoveId.CHASE,
    MoveId.RETURN,
    MoveId.DECIDE,
)
"""The moves that show that the council has the concern or may have it. 'Perhaps sent' is among them."""
COUNCIL_HAS_NOT = (MoveId.BOUNCE, MoveId.COUNCIL_TOLD, MoveId.WITHDRAWAL_SENT)
PROPOSED, CONFIRMED, KEPT = MoveId.PROPOSE_WITHDRAWAL, MoveId.CONFIRM_WITHDRAWAL, MoveId.KEEP
CLOSES = (MoveId.CLOSE, MoveId.CLOSE_EARLY)
REOPENED = MoveId.REOPEN
SETTLED = (CONFIRMED, KEPT, MoveId.WITHDRAW, *CLOSES, REOPENED)
"""The moves that settle a proposal."""
TOLD = (MoveId.COUNCIL_TOLD, MoveId.WITHDRAWAL_SENT, MoveId.TAKE_BACK)
"""The moves that record that the other side knows of the withdrawal."""


def council_has(events: Sequence[MadeMove]) -> bool:
    """Does the council have the concern, as far as anybody can tell?"""
    return _last(events, COUNCIL_HAS, COUNCIL_HAS_NOT) is not None


def let_go(events: Sequence[MadeMove]) -> bool:
    """Was the council told that it is withdrawn, so that it has to be sent anew where it is opened again?"""
    return _last(events, TOLD, (REOPENED,)) is not None


def proposed(events: Sequence[E]) -> E | None:
    """The open proposal to withdraw the concern, which waits for a second person; None where there is none."""
    return _last(events, (PROPOSED,), SETTLED)


def in_error(events: Sequence[MadeMove]) -> bool:
    """Was the concern withdrawn because it was entered in error? Then it says nothing about the person."""
    ends = _last(events, (MoveId.WITHDRAW, CONFIRMED), (REOPENED,))
    if ends is None:
        return False
    asked = ends if ends.move == MoveId.WITHDRAW else _last(events, (PROPOSED,), ())
    return asked is not None and asked.facts.get("reason") == "error"


def _last(events: Sequence[E], among: Sequence[str], unless: Sequence[str]) -> E | None:
    """The newest event among these moves; None where one of the other moves came after it."""
    for event in reversed(events):
        if event.move in among:
            return event
        if event.move in unless:
            return None
    return None
