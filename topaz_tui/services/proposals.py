"""The line of the board on which a proposal to take a concern back waits for a manager: to withdraw one that was
submitted, or to discard one that is being written.

The concern's clock goes on. The line is owned by a manager who neither raised nor proposed it, and goes up the
escalation path as every other does. What is decided about a withdrawal is recorded on the concern, and the line ends
with that; about discarding one it is decided on the line itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from topaz_tui.config import Settings
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.services import unread
from topaz_tui.services.escalations import opening
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Escalation, Event
from topaz_tui.store.rows import dicts

KIND = rules.KIND[EscalationKind.WITHDRAWAL]
DISCARD = rules.KIND[EscalationKind.DISCARD]
KINDS = (KIND.id, DISCARD.id)
SECOND_PERSON = (*KINDS, EscalationKind.BROKEN_GLASS)
"""The lines that somebody else decides than whoever brought them about."""
_OF, _REFERENCE, _NOT_FOR = "_of", "_reference", "_not_for"


class Happened(Protocol):
    """An event of a line's history."""

    @property
    def facts(self) -> dict[str, Any]:
        """What was said with the event."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed of a concern. `of` is its escalation where it is to be withdrawn, and the concern where it is to
    be discarded; `not_for` are those who may not decide it; `told` is what is said of it. `opened_by` is told how it
    ends. `by` is set where somebody is in immediate danger: the line is due then, and goes up by real hours."""

    kind: rules.LineKind
    of: int
    client_id: int
    reference: str | None
    not_for: Sequence[int]
    told: Mapping[str, object]
    by: datetime | None
    opened_by: int | None = None


def put(proposal: Proposal, now: datetime, settings: Settings) -> None:
    """Put the line of the proposal on the board. Part of the caller's transaction."""
    kept = {_OF: proposal.of, _REFERENCE: proposal.reference, _NOT_FOR: list(proposal.not_for)}
    line = opening.NewLine(
        kind=proposal.kind,
        client_id=proposal.client_id,
        opened_by=proposal.opened_by,
        by=proposal.by,
        body={**kept, **proposal.told},
        but=proposal.not_for,
        danger=proposal.by is not None,
    )
    opening.put(line, now, settings)


OPENED_BY_YOU = "You opened the record: somebody else looks at it."
"""Why whoever opened a restricted record does not decide whether that was right."""


def nobody_of(not_for: Sequence[int]) -> dict[str, object]:
    """The facts by which a line's first event keeps who may not decide it."""
    return {_NOT_FOR: list(not_for)}


def open_lines(kind: rules.LineKind = KIND) -> dict[int, int]:
    """The open lines of this kind: by the id of what each is about, the line's id."""
    ids = [line["id"] for line in _open_of(kind.id)]
    return {int(facts[_OF]): id for id, facts in _opened(ids).items() if facts.get(_OF)}


@Compiled
def _open_of(kind: Any) -> Any:
    return Escalation.select(Escalation.id).where(Escalation.closed_at.is_null(), Escalation.kind == kind)


def line_of(concern_case: int) -> int | None:
    """The id of the open line about a proposal to withdraw this concern; None where there is none."""
    return open_lines().get(concern_case)


def may_not(line_id: int) -> tuple[int, ...]:
    """The workers who may not decide this line: who raised the concern and who proposed to withdraw it, or who opened
    the record."""
    return tuple(_opened([line_id]).get(line_id, {}).get(_NOT_FOR, ()))


def _opened(line_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    if not line_ids:
        return {}
    events = Event.select(Event.id, Event.escalation.alias("line_id"), Event.body).where(
        Event.escalation.in_(line_ids), Event.move == OtherEvent.OPENED
    )
    return {row["line_id"]: unread.body("event", row["id"], row["body"]) for row in dicts(events)}


def concern_of(events: Sequence[Happened]) -> int | None:
    """What a line is about, by its history: the id of a concern's escalation, or of a concern that is to be discarded;
    None where it says neither."""
    return next((int(event.facts[_OF]) for event in events if event.facts.get(_OF)), None)


def reference_of(events: Sequence[Happened]) -> str | None:
    """The concern's reference, by the line's history; None where it has none."""
    return next((str(event.facts[_REFERENCE]) for event in events if event.facts.get(_REFERENCE)), None)


def not_for(events: Sequence[Happened]) -> tuple[int, ...]:
    """The workers who may not decide the line, by its history."""
    return next((tuple(event.facts[_NOT_FOR]) for event in events if event.facts.get(_NOT_FOR)), ())
