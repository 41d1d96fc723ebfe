"""Moves on a concern that were recorded by mistake: which can be taken back, what was built on them, and what may have
been meant. The mistake stays in the history. States and deadlines follow from the history without the mistake, with the
intended move in its place and at its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Hindrance, Role
from topaz_tui.rules.referrals.documents import DocumentKind
from topaz_tui.rules.referrals.move_ids import MoveId, OtherEvent
from topaz_tui.rules.referrals.moves import MOVES, Move, moves_of
from topaz_tui.rules.referrals.states import FINAL
from topaz_tui.rules.referrals.status import Actor, MoveEvent, Referral, legal, moved, status
from topaz_tui.rules.referrals.withdrawal import SETTLED, council_has

PUT_RIGHT = OtherEvent.PUT_RIGHT
"""The move whose event says that another event was a mistake, and why."""
PUT_RIGHT_WORDS = "Put right: it was recorded by mistake"
MISTAKE = " · RECORDED BY MISTAKE"
"""The words that a history adds to a mistaken event."""
OTHERWISE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            MoveId.CLOSE,
            MoveId.CLOSE_EARLY,
            MoveId.WITHDRAW,
            MoveId.CONFIRM_WITHDRAWAL,
            MoveId.OUTCOME,
            MoveId.INSTEAD,
            MoveId.CALL_OFF,
            MoveId.TAKE_BACK,
        ),
        "Reopen it (R), and say why: what goes on from there stands in that form.",
    ),
    MoveId.RESEND: "Topaz was told to send it, and what has gone can't be called back: telephone the council.",
}
"""The moves that are corrected in another way, each with the sentence that says how."""
AMOUNTS_TO: Mapping[str, MoveId] = {MoveId.DISAGREE: MoveId.ACCEPT, MoveId.REOPEN: MoveId.CLOSE_EARLY}
"""Taking one of these moves back has the effect of the move beside it, so it takes whoever may make that move. In
particular, nobody accepts or closes alone what they raised by taking back their own disagreement."""
_WITHDRAWAL = (MoveId.PROPOSE_WITHDRAWAL, MoveId.CONFIRM_WITHDRAWAL, MoveId.KEEP)


def built_on(events: Sequence[MoveEvent], number: int) -> tuple[MoveEvent, ...]:
    """The moves of people that rest on this event: those that moved the referral on from there, and those that would
    not have been possible without it."""
    mistake, later = events[number], events[number + 1 :]
    if mistake.move in _WITHDRAWAL:
        return tuple(each for each in later if each.move in (*_WITHDRAWAL, *SETTLED))
    counts = {id(each) for each in moved(events) if _moves(MOVES[each.move])}
    if id(mistake) not in counts:
        return ()
    without = [*events[:number], *later]
    return tuple(
        each
        for place, each in enumerate(later, number)
        if MOVES[each.move].by == "person" and (id(each) in counts or not _possible(without[:place], each))
    )


def _moves(move: Move) -> bool:
    return move.to_state is not None or move.back


def _possible(before: Sequence[MoveEvent], event: MoveEvent) -> bool:
    move = MOVES[event.move]
    had = move.council is None or move.council == council_has(before)
    return had and status(before) in (*move.from_states, *move.afterwards)


def cannot_take_back(events: Sequence[MoveEvent], number: int, kind: DocumentKind = DocumentKind.CONCERN) -> str | None:
    """Why this event, recorded by a person, can't be taken back; None where it can."""
    mistake, known = MOVES[events[number].move], moves_of(kind)
    if built := built_on(events, number):
        did = ", ".join(dict.fromkeys(known[each.move].words.lower() for each in built))
        anew = " Or record the decision anew (d): the last one counts." if mistake.id == MoveId.DECIDE else ""
        return f"Something was built on it since: {did}. Put that right first.{anew}"
    return OTHERWISE.get(mistake.id)


def cannot_leave_out(case: Referral, number: int, worker: Actor) -> Hindrance | None:
    """Why this worker can't take the event back without putting another in its place; None where they can."""
    needs = MOVES.get(AMOUNTS_TO.get(case.events[number].move, ""))
    if needs is None or case.kind not in needs.of:
        return None
    if needs.second_person and worker.id == case.raised_by:
        words = "You raised this concern: a second person has to take that back, also where you are a manager."
        return Hindrance(words, theirs=True)
    if not permissions.reaches(worker.role, needs.role):
        return Hindrance(permissions.only(needs.role, "take that back"), theirs=True)
    return None


def may_be_meant(case: Referral, number: int, worker: Actor) -> tuple[Move, ...]:
    """The moves that may take the place of a mistaken one: the same move with other answers, and every move that was
    possible then and needs no second person. One that does need a second person is made afterwards in its own way."""
    same = case.events[number].move
    added = case.unsent_addition or same == MoveId.HAND_ON
    before = replace(case, events=case.events[:number], gone=False, unsent_addition=added, denied_by=frozenset())
    return tuple(
        move
        for move in moves_of(case.kind).values()
        if move.by == "person" and (move.id == same or _plain(move)) and legal(before, move, worker) is None
    )


def _plain(move: Move) -> bool:
    apart = move.second_person or move.third or move.sends or move.back or move.to_state in FINAL
    return not apart and permissions.reaches(Role.WORKER, move.role) and move.council is None and move.proposed is None
