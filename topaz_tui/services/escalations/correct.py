"""Put right what was recorded of a concern's way by mistake, or of another line of the board: beside it, with the
reason, and with how it stands reckoned anew.

The mistake stays in the history, and so does who put it right, and why. The clocks go on as if what was meant had been
recorded then; whoever was told because of the mistake is told of this, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed, Unavailable
from topaz_tui.rules import call_effect_words, permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.call_effects import CallEffect
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.permissions import Hindrance
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import MoveId
from topaz_tui.services import access, nobody, reasons
from topaz_tui.services.corrections import Corrected, not_theirs, previewed
from topaz_tui.services.escalations import delivery, notices, opening, outbox, taking_back, withdrawing
from topaz_tui.services.escalations.case import Hand, OfferedMove, offered
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.history_words import answers_as_text, format_event
from topaz_tui.services.escalations.mistakes import MISTOOK
from topaz_tui.services.escalations.moves import given_for, meanwhile
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import EscalationStatus, Snapshot, referral, snapshot
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction

NOTHING_CHANGED = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class RecordedMove:
    """A move that a person recorded. `meant` are the moves that may have been meant instead; `refusal` says why this
    worker can't put it right (None: they can), `stays` why they can't simply take it back."""

    event_id: int
    move: str
    words: str
    at: datetime
    by: str
    facts: Mapping[str, Answer]
    said: tuple[tuple[str, str], ...]
    meant: tuple[OfferedMove, ...]
    refusal: Hindrance | None
    stays: Hindrance | None

    @property
    def why_not(self) -> str | None:
        """The refusal in words."""
        return permissions.words_of(self.refusal)


@dataclass(frozen=True, slots=True)
class MoveMeant:
    """What really happened: a move with its answers, or no move where nothing of the kind happened."""

    move: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def recorded(session: Session, escalation_id: int) -> tuple[RecordedMove, ...]:
    """The moves that people recorded on the case, the newest first, and which of them this worker can correct."""
    row, events = get(escalation_id)
    access.opened(session, Reading.LINE_RECORDED, row.client_id, subject=f"escalation {row.id}")
    return tuple(_recorded(session, row, events, snapshot(session.settings)))[::-1]


def _recorded(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot
) -> Iterator[RecordedMove]:
    decisions: dict[str, rules.Decision] = {each.id: each for each in rules.RECORDED_DECISIONS.get(row.kind, ())}
    known = decisions or rules.moves_of(row.kind)
    made = [event for event in events if event.move in known]
    case, hand = referral(row, made, seen) if row.is_document else None, Hand(session.worker_id, session.role)
    for number, event in enumerate(made):
        if event.id is None or event.worker_id is None or (case and rules.MOVES[event.move].by != "person"):
            continue
        meant: tuple[OfferedMove, ...] = ()
        why_not: str | None = None
        stays: Hindrance | None = None
        if case:
            why_not = rules.cannot_take_back(case.events, number, case.kind) or _as_letter(row, event)
            stays = rules.cannot_leave_out(case, number, hand)
            meant = tuple(offered(move, case) for move in rules.may_be_meant(case, number, hand))
        elif event is not made[-1]:
            why_not = (
                f"Something was decided since: {format_event(row.kind, made[-1].move).lower()}. Put that right first."
            )
        elif row.closed_at and decisions[event.move].then == "waits":
            why_not = "What it waited for has come since: nothing of it holds any more."
        else:
            why_not = taking_back.cannot(row, events, event)
        refused = not_theirs(session, event.worker_id, event.at)
        refusal = Hindrance(why_not) if why_not else Hindrance(refused.words(event.worker), True) if refused else None
        if not refusal and not meant:
            refusal = stays
        yield RecordedMove(
            event.id, event.move, format_event(row.kind, event.move), event.at, event.worker, event.facts,
            answers_as_text(row.kind, event), meant, refusal, stays,
        )  # fmt: skip


def _as_letter(row: EscalationRow, event: EscalationEvent) -> str | None:
    sent = event.move == MoveId.CHASE and outbox.letter_of(row.id, event.at)
    return "That letter has gone, or goes now: it was no mistake of the record." if sent else None


def preview(session: Session, escalation_id: int, event_id: int, meant: MoveMeant) -> Corrected:
    """The effects of the correction, before it is made. Raises UserError as `correct` does."""
    version = get(escalation_id)[0].version
    return previewed(partial(_correct, session, escalation_id, version, event_id, meant, "-"))


def correct(
    session: Session, escalation_id: int, version: int, event_id: int, meant: MoveMeant, reason: str
) -> Corrected:
    """Save the correction of a recorded move. Raises EditConflict, and changes nothing, where somebody else did
    something since `version`; UserError where this worker may not, where `meant` or the reason lacks something, and
    where nothing would be changed."""
    why = reasons.given(reason, f"Say how the mistake came about. {NOTHING_CHANGED}")
    with transaction():
        return _correct(session, escalation_id, version, event_id, meant, why)


def _correct(
    session: Session, escalation_id: int, version: int, event_id: int, meant: MoveMeant, reason: str
) -> Corrected:
    row, events = get(escalation_id)
    access.need_open(session, row.client_id)
    if row.version != version:
        raise meanwhile(session, row, events)
    seen = snapshot(session.settings)
    was = next((each for each in _recorded(session, row, events, seen) if each.event_id == event_id), None)
    if was is None:
        raise Conflict("That was put right already, or is not there.", NOTHING_CHANGED)
    chosen, given = _given(was, meant, row, seen)
    if refusal := was.refusal or (None if chosen else was.stays):
        raise (NotAllowed if refusal.theirs else Invalid)(refusal.words, NOTHING_CHANGED)
    if row.is_document and outbox.handed_over(row.id, *rules.DOCUMENTS):
        raise Unavailable("It is being sent at this moment.", "Look again in a minute.")
    facts = {MISTOOK: was.move, "mistake": was.words, "reason": reason, "told": _tell(session, row, events, was, seen)}
    opening.event(row.id, seen.now, session.worker_id, rules.PUT_RIGHT, facts, corrects=event_id)
    if chosen:
        opening.event(row.id, seen.now, session.worker_id, chosen.id, given, corrects=event_id)
    mistake = next(event for event in events if event.id == event_id)
    before, (row, events) = row, get(escalation_id)
    stand = save_status(row, events, seen)
    undone: list[CallEffect] = []
    if row.is_document:
        if chosen:
            delivery.after_a_move(row, chosen.id, given, stand.state, seen, session.worker_id)
        goes = delivery.send_if_nothing_does(row, stand.state, seen, session.worker_id)
        if row.concern_id:
            withdrawing.settle(row, events, seen)
    else:
        goes = False
        undone = taking_back.take_back(session, row, events, mistake, seen.now)
    queue_status.refresh((row.client_id,), session.settings)
    audit.record(session.worker_id, f"{row.kind}: put right", row.client_id, f"escalation {row.id}, event {event_id}")
    corrected = _told(before, was, chosen, given, stand, facts["told"], seen, goes=goes)
    if row.is_document:
        return corrected
    words = (call_effect_words.words(each, seen.now) for each in undone)
    then = nobody.following(session, row.client_id)
    return Corrected((*corrected.undone, *words), (*corrected.done, *then))


def _given(
    was: RecordedMove, meant: MoveMeant, row: EscalationRow, seen: Snapshot
) -> tuple[OfferedMove | None, dict[str, Answer]]:
    """The move that was meant, with its answers. Raises UserError where it is no other than what was recorded."""
    if meant.move is None:
        return None, {}
    chosen = next((each for each in was.meant if each.id == meant.move), None)
    if chosen is None:
        raise Invalid("That can't have been meant there.", f"Choose one of those on show. {NOTHING_CHANGED}")
    given = given_for(chosen, meant.answers, seen.now, row.since)
    if chosen.id == was.move and given == {name: was.facts.get(name) for name in given} and len(given) == len(was.said):
        raise Invalid("That is what was recorded.", f"Say what did happen. {NOTHING_CHANGED}")
    return chosen, given


def _tell(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], was: RecordedMove, seen: Snapshot
) -> str:
    """Tell whoever raised the concern or recorded the mistake, and those on the escalation path who were told of it
    since; says in words who is told."""
    mistake = next(event for event in events if event.id == was.event_id)
    levels = {
        str(event.facts["_mark"]).rpartition(" ")[0]
        for event in events
        if event.at >= mistake.at and event.facts.get("_mark")
    }
    which = f"what was recorded of it ({clock.format_moment(was.at, seen.now)}) was a mistake, and is put right"
    ids = {each for each in (row.opened_by, mistake.worker_id) if each not in (None, session.worker_id)}
    return notices.tell_all(row, ids, levels, which, f"right/{was.event_id}", session, seen)


def _told(
    row: EscalationRow, was: RecordedMove, chosen: OfferedMove | None, given: Mapping[str, Answer],
    stand: EscalationStatus, told: str, seen: Snapshot,
    *, goes: bool,
) -> Corrected:  # fmt: skip
    when = clock.format_moment(was.at, seen.now)
    undone = [f"{was.words} ({when}, {was.by}): it counts no more, and stays in the history."]
    done = []
    if chosen:
        answers = "; ".join(
            words for _, words in answers_as_text(row.kind, EscalationEvent(seen.now, None, "", chosen.id, dict(given)))
        )
        done.append(f"{chosen.tells}{f': {answers}' if answers else ''}.".replace("..", "."))
    due = stand.deadline
    waits = f", and waits for {due.waiting_for}: {clock.format_time_left(due.at, seen.now)}" if due else ""
    done.append(f"It is then {stand.words}{waits}.")
    if goes:
        done.append("Topaz sends it: what was recorded had stopped that.")
    return Corrected(tuple(undone), (*done, f"Told: {told}."))
