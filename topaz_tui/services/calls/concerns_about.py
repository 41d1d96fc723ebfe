"""The concerns about a client that whoever rings has to know of, and those begun while a call went on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import EscalationState
from topaz_tui.services import access, unread
from topaz_tui.services.calls.brief_queries import concern_rows
from topaz_tui.services.session import Session
from topaz_tui.store.models import Concern
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern about the client that is not over. `state` is '' while `author` writes it; `deadline` is when what it
    waits for is due, None where that can't be read."""

    reference: str
    author: str
    state: str
    waiting_for: str
    deadline: datetime | None

    @property
    def to_be_sent(self) -> bool:
        """Was it submitted, and does the council not have it until somebody here acts?"""
        return self.state in TO_BE_SENT

    def words(self, now: datetime) -> str:
        """The concern in one line: how far it is, for whom it waits, and until when."""
        if not self.state:
            return f"{self.reference}: being written by {self.author}, NOT submitted"
        known = referrals.STATES.get(self.state)
        at = self.deadline
        due = f", {clock.format_time_left(at, now)} ({clock.format_moment(at, now)})" if at else ""
        return f"{self.reference}: {known.words if known else self.state}; waits for {self.waiting_for}{due}"


TO_BE_SENT = (EscalationState.SUBMITTED, EscalationState.PERHAPS_SENT, EscalationState.DELIVERY_FAILED)


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern about the client that this worker began while the call went on."""

    reference: str
    submitted: bool


def open_concerns(session: Session, client_id: int) -> tuple[OpenConcern, ...]:
    """The concerns about the client that are not over, the newest first: whoever rings has to know of them."""
    access.need_open(session, client_id)
    return tuple(
        OpenConcern(
            reference=row["reference"],
            author=row["author"],
            state=(row["state"] or EscalationState.SUBMITTED) if row["submitted_at"] else "",
            waiting_for=row["waiting_for"] or "the council",
            deadline=unread.value("concern", row["id"], clock.from_store, row["deadline"]),
        )
        for row in concern_rows(client_id)
    )


def raised(session: Session, client_id: int, since: datetime) -> tuple[Raised, ...]:
    """The concerns about this client that the worker began since then, discarded ones left out."""
    theirs = Concern.client == client_id, Concern.opened_by == session.worker_id, Concern.discarded_at.is_null()
    found = Concern.select(Concern.reference, Concern.submitted_at)
    rows = found.where(*theirs, Concern.opened_at >= clock.to_store(since)).order_by(Concern.id)
    return tuple(Raised(row["reference"], row["submitted_at"] is not None) for row in dicts(rows))
