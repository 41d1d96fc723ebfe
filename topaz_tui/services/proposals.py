"""The line of the board on which a proposed withdrawal waits for a manager, beside the concern's own.

The concern's clock goes on. The line is owned by a manager who neither raised nor proposed it, and goes up the
escalation path as every other does. What is decided is recorded on the concern: the line ends with that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from topaz_tui.config import Settings
from topaz_tui.rules import referrals as rules
from topaz_tui.services import escalate, unread
from topaz_tui.store.models import Escalation, Event
from topaz_tui.store.rows import dicts

KIND = rules.KIND["withdrawal"]
_OF, _REFERENCE, _NOT_FOR = "_of", "_reference", "_not_for"


class Happened(Protocol):
    """An event of a line's history."""

    @property
    def facts(self) -> dict[str, Any]: ...


def put(
    concern_case: int, client_id: int, reference: str | None, not_for: Sequence[int], told: Mapping[str, object],
    now: datetime, by: datetime | None, settings: Settings,
) -> None:  # fmt: skip
    """Put the line on the board, with what is `told` of the proposal. `by` is set where somebody is in immediate
    danger: the line is due then, and goes up by real hours. Part of the caller's deed."""
    body = {_OF: concern_case, _REFERENCE: reference, _NOT_FOR: list(not_for), **told}
    escalate.put(KIND, client_id, None, now, settings, by=by, body=body, but=not_for, danger=by is not None)


def open_lines() -> dict[int, int]:
    """The open lines, by the escalation of their concern."""
    lines = Escalation.select(Escalation.id).where(Escalation.closed_at.is_null(), Escalation.kind == KIND.id)
    ids = [line.id for line in lines]
    return {int(facts[_OF]): id for id, facts in _opened(ids).items() if facts.get(_OF)}


def line_of(concern_case: int) -> int | None:
    """The open line of this concern's proposal."""
    return open_lines().get(concern_case)


def may_not(line_id: int) -> tuple[int, ...]:
    """Who may not decide it: who raised the concern, and who proposed to withdraw it."""
    return tuple(_opened([line_id]).get(line_id, {}).get(_NOT_FOR, ()))


def _opened(line_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    events = Event.select(Event.id, Event.escalation.alias("line_id"), Event.body).where(
        Event.escalation.in_(line_ids), Event.move == "opened"
    )
    return {row["line_id"]: unread.body("event", row["id"], row["body"]) for row in dicts(events)}


def concern_of(events: Sequence[Happened]) -> int | None:
    """The escalation of the concern that a line is about, by its history."""
    return next((int(event.facts[_OF]) for event in events if event.facts.get(_OF)), None)


def reference_of(events: Sequence[Happened]) -> str | None:
    """The concern's reference."""
    return next((str(event.facts[_REFERENCE]) for event in events if event.facts.get(_REFERENCE)), None)


def not_for(events: Sequence[Happened]) -> tuple[int, ...]:
    """Who may not decide it, by its history."""
    return next((tuple(event.facts[_NOT_FOR]) for event in events if event.facts.get(_NOT_FOR)), ())
