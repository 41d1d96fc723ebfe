"""A piece of work on its way to the council by the outbox: put in as somebody sends it, and what came of it.

That it was taken is a receipt and no more: that the council has it, signs it off or returns it are moves of the work,
which people record. What did not go is with its worker again, and an alarm above the board until somebody sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Sending, Settings
from topaz_tui.errors import Invalid, NotFound, Unavailable
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.children.printing import Printed
from topaz_tui.rules.children.work import WorkEvent
from topaz_tui.rules.children.work_moves import BY_TOPAZ, MOVES, WorkMoveId
from topaz_tui.rules.children.work_states import WorkState
from topaz_tui.rules.referrals import MessageState
from topaz_tui.rules.terms import Channel
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.escalations.ways import for_children
from topaz_tui.services.session import AnySession, Session
from topaz_tui.services.statutory import pieces, prints, sent_work, work_log, writing
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.store import audit
from topaz_tui.store.models import Client, FamilyOrder, School, WorkDocument

AT_THIS_MOMENT = "It is being sent at this moment."
LOOK_AGAIN = "Look again in a minute: then it is known whether they have it."


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to the council: the document as it prints, and what a machine needs to file it. `about` has the numbers
    that the council or the court knows it by, and nobody's name."""

    reference: str
    kind: str
    printed: Printed
    made_at: datetime
    about: Mapping[str, Any]


# The way


def sending_to(settings: Settings, council: str | None) -> Sending:
    """The ways to this council for work for children's services."""
    return for_children(settings.terms_of(council).sending)


def way(settings: Settings, council: str | None) -> tuple[str, str] | None:
    """The first way by which Topaz sends to this council, and where that leads; None where a person has to."""
    sending = sending_to(settings, council)
    first = next(iter(rules.automatic(sending.channels)), None)
    if first is None:
        return None
    return first, (sending.mail.to if first == Channel.MAIL else sending.folder.path) or ""


def by_hand_words(council: str) -> str:
    """Why a person has to send it, in a sentence."""
    whose = council or "the council"
    return f"A person sends it: the settings have no address of {whose} for this (sending.mail.children_to)."


def ways(settings: Settings, message: Message) -> Sending:
    """The ways of a message that carries work. Raises NotFound where it carries none."""
    return sending_to(settings, _of(message).council)


# In


def after(session: Session, known: KnownWork, event: WorkEvent) -> None:
    """Bring the outbox in line with a move: what is to go by itself is put in, what moves on from being sent waits
    there no more, and what was put on hold before it went is put in again. Raises Unavailable where it is being handed
    over. Part of the caller's transaction."""
    if event.move == WorkMoveId.SEND:
        if event.answers.get("how") == BY_TOPAZ:
            _put(session, known)
        return
    called_back = known.sent is not None and known.sent.state == MessageState.CANCELLED
    if event.move == WorkMoveId.RESUME and known.stands.held_in == WorkState.SENT and called_back:
        if way(session.settings, known.council):  # where there is none any more, the alarm says that it did not go
            _put(session, known)
        return
    moves_on = known.stands.state == WorkState.SENT and MOVES[event.move].to_state is not None
    if moves_on and not sent_work.cancel(known.id, clock.now()):
        raise Unavailable(AT_THIS_MOMENT, LOOK_AGAIN)


def _put(session: Session, known: KnownWork) -> None:
    sending = sending_to(session.settings, known.council)
    channels, document = rules.automatic(sending.channels), writing.of_work(known.id)
    if not channels or document is None:
        raise Invalid(by_hand_words(known.council), "Say how you send it.", "how")
    sent_work.put(document.id, channels[0], sending, clock.now(), by=session.worker_id)


# Out


def parcel(session: AnySession, message: Message) -> Parcel:
    """What the message carries. Raises NotFound where it carries none."""
    known = _of(message)
    printed = prints.whole(session.settings.organisation, known, message.document_id)
    about: dict[str, Any] = {"document": known.stands.kind.value}
    if known.order_id:
        about["case_number"] = FamilyOrder.get_by_id(known.order_id).case_number
    if known.school_id:
        about["urn"] = School.get_by_id(known.school_id).urn
    children = Client.select(Client.person_id).where(Client.id.in_(work_log.about(known.id))).order_by(Client.id)
    about["person_ids"] = [row.person_id for row in children]
    made_at = printed.version.made_at or message.made_at
    return Parcel(prints.reference_of(known), known.stands.kind.value, printed, made_at, about)


def is_over(message: Message) -> bool:
    """Has the work moved on since, was it given to the outbox anew, or can it not be read? A late word of this message
    then sends nothing again."""
    known = _read(message)
    return known is None or known.stands.state != WorkState.SENT or sent_work.is_anew(message)


def ended(message: Message, state: MessageState, settings: Settings, now: datetime) -> None:
    """It was taken, or was not: then the next way is tried, where there is one. Part of the caller's transaction."""
    known = _read(message)
    if known is None:
        return
    sending = sending_to(settings, known.council)
    channels = rules.automatic(sending.channels)
    left = channels[channels.index(message.channel) + 1 :] if message.channel in channels else ()
    if state == MessageState.FAILED and left and not is_over(message):
        sent_work.put(message.document_id or 0, left[0], sending, now, by=None)
    for client in work_log.about(known.id) or (None,):
        audit.record(None, f"work {state} by {message.channel}", client, f"work {known.id}")


def _read(message: Message) -> KnownWork | None:
    row: Any = WorkDocument.get_or_none(WorkDocument.id == message.document_id) if message.document_id else None
    return pieces.one(row.work_id) if row else None


def _of(message: Message) -> KnownWork:
    known = _read(message)
    if known is None:
        raise NotFound(f"Message {message.id} in the outbox carries no work.", "Tell whoever looks after Topaz.")
    return known


# Looking


def not_taken(settings: Settings, now: datetime) -> list[tuple[str, str, str]]:
    """The work that was to go by itself and did not, or that nothing sends: its reference, what is so, what to do."""
    late = now - timedelta(minutes=settings.sending.late_minutes)
    found = []
    for known in pieces.every():
        sent = known.sent
        if sent is None or not known.to_be_sent:
            continue
        named = f"{prints.reference_of(known)}, a {known.stands.kind} for {known.council or 'the council'},"
        if sent.failed:
            perhaps = "perhaps went" if sent.state == MessageState.PERHAPS else "did not go"
            answer = sent.answer.rstrip(".") or "it was called back"
            what = f"{named} {perhaps} by {sent.channel}: {answer}."
            found.append(
                (prints.reference_of(known), what, "Ask the council, then 'It did not arrive', and send it anew.")
            )
        elif sent.state == MessageState.DUE and sent.next_at and sent.next_at < late:
            what = f"{named} waits to go by {sent.channel}, and no dispatch that runs can send it (settings, password)."
            found.append((prints.reference_of(known), what, "'topaz dispatch --check' says what is amiss."))
    return found
