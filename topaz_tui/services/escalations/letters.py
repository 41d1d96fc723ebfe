"""The letter that chases the council: ready to send by mail, to be copied, or to be printed and posted."""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import LETTER, MessageKind, MoveId, OtherEvent
from topaz_tui.rules.terms import Channel
from topaz_tui.services import access
from topaz_tui.services.escalations import opening, outbox
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import Snapshot, snapshot, status_of
from topaz_tui.services.escalations.unreckoned import refused_in_words
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Escalation

BY_LETTER = "By letter:"


@dataclass(frozen=True, slots=True)
class ChaseLetter:
    """A letter that chases the council about one concern, written for one version of it. `to` is the council's address,
    where Topaz can mail it."""

    text: str
    to: str | None
    version: int


def letter(session: Session, escalation_id: int) -> ChaseLetter:
    """The letter that chases the council now. Raises UserError where there is nothing to chase."""
    row, events = get(escalation_id)
    access.opened(session, Reading.LETTER, row.client_id, subject=f"escalation {row.id}")
    seen = snapshot(session.settings)
    mail = seen.sending(row).mail
    return ChaseLetter(_text(session, row, events, seen), mail.to if mail.server and mail.sender else None, row.version)


def letter_about(session: Session, *, concern_id: int | None = None, support_id: int | None = None) -> str:
    """The letter about the concern, or the referral for support, of this id, as text."""
    about = Escalation.support == support_id if support_id else Escalation.concern == concern_id
    found = Escalation.select(Escalation.id).where(about).first()
    if found is None:
        raise Conflict("This is not submitted.", "There is nothing to ask yet.")
    return letter(session, found.id).text


def mail_letter(session: Session, escalation_id: int, version: int) -> str:
    """Have the letter mailed; says where it goes. The council is chased once its server has taken it, and the history
    says so then (`chased`). Raises UserError, and sends nothing, where somebody did something since `version`, or there
    is no way to mail it."""
    with transaction():
        row, events = get(escalation_id)
        access.need_open(session, row.client_id)
        seen = snapshot(session.settings)
        sending = seen.sending(row)
        if row.version != version:
            raise Conflict(f"{events[-1].worker} did something about it meanwhile.", "Look at it again. Nothing went.")
        if not (sending.mail.server and sending.mail.sender and sending.mail.to):
            raise Invalid("No mail to this council is set up.", "Copy the letter, and send it yourself (y, then c).")
        text = _text(session, row, events, seen)
        said = f"{BY_LETTER} {rules.asks_of(row.kind)[status_of(row, events, seen).state]}"
        facts = {"to": sending.mail.to, "_said": said}
        opening.event(row.id, seen.now, session.worker_id, LETTER, facts)
        event = EscalationEvent(seen.now, session.worker_id, session.name, LETTER, dict(facts))
        save_status(row, (*events, event), seen)
        what = outbox.MessageBeside(
            MessageKind.LETTER,
            row.concern_id,
            row.id,
            Channel.MAIL,
            body=text,
            danger=bool(row.danger),
            by=session.worker_id,
        )
        outbox.put_beside(what, sending, seen.now)
        audit.record(session.worker_id, "concern: a letter is to be mailed", row.client_id, f"escalation {row.id}")
        return sending.mail.to


def chased(row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> tuple[EscalationEvent, ...]:
    """Record that whoever wrote the letter has chased the council, now that its server has taken the letter. Part of
    the caller's transaction."""
    put = next((event for event in reversed(events) if event.move == LETTER), None)
    if put is None or row.kept_state not in rules.MOVES[MoveId.CHASE].from_states:
        return events  # one that was recorded as it was put in, or nobody waits for the council any more
    facts = {"how": "mail", "who": str(put.facts.get("to", "")), "said": str(put.facts.get("_said", ""))}
    opening.event(row.id, seen.now, put.worker_id, MoveId.CHASE, facts)
    return (*events, EscalationEvent(seen.now, put.worker_id, put.worker, MoveId.CHASE, dict(facts)))


def _asked(events: tuple[EscalationEvent, ...]) -> int:
    """How often the council was chased. A letter that was recorded as it was put in, and could not be sent then, does
    not count."""
    asked, put_in = 0, False
    for event in events:
        if event.move == MoveId.CHASE:
            asked += 1
            put_in = str(event.facts.get("said", "")).startswith(BY_LETTER)
        elif event.move == MoveId.LETTER_FAILED and put_in:
            asked, put_in = asked - 1, False
        elif event.move in (LETTER, MoveId.LETTER_SENT):
            put_in = False
    return asked


def _text(session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> str:
    with refused_in_words(row):
        stand = status_of(row, events, seen)
    if not row.is_document or stand.state not in rules.asks_of(row.kind) or stand.deadline is None:
        to = row.service or "The council"
        raise Conflict(f"{to} is not chased now: it is {stand.words}.", "There is no letter to send.")
    sent = [event.at for event in events if event.move in (MoveId.SEND, MoveId.ACCEPTED)]
    references = [
        str(event.facts["reference"])
        for event in events
        if event.facts.get("reference") and event.move != OtherEvent.OPENED
    ]
    asked = rules.Chase(
        reference=row.reference or "",
        their_reference=references[-1] if references else "",
        state=stand.state,
        danger=bool(row.danger),
        submitted_at=row.since,
        sent_at=sent[-1] if sent else None,
        due=stand.deadline.at,
        chased=_asked(events),
        written=next((str(e.facts.get("written", "")) for e in reversed(events) if e.move == MoveId.DISAGREE), ""),
        signed=session.name,
        organisation=session.settings.organisation or "",
        kind=row.kind,
    )
    return asked.letter(seen.now)
