"""A mail or a text to somebody themself, on its way: put into the outbox, asked anew before it goes whether it may, and
what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import NotFound
from topaz_tui.rules.correspondence import LetterWay, StepKind
from topaz_tui.rules.referrals import MessageState
from topaz_tui.services.correspondence import late, proof, reach
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.session import JobSession, Session
from topaz_tui.store import audit
from topaz_tui.store.models import Letter


class Carried(Protocol):
    """A letter that is to go by the outbox."""

    @property
    def way(self) -> str: ...
    @property
    def sent_to(self) -> str: ...
    @property
    def text(self) -> str: ...


def lacking(settings: Settings, way: LetterWay) -> str | None:
    """Why nothing can go this way by these settings, in a sentence; None where it can."""
    if way == LetterWay.MAIL and not (settings.sending.mail.server and settings.sending.mail.sender):
        return "The settings have no mail server, or no address to send from."
    if way == LetterWay.TEXT and not (settings.letters.texts.url and settings.letters.texts.sender):
        return "The settings have no SMS gateway (letters.texts.url), or no sender for it."
    return None


def put(session: Session, letter_id: int, letter: Carried, now: datetime) -> None:
    """Put the letter into the outbox. Part of the caller's transaction."""
    to = letter.sent_to if letter.way == LetterWay.MAIL else None
    outbox.put_personal(letter_id, letter.way, to, letter.text, session.settings.sending, now, by=session.worker_id)


def letter_of(session: JobSession, message: Message) -> Any:
    """The letter that the message carries. Raises NotFound where it carries none."""
    found = Letter.get_or_none(Letter.id == message.letter_id) if message.letter_id else None
    if found is None:
        raise NotFound(f"Message {message.id} in the outbox carries no letter.", "Tell whoever looks after Topaz.")
    return found


def held_back(session: JobSession, message: Message) -> str:
    """Why it must not go any more: as of any letter, or they changed how. '' where it may."""
    letter = letter_of(session, message)
    return "It is not to go any more" if letter.ended_at else reach.held_back(letter)


def ended(message: Message, state: MessageState, to: str, answer: str, settings: Settings, now: datetime) -> None:
    """Record the end of sending: the letter was taken, with the other end's words as proof, or it was not, and stands
    on the board. Part of the caller's transaction."""
    letter: Any = Letter.get_or_none(Letter.id == message.letter_id)
    if letter is None or letter.ended_at:
        return
    words = "; ".join(filter(None, (to if letter.way == LetterWay.MAIL else "", answer)))
    if state == MessageState.SENT:
        proof.settle(letter.id, StepKind.ACCEPTED, None, now, f"{words}; {message.message_id}")
    else:
        perhaps = "Perhaps it arrived. " if state == MessageState.PERHAPS else ""
        proof.settle(letter.id, StepKind.FAILED, None, now, f"{perhaps}{words}")
        late.put(letter.id, now, settings)
    audit.record(None, f"letter {state} by {letter.way}", letter.client_id, f"letter {letter.id}")


def stopped(letter_id: int, now: datetime) -> bool:
    """Stop a letter that need not go any more; False where it is being handed over at this moment. Part of the caller's
    transaction."""
    return outbox.cancel_personal(letter_id, clock.to_store(now))
