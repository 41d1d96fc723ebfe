"""Hold a person for the length of a call, and let them go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.grammar import does
from topaz_tui.rules.contact_safety import decide
from topaz_tui.services import access, links
from topaz_tui.services.queue import holds, status
from topaz_tui.services.queue.changes import gate_now, sweep_some
from topaz_tui.services.queue.facts import facts_of
from topaz_tui.services.queue.holds import Held
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import QueueEntry, Worker


@dataclass(frozen=True, slots=True)
class Claim(Held):
    """A held client. Its fencing token is higher than that of every earlier claim. Ends at `until` unless renewed."""

    until: datetime


def claim_next(session: Session) -> Claim | None:
    """Take the next person of the queue, in one statement; None when nobody can be called now. A callback kept for a
    colleague is theirs until it is `callback_grace_minutes` late. Somebody whose status has to be decided anew is
    passed over, and decided first."""
    sweep_some(session)
    now = clock.now()
    calls = session.settings.calls
    until = now + timedelta(minutes=calls.claim_minutes)
    late = now - timedelta(minutes=calls.callback_grace_minutes)
    top = gate_now(session, now).top
    while True:
        with transaction(exclusive=False):
            held = holds.take_next(session.worker_id, until, top, late, now)
        if held and _must_be_asked_about(held.client_id):
            with transaction():
                holds.release(session.worker_id, held.client_id, held.fencing_token)
                status.refresh((held.client_id,), session.settings)
            continue
        if held or not status.sweep(session.settings):
            break
    return _holds(session, held, until) if held else None


def claim(session: Session, client_id: int) -> Claim:
    """Hold this client: of a person who has several records, the one under which they are called. Raises UserError,
    which names the colleague, when somebody else does."""
    access.need_open(session, client_id)
    now = clock.now()
    until = now + timedelta(minutes=session.settings.calls.claim_minutes)
    with transaction(exclusive=False):
        held = holds.take(session.worker_id, client_id, until, now)
        if held is None:
            who = does(holder(session, client_id) or "Nobody", "is")
            raise Conflict(f"{who} with this person now.", "Take another, or ask them.")
    return _holds(session, held, until)


def _must_be_asked_about(client_id: int) -> bool:
    """Was a fact that decides about the client damaged since their status was decided, or are they not to be called by
    the facts as they stand? Then the status is decided anew first: nobody is called on a guess."""
    facts = facts_of(client_id)
    if facts is None or facts.stopped or facts.doubt or facts.open_to_services:
        return True
    return decide(facts.safe_to_call, facts.safe_times, unread_times=facts.unread_times).hides_numbers


def _holds(session: Session, held: Held, until: datetime) -> Claim:
    session.holding[held.client_id] = held.fencing_token
    return Claim(held.client_id, held.fencing_token, until)


def renew(session: Session, held: Claim) -> Claim | None:
    """Hold the client for another full time; None when the claim had run out and somebody else took the client."""
    until = clock.now() + timedelta(minutes=session.settings.calls.claim_minutes)
    with transaction(exclusive=False):
        if not holds.renew(session.worker_id, held, until):
            return claim(session, held.client_id) if holds.has_lapsed(held) else None
    return Claim(held.client_id, held.fencing_token, until)


def release(session: Session, held: Claim) -> None:
    """Let go of the client, if this claim still holds them."""
    with transaction():
        holds.release(session.worker_id, held.client_id, held.fencing_token)
        status.refresh((held.client_id,), session.settings)
    if session.holding.get(held.client_id) == held.fencing_token:
        del session.holding[held.client_id]


def release_all(session: Session) -> None:
    """Let go of whomever this terminal holds, on leaving the program; not of those whom the same worker holds at
    another."""
    if not session.holding:
        return
    with transaction():
        for client_id, fencing_token in session.holding.items():
            holds.release(session.worker_id, client_id, fencing_token)
        status.refresh(tuple(session.holding), session.settings)
    session.holding.clear()


def holder(session: Session, client_id: int) -> str | None:
    """The name of the worker who holds this client now; None where nobody does."""
    found = _holder(links.lead_of(client_id), clock.to_store(clock.now()))
    return next((str(row["name"]) for row in found if row["name"] is not None), None)


@Compiled
def _holder(lead: Any, now: Any) -> Any:
    held = (QueueEntry.client == lead) & (QueueEntry.held_until > now)
    return Worker.select(Worker.name).join(QueueEntry, on=(QueueEntry.held_by == Worker.id)).where(held)
