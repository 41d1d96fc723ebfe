"""Put right what was saved of a call by mistake: beside the record, with the reason, and with all that followed undone
and done anew.

The call as it was saved stays as it is; another one beside it says what was meant, at the same time and by the same
caller. Whoever saved it does so on the same day, a manager later.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed, NotFound
from topaz_tui.rules import call_effect_words, outcomes, reviews
from topaz_tui.rules.arranged import ArrangedAnswer
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.outcomes import Outcome
from topaz_tui.rules.permissions import Hindrance, words_of
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.rules.twins import twin_stop
from topaz_tui.services import access, effects, interpreters, links, nobody, owing, owned, reasons, twins, unread
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.actions import settling
from topaz_tui.services.calls import arranged
from topaz_tui.services.calls.record import CallRecord, NewAction, lacking
from topaz_tui.services.calls.saving import Again, CallSaver, unfinished
from topaz_tui.services.corrections import Corrected, WhyNot, not_theirs, previewed
from topaz_tui.services.effects import MADE, FieldChange
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import (
    ActionStep,
    Call,
    Client,
    ClientAction,
    Contact,
    Correction,
    Duty,
    Escalation,
    Note,
    Worker,
)
from topaz_tui.store.models import Review as ReviewRow

AFTERWARDS = ("identity", "safe", "number", "spoke_with")
"""The gaps of a call that can't be filled in after it: what is asked before it began."""


@dataclass(frozen=True, slots=True)
class CorrectableCall:
    """A call as it was saved; `refusal` says why this worker can't put it right, None where they can."""

    call_id: int
    client_id: int
    outcome: Outcome
    at: datetime
    by: str
    note: str
    incoming: bool
    another: bool
    refusal: Hindrance | None
    arranged: Mapping[ArrangedAnswer, str] = field(default_factory=dict)  # what was said of what was arranged before

    @property
    def why_not(self) -> str | None:
        """Why this worker can't put the call right, in words; None where they can."""
        return words_of(self.refusal)


@dataclass(frozen=True, slots=True)
class IntendedOutcome:
    """How the call really ended: a code of outcomes.BY_CODE, its note, and the time that the outcome asks for."""

    outcome: str
    note: str = ""
    when: datetime | None = None
    arranged: tuple[ArrangedAnswer, ...] | None = None


@dataclass(frozen=True, slots=True)
class CorrectedCall:
    """What a correction undoes, what it does instead, and the next contact afterwards (as `SavedCall.following`)."""

    undone: tuple[CallEffect, ...]
    done: tuple[CallEffect, ...]
    following: tuple[str, ...]

    def said(self, now: datetime) -> Corrected:
        """The correction as sentences."""
        undone, done = ([call_effect_words.words(each, now) for each in some] for some in (self.undone, self.done))
        return Corrected(tuple(undone), (*done, *self.following))


def saved(session: Session, call_id: int) -> CorrectableCall:
    """The call as it was saved. Raises UserError where there is none of that number, and where it is about somebody
    restricted: but for one that the worker saved today, of which they know all that this says."""
    call: Any = Call.get_or_none(Call.id == call_id)
    if call is None:
        raise NotFound("That call is not there.", "Open the person again.")
    own = call.worker_id == session.worker_id and not _not_theirs(session, call)
    shown = access.noted if own else access.opened
    shown(session, Reading.CALL_MADE, call.client_id, subject=f"call {call.id}")
    by = Worker.get_by_id(call.worker_id).name
    why_not = WhyNot.PUT_RIGHT if call.replaced_by_id else _not_theirs(session, call)
    refusal = Hindrance(why_not.words(by), theirs=why_not != WhyNot.PUT_RIGHT) if why_not else None
    return CorrectableCall(
        call_id, call.client_id, outcomes.BY_CODE[call.outcome], clock.from_store(call.rang_at), by, call.note or "",
        call.direction == "in", call.contact_id is not None, refusal, arranged.of_call(call),
    )  # fmt: skip


def _not_theirs(session: Session, call: Any) -> WhyNot | None:
    return not_theirs(session, call.worker_id, clock.from_store(call.ended_at))


def last_of(session: Session, client_id: int) -> int | None:
    """The call with this person that this worker would put right, under whichever of their records: the newest that
    they may, or only the machine's clock keeps them from."""
    records = list(links.group_of(client_id))
    rows = Call.select().where(Call.client.in_(records), Call.replaced_by.is_null()).order_by(Call.rang_at.desc())
    newest: list[Any] = [call for call in rows.limit(5) if _not_theirs(session, call) in (None, WhyNot.CLOCK)]
    own = [call for call in newest if call.worker_id == session.worker_id]
    return int((own or newest)[0].id) if newest else None


def stopped_by(session: Session, client_id: int) -> int | None:
    """The call that stopped all calls to this person, under whichever of their records; None where no call did, or
    nothing stops them."""
    for client in Client.select().where(Client.id.in_(links.group_of(client_id)) & Client.stopped.is_null(False)):
        mine = (Call.client == client.id) & Call.replaced_by.is_null() & (Call.ended_at == (client.stopped_at or ""))
        rows = [call for call in Call.select().where(mine) if outcomes.BY_CODE[call.outcome].stop == client.stopped]
        if rows:
            return int(rows[-1].id)
    return None


def preview(session: Session, call_id: int, meant: IntendedOutcome) -> CorrectedCall:
    """The effects of the correction, before it is made. Raises UserError as `correct` does."""
    return previewed(lambda: _correct(session, call_id, meant, "-"))


def correct(session: Session, call_id: int, meant: IntendedOutcome, reason: str) -> CorrectedCall:
    """Save the call anew as it was meant, and undo what followed from the mistake. Raises UserError, and changes
    nothing, where this worker may not, where `meant` or the reason lacks something, and where nothing would be
    changed."""
    why = reasons.given(reason, "Say how the mistake came about. Nothing was changed.")
    with transaction():
        return _correct(session, call_id, meant, why)


def _correct(session: Session, call_id: int, meant: IntendedOutcome, reason: str) -> CorrectedCall:
    was = saved(session, call_id)
    if was.refusal:
        raise (NotAllowed if was.refusal.theirs else Invalid)(was.refusal.words, "Nothing was changed.")
    call: Any = Call.get_by_id(call_id)
    now = clock.now()
    at = clock.to_store(now)
    changes = effects.of(call)
    record = _record(call, changes, meant)
    lacks = [each for each in lacking(record, now, voicemail_ok=True) if each.code not in AFTERWARDS]
    if lacks:
        raise Invalid(lacks[0].words, "Nothing was changed.")
    same = (meant.outcome, meant.note.strip()) == (call.outcome, (call.note or "").strip()) and meant.when is None
    if same and (meant.arranged is None or set(meant.arranged) == set(was.arranged)):
        raise Invalid("That is what was saved.", "Choose how the call did end. Nothing was changed.")
    Call.update(replaced_by=call.id).where(Call.id == call.id).execute()
    undone = _undo(session, call, was.outcome, changes, at)
    may_have_held = was.outcome.reached_client or was.outcome.final
    if may_have_held and not outcomes.BY_CODE[meant.outcome].held_with_interpreter:
        undone += _interpreter_again(call)
    queue_status.refresh((call.client_id,), session.settings)
    caller = replace(session, worker_id=call.worker_id, name=was.by)
    later = Call.select().where(
        Call.client.in_(list(links.group_of(call.client_id))), Call.replaced_by.is_null(), Call.rang_at > call.rang_at
    ).exists()  # fmt: skip
    records = links.group_of(call.client_id)
    before = effects.state_of(records)
    again = Again(call.why, call.spoke_to_id, kept_reviews.through_of(call.id), past=later)
    saving = CallSaver(caller, record, Client.get_by_id(call.client_id), again=again)
    meant_id = saving.save()
    _actions_as_they_stood(call.id, meant_id)
    Call.update(replaced_by=meant_id).where(Call.id == call.id).execute()
    queue_status.refresh((call.client_id,), session.settings)
    effects.keep(meant_id, before, effects.state_of(records))
    interpreters.point_out(session, call.client_id, now)
    Correction.create(
        client=call.client_id, call=call.id, meant=meant_id, worker=session.worker_id, reason=reason, made_at=at
    )
    audit.record(session.worker_id, "put a call right", call.client_id, f"call {call.id}, now call {meant_id}")
    then = nobody.following(session, call.client_id)
    done = dict.fromkeys((effect(EffectCode.MEANT, saving.outcome.code), *saving.effects))
    return CorrectedCall(tuple(undone), tuple(done), then)


# What was meant, from what was saved


def _record(call: Any, changes: tuple[FieldChange, ...], meant: IntendedOutcome) -> CallRecord:
    """The call as it should have been saved. The review and the actions stay, where the person was spoken with."""
    outcome = outcomes.BY_CODE.get(meant.outcome)
    spoke = outcome is not None and outcome.reached_client
    follow_up, recall = _made(changes, DutyKind.FOLLOW_UP), _made(changes, DutyKind.RECALL)
    if follow_up and follow_up.cause:  # nobody set it: whether it is owed, saving decides anew
        follow_up = None
    return CallRecord(
        token=secrets.token_hex(16), client_id=call.client_id, outcome=meant.outcome,
        rang_at=clock.from_store(call.rang_at), ended_at=clock.from_store(call.ended_at), direction=call.direction,
        phone_id=call.phone_id, contact_id=call.contact_id, note=meant.note,
        ticks=tuple(json.loads(call.ticks or "[]")), when=meant.when,
        review=(kept_reviews.of_call(call.id) if spoke else None) or reviews.NOTHING_YET,
        arranged=(meant.arranged if meant.arranged is not None else tuple(arranged.of_call(call))) if spoke else (),
        actions=tuple(_actions(call.id)) if spoke else (),
        follow_up_on=_day(follow_up) if spoke else None,
        follow_up_why=(follow_up.reason or "") if follow_up else "",
        next_recall_on=_day(recall), seen=tuple(_seen(call)),
    )  # fmt: skip


def _made(changes: tuple[FieldChange, ...], kind: str) -> Any:
    ids = [change.row_id for change in changes if change.about == "duty" and change.field == MADE]
    return Duty.get_or_none(Duty.id.in_(ids), Duty.kind == kind)


def _day(duty: Any) -> date | None:
    return clock.local(clock.from_store(duty.due_at)).date() if duty else None


def _actions(call_id: int) -> Iterator[NewAction]:
    for row in (
        ClientAction.select()
        .where(ClientAction.call == call_id, ClientAction.taken_back_at.is_null())
        .order_by(ClientAction.id)
    ):
        by = unread.value("action", row.id, date.fromisoformat, row.by_on)
        yield NewAction(row.kind, row.detail, row.who or "", by)


def _seen(call: Any) -> Iterator[int]:
    """The ids of the handover notes that were on show during the call."""
    here = (Note.client == call.client_id) & (Note.kind == NoteKind.HANDOVER) & (Note.made_at < call.rang_at)
    for note in Note.select(Note.id).where(here):
        yield note.id


def _actions_as_they_stood(old: int, new: int) -> None:
    """Let each action of the new call stand as the same action of the mistaken call did: with whoever sees to it, with
    the referral that does, done where it was done since, and with what was said of it."""
    anew = _put_in_place(new)
    for row in _put_in_place(old):
        theirs = next((each for each in anew if _what(each) == _what(row)), None)
        if theirs is None:
            continue
        anew.remove(theirs)
        stands = {"owner": row.owner_id} | (
            {"done_at": row.done_at, "done_by": row.done_by_id, "ended_as": row.ended_as, "ended_why": row.ended_why}
            if row.done_at
            else {}
        )
        ClientAction.update(stands).where(ClientAction.id == theirs.id).execute()
        see_to = (Escalation.action == row.id) & Escalation.support.is_null(False)
        Escalation.update(action=theirs.id).where(see_to).execute()
        ActionStep.update(action=theirs.id).where(ActionStep.action == row.id).execute()


def _put_in_place(call_id: int) -> list[Any]:
    return list(ClientAction.select().where(ClientAction.call == call_id).order_by(ClientAction.id))


def _what(action: Any) -> tuple[str, str, str]:
    return action.kind, action.detail, action.who or ""


# Undone


def _undo(session: Session, call: Any, outcome: Outcome, changes: tuple[FieldChange, ...], at: str) -> list[CallEffect]:
    """Take back what the call led to; returns an effect to be said for each thing."""
    told = [undone for change in effects.undo(changes, at) if (undone := effects.undone_effect(change))]
    left = [change.row_id for change in changes if change.about == "note" and change.field == MADE]
    by_its_time = (Note.client == call.client_id) & (Note.made_at == call.ended_at) & (Note.worker == call.worker_id)
    word = (Note.kind == NoteKind.HANDOVER) & Note.seen_at.is_null() & (Note.id.in_(left) | by_its_time)
    if Note.update(seen_at=at).where(word).execute():
        told.append(effect(EffectCode.NOTE_TAKEN_BACK))
    if call.contact_id and outcome.retires_number:
        Contact.update(phone_status=None).where(Contact.id == call.contact_id).execute()
        told.append(effect(EffectCode.NUMBER_AGAIN, ""))
    if call.is_attempt:
        told.append(effect(EffectCode.COUNTS_NO_LONGER))
    if (
        ClientAction.update(taken_back_at=at)
        .where(ClientAction.call == call.id, ClientAction.taken_back_at.is_null())
        .execute()
    ):
        told.append(effect(EffectCode.ACTIONS_TAKEN_BACK))
    theirs = [action.id for action in ClientAction.select(ClientAction.id).where(ClientAction.call == call.id)]
    settling.end_lines(theirs, clock.from_store(at), EscalationEnd(EndReason.CALL_PUT_RIGHT))
    if ReviewRow.update(taken_back_at=at).where(ReviewRow.call == call.id).execute():
        told.append(effect(EffectCode.ANSWERS_TAKEN_BACK))
        if not unfinished(records := links.group_of(call.client_id)):
            owing.over(records, at)
    Client.update(version=Client.version + 1).where(Client.id == call.client_id).execute()
    told += _off_the_board(call, outcome, changes, at)
    return told + _twins_again(session, call, outcome, at)


def _interpreter_again(call: Any) -> list[CallEffect]:
    opened = interpreters.unhold(links.group_of(call.client_id), clock.from_store(call.rang_at))
    return [effect(EffectCode.INTERPRETER_AGAIN)] if opened else []


def _off_the_board(call: Any, outcome: Outcome, changes: tuple[FieldChange, ...], at: str) -> list[CallEffect]:
    """Close the lines that the mistaken outcome put on the board and that nobody has decided. Lines from before the
    call stay, and so does a question of the caller, which was no part of the outcome."""
    made = [change.row_id for change in changes if change.about == "escalation" and change.field == MADE]
    waiting: list[Any] = list(
        Escalation.select().where(
            Escalation.id.in_(made),
            Escalation.closed_at.is_null(),
            Escalation.kind.in_([EscalationKind.QUESTION, outcome.board or ""]),
        )
    )
    told = []
    for row in waiting:
        if row.kind == outcome.board or row.call_id == call.id:
            owned.end(row.id, clock.from_store(at), EscalationEnd(EndReason.CALL_PUT_RIGHT))
            told.append(effect(EffectCode.OFF_THE_BOARD, row.kind))
    return told


def _twins_again(session: Session, call: Any, outcome: Outcome, at: str) -> list[CallEffect]:
    """Settle the doubts about records that look like this person's which the mistaken call raised; a later stop raises
    new ones."""
    code = outcome.stop or ("unsafe talk" if outcome.code == "not_safe" else "")
    records = links.group_of(call.client_id)
    if not code or twin_stop(code) in {stop.code for stop in twins.stops_of(records).values()}:
        return []
    others = twins.put_right(records, twin_stop(code), call.id, at)
    queue_status.refresh(others, session.settings)
    return [effect(EffectCode.TWINS_FREE)] if others else []
