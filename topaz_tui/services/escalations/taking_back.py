"""What followed from a decision of the board, kept with its event, and taken back where the decision was a mistake:
what was owed is owed again, and what was set by it is set no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.correspondence import StepKind
from topaz_tui.rules.duties import DutyEnd
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.referrals import ANSWERED, DecisionId, EscalationKind
from topaz_tui.services import correspondence, effects, interpreters, links, proposals
from topaz_tui.services.clients import WHOSE, keep_change, whose_id
from topaz_tui.services.concerns import discarding
from topaz_tui.services.effects import MADE, FieldChange, of_facts
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Doubt, Duty, Note
from topaz_tui.store.rows import dicts

BECAUSE = "What was decided, and ended it, was put right."
_CHANGES = ("safe_to_call", "safe_times", "died_on", "stopped")
"""What of a client is kept as a change."""
_MOMENT = timedelta(seconds=1)  # what belongs to one decision was kept within it


def cannot(row: EscalationRow, events: Iterable[EscalationEvent], decision: EscalationEvent) -> str | None:
    """Why what followed from this decision can't be taken back, and what can be done instead; None where it can."""
    if decision.move == ANSWERED.id:
        return _answered_since(decision)
    concern_id = proposals.concern_of(tuple(events)) if row.kind == EscalationKind.DISCARD else None
    return discarding.settled_since(concern_id, row.id, decision.move) if concern_id else None


def take_back(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], decision: EscalationEvent, now: datetime
) -> list[CallEffect]:
    """Take back what followed from the decision, where nobody changed it since; says each thing. Part of the caller's
    transaction."""
    at, changes = clock.to_store(now), _changes(row, decision)
    if decision.facts.get("_how") == WHOSE:
        whose_id.take_back(session, decision.facts)
    undone = effects.undo(changes, at, BECAUSE)
    for each in undone:
        if each.about == "client":
            if each.field in _CHANGES:
                keep_change(session, each.row_id, each.field, each.became, each.was)
            Client.update(version=Client.version + 1).where(Client.id == each.row_id).execute()
        if each.about == "letter":
            correspondence.settle(each.row_id, StepKind.TAKEN_BACK, session.worker_id, now)
    told = [said for each in undone if (said := effects.undone_effect(each))]
    told += _notes(changes, at)
    if decision.move == ANSWERED.id:
        told = [effect(EffectCode.LOOKED_AT_AGAIN), *(said for said in told if said.code != EffectCode.CALLS_GO_ON)]
    _stop_again(session, undone, at)
    if row.kind == EscalationKind.DISCARD and decision.move == DecisionId.DISCARD:
        concern_id = proposals.concern_of(events) or 0
        told.append(effect(EffectCode.WRITTEN_AGAIN, *discarding.take_up_again(session, concern_id)))
    if row.kind == EscalationKind.INTERPRETER and decision.move == DecisionId.BOOKED:
        interpreters.unsay(row.id, now)
    interpreters.point_out(session, row.client_id, now)
    return list(dict.fromkeys(told))


def _answered_since(decision: EscalationEvent) -> str | None:
    """Why an answer given in Imports can't be taken back: it made somebody a person of their own, or another answer was
    given since. None where it can."""
    if decision.facts.get("_how") == WHOSE:
        return whose_id.cannot_be_taken_back(decision.facts)
    if decision.facts.get("_how") == "other":
        return "Whom the file means is on the list since, as a person of their own: link the two (d on their page)."
    answered = [each for each in of_facts(decision.facts) or () if (each.about, each.field) == ("doubt", "settled_at")]
    stands = (Doubt.id.in_([each.row_id for each in answered])) & (Doubt.settled_at.in_([e.became for e in answered]))
    return None if Doubt.select().where(stands).exists() else "It was looked at anew since: nothing of it holds now."


def _stop_again(session: Session, undone: Iterable[FieldChange], at: str) -> None:
    """Let the stop of the person stand again: somebody who is stopped is owed nothing, and one whom somebody has to
    look at waits for that."""
    rows = list(undone)
    stopped = [each.row_id for each in rows if each.field == "stopped" and each.was]
    Duty.update(closed_at=at, closed_how="stopped").where(Duty.client.in_(stopped), Duty.closed_at.is_null()).execute()
    doubts = [each.row_id for each in rows if each.about == "doubt"]
    about = Doubt.select(Doubt.client.alias("client_id")).where(Doubt.id.in_(doubts))
    queue_status.refresh({doubt["client_id"] for doubt in dicts(about)}, session.settings)


def _changes(row: EscalationRow, decision: EscalationEvent) -> tuple[FieldChange, ...]:
    """What followed from it; of a decision from before that was kept, what its time tells."""
    kept = of_facts(decision.facts)
    return tuple(_told_by_time(row, decision.at)) if kept is None else kept


def _told_by_time(row: EscalationRow, at: datetime) -> Iterator[FieldChange]:
    records = list(links.group_of(row.client_id))
    first, last = clock.to_store(at), clock.to_store(at + _MOMENT)
    ended = Duty.closed_how.in_((DutyEnd.BY_MANAGER, DutyEnd.TO_COUNCIL))
    for duty in Duty.select().where(Duty.client.in_(records), ended, Duty.closed_at.between(first, last)):
        yield FieldChange("duty", duty.id, "closed_at", None, duty.closed_at)
        yield FieldChange("duty", duty.id, "closed_how", None, duty.closed_how)
    for client in Client.select().where(Client.id.in_(records), Client.attempts_since.between(first, last)):
        yield FieldChange("client", client.id, "attempts_since", None, client.attempts_since)


def _notes(changes: Iterable[FieldChange], at: str) -> Iterator[CallEffect]:
    """Take the handover notes of the decision out again: they are shown to nobody."""
    left = [each.row_id for each in changes if each.about == "note" and each.field == MADE]
    words = (Note.id.in_(left), Note.kind == NoteKind.HANDOVER)
    if Note.update(seen_at=at).where(*words, Note.seen_at.is_null()).execute():
        yield effect(EffectCode.NOTE_TAKEN_BACK)
    elif left and Note.select().where(*words).exists():
        yield effect(EffectCode.NOTE_READ)
