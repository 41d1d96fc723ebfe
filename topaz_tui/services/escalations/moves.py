"""Make a move, and take something over: one transaction each, refused where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed, Unavailable, UserError
from topaz_tui.grammar import within
from topaz_tui.rules import forms, wishes
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.arranged import Said, lacks
from topaz_tui.rules.correspondence import StepKind
from topaz_tui.rules.duties import DutyEnd, DutyKind
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.referrals import DecisionId, EscalationKind, OtherEvent
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import access, clients, concerns, correspondence, effects, interpreters, links, owned, proposals
from topaz_tui.services.actions import settling
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.escalations import bound_action, delivery, opening, to_know, withdrawing
from topaz_tui.services.escalations.case import OfferedMove, moves
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.history_words import format_event
from topaz_tui.services.escalations.item import cannot_take
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import snapshot, stands_with
from topaz_tui.services.escalations.unreckoned import refused_in_words
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import safety_of
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, ClientAction, Duty, Escalation, Note, Phone


def move(session: Session, escalation_id: int, version: int, move_id: str, answers: Mapping[str, Answer]) -> None:
    """Make a move: its event, what follows from it, and how the escalation stands now, in one transaction.

    Raises EditConflict, and changes nothing, when somebody else did something since `version` (it says who, what
    and when); UserError when the move is not legal now, or when it lacks what it needs.
    """
    with transaction():
        row, events = get(escalation_id)
        access.need_open(session, row.client_id)
        if row.version != version:
            raise meanwhile(session, row, events)
        seen = snapshot(session.settings)
        now = seen.now
        with refused_in_words(row):
            chosen = next((each for each in moves(session, row, events, seen) if each.id == move_id), None)
        if chosen is None:
            raise Invalid(f"{rules.KIND_WORDS[row.kind]}: there is no such move.", "Choose one of those on show.")
        if chosen.why_not:
            refused = NotAllowed if chosen.not_theirs else Invalid
            raise refused(chosen.why_not, "Nothing was recorded.")
        given = given_for(chosen, answers, now, row.since)
        if row.support_id and rules.moves_of(row.kind)[move_id].to_state in rules.FINAL:
            delivery.not_handed_over(row)
        event = EscalationEvent(now, session.worker_id, session.name, move_id, given)
        if row.concern_id and move_id in withdrawing.ENDS:
            given["told"] = withdrawing.tell(session, row, events, event, seen)
        elif row.concern_id and move_id == rules.KEPT:
            given["told"] = withdrawing.tell_of_refusal(session, row, events, seen)
        elif row.concern_id and (who := withdrawing.tell_of_closing(session, row, events, event, seen)):
            given["told"] = who
        stand = save_status(row, (*events, event), seen)
        led_to = {} if row.is_document else _carry_out(session, row, events, move_id, given)
        opening.event(row.id, now, session.worker_id, move_id, {**given, **led_to})
        if row.kind == EscalationKind.INTERPRETER:
            interpreters.point_out(session, row.client_id, now)
        if row.is_document:
            delivery.after_a_move(row, move_id, given, stand.state, seen, session.worker_id)
        if row.support_id and rules.moves_of(row.kind)[move_id].back:
            delivery.send_if_nothing_does(row, stand.state, seen, session.worker_id)
        if row.support_id:
            bound_action.after_a_move(session, row, events, move_id, given, now)
        if row.concern_id:
            withdrawing.after_a_move(session, row, move_id, stand.state, seen)
            withdrawing.settle(row, (*events, event), seen)
        told = f"{row.kind}: {within(chosen.words)}"
        audit.record(session.worker_id, told, row.client_id, f"escalation {row.id}")


def wrong_with(
    needs: Sequence[Question], since: datetime, answers: Mapping[str, Answer], *, it: str = "it"
) -> UserError | None:
    """What is wrong with settled answers to what a move needs that no question alone can say, and at which of them: to
    be said in the form, before anything is shown as it will be recorded. None where they are sound."""
    given = {question.id: answers.get(question.id) for question in forms.visible_questions(needs, answers)}
    if wrong := rules.days_wrong(given):
        return Invalid(wrong, field="days")
    if wrong := rules.times_wrong(given):
        return Invalid(wrong, field="times")
    if wrong := wishes.wrong({"wish": Wish.NO_CALLS, "look_on": given.get("look_on")}):
        return Invalid(wrong, field="look_on")
    if wrong := _too_early(given.get("when"), since, it):
        return Invalid(wrong, field="when")
    return None


def _too_early(when: Answer, since: datetime, it: str) -> str | None:
    """Why `when` can't be the time of the move: it lies before the submission; '18:30', typed at five, means
    yesterday's. None where it can."""
    if isinstance(when, str) and when.strip() and clock.from_store(when) < since.replace(second=0):
        words = forms.when_words(clock.from_store(when))
        return f"{words} is before {it} was submitted. Write the day, too, or a time that is past."
    return None


def given_for(chosen: OfferedMove, answers: Mapping[str, Answer], now: datetime, since: datetime) -> dict[str, Answer]:
    """The answers to the move's questions, as they are kept. Raises UserError where one is missing or wrong."""
    settled = forms.settled(chosen.needs, answers, now)
    missing = forms.all_lacking(chosen.needs, settled, now)
    if missing:
        question, words = missing[0]
        raise Invalid(words, "Nothing was recorded yet.", question.id)
    if wrong := wrong_with(chosen.needs, since, settled):
        raise Invalid(wrong.message, "Nothing was recorded yet.", wrong.field)
    given = {question.id: settled.get(question.id) for question in forms.visible_questions(chosen.needs, settled)}
    return {name: answer for name, answer in given.items() if not forms.unanswered(answer)}


def meanwhile(session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...]) -> EditConflict:
    """The conflict for whoever decides on a version that is no longer the newest: who was quicker, with what."""
    last, now = events[-1], clock.now()
    when = clock.format_moment(last.at, now)
    if last.worker_id == session.worker_id:
        return EditConflict(
            f"You did something about it yourself meanwhile ({when}): {format_event(row.kind, last.move)}."
        )
    return EditConflict(f"{last.worker} was quicker ({when}): {format_event(row.kind, last.move)}.")


# What follows from a decision, beside the event


def _carry_out(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], move_id: str, given: Mapping[str, Answer]
) -> Mapping[str, object]:
    """Do what follows from a decision; returns the changes, for its event."""
    records = links.group_of(row.client_id)
    before = effects.state_of(records)
    if follow := _FOLLOWS.get((row.kind, move_id)):
        follow(session, row, events, given)
    queue_status.refresh((row.client_id,), session.settings)  # where the reason goes on, somebody has them again
    led_to = effects.facts_of(effects.between(before, effects.state_of(records)))
    return {**led_to, **owned.seen_as_it_rests(move_id)}


def _put_back(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], _given: Mapping[str, Answer]
) -> None:
    """Give the person new attempts, before the other recalls."""
    anew = Client.update(attempts_since=clock.to_store(clock.now()), put_first=1)
    anew.where(Client.id == row.client_id).execute()
    queue_status.refresh((row.client_id,), session.settings)


def _stop_trying(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], _given: Mapping[str, Answer]
) -> None:
    """End the duty for which nobody could be reached: a person decides it, with a reason; the next duty starts anew."""
    now = clock.to_store(clock.now())
    owed = Duty.client.in_(links.group_of(row.client_id)) & Duty.closed_at.is_null()
    Duty.update(closed_at=now, closed_how=DutyEnd.BY_MANAGER).where(
        owed, (Duty.due_at <= now) | (Duty.kind == DutyKind.CALLBACK)
    ).execute()
    Client.update(attempts_since=now).where(Client.id == row.client_id).execute()
    queue_status.refresh((row.client_id,), session.settings)


def _pass_on(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Leave the answer as a handover note; who asked finds it on the board (`answers`)."""
    asked = str(events[0].facts.get("question", "")) if events else ""
    text = f"{session.name} answers {row.opener or 'a colleague'}'s question" + (f" “{asked}”" if asked else "")
    _leave_note(session, row, f"{text}: {given['answer']}")


def _leave_note(session: Session, row: EscalationRow, text: str) -> None:
    at = clock.to_store(clock.now())
    Note.insert(client=row.client_id, worker=session.worker_id, kind=NoteKind.HANDOVER, text=text, made_at=at).execute()


def _booked(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Whoever calls next is told who interprets, and when; the call is bound to that time. Where it is set for another,
    a manager is asked, once it is on record for when one is booked."""
    at = clock.from_store(str(given["at"]))
    if given["call"] == "then" and (why := correspondence.no_call_then(row.client_id, at)):
        raise Invalid(f"Nobody may call then. {why}.", "Nothing was recorded.", "at")
    _leave_note(session, row, f"An interpreter is booked for {forms.when_words(at)}: {given['answer']}")
    interpreters.book(session, row.client_id, given, row.id)


def _not_theirs(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], _given: Mapping[str, Answer]
) -> None:
    """Mark the number of the call that led to the line as not theirs: nobody rings it again."""
    phone_id = events[0].facts.get("_phone") if events else None
    Phone.update(status=PhoneStatus.WRONG, status_at=clock.to_store(clock.now())).where(
        Phone.id == phone_id, Phone.client.in_(links.group_of(row.client_id)), Phone.status == PhoneStatus.USABLE
    ).execute()


def _handed_over(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], _given: Mapping[str, Answer]
) -> None:
    """Close the callbacks that are promised to the client, since the council's worker takes them over."""
    Duty.update(closed_at=clock.to_store(clock.now()), closed_how=DutyEnd.TO_COUNCIL).where(
        Duty.client.in_(links.group_of(row.client_id)), Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
    ).execute()


def _discard(
    session: Session, _row: EscalationRow, events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Discard the concern as proposed. Another worker than the proposer does this."""
    asked = events[0]
    why = f"{asked.facts.get('why')} (proposed by {asked.worker}; {session.name}: {given['words']})"
    concerns.discard(session, proposals.concern_of(events) or 0, why)


def _agreed(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Promise a call for the time that a manager agreed, which lies within the safe times."""
    at, safety = clock.from_store(str(given["at"])), safety_of(links.group_of(row.client_id), clock.today())
    if safety.outside_times_at(at):
        raise Invalid(f"That is outside their safe times ({safety.safe_times}).", "Nothing was recorded.", "at")
    interpreters.set_call(session, row.client_id, at, "Agreed with a manager")


def _set_times(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Set the safe times that a manager gave, in each of the person's records whose times can't be read."""
    for record in links.group_of(row.client_id):
        if safety_of((record,), clock.today()).unread_times:
            version = Client.select(Client.version).where(Client.id == record).scalar()
            why = " ".join(filter(None, ("Set on the board.", str(given.get("note") or ""))))
            clients.edit(session, record, version, {"safe_times": str(given["times"])}, reason=why)


def _said(said: Said) -> _Follow:
    """The step that says of the line's action what was decided."""

    def follow(
        session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
    ) -> None:
        by, why = forms.day_of(given.get("by")), str(given.get("reason") or "")
        if wanted := lacks(said, by, why, clock.today()):
            field, sentence = wanted
            raise Invalid(sentence, "Nothing was recorded.", field)
        settling.settle(_action_of(row), said, session.worker_id, clock.now(), by, why)

    return follow


def _letter_ended(step: StepKind, told: str) -> _Follow:
    """The step that keeps with the line's letter what was decided; nothing of the letter goes after that."""

    def follow(
        session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
    ) -> None:
        letter_id, now = int(Escalation.select(Escalation.letter).where(Escalation.id == row.id).scalar()), clock.now()
        if not correspondence.sending.stopped(letter_id, now):
            raise Unavailable("It is being sent at this moment.", "Look again in a minute.")
        if step == StepKind.WENT:
            correspondence.ask_if_unsafe(session, letter_id)
        correspondence.settle(letter_id, step, session.worker_id, now, str(given[told]))

    return follow


def _action_of(row: EscalationRow) -> int:
    """The id of the action that the line is about."""
    return int(Escalation.select(Escalation.action).where(Escalation.id == row.id).scalar())


def _stays_stopped(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Keep the stop of somebody who still wants no calls, to be looked at again on the day that was named."""
    look_on = forms.day_of(given["look_on"])
    assert look_on is not None  # the question asks for it
    clients.look_again(session, row.client_id, look_on)


def _call_again(
    session: Session, row: EscalationRow, _events: tuple[EscalationEvent, ...], given: Mapping[str, Answer]
) -> None:
    """Resume calls to somebody who wants them again: what they were owed as they refused is owed again."""
    clients.call_after_all(session, row.client_id, str(given["reason"]))


_Follow = Callable[[Session, EscalationRow, tuple[EscalationEvent, ...], Mapping[str, Answer]], None]
_FOLLOWS: dict[tuple[str, str], _Follow] = {
    (EscalationKind.ATTEMPTS_EXHAUSTED, DecisionId.PUT_BACK): _put_back,
    (EscalationKind.ATTEMPTS_EXHAUSTED, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.QUESTION, DecisionId.ANSWER): _pass_on,
    (EscalationKind.NO_NUMBER, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.NOT_SAFE, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.UNREAD_TIMES, DecisionId.SET_TIMES): _set_times,
    (EscalationKind.UNREAD_TIMES, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.OUTSIDE_HOURS, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.RESTRICTED, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.OUTSIDE_HOURS, DecisionId.AGREED): _agreed,
    (EscalationKind.AWAY, DecisionId.CLOSE): _stop_trying,
    (EscalationKind.INTERPRETER, DecisionId.BOOKED): _booked,
    (EscalationKind.WHOSE_NUMBER, DecisionId.NOT_THEIRS): _not_theirs,
    (EscalationKind.PROMISE, DecisionId.HANDED_OVER): _handed_over,
    (EscalationKind.DISCARD, DecisionId.DISCARD): _discard,
    (EscalationKind.ACTION, DecisionId.CAME): _said(Said.CAME),
    (EscalationKind.ACTION, DecisionId.NOT_YET): _said(Said.NOT_YET),
    (EscalationKind.ACTION, DecisionId.NOT_WANTED): _said(Said.NOT_WANTED),
    (EscalationKind.ACTION, DecisionId.NOT_DONE): _said(Said.NOT_DONE),
    (EscalationKind.LETTER, DecisionId.WENT): _letter_ended(StepKind.WENT, "answer"),
    (EscalationKind.LETTER, DecisionId.NOT_TO_GO): _letter_ended(StepKind.GIVEN_UP, "reason"),
    (EscalationKind.STOP_REVIEW, DecisionId.STAYS): _stays_stopped,
    (EscalationKind.STOP_REVIEW, DecisionId.CALL_AGAIN): _call_again,
}


# Whose it is


def take(session: Session, escalation_id: int) -> None:
    """Make it one's own: everybody sees who has it. Raises UserError where one can't."""
    with transaction():
        row, events = get(escalation_id)
        access.need_open(session, row.client_id)
        if refusal := cannot_take(session, row, events, stands_with(row, events, session.settings).id):
            raise NotAllowed(refusal.words) if refusal.theirs else Invalid(refusal.words)
        make_theirs(session, row, session.worker_id, OtherEvent.TAKEN, {})


def make_theirs(session: Session, row: EscalationRow, worker_id: int, how: OtherEvent, facts: dict[str, Any]) -> None:
    """Give the line to this worker (they took it, or were given it), with all that is to be decided or seen to in it.
    Part of the caller's transaction."""
    taken = Escalation.update(owner=worker_id, version=Escalation.version + 1)
    taken.where(Escalation.id == row.id).execute()
    if row.kind == EscalationKind.DOUBT:
        owned.take_doubts(row.client_id, worker_id)
    if row.kind == EscalationKind.ACTION:
        ClientAction.update(owner=worker_id).where(ClientAction.id == _action_of(row)).execute()
    opening.event(row.id, clock.now(), session.worker_id, how, facts)
    words = "taken over" if how == OtherEvent.TAKEN else f"given to {facts['to']}"
    audit.record(session.worker_id, f"{row.kind}: {words}", row.client_id, f"escalation {row.id}")


def read_answer(session: Session, escalation_id: int) -> None:
    """Mark an answer as read by the worker who had to know of it: it leaves their `answers`. Does nothing for another
    worker, or a second time."""
    with transaction():
        if any(escalation_id in to_know.ids(holds, session.worker_id) for holds in to_know.EVERY):
            opening.event(escalation_id, clock.now(), session.worker_id, OtherEvent.READ)
