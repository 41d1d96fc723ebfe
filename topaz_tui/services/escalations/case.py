"""One escalation: its status, its history, and the moves that may be made."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import outcomes, permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.concerns import Document
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Hindrance
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import EscalationKind, EscalationState, MoveId, OtherEvent
from topaz_tui.services import access, concerns, proposals, support, unread
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.advice import proposal_words
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.history_words import answers_as_text, format_event
from topaz_tui.services.escalations.item import NOT_YOURS, Item, item
from topaz_tui.services.escalations.line_facts import line_facts
from topaz_tui.services.escalations.mistakes import mistakes
from topaz_tui.services.escalations.records import get, history
from topaz_tui.services.escalations.status import EscalationStatus, Snapshot, referral, snapshot, status_of
from topaz_tui.services.escalations.unreckoned import unreckoned
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Addition, Call, Worker
from topaz_tui.store.rows import dicts, written

ATTEMPTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history: when, who, what. `said` has the answers, each with its label."""

    at: datetime
    who: str
    words: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """A move in the menu. `then` says what follows from it; `why_not` why it can't be made now (None: it can);
    `not_theirs`: somebody else may make it; `hint` are the words beside it; `tells` is what the history will say."""

    id: str
    key: str
    words: str
    needs: tuple[Question, ...]
    danger: bool
    then: str
    why_not: str | None
    hint: str = ""
    tells: str = ""
    unlisted: bool = False
    not_theirs: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One escalation, open or closed: its status, its history, the concern as submitted with its additions, and the
    moves. `goes_to`: by which way, and where to, goes what is on its way."""

    item: Item
    closed_at: datetime | None
    history: tuple[Happening, ...]
    document: Document | None
    moves: tuple[OfferedMove, ...]
    concern_id: int | None = None
    goes_to: tuple[str, ...] = ()


def support_of(_session: AnySession, escalation_id: int) -> int:
    """The id of the referral for support that this escalation belongs to. Raises UserError where it belongs to none."""
    return get(escalation_id)[0].support_id or 0


def case(session: Session, escalation_id: int) -> Case:
    """The escalation of this number. Raises UserError where there is none."""
    row, events = get(escalation_id)
    access.opened(session, Reading.LINE, row.client_id, subject=f"escalation {row.id}")
    seen = snapshot(session.settings)
    with unread.aside("escalation", row.id):
        return _case(session, row, events, seen)
    return _read(session, row, events, unreckoned(row, seen, session), (), row.concern_id)


def _case(session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> Case:
    shown = item(row, events, seen, session, line_facts(((row, events),)))
    shown = _with_its_proposal(shown, row, events, seen, session)
    concern_id = proposals.concern_of(events) if row.kind == proposals.DISCARD.id else row.concern_id
    return _read(session, row, events, shown, moves(session, row, events, seen), concern_id)


def _read(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], shown: Item,
    can: Iterable[OfferedMove], concern_id: int | None,
) -> Case:  # fmt: skip
    return Case(
        item=shown,
        closed_at=unread.value("escalation", row.id, clock.from_store, row.closed_at),
        history=_history(row, events),
        document=_document(session, concern_id, row.support_id),
        moves=tuple(can),
        concern_id=row.concern_id,
        goes_to=tuple(f"{each.channel}, {each.goes_to}" for each in outbox.on_their_way(row.id) if each.goes_to),
    )


def _with_its_proposal(
    shown: Item, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot, session: Session
) -> Item:
    """The concern with advice that says whom an open proposal to withdraw it is with, and how long that has time."""
    line_id = proposals.line_of(row.id) if row.concern_id and rules.proposed(events) else None
    if line_id is None:
        return shown
    proposed = get(line_id)
    line, asks = item(*proposed, seen, session, line_facts((proposed,))), proposal_words(row, events)
    waits = f"{asks} That is with {line.owner}: {line.left}."
    return replace(shown, advice=shown.advice.replace(asks, waits, 1))


def _document(session: Session, concern_id: int | None, support_id: int | None) -> Document | None:
    """The document of the concern or of the referral, as it was written; None where it can't be read, which stops no
    move."""
    with contextlib.suppress(concerns.Unreadable), unread.aside("escalation", concern_id or support_id):
        if support_id:
            return support.view(session, support_id).sections
        if concern_id:
            return concerns.view(session, concern_id).sections
    return None


def _history(row: EscalationRow, events: tuple[EscalationEvent, ...]) -> tuple[Happening, ...]:
    """Every event, and with them the additions to a concern, or the attempts that were used up; oldest first."""
    told = []
    if row.kind == EscalationKind.ATTEMPTS_EXHAUSTED:
        told += _attempts(row)
    begun = unread.value("escalation", row.id, clock.from_store, row.opened_at)
    if begun and not any(event.move == OtherEvent.OPENED for event in events):  # Topaz put it there
        told.append(Happening(begun, "Topaz", format_event(row.kind, OtherEvent.OPENED), ()))
    every = history(row.id)
    wrong = mistakes(every)
    for event in every:
        mistake = rules.MISTAKE if event.id in wrong else ""
        with unread.aside("event", event.id):
            said = answers_as_text(row.kind, event)
            told.append(Happening(event.at, event.worker, format_event(row.kind, event.move) + mistake, said))
    if row.concern_id:
        told += _additions(row.concern_id)
    return tuple(sorted(told, key=lambda happening: happening.at))


def _attempts(row: EscalationRow) -> list[Happening]:
    """The last attempts before the line was put on the board, since somebody was last reached; oldest first."""
    made, earlier = Call, Call.alias("earlier")
    reached = earlier.select(fn.MAX(earlier.rang_at)).where(
        earlier.client == row.client_id,
        earlier.is_attempt == 0,
        earlier.replaced_by.is_null(),
        earlier.rang_at <= row.opened_at,
    )
    attempts = (
        made.select(made.id, made.rang_at, Worker.name.alias("who"), made.outcome, made.note)
        .join(Worker, on=Worker.id == made.worker)
        .where(
            made.client == row.client_id,
            made.is_attempt == 1,
            made.replaced_by.is_null(),
            made.rang_at <= row.opened_at,
            made.rang_at > fn.COALESCE(reached, written("")),
        )
        .order_by(made.rang_at.desc())
        .limit(ATTEMPTS_SHOWN)
    )
    return unread.each("call", reversed([*dicts(attempts)]), _try)


def _try(call: dict[str, Any]) -> Happening:
    known = outcomes.BY_CODE.get(call["outcome"])
    words = f"Call: {known.words if known else call['outcome']}"
    note = (("Note", call["note"]),) if call["note"] else ()
    return Happening(clock.from_store(call["rang_at"]), call["who"], words, note)


def _additions(concern_id: int) -> list[Happening]:
    return unread.each("addition", _added_to(concern_id), _addition)


@Compiled
def _added_to(concern_id: Any) -> Any:
    return (
        Addition.select(Addition.id, Addition.added_at, Worker.name.alias("who"), Addition.text)
        .join(Worker, on=Worker.id == Addition.worker)
        .where(Addition.concern == concern_id)
        .order_by(Addition.id)
    )


def _addition(row: dict[str, Any]) -> Happening:
    return Happening(clock.from_store(row["added_at"]), row["who"], "Added to the concern", (("", row["text"]),))


# What may be done


@dataclass(frozen=True, slots=True)
class Hand:
    """The worker who wants to make a move, as the rules ask about them: id and role."""

    id: int
    role: str


def moves(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot
) -> Iterable[OfferedMove]:
    """Every move for this kind of line, in the order of the rules' table, with why this worker can't make it (None:
    they can)."""
    if not row.is_document:
        stand = status_of(row, events, seen)
        for decision in rules.KIND[row.kind].decisions:
            refusal = _cannot_decide(session, row, events, stand, decision)
            yield OfferedMove(
                decision.id,
                decision.key,
                decision.does,
                decision.needs,
                decision.danger,
                _asked(row, events) + decision.then_words,
                permissions.words_of(refusal),
                tells=decision.words,
                not_theirs=bool(refusal and refusal.theirs),
            )
        return
    so_far, hand = referral(row, events, seen), Hand(session.worker_id, session.role)
    for move in rules.persons_of(row.kind):
        offer = offered(move, so_far)
        if refusal := rules.legal(so_far, move, hand):
            offer = replace(offer, why_not=refusal.words, not_theirs=refusal.theirs, unlisted=move.unlisted)
        yield offer


def offered(move: rules.Move, so_far: rules.Referral) -> OfferedMove:
    """The move as the menu offers it while the referral stands as `so_far` says."""
    then, hint = _then(move, so_far), _hint(move, so_far)
    return OfferedMove(move.id, move.key, move.does, move.needs, move.danger, then, None, hint, move.words)


def _asked(row: EscalationRow, events: tuple[EscalationEvent, ...]) -> str:
    """What the line asks, for whoever answers: the question itself; the number whose owner is to be found; the safe
    times of which one is to be agreed, or that are to be set."""
    known = line_facts(((row, events),))
    if number := known.number_of(row, events):
        return f"The number: {number}\n"
    if times := known.times_of(row):
        return f"{times}\n"
    question = events[0].facts.get("question") if row.kind == EscalationKind.QUESTION and events else None
    return f"{row.opener or 'A colleague'} asks: {question}\n" if question else ""


def _hint(move: rules.Move, so_far: rules.Referral) -> str:
    if move.id == MoveId.DECIDE and so_far.state in (EscalationState.DECIDED, EscalationState.FED_BACK):
        return "a new decision replaces the last"
    return "when and how, for the history" if so_far.state in move.afterwards else ""


def _then(move: rules.Move, so_far: rules.Referral) -> str:
    if so_far.state in move.afterwards:
        stays = so_far.words_of(so_far.state).words
        return f"The referral stays {stays}, and so does its deadline: the history gains how and when."
    if move.back and rules.let_go(rules.moved(so_far.events)):
        return rules.SENT_ANEW
    if move.then:
        return move.then
    if move.to_state is None:
        return "It stays where it is, and so does its deadline."
    state = so_far.words_of(move.to_state)
    if state.final:
        told = f"{so_far.words_of(so_far.state).council} " if move.second_person else ""
        return f"{told}After this the referral is {state.words}: it leaves the board, and can be opened again."
    if move.climbs:
        return "Topaz sends nothing of this: m is the letter with it, ready to send. Then we wait for their answer."
    if move.sends and so_far.state == EscalationState.PERHAPS_SENT:
        return "Only where the council says that it does not have it: else it gets it twice."
    step = rules.STEPS_OF[so_far.kind][move.to_state]
    return f"After this the referral is {state.words}, and waits for {step.waiting_for}." if not move.both else ""


def _cannot_decide(
    session: Session,
    row: EscalationRow,
    events: tuple[EscalationEvent, ...],
    stand: EscalationStatus,
    decision: rules.Decision,
) -> Hindrance | None:
    if stand.deadline is None:
        return Hindrance(f"It is over: {stand.words}.")
    if row.kind in proposals.KINDS and not proposals.concern_of(events):
        return Hindrance("What is proposed can't be read: tell whoever looks after Topaz.")
    may = permissions.reaches(session.role, decision.role)
    if may and row.kind in proposals.SECOND_PERSON and session.worker_id in proposals.not_for(events):
        return Hindrance(NOT_YOURS if row.kind in proposals.KINDS else proposals.OPENED_BY_YOU, theirs=True)
    return None if may else Hindrance(permissions.only(decision.role, "decide this"), theirs=True)
