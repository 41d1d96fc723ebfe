"""Discarding a concern that was not submitted. One that says, or ever said, that somebody is or may be in immediate
danger is discarded by two people: whoever writes it proposes, and a manager who neither began nor writes it decides.

The proposal is a line of the board. The concern's own clock goes on until it is decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed
from topaz_tui.grammar import does
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import referrals
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import DecisionId, EscalationKind
from topaz_tui.services import owned, proposals, reasons, unread
from topaz_tui.services.concerns.drafts import untouched
from topaz_tui.services.concerns.records import ConcernRow, answers_of, council_of, name_of, need_draft, row_of
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Concern, Escalation, Worker

KIND = referrals.KIND[EscalationKind.DISCARD]
UNTOUCHED = "Nothing was written in it."
"""Why one that was opened by mistake is discarded: it is on show nowhere then (`concern.untouched`)."""
NOT_ALONE = "Somebody is, or may be, in immediate danger: nobody discards that alone."


@dataclass(frozen=True, slots=True)
class PutAwayProposal:
    """A proposal to discard a concern that waits for a manager: who has it."""

    line_id: int
    owner: str


def needs_two(row: ConcernRow) -> bool:
    """Does it say, or did it ever, that somebody is or may be in immediate danger? What can't be read may say so."""
    given = unread.value("concern", row.id, unread.answers_of, row.answers)
    return bool(row.said_danger) or given is None or rules.in_danger(given)


def not_alone(session: Session, concern_id: int) -> bool:
    """Does it take another than this worker to discard it?"""
    row = row_of(concern_id)
    return session.worker_id in _theirs(row) and needs_two(row)


def _theirs(row: ConcernRow) -> tuple[int, ...]:
    """Whose it is: who writes it, and who began it."""
    return tuple({row.opened_by, row.begun_by or row.opened_by})


def asked(session: Session, concern_id: int) -> PutAwayProposal | None:
    """The proposal to discard it that waits for a manager; None where there is none."""
    line_id = proposals.open_lines(KIND).get(concern_id)
    if line_id is None:
        return None
    owner = Worker.select(Worker.name).join(Escalation, on=Escalation.owner == Worker.id)
    return PutAwayProposal(line_id, owner.where(Escalation.id == line_id).scalar() or "nobody")


def propose(session: Session, concern_id: int, reason: str) -> PutAwayProposal:
    """Propose to discard what its writer can't discard alone: a manager decides. Raises UserError without a reason,
    for others than its writer, and where that is proposed already."""
    reason = reasons.given(reason, "Say why it is not needed.", "A concern is discarded for a reason only.")
    with transaction():
        row = need_draft(concern_id)
        if row.opened_by != session.worker_id:
            raise NotAllowed(f"{does(name_of(row.opened_by), 'is')} writing this concern.", "Ask them.")
        if there := asked(session, concern_id):
            raise Conflict("That is proposed already.", f"{there.owner} decides.")
        now = clock.now()
        hours = session.settings.terms_of(council_of(row.client_id)).referral.send_hours_danger
        proposal = proposals.Proposal(
            kind=KIND,
            of=row.id,
            client_id=row.client_id,
            reference=row.reference,
            not_for=_theirs(row),
            told={"proposed_by": session.name, "why": reason},
            by=clock.add_hours(now, hours),
            opened_by=session.worker_id,
        )
        proposals.put(proposal, now, session.settings)
        audit.record(session.worker_id, "proposed to discard a concern", row.client_id, f"concern {concern_id}")
        proposed = asked(session, concern_id)
        assert proposed is not None
        return proposed


def discard(session: Session, concern_id: int, reason: str) -> None:
    """Discard a concern that was not submitted: it stays, with the reason. Its author may, and a manager; where
    somebody is or may be in immediate danger, a manager who neither began nor writes it.

    Raises UserError without a reason, for others, and once it is submitted or discarded.
    """
    reason = reasons.given(reason, "Say why it is not needed.", "A concern is discarded for a reason only.")
    _discard(session, concern_id, reason)


def _discard(session: Session, concern_id: int, reason: str, *, untouched: bool = False) -> None:
    with transaction():
        row = need_draft(concern_id)
        if row.opened_by != session.worker_id and not session.may(Act.DISCARD_CONCERN_OF_ANOTHER):
            who = does(name_of(row.opened_by), "is")
            raise NotAllowed(f"{who} writing this concern.", "Ask them, or your manager.")
        if not_alone(session, concern_id):
            raise NotAllowed(NOT_ALONE, "Propose it: a manager who neither began nor writes it decides.")
        discarded = {"discarded_at": clock.to_store(clock.now()), "discarded_why": reason, "untouched": int(untouched)}
        Concern.update(discarded).where(Concern.id == concern_id).execute()
        over(concern_id, EscalationEnd(EndReason.DISCARD))
        audit.record(session.worker_id, "discarded a concern", row.client_id, f"concern {concern_id}")


def take_up_again(session: Session, concern_id: int) -> tuple[str, str]:
    """Take up a concern again that was discarded by mistake: it is to be submitted, by its own clock. Returns its
    reference, and the name of who writes it. Part of the caller's transaction."""
    row = row_of(concern_id)
    Concern.update(discarded_at=None, discarded_why=None).where(Concern.id == concern_id).execute()
    audit.record(session.worker_id, "took up a concern again", row.client_id, f"concern {concern_id}")
    return row.reference, name_of(row.opened_by)


def settled_since(concern_id: int, line_id: int, decision: str) -> str | None:
    """Why what was decided on this line of a proposal to discard it can't be decided anew, and what can be done
    instead; None where it can."""
    row = row_of(concern_id)
    if row.submitted_at:
        return f"{row.reference} was submitted since: propose there to withdraw it (W)."
    if proposals.open_lines(KIND).get(concern_id) not in (None, line_id):
        return f"It was proposed anew to discard {row.reference}: decide that on the board (F4)."
    if decision == DecisionId.GOES_ON and row.discarded_at:
        return f"{row.reference} was discarded since: put that right, on its line."
    return None


def discard_untouched(session: Session, concern_id: int) -> bool:
    """Discard the worker's concern when nothing was written in it (opened by mistake); True where that was
    done."""
    with transaction():
        row = row_of(concern_id)
        if row.submitted_at or row.discarded_at or row.opened_by != session.worker_id or needs_two(row):
            return False
        if not untouched(session, row.client_id, answers_of(row)):
            return False
        _discard(session, concern_id, UNTOUCHED, untouched=True)
        return True


def over(concern_id: int, ending: EscalationEnd) -> None:
    """Close the line about a proposal to discard this concern. Part of the caller's transaction."""
    if line_id := proposals.open_lines(KIND).get(concern_id):
        owned.end(line_id, clock.now(), ending)
