"""Submit a concern: its document, its referral on the board and the message that carries it, in one transaction;
and add to it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms, referrals
from topaz_tui.rules.concerns import MissingForSubmission
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.referrals import EscalationKind, EscalationState, MessageKind
from topaz_tui.services import access, links
from topaz_tui.services.concerns.discarding import over
from topaz_tui.services.concerns.records import (
    ConcernRow,
    adult_of,
    council_of,
    name_of,
    need_author,
    raised_by_of,
    row_of,
    to_json,
)
from topaz_tui.services.escalations import opening, outbox
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Addition, Concern, Escalation


class Incomplete(Invalid):
    """A submission that lacks something: `missing` names each thing, and where it is asked."""

    def __init__(self, missing: tuple[MissingForSubmission, ...]) -> None:
        super().__init__("This can't be submitted yet.", " ".join(each.sentence for each in missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Submitted:
    """A concern that has gone, and the deadline of the first step that its referral waits for. `goes_by` is how Topaz
    sends it; None where a person has to."""

    id: int
    reference: str
    escalation_id: int
    at: datetime
    waiting_for: str
    deadline: datetime | None
    goes_by: str | None = None


def submit(session: Session, concern_id: int, answers: Answers) -> Submitted:
    """Submit it: the document is fixed for good, and its referral stands on the board, in one transaction.

    A second time it gives what the first gave. Raises Incomplete, which names exactly what is missing, and
    Closed for a discarded one or another worker's.
    """
    with transaction():
        row = row_of(concern_id)
        if row.submitted_at and row.opened_by == session.worker_id:
            return _submitted(row)
        need_author(session, concern_id)
        now = clock.now()
        client_id = row.client_id
        adult, raised_by = adult_of(client_id), raised_by_of(session.worker_id, session.settings.organisation)
        answers = forms.settled(rules.QUESTIONS.values(), answers, now)
        if access.is_closed(session, client_id):  # its writer may not see what the record has; the council does
            written = {name: answer for name, answer in answers.items() if not forms.unanswered(answer)}
            answers = {**rules.prefill(adult), **written}
        if missing := rules.missing(answers):
            raise Incomplete(missing)
        document = rules.document(answers, adult, raised_by, row.reference, now)
        at = clock.to_store(now)
        Concern.update(
            answers=to_json(rules.tidy(answers)),
            saved_at=at,
            submitted_at=at,
            submitted_by=session.worker_id,
            document=to_json(document),
        ).where(Concern.id == concern_id).execute()
        danger = rules.in_danger(answers)
        hands, records = opening.Hands(), links.group_of(client_id)
        # with whoever wrote it, but where the record closes to them with their call
        owner_id = None if hands.may_have(session.worker_id, records) else hands.open_to(records)
        council = council_of(client_id)
        terms = session.settings.terms_of(council)
        case = referrals.Referral(now, session.worker_id, danger)
        due = referrals.deadline(case, terms.referral, session.settings.office, now)
        assert due is not None  # a referral that begins is never final
        escalation_id = opening.open_escalation(
            opening.NewEscalation(
                kind=EscalationKind.CONCERN,
                client_id=client_id,
                opened_by=session.worker_id,
                opened_at=now,
                state=case.state,
                waiting_for=due.waiting_for,
                deadline=due.at,
                concern_id=concern_id,
                danger=danger,
                level=due.level,
                council=council,
                owner_id=owner_id,
                body={"reference": row.reference, **_begun_by(row)},
            )
        )
        if ways := referrals.automatic(terms.sending.channels):
            kind = MessageKind.CONCERN
            what = outbox.DocumentMessage(kind, concern_id, escalation_id, ways, danger, session.worker_id)
            outbox.put_document(what, terms.sending, due.at, now)
        over(concern_id, EscalationEnd(EndReason.SUBMITTED))
        queue_status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "submitted a concern", client_id, f"concern {concern_id}")
        return _submitted(row_of(concern_id))


def _submitted(row: ConcernRow) -> Submitted:
    step = Escalation.select(Escalation.id, Escalation.waiting_for, Escalation.deadline)
    stands = step.where(Escalation.concern == row.id).order_by(Escalation.id).limit(1).get()
    return Submitted(
        id=row.id,
        reference=row.reference,
        escalation_id=stands.id,
        at=clock.from_store(row.submitted_at or ""),
        waiting_for=stands.waiting_for,
        deadline=clock.from_store(stands.deadline) if stands.deadline else None,
        goes_by=next((message.channel for message in outbox.of_concern(row.id)), None),
    )


def _begun_by(row: ConcernRow) -> dict[str, str]:
    """Who began the concern, where somebody else took it over, for the history of the referral."""
    if row.begun_by is None or row.begun_by == row.opened_by:
        return {}
    return {"begun_by": name_of(row.begun_by)}


def add(session: Session, concern_id: int, text: str) -> str:
    """Add to a submitted concern, with author and time: the one way to correct it. Returns what becomes of it, in
    words, with the names of actions for keys (actions.with_keys). Raises UserError for no text, and for a concern that
    is still being written."""
    if not text.strip():
        raise Invalid("There is nothing to add yet.", "Write what is to be added.")
    with transaction():
        row = row_of(concern_id)
        if not row.submitted_at:
            raise Conflict("This concern is not submitted.", "Write it into the form itself.")
        at = clock.to_store(clock.now())
        Addition.insert(concern=concern_id, worker=session.worker_id, added_at=at, text=text.strip()).execute()
        audit.record(session.worker_id, "added to a concern", row.client_id, f"concern {concern_id}")
        return _send_addition(session, concern_id, at)


def _send_addition(session: Session, concern_id: int, at: str) -> str:
    """Send an addition after a concern that the council already has, where anything is sent automatically. Before that,
    the addition goes with the concern."""
    sent_on = Escalation.select(Escalation.id, Escalation.state, Escalation.council, Escalation.danger)
    case = sent_on.where(Escalation.concern == concern_id, Escalation.closed_at.is_null()).first()
    if case is None:
        return "Added. The concern is closed: nobody is told of it by itself."
    sending = session.settings.terms_of(case.council).sending
    ways = referrals.automatic(sending.channels)
    if case.state == EscalationState.WITHDRAWING:
        return "Added. The concern is withdrawn: nobody is told of it by itself."
    if case.state not in referrals.WITH_THEM:
        now = (
            " {case.resend} sends it now ({everywhere.escalations})."
            if case.state == EscalationState.RETURNED and ways
            else ""
        )
        return f"Added: it goes with the concern.{now}"
    if not ways:
        return (
            "Added. The council has not got it: tell them, and record that ({everywhere.escalations}, Enter,"
            " {case.hand_on})."
        )
    key, by = f"{concern_id}/{at}", session.worker_id
    what = outbox.MessageBeside(
        MessageKind.ADDITION, concern_id, case.id, ways[0], key, danger=bool(case.danger), by=by
    )
    outbox.put_beside(what, sending, clock.now())
    return f"Added: it goes to the council now, by {ways[0]}."
