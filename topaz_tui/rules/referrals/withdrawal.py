"""Taking a concern back: what the council has is withdrawn by two people, and they are told of it.

Whoever proposes a withdrawal does not confirm it, nor does whoever raised the concern: one hand alone never takes a
safeguarding concern away from the council.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar


class MadeMove(Protocol):
    """A move that was made, and what was given for it."""

    @property
    def move(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


E = TypeVar("E", bound=MadeMove)

COUNCIL_HAS = ("send", "accepted", "unsure", "acknowledge", "chase", "return", "decide")
"""What shows that the council has it, or may have it: 'perhaps sent' counts, as nobody knows."""
COUNCIL_HAS_NOT = ("bounce", "council_told", "withdrawal_sent")
PROPOSED, CONFIRMED, KEPT = "propose_withdrawal", "confirm_withdrawal", "keep"
CLOSES = ("close", "close_early")
SETTLED = (CONFIRMED, KEPT, "withdraw", *CLOSES, "reopen")
"""What a proposal comes to."""
TOLD = ("council_told", "withdrawal_sent")
"""The council knows that it is withdrawn."""


def council_has(events: Sequence[MadeMove]) -> bool:
    """Does the council have it, as far as anybody can tell?"""
    return _last(events, COUNCIL_HAS, COUNCIL_HAS_NOT) is not None


def proposed(events: Sequence[E]) -> E | None:
    """The proposal to withdraw it that waits for a second person; None where there is none."""
    return _last(events, (PROPOSED,), SETTLED)


def in_error(events: Sequence[MadeMove]) -> bool:
    """Was it withdrawn because it was entered in error? Then it says nothing about the person."""
    ends = _last(events, ("withdraw", CONFIRMED), ("reopen",))
    if ends is None:
        return False
    asked = ends if ends.move == "withdraw" else _last(events, (PROPOSED,), ())
    return asked is not None and asked.facts.get("reason") == "error"


def _last(events: Sequence[E], among: Sequence[str], unless: Sequence[str]) -> E | None:
    """The newest event of these moves, unless one of the others came after it."""
    for event in reversed(events):
        if event.move in among:
            return event
        if event.move in unless:
            return None
    return None
