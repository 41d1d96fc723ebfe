"""Is the table of states and moves sound? It is asked as the program starts, so that no work can be lost in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from topaz_tui.rules import forms
from topaz_tui.rules.children.work_moves import MOVES, Count, WorkMove, WorkMoveId
from topaz_tui.rules.children.work_states import EVERY, MADE, STATES, Owner, StateOfWork, WorkKind, WorkState
from topaz_tui.rules.statutory import language

NEEDED = {
    WorkMoveId.HOLD: ("code", "why", "named", "look_again"),
    WorkMoveId.LOOKED_AGAIN: ("look_again",),
    WorkMoveId.WITHDRAW: ("by", "reason", "billable"),
    WorkMoveId.FILE: ("filed_at", "proof"),
    WorkMoveId.DISAGREES: ("says",),
}
"""The questions that these moves can't do without."""


def faults(
    states: Mapping[str, StateOfWork] = STATES,
    moves: Mapping[str, WorkMove] = MOVES,
    kinds: Collection[WorkKind] = EVERY,
) -> Iterator[str]:
    """What is unsound in the tables of states and moves. Each state that isn't final needs an owner, a deadline and,
    for each kind of work, a way out; each state must be reached; from each a path must lead to the end, and another to
    be withdrawn; nothing may leave a final state; whoever checks must not be an author; and each return by the council
    must count."""
    for state in states.values():
        if state.final != (state.owner == Owner.NOBODY):
            yield f"{state.id}: is final and has an owner, or isn't and has none"
        if not state.final and not state.waits_for:
            yield f"{state.id}: waits for nothing"
        if not (state.final or state.within or state.id == WorkState.ON_HOLD):
            yield f"{state.id}: has no deadline"
        if state.within and not language.read(state.within).unit:
            yield f"{state.id}: its deadline is no span of time"
    for move in moves.values():
        yield from (f"{move.id}: {fault}" for fault in _faults_of_move(move, states, moves))
    for kind in kinds:
        yield from (f"{kind}: {fault}" for fault in _faults_of_kind(kind, states, moves))


def _faults_of_move(move: WorkMove, states: Mapping[str, StateOfWork], moves: Mapping[str, WorkMove]) -> Iterator[str]:
    if unknown := {*move.from_states, *filter(None, (move.to_state,))} - states.keys():
        yield f"no such state {sorted(unknown)}"
        return
    if move.to_state and any(states[state].final for state in move.from_states):
        yield "leaves a final state"
    if move.after and move.after not in moves:
        yield f"comes after {move.after}, which there is not"
    if move.from_states == (WorkState.QUALITY_CHECK,) and not move.other_person:
        yield "lets an author check what they wrote"
    if move.to_state == WorkState.RETURNED and move.counts != Count.ROUNDS:
        yield "returns it and counts no round"
    asked = {question.id: question for question in move.needs}
    for name in (*NEEDED.get(move.id, ()), *filter(None, (move.agrees,))):
        if name not in asked or asked[name].needed is None:
            yield f"does not need '{name}'"
    yield from forms.faults_of_form(move.needs)


def _faults_of_kind(kind: WorkKind, states: Mapping[str, StateOfWork], moves: Mapping[str, WorkMove]) -> Iterator[str]:
    there = [state.id for state in states.values() if kind in state.of]
    ways = {state: _ways(kind, state, there, moves) for state in there}
    for state in set(there) - _reached(WorkState.REQUESTED, ways):
        yield f"{state}: nothing leads there"
    for move in moves.values():
        if kind in move.of and not set(move.from_states) & set(there):
            yield f"{move.id}: can be made in no state"
        if kind in move.of and move.to_state and move.to_state not in there:
            yield f"{move.id}: leads to {move.to_state}, where it can't stand"
    for state in there:
        if states[state].final:
            continue
        if _goes_back(kind, state, moves):
            continue  # to where it was: that state is asked itself
        if not ways[state]:
            yield f"{state}: no way out"
        reached = _reached(state, ways)
        if WorkState.CLOSED not in reached:
            yield f"{state}: no way to the end"
        if state not in MADE and WorkState.WITHDRAWN not in reached:
            yield f"{state}: no way to be withdrawn"


def _goes_back(kind: WorkKind, state: WorkState, moves: Mapping[str, WorkMove]) -> bool:
    return any(move.back and kind in move.of and state in move.from_states for move in moves.values())


def _ways(kind: WorkKind, state: WorkState, there: list[WorkState], moves: Mapping[str, WorkMove]) -> set[WorkState]:
    """The states that one move leads to. What goes back to where it was leads nowhere new."""
    ahead = {move.to_state for move in moves.values() if kind in move.of and state in move.from_states}
    return {each for each in ahead if each in there and each != state}


def _reached(start: WorkState, ways: Mapping[WorkState, set[WorkState]]) -> set[WorkState]:
    reached, todo = {start}, [start]
    while todo:
        ahead = ways[todo.pop()] - reached
        reached |= ahead
        todo += ahead
    return reached


def check() -> None:
    """Raises ValueError with every fault of the table."""
    if found := list(faults()):
        raise ValueError("; ".join(found))


check()
