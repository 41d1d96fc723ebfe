"""What of a concern's way was recorded by mistake: what can be taken back of it, what was built on it, and what may
have been meant.

The mistake stays in the history. What counts is the history without it, with what was meant in its place and at its
time: so the clocks go on from the truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals.states import FINAL, MOVES, Move
from topaz_tui.rules.referrals.status import Actor, MoveEvent, Referral, legal, moved, status
from topaz_tui.rules.referrals.withdrawal import SETTLED, council_has

PUT_RIGHT = "put_right"
"""The event that says that another was a mistake, and why."""
PUT_RIGHT_WORDS = "Put right: it was recorded by mistake"
MISTAKE = " · RECORDED BY MISTAKE"
"""What a history says after the words of one."""
OTHERWISE = {
    **dict.fromkeys(
        ("close", "close_early", "withdraw", "confirm_withdrawal"),
        "Reopen it (R), and say why: it goes on from where it was, and so do its clocks.",
    ),
    "resend": "Topaz was told to send it, and what has gone can't be called back: telephone the council.",
}
"""What is put right in another way, and how."""
AMOUNTS_TO = {"disagree": "accept", "reopen": "close_early"}
"""To take these back is to make that move: it needs those who may make it. Nobody lets stand or closes alone what they
raised, by taking back their own disagreement either."""
_WITHDRAWAL = ("propose_withdrawal", "confirm_withdrawal", "keep")


def built_on(events: Sequence[MoveEvent], number: int) -> tuple[MoveEvent, ...]:
    """What people did since that rests on this event: what moved the referral on from there, and what could not have
    been done without it."""
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


def cannot_take_back(events: Sequence[MoveEvent], number: int) -> str | None:
    """Why this event, which a person recorded, can't be taken back, though it was a mistake; None where it can."""
    mistake = MOVES[events[number].move]
    if built := built_on(events, number):
        did = ", ".join(dict.fromkeys(MOVES[each.move].words.lower() for each in built))
        anew = " Or record the decision anew (d): the last one counts." if mistake.id == "decide" else ""
        return f"Something was built on it since: {did}. Put that right first.{anew}"
    return OTHERWISE.get(mistake.id)


def cannot_leave_out(case: Referral, number: int, worker: Actor) -> str | None:
    """Why it can't be taken back by this worker and nothing put in its place; None where it can."""
    needs = MOVES.get(AMOUNTS_TO.get(case.events[number].move, ""))
    if needs is None:
        return None
    if needs.second_person and worker.id == case.raised_by:
        return "You raised this concern: a second person has to take that back, also where you are a manager."
    return None if permissions.reaches(worker.role, needs.role) else permissions.only(needs.role, "take that back")


def may_be_meant(case: Referral, number: int, worker: Actor) -> tuple[Move, ...]:
    """The moves that may have been made then in its place: the same with other answers, and each that needs no second
    person. What does need one is made afterwards, in its own way."""
    same = case.events[number].move
    added = case.unsent_addition or same == "hand_on"
    before = Referral(case.submitted_at, case.raised_by, case.danger, case.events[:number], unsent_addition=added)
    return tuple(
        move
        for move in MOVES.values()
        if move.by == "person" and (move.id == same or _plain(move)) and legal(before, move, worker) is None
    )


def _plain(move: Move) -> bool:
    apart = move.second_person or move.third or move.sends or move.back or move.to_state in FINAL
    return not apart and permissions.reaches(Role.WORKER, move.role) and move.council is None and move.proposed is None
