"""What followed from a decision of the board, kept with its event, and taken back where the decision was a mistake:
what was owed is owed again, and what was set by it is set no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import effects, interpreters, links, proposals
from topaz_tui.services.clients import keep_change
from topaz_tui.services.concerns import putting_away
from topaz_tui.services.effects import MADE, FieldChange
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Duty, Note

LED_TO = "_led_to"
"""What followed from a decision, in its event beside what was given for it."""
BECAUSE = "What was decided, and ended it, was put right."
_SAFETY = ("safe_to_call", "safe_times")
_MOMENT = timedelta(seconds=1)  # what belongs to one decision was kept within it


def facts_of(changes: Iterable[FieldChange]) -> dict[str, list[list[Any]]]:
    """As the event keeps it."""
    return {LED_TO: [[each.about, each.row_id, each.field, each.was, each.became] for each in changes]}


def cannot(row: EscalationRow, events: Iterable[EscalationEvent], decision: EscalationEvent) -> str | None:
    """Why what this decision came to can't be taken back, and what can be done instead; None where it can."""
    concern_id = proposals.concern_of(tuple(events)) if row.kind == EscalationKind.PUT_AWAY else None
    return putting_away.settled_since(concern_id, row.id, decision.move) if concern_id else None


def take_back(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], decision: EscalationEvent, now: datetime
) -> list[CallEffect]:
    """Take back what followed from the decision, where nobody changed it since; says each thing. Part of the caller's
    transaction."""
    at, changes = clock.to_store(now), _changes(row, decision)
    undone = effects.undo(changes, at, BECAUSE)
    for each in undone:
        if each.about == "client":
            if each.field in _SAFETY:
                keep_change(session, each.row_id, each.field, each.became, each.was)
            Client.update(version=Client.version + 1).where(Client.id == each.row_id).execute()
    told = [said for each in undone if (said := effects.undone_effect(each))]
    told += _notes(changes, at)
    if row.kind == EscalationKind.PUT_AWAY and decision.move == "put_away":
        concern_id = proposals.concern_of(events) or 0
        told.append(effect(EffectCode.WRITTEN_AGAIN, *putting_away.take_up_again(session, concern_id)))
    if row.kind == EscalationKind.INTERPRETER:
        interpreters.point_out(session, row.client_id, now)
    return list(dict.fromkeys(told))


def _changes(row: EscalationRow, decision: EscalationEvent) -> tuple[FieldChange, ...]:
    """What followed from it; of a decision from before that was kept, what its time tells."""
    kept = decision.facts.get(LED_TO)
    if kept is not None:
        return tuple(FieldChange(*each) for each in kept)
    return tuple(_told_by_time(row, decision.at))


def _told_by_time(row: EscalationRow, at: datetime) -> Iterator[FieldChange]:
    records = list(links.group_of(row.client_id))
    first, last = clock.to_store(at), clock.to_store(at + _MOMENT)
    ended = Duty.closed_how.in_(("closed by a manager", "handed to the council"))
    for duty in Duty.select().where(Duty.client.in_(records), ended, Duty.closed_at.between(first, last)):
        yield FieldChange("duty", duty.id, "closed_at", None, duty.closed_at)
        yield FieldChange("duty", duty.id, "closed_how", None, duty.closed_how)
    for client in Client.select().where(Client.id.in_(records), Client.tries_since.between(first, last)):
        yield FieldChange("client", client.id, "tries_since", None, client.tries_since)


def _notes(changes: Iterable[FieldChange], at: str) -> Iterator[CallEffect]:
    """What it left for the next caller is shown to nobody any more."""
    left = [each.row_id for each in changes if each.about == "note" and each.field == MADE]
    words = (Note.id.in_(left), Note.kind == NoteKind.HANDOVER)
    if Note.update(seen_at=at).where(*words, Note.seen_at.is_null()).execute():
        yield effect(EffectCode.NOTE_TAKEN_BACK)
    elif left and Note.select().where(*words).exists():
        yield effect(EffectCode.NOTE_READ)
