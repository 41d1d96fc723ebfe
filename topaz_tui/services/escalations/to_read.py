"""What others did with a worker's concerns, questions and moves, and the worker has not read yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import DecisionId, EscalationKind, MoveId
from topaz_tui.services import access, proposals
from topaz_tui.services.escalations import to_know
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.history_words import answers_as_text, format_event
from topaz_tui.services.escalations.records import read
from topaz_tui.services.session import Session
from topaz_tui.store.models import Escalation


class Did(StrEnum):
    """What somebody else did with what is a worker's."""

    ANSWERED = "answered"
    WITHDREW = "withdrew"
    REFUSED = "refused"  # to withdraw it
    CONFIRMED = "confirmed"  # that it is withdrawn
    DECIDED = "decided"  # whether a concern is discarded
    CLOSED = "closed"
    PUT_RIGHT = "put right"


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """A question of this worker's that a manager has answered, a concern of theirs that was withdrawn, or what somebody
    else put right of what they raised or recorded, and that they have not opened since. `kind` is a key of
    rules.KIND_WORDS, `did` what `by` did."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"id", "client_id", "name", "by", "at", "kind", "did"})

    id: int
    client_id: int
    name: str
    by: str
    answer: str
    at: datetime
    kind: str = EscalationKind.QUESTION
    did: Did = Did.ANSWERED


def answers(session: Session) -> tuple[AnsweredItem, ...]:
    """What this worker has to know and has not read: answers to their questions, the end of a concern that they raised,
    what became of their proposals, and moves of theirs that others corrected."""

    def to_read(holds: to_know.ToKnow) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
        ids = to_know.ids(holds, session.worker_id)  # most often there are none: that is asked first, and cheap
        return read(Escalation.id.in_(ids)) if ids else []

    found = []
    for row, events in to_read(to_know.answered):
        given = next((event for event in reversed(events) if event.move == DecisionId.ANSWER), None)
        if given:
            answer = str(given.facts.get("answer", "(can't be read)"))
            found.append(AnsweredItem(row.id, row.client_id, row.name, given.worker, answer, given.at))
    for row, events in to_read(to_know.withdrawn):
        ended = next((event for event in reversed(events) if event.move in (MoveId.WITHDRAW, rules.CONFIRMED)), None)
        if ended:
            why = next((event for event in reversed(events) if event.move in (MoveId.WITHDRAW, rules.PROPOSED)), ended)
            words = f"{row.reference} is withdrawn: {'; '.join(words for _, words in answers_as_text(row.kind, why))}"
            found.append(
                AnsweredItem(row.id, row.client_id, row.name, ended.worker, words, ended.at, row.kind, Did.WITHDREW)
            )
    for row, events in to_read(to_know.refused):
        kept = next((event for event in reversed(events) if event.move == rules.KEPT), None)
        if kept:
            words = f"{row.reference} is not withdrawn: {kept.facts.get('reason', '(can not be read)')}"
            found.append(
                AnsweredItem(row.id, row.client_id, row.name, kept.worker, words, kept.at, row.kind, Did.REFUSED)
            )
    for row, events in to_read(to_know.confirmed):
        yes = next((event for event in reversed(events) if event.move == rules.CONFIRMED), None)
        if yes and yes.worker_id != session.worker_id and all(each.id != row.id for each in found):
            words = f"{row.reference} is withdrawn, as you proposed."
            found.append(
                AnsweredItem(row.id, row.client_id, row.name, yes.worker, words, yes.at, row.kind, Did.CONFIRMED)
            )
    for row, events in to_read(to_know.discarded):
        decided = next(
            (event for event in reversed(events) if event.move in (DecisionId.DISCARD, DecisionId.GOES_ON)), None
        )
        if decided:
            given_words = "; ".join(words for _, words in answers_as_text(row.kind, decided))
            words = f"{proposals.reference_of(events)}: {format_event(row.kind, decided.move)}: {given_words}"
            about = row.id, row.client_id, row.name
            found.append(AnsweredItem(*about, decided.worker, words, decided.at, row.kind, Did.DECIDED))
    for row, events in to_read(to_know.closed):
        shut = next((event for event in reversed(events) if event.move in rules.CLOSES), None)
        if shut:
            words = f"{row.reference} is closed. You had proposed to withdraw it."
            found.append(
                AnsweredItem(row.id, row.client_id, row.name, shut.worker, words, shut.at, row.kind, Did.CLOSED)
            )
    for row, events in to_read(to_know.put_right):
        last = next((event for event in reversed(events) if event.move == rules.PUT_RIGHT), None)
        if last and all(each.id != row.id for each in found):
            what = row.reference or rules.KIND_WORDS[row.kind]
            words = f"{what}: {last.facts.get('mistake', 'something')} was a mistake"
            found.append(
                AnsweredItem(row.id, row.client_id, row.name, last.worker, words, last.at, row.kind, Did.PUT_RIGHT)
            )
    return access.shown(session, sorted(found, key=lambda answered: answered.at))
