"""Are the tables of moves and states sound? A test asks it, so that no row is added that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from topaz_tui.rules import forms
from topaz_tui.rules.referrals.documents import DocumentKind
from topaz_tui.rules.referrals.moves import COUNCIL_DECISIONS, MOVES
from topaz_tui.rules.referrals.states import ENDING, FINAL, STATES_OF, At


def check() -> tuple[str, ...]:
    """What is unsound in the tables; a test holds it to be empty. It proves that states and keys exist and
    are unique, that no final state has a way out but to be reopened, and that from every other one some path leads to
    closed and one to withdrawn (what is being withdrawn leads there alone)."""
    return tuple(_faults())


def _faults() -> Iterator[str]:
    for move in MOVES.values():
        ends = {*move.from_states, *move.afterwards, move.to_state or "sent"}
        if unknown := ends - set(At):
            yield f"{move.id}: no such state {sorted(unknown)}"
        final = {*move.from_states, *(move.afterwards if move.by == "person" else ())} & set(FINAL)
        if final and not move.back:
            yield f"{move.id}: leaves the final state {sorted(final)}"
        questions = {question.id: question for question in move.needs}
        if move.both and not set(move.both[1]) <= {code for code, _ in questions[move.both[0]].options}:
            yield f"{move.id}: waits for answers that can't be given"
        if not set(move.decided) <= {code for code, _ in COUNCIL_DECISIONS}:
            yield f"{move.id}: waits for a decision that the council does not make"
        if not move.of:
            yield f"{move.id}: a move of no document"
        yield from (f"{move.id}: {fault}" for fault in forms.faults_of_form(move.needs))
    for kind in DocumentKind:
        yield from _faults_of(kind)


def _faults_of(kind: DocumentKind) -> Iterator[str]:
    """What is unsound in the moves and states of one kind of document."""
    persons = [move for move in MOVES.values() if move.by == "person" and kind in move.of]
    keys = [move.key for move in persons]
    if len(set(keys)) != len(keys) or not all(keys):
        yield "two moves have one key, or one has none"
    states = STATES_OF[kind]
    reopened = {state for move in persons if move.back for state in move.from_states}
    yield from (f"{state}: can't be reopened" for state in ENDING if state in states and state not in reopened)
    for state in states:
        if not states[state].final:
            leads_to = ("withdrawn",) if state in ENDING else FINAL
            yield from (f"{state}: no way to {end}" for end in leads_to if end not in _reached(kind, state))


def _reached(kind: DocumentKind, state: str) -> set[str]:
    """Every state that moves of people alone can lead to: nobody may have to wait for Topaz."""
    reached, todo = {state}, [state]
    while todo:
        here = todo.pop()
        ahead = {
            move.to_state
            for move in MOVES.values()
            if here in move.from_states and move.to_state and move.by != "topaz" and kind in move.of
        }
        todo += ahead - reached
        reached |= ahead
    return reached
