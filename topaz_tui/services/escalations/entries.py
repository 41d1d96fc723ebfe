"""An escalation and an event of its history, as the services read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.referrals import DocumentKind, EscalationKind
from topaz_tui.rules.terms import Channel

_DOCUMENTS = frozenset(DocumentKind)


@dataclass(frozen=True, slots=True)
class ReachedService:
    """How a service that people are referred to is reached."""

    channel: str
    mail: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """An escalation with the names that belong to it. `opened_by`: who raised it, None where Topaz did. `added`: the
    last addition to the concern: when, by whom, what. `service` is where a referral for support goes, None for the
    council."""

    id: int
    kind: str
    client_id: int
    title: str | None
    first_name: str | None
    last_name: str | None
    preferred_name: str | None
    person_id: str
    concern_id: int | None
    reference: str | None
    opened_by: int | None
    opener: str | None
    opener_retired: bool
    opened_at: str
    danger: int
    owner_id: int | None
    owner: str | None
    owner_retired: bool
    version: int
    closed_at: str | None
    council: str | None
    kept_state: str
    kept_deadline: str | None
    kept_level: str
    moves_at: str | None
    added_at: str | None
    adder: str | None
    added: str | None
    support_id: int | None = None
    urgent: int | None = None
    service_id: int | None = None
    service: str | None = None
    channel: str | None = None
    service_mail: str | None = None
    service_phone: str | None = None
    unread: bool = False

    @property
    def name(self) -> str:
        """The client's name; their ID where they have none."""
        return people.full_name(self.title, self.first_name, self.last_name, self.preferred_name) or self.person_id

    @property
    def is_document(self) -> bool:
        """Is this the way of a document that goes out: a concern, or a referral for support?"""
        return self.kind in _DOCUMENTS

    @property
    def reached(self) -> ReachedService | None:
        """How the service of a referral is reached now; None for the council."""
        if self.service_id is None:
            return None
        return ReachedService(self.channel or Channel.BY_HAND, self.service_mail, self.service_phone)

    @property
    def gone(self) -> str | None:
        """The retired colleague with whom it would stand, in words; None where nobody is retired."""
        name = self.owner if self.owner_retired else self.opener if self.opener_retired else None
        return f"{name} (retired)" if name else None

    @property
    def since(self) -> datetime:
        """The moment (UTC) at which it was opened."""
        return clock.from_store(self.opened_at)


def who_knows(row: EscalationRow) -> str:
    """Whom to ask about an escalation whose history can't be read: the council about a concern, the team about anything
    else."""
    if row.kind == EscalationKind.CONCERN:
        return "Ask the council by telephone how it stands, and tell whoever looks after Topaz."
    if row.is_document:
        return f"Ask {row.service or 'the council'} by telephone how it stands, and tell whoever looks after Topaz."
    return "Their own page (F3) has what was done; tell your manager, and whoever looks after Topaz."


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """One event of a history. `facts`: its answers. `corrects`: the number of the mistaken event that this one
    corrects."""

    at: datetime
    worker_id: int | None
    worker: str
    move: str
    facts: dict[str, Any]
    id: int | None = None
    corrects: int | None = None
    sound: bool = True
