"""May this number be rung now? Asked as the worker starts to ring, so that nobody is dialled by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.grammar import does
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.terms import CallTerms
from topaz_tui.services import queue, reasons
from topaz_tui.services.calls.briefing import Brief, brief
from topaz_tui.services.calls.numbers import same_number
from topaz_tui.services.clients import write_note
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction


@dataclass(frozen=True, slots=True)
class Started:
    """The call has begun: since when, the renewed claim on the client, and the row that has the number by now: the
    client's own, or that of a contact."""

    at: datetime
    held: queue.Claim
    phone_id: int | None
    contact_id: int | None = None


def objections(
    told: Brief, phone_id: int | None, now: datetime, calls: CallTerms, *, contact_id: int | None = None
) -> tuple[str, ...]:
    """What speaks against ringing the number now, a sentence each: a worker who rings nevertheless gives a reason. With
    `contact_id` the number is somebody else's."""
    if contact_id is not None:
        return _against_another(told, contact_id, now, calls)
    promised = told.why == DutyKind.CALLBACK and queue_rules.promised_now(told.due_at, now, calls)
    rung = any(number.phone_id == phone_id and number.rung_today for number in told.numbers)
    found = (
        (told.away is not None, f"{told.away}."),
        (told.safety.outside_times_at(now), f"This is outside their safe times ({told.safety.safe_times})."),
        (not promised and not calls.hours.is_open(now), "This is outside the calling hours."),
        (told.why != DutyKind.CALLBACK and told.tried_today and rung, "This number was already tried today."),
    )
    return tuple(words for holds, words in found if holds)


def _against_another(told: Brief, contact_id: int, now: datetime, calls: CallTerms) -> tuple[str, ...]:
    other = next((each for each in told.others if each.contact_id == contact_id), None)
    found = (
        (told.safety.outside_times_at(now), f"This is outside their safe times ({told.safety.safe_times})."),
        (not calls.hours.is_open(now), "This is outside the calling hours."),
        (other is not None and not other.told, "Nobody has said what they may be told."),
    )
    return tuple(words for holds, words in found if holds)


def reveal(session: Session, client_id: int, reason: str) -> Brief:
    """Show the numbers of somebody who is not safe to call. Only a manager may, and the reason is kept. Raises
    UserError for others, and without a reason."""
    session.require(Act.SHOW_NUMBERS)
    reason = reasons.given(reason, "Say why the number has to be seen.")
    with transaction():
        _keep_reason(session, client_id, "Numbers shown although not safe to call", reason)
        audit.record(session.worker_id, "revealed numbers", client_id, why=reason)
    return brief(session, client_id, reveal=True)


def start(
    session: Session,
    client_id: int,
    held: queue.Claim | None,
    phone_id: int | None,
    *,
    contact_id: int | None = None,
    reason: str = "",
    revealed: bool = False,
    seen: Safety | None = None,
) -> Started:
    """Start to ring: the claim is renewed first, or taken anew. `reason` is given where something speaks
    against it, and kept; `revealed` says that a manager saw the number of somebody not safe to call; `seen` is how to
    call them safely, as the card has it. A number counts by itself, whichever of their records it stands under: they
    may have been linked since. With `contact_id` it is the number of somebody beside them.

    Raises UserError for somebody who is never to be called again, a number that no longer counts, a card on which
    another safety stands, objections without a reason, and a client whom a colleague holds.
    """
    with transaction():
        told = brief(session, client_id, reveal=revealed and session.may(Act.SHOW_NUMBERS), alike=False)
        if told.stopped:
            raise Invalid(f"{told.stopped}.", "To call again all the same, resume on the client's page first.")
        if told.hidden:
            raise NotAllowed(f"{told.safety.why_hidden}.", "A manager may show the numbers, with a reason.")
        shown = same_number(told.numbers, phone_id) if phone_id is not None else None
        if shown is None and contact_id not in {each.contact_id for each in told.others}:
            raise Conflict("This number is no longer to be used.", "Choose another number.")
        if seen is not None and told.safety != seen:
            raise Conflict("How to call them safely has changed since.", "Read it again, then press the key again.")
        against = objections(told, shown, clock.now(), session.settings.calls, contact_id=contact_id)
        if against:
            reason = reasons.given(reason, "Give a reason to ring all the same, in words.", " ".join(against))
        renewed = queue.renew(session, held) if held else queue.claim(session, client_id)
        if renewed is None:
            who = queue.holder(session, client_id)
            raise Conflict(
                f"{does(who, 'is')} with this person now." if who else "A manager let go of this person for you.",
                "Don't ring: ask them first. What you typed is kept."
                if who
                else "Press the key again to take them back.",
            )
        if against:
            _keep_reason(session, client_id, f"Rang all the same. {' '.join(against)}", reason)
            audit.record(session.worker_id, "rang against an objection", client_id, why=reason or None)
    return Started(clock.now(), renewed, shown, contact_id)


def _keep_reason(session: Session, client_id: int, what: str, reason: str) -> None:
    write_note(session, client_id, NoteKind.NOTE, f"{what} Reason: {reason}")
