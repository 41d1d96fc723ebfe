"""The status of one referral: the sum of its events, and which moves are allowed now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from topaz_tui import clock
from topaz_tui.rules import forms, permissions
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.permissions import Hindrance, Role
from topaz_tui.rules.referrals import withdrawal
from topaz_tui.rules.referrals.documents import DocumentKind
from topaz_tui.rules.referrals.move_ids import MoveId
from topaz_tui.rules.referrals.moves import COUNCIL_DECISIONS, MOVES, TOLD, Move
from topaz_tui.rules.referrals.states import ENDING, STATES_OF, At, State

Id = int | str
LEVELS = permissions.LADDER  # SOURCES.md, 27
"""The levels of the escalation path from below, which are roles of workers."""


class Actor(Protocol):
    """The worker who wants to make a move."""

    @property
    def id(self) -> Id:
        """Their number."""

    @property
    def role(self) -> str:
        """The role in which they act."""


@dataclass(frozen=True, slots=True)
class MoveEvent:
    """A move that was made: which, when (UTC), by which worker, and with which answers."""

    move: str
    at: datetime
    by: Id = ""
    facts: Answers = field(default_factory=dict)

    @property
    def happened(self) -> datetime:
        """When it was done: the time that the worker gave as 'when', never later than it was recorded, else
        `at`."""
        try:
            return min(clock.from_store(str(self.facts.get("when"))), self.at)
        except ValueError:
            return self.at


@dataclass(frozen=True, slots=True)
class Referral:
    """A concern, or a referral for support (`kind`), on its way, as the rules see it. It begins with the submission;
    `events` come in the order in which they were recorded. `danger`: immediate danger was answered with yes, or
    is not known. `gone`: who raised it, or has it, is retired, so that nobody stands on the lowest level.
    `automatic`: Topaz can send it by itself. `unsent_addition`: something was added that has not reached the
    council. `urgent`: a referral for support that can't wait as long as others. `denied_by`: those who put
    right, as recorded by mistake, that the council has it."""

    submitted_at: datetime
    raised_by: Id
    danger: bool = False
    events: tuple[MoveEvent, ...] = ()
    gone: bool = False
    automatic: bool = True
    unsent_addition: bool = False
    denied_by: frozenset[Id] = frozenset()
    kind: DocumentKind = DocumentKind.CONCERN
    urgent: bool = False

    @property
    def state(self) -> str:
        """The state that the events add up to."""
        return status(self.events)

    def words_of(self, state: str) -> State:
        """The state, in the words of this kind of document. One that it can't come to has those of a concern."""
        known = STATES_OF[self.kind]
        return known[state] if state in known else STATES_OF[DocumentKind.CONCERN][state]


def status(events: Iterable[MoveEvent]) -> str:
    """The state that the events add up to, from 'submitted' on. Raises KeyError for a move that is not in the
    table.

    What is recorded counts, legal or not: `legal` is asked before an event is written, and no rule that
    changes later may make a referral vanish from the board.
    """
    return _run(events)[0]


def moved(events: Iterable[MoveEvent]) -> tuple[MoveEvent, ...]:
    """The events that count for deadlines: without those that were recorded only afterwards."""
    return _run(events)[1]


def _run(events: Iterable[MoveEvent]) -> tuple[str, tuple[MoveEvent, ...]]:
    state, before, seen = "submitted", "submitted", list[MoveEvent]()
    for event in events:
        move = MOVES[event.move]
        if state in move.afterwards:
            continue
        seen.append(event)
        if move.back:
            state = before if state in ENDING else state
        elif move.to_state and move.both is None:
            before = state if move.to_state in ENDING and state not in ENDING else before
            state = move.to_state
        if event.move in withdrawal.TOLD:  # they have let it go: open again, it has to be sent anew
            before = "submitted"
        for waiting in _WAITING:  # both may have been told before a disagreement that we let rest
            if state == waiting.from_states[0] and not _still_open(waiting, seen):
                state = waiting.to_state or state
    return state, tuple(seen)


_WAITING = tuple(move for move in MOVES.values() if move.both)


def _still_open(move: Move, events: Sequence[MoveEvent]) -> tuple[str, ...]:
    """The answers that the move waits for and that have not been recorded since the council last decided."""
    if move.both is None:
        return ()
    question, wanted = move.both
    decided = max((n for n, event in enumerate(events) if event.move == MoveId.DECIDE), default=-1)
    given = {event.facts.get(question) for event in events[decided + 1 :] if event.move == move.id}
    return tuple(code for code in wanted if code not in given)


def feedback_open(events: Sequence[MoveEvent]) -> tuple[str, ...]:
    """Whose feedback has not been recorded yet, in words: 'The adult', 'Who raised it'."""
    return tuple(dict(TOLD)[code] for code in _still_open(MOVES[MoveId.FEED_BACK], events))


def disagreements(events: Iterable[MoveEvent]) -> int:
    """How many levels our disagreement with the council's last decision has been taken up."""
    steps = 0
    for event in events:
        if event.move == MoveId.DISAGREE:
            steps += 1
        elif event.move in (MoveId.DECIDE, MoveId.ACCEPT):
            steps = 0
    return steps


def decision(events: Iterable[MoveEvent]) -> str | None:
    """The code of the council's last decision; None before it has decided."""
    facts = next((event.facts for event in reversed(tuple(events)) if event.move == MoveId.DECIDE), None)
    return str(facts.get("decision")) if facts is not None else None


def decision_words(events: Iterable[MoveEvent]) -> str | None:
    """The council's last decision in words, with what follows from it; None before it has decided."""
    facts = next((event.facts for event in reversed(tuple(events)) if event.move == MoveId.DECIDE), None)
    if facts is None:
        return None
    asked = forms.visible_questions(MOVES[MoveId.DECIDE].needs, facts)
    picked = (question for question in asked if question.kind in forms.PICKED)
    return ": ".join(forms.answer_words(question, facts.get(question.id)) for question in picked)


def legal(case: Referral, move: Move, worker: Actor) -> Hindrance | None:
    """Why the worker can't make the move now, and whether that lies with them; None where they can."""
    state = case.words_of(case.state)
    if case.kind not in move.of:
        return Hindrance("That is not done with such a document.")
    if state.final and not move.back:
        return Hindrance(f"The referral is {state.words}.")
    if case.state not in ENDING and (why_not := _withdrawn_otherwise(case, move, worker)):
        return why_not
    if case.state in move.afterwards and all(event.move != move.id for event in case.events):
        return None
    if case.state not in move.from_states:
        if move.id == MoveId.FEED_BACK and case.state == At.FED_BACK:
            return Hindrance("Feedback to both has been recorded.")
        return Hindrance(_not_now(case, move))
    found = decision(case.events)
    if move.decided and found not in move.decided:
        return Hindrance(f"The council's decision is '{dict(COUNCIL_DECISIONS).get(str(found), 'not known')}'.")
    if move.id == MoveId.HAND_ON and not case.unsent_addition:
        return Hindrance("Nothing was added that the council has not got.")
    if move.sends and not case.automatic:
        return Hindrance("Topaz can't send it by itself here: send it yourself, and record how.")
    if move.climbs and disagreements(case.events) >= len(LEVELS):
        return Hindrance("It is with the director already: what is left is the council's answer, or to accept it.")
    least = Role.MANAGER if move.climbs and disagreements(case.events) else move.role
    if not permissions.reaches(worker.role, least):
        return Hindrance(permissions.only(least, "do this"), theirs=True)
    if move.second_person and worker.id == case.raised_by:
        words = "You raised this concern: a second person has to do this, also where you are a manager."
        return Hindrance(words, theirs=True)
    return None


def _withdrawn_otherwise(case: Referral, move: Move, worker: Actor) -> Hindrance | None:
    """Why this step of a withdrawal is not the next one, or not for this worker; None where it is."""
    if move.council is not None and move.council != withdrawal.council_has(case.events):
        if move.council and worker.id == case.raised_by:
            words = "The council has not got it, and you raised it: a second person withdraws it at once (w). Ask one."
            return Hindrance(words, theirs=True)
        if move.council:
            return Hindrance("The council has not got it: withdraw it at once (w).")
        return Hindrance(
            "The council has it, or may have it: propose to withdraw it (W), and a second person confirms."
        )
    if move.council is False and worker.id in {
        *case.denied_by,
        *(e.by for e in case.events if e.move == MoveId.BOUNCE),
    }:
        words = "You said that the council has not got it: a second person withdraws it, also where you are a manager."
        return Hindrance(words, theirs=True)
    proposal = withdrawal.proposed(case.events)
    if move.proposed is not None and move.proposed != (proposal is not None):
        if move.proposed:
            return Hindrance("Nobody has proposed to withdraw it.")
        return Hindrance("That is proposed already: a second person confirms it (C), or lets the concern stand (D).")
    if move.third and proposal and proposal.by == worker.id:
        return Hindrance("You proposed to withdraw it: a second person has to confirm that, or to refuse.", theirs=True)
    return None


def _not_now(case: Referral, move: Move) -> str:
    """Why the state does not allow the move: it is too early (and what is missing), or too late."""
    if move.id == MoveId.CLOSE:
        if case.state == At.DISPUTED:
            return "The council has not answered our disagreement yet."
        if case.state != At.DECIDED:
            return "The council has not decided yet."
        return f"Feedback is not recorded yet: {' and '.join(feedback_open(case.events)).lower()}."
    if move.back:
        return "It is open."
    if move.from_states == (At.WITHDRAWING,):
        return "It is not withdrawn."
    if case.state in ENDING:
        return f"The referral is {case.words_of(case.state).words}."
    if move.from_states == (At.DISPUTED,):
        return "We have not disagreed with a decision."
    order = tuple(At)
    words = case.words_of(case.state).words
    if order.index(At(case.state)) > max(order.index(state) for state in move.from_states):
        return f"The referral is {words} already."
    first = "sent" if "sent" in move.from_states else min(move.from_states, key=order.index)
    return f"The referral is {words}: it has to be {case.words_of(first).words} first."


def lacks(move: Move, answers: Answers) -> tuple[tuple[str, str], ...]:
    """What the move still needs, as (id of the question, sentence), in order; empty when it can be recorded."""
    return tuple((question.id, sentence) for question, sentence in forms.all_lacking(move.needs, answers))
