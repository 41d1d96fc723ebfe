"""What follows when a concern is withdrawn or reopened: the council is told by its own channel, who raised it by the
board and by mail, and the person is no longer marked by an error."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui import clock
from topaz_tui.errors import Unavailable
from topaz_tui.rules import forms
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.referrals import MessageKind, MoveId
from topaz_tui.services import owned, proposals
from topaz_tui.services.escalations import delivery, notices, outbox
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.status import Snapshot
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session

ENDS = (MoveId.WITHDRAW, rules.CONFIRMED)


def tell(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], event: EscalationEvent, seen: Snapshot
) -> str:
    """Tell whoever raised it and whoever proposed it, and where the council has it put in the message that tells them;
    says who of us is told, and how. Raises UserError while the concern is handed over: nobody can tell yet whether the
    council will have it. Part of the caller's transaction."""
    if outbox.handed_over(row.id, MessageKind.CONCERN):
        raise Unavailable(
            "It is being sent at this moment.", "Look again in a minute: then it is known if they have it."
        )
    if event.move == rules.CONFIRMED:
        outbox.cancel(row.id, seen.now, everything=True)
        _tell_the_council(session, row, events, seen)
    key = f"withdrawn/{clock.to_store(event.at)}"
    told = notices.tell_raiser(row, "is withdrawn", key, event.worker, seen)
    asked = rules.proposed(events)
    if event.move == rules.CONFIRMED and asked and asked.worker_id not in (None, row.opened_by):
        words = notices.tell_all(
            row, {asked.worker_id}, (), "it is withdrawn, as you proposed", f"{key}/you", session, seen
        )
        told = f"{told}; {words}"
    return told


def _tell_the_council(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot
) -> None:
    sending = seen.terms(row).sending
    ways = rules.automatic(sending.channels)
    proposal = next((event for event in reversed(events) if event.move == rules.PROPOSED), None)
    if ways and proposal:
        what = outbox.MessageBeside(
            MessageKind.WITHDRAWAL,
            row.concern_id or 0,
            row.id,
            ways[0],
            body=letter(row, proposal, session.name, seen),
            danger=bool(row.danger),
            by=session.worker_id,
        )
        outbox.put_beside(what, sending, seen.now)


def letter(row: EscalationRow, proposal: EscalationEvent, confirmed_by: str, seen: Snapshot) -> str:
    """The letter that tells the council of a withdrawal: why, and the two of us who decided it."""
    given = {question.id: question for question in rules.MOVES[rules.PROPOSED].needs}
    why = [
        f"{given[name].words}: {forms.answer_words(given[name], answer)}"
        for name, answer in proposal.facts.items()
        if name in given and not forms.unanswered(answer)
    ]
    lines = (
        f"We withdraw safeguarding concern {row.reference}. Please stop what you do because of it.",
        *why,
        f"Proposed by {proposal.worker}, {forms.when_words(proposal.at)}; confirmed by {confirmed_by},"
        f" {forms.when_words(seen.now)}.",
    )
    return "\n".join(lines)


def settle(
    row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot, *, lines: Mapping[int, int] | None = None
) -> None:
    """A proposal to withdraw it has a line of its own on the board, and no line is left of one that is decided, was a
    mistake, or has ended with the concern. Part of the caller's transaction."""
    line = (proposals.open_lines() if lines is None else lines).get(row.id)
    asked = rules.proposed(events)
    if asked and not line:
        hours = seen.terms(row).referral.send_hours_danger
        by = clock.add_hours(asked.at, hours) if row.danger else None
        whose = [id for id in (row.opened_by, asked.worker_id) if id is not None]
        told = {"proposed_by": asked.worker, "why": asked.facts.get("why") or ""}
        proposal = proposals.Proposal(proposals.KIND, row.id, row.client_id, row.reference, whose, told, by)
        proposals.put(proposal, seen.now, seen.settings)
    elif line and not asked:
        decided = next((event for event in reversed(events) if event.move in _ENDS_IT), None)
        end = EscalationEnd(EndReason.MOVED, decided.move) if decided else EscalationEnd(EndReason.NOT_PROPOSED)
        owned.end(line, seen.now, end)


_ENDS_IT = (rules.CONFIRMED, rules.KEPT, *rules.CLOSES, MoveId.REOPEN)


def tell_of_refusal(session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> str:
    """Tell whoever proposed the withdrawal that the concern stands; says how they are told. Part of the caller's
    transaction."""
    return _tell_who_proposed(session, row, events, "that is refused: it stands", "kept", seen)


def tell_of_closing(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], event: EscalationEvent, seen: Snapshot
) -> str | None:
    """Tell whoever proposed to withdraw it that it is closed instead; says how they are told, None where this closes
    nothing, or nobody but who closes it had proposed that. Part of the caller's transaction."""
    asked = rules.proposed(events)
    if event.move not in rules.CLOSES or asked is None or asked.worker_id in (None, session.worker_id):
        return None
    return _tell_who_proposed(session, row, events, "it is closed instead", "closed", seen)


def _tell_who_proposed(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], what: str, key: str, seen: Snapshot
) -> str:
    asked = rules.proposed(events)
    ids = {asked.worker_id} if asked and asked.worker_id is not None else set()
    which = f"you proposed to withdraw it, and {what}"
    return notices.tell_all(row, ids, (), which, f"{key}/{clock.to_store(seen.now)}", session, seen)


def after_a_move(session: Session, row: EscalationRow, move_id: str, state: str, seen: Snapshot) -> None:
    """Adjust the outbox, and how the person is marked, after the concern was withdrawn or reopened. Part of the
    caller's transaction."""
    if rules.MOVES[move_id].back:
        _take_up_again(row, state, seen, session.worker_id)
    elif move_id not in ENDS:
        return
    queue_status.refresh((row.client_id,), session.settings)


def _take_up_again(row: EscalationRow, state: str, seen: Snapshot, by: int) -> None:
    """Stop what has not gone yet of the withdrawal's message, and send again what had not reached the council."""
    if outbox.handed_over(row.id, MessageKind.WITHDRAWAL):
        raise Unavailable("The council is being told of its withdrawal at this moment.", "Look again in a minute.")
    outbox.cancel(row.id, seen.now, everything=True)
    delivery.send_if_nothing_does(row, state, seen, by)
