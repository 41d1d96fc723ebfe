"""Where a piece of work stands, as the sum of what happened to it, and who may do what to it next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.children import work_soundness
from topaz_tui.rules.children.work_moves import MOVES, Count, WorkMove, WorkMoveId, moves_of
from topaz_tui.rules.children.work_states import STATES, WorkKind, WorkState, deadline
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.rules.permissions import Hindrance, Role, only, reaches
from topaz_tui.rules.statutory.life import EventKind

work_soundness.check()
WRITTEN_IN = (WorkState.DRAFTING, WorkState.RETURNED)
"""The states in which its worker writes: whoever has it then is an author."""


@dataclass(frozen=True, slots=True)
class WorkEvent:
    """A move that was made: when, by whom, with which answers. `gives_to` is the worker whom it gives the work to."""

    move: WorkMoveId
    at: datetime
    by: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    gives_to: int | None = None


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """Where a piece of work stands. `authors` are all who wrote any of it; `held_in` is the state that it goes back to
    from hold, `set_for` the day on which somebody looks again; `done` are the moves made so far. `agreed` is the day by
    which the council is to have it, as long as it hasn't; `longer`: it was moved since the work is in this state."""

    kind: WorkKind
    state: WorkState = WorkState.REQUESTED
    since: date | None = None
    worker: int | None = None
    authors: frozenset[int] = frozenset()
    held_in: WorkState | None = None
    set_for: date | None = None
    counts: Mapping[Count, int] = field(default_factory=Counter)
    done: frozenset[WorkMoveId] = frozenset()
    billable: str = "all"
    agreed: date | None = None
    longer: bool = False

    def due(
        self, *, duty: date | None = None, hearing: date | None = None, own: Mapping[str, str] | None = None
    ) -> date | None:
        """The day by which the piece of work has to leave its state; None in a final one. `duty` is the day of the law
        or the court, `hearing` that of the hearing, `own` the team's terms by state."""
        since = self.since or clock.today()
        set_for = hearing if self.state == WorkState.FILED else self.set_for
        return deadline(self.state, since, duty=duty, set_for=set_for, own=own, agreed=self.agreed, longer=self.longer)


def after(standing: WorkStanding, event: WorkEvent) -> WorkStanding:
    """Where the work stands after this move. Raises ValueError for a move that can't be made from there."""
    move = MOVES[event.move]
    if why := _impossible(move, standing):
        raise ValueError(f"{move.id} in {standing.state}: {why}")
    to_state = standing.held_in if move.back else move.to_state
    moved = to_state is not None and to_state != standing.state
    worker = event.gives_to or standing.worker
    wrote = {event.by} if move.writes else set[int]()
    if standing.worker and (move.writes or standing.state in WRITTEN_IN):
        wrote.add(standing.worker)
    counts = Counter(standing.counts)
    if move.counts:
        counts[move.counts] += 1
    set_for = forms.day_of(event.answers.get("look_again"))
    agreed = forms.day_of(event.answers.get(move.agrees)) if move.agrees else None
    return replace(
        standing,
        state=to_state or standing.state,
        since=clock.local(event.at).date() if moved or standing.since is None else standing.since,
        worker=worker,
        authors=standing.authors | wrote,
        held_in=standing.state if to_state == WorkState.ON_HOLD else None if moved else standing.held_in,
        set_for=set_for or (None if moved else standing.set_for),
        counts=counts,
        done=standing.done | {move.id},
        billable=str(event.answers.get("billable") or standing.billable),
        agreed=None if to_state == WorkState.SENT else agreed or standing.agreed,
        longer=not moved and (agreed is not None or standing.longer),
    )


def standing(kind: WorkKind, requested: date, events: Iterable[WorkEvent]) -> WorkStanding:
    """Where the work stands after these moves, in their order, from the day on which it was requested."""
    stands = WorkStanding(kind, since=requested)
    for event in events:
        stands = after(stands, event)
    return stands


def _impossible(move: WorkMove, stands: WorkStanding) -> str:
    """Why nobody can make this move now; '' where somebody can."""
    state = STATES[stands.state].words
    if stands.kind not in move.of:
        return f"That is not done with a {stands.kind}."
    if stands.state not in move.from_states:
        return f"The work is {state}."
    if move.after and stands.kind in MOVES[move.after].of and move.after not in stands.done:
        return f"First: {MOVES[move.after].does.lower()}."
    return ""


def hindrance(move: WorkMove, stands: WorkStanding, worker: int, role: Role) -> Hindrance | None:
    """Why this worker can't make the move now; None where they can. `stands` is where the work stands."""
    if why := _impossible(move, stands):
        return Hindrance(why)
    if not reaches(role, move.role):
        return Hindrance(only(move.role, "do that"), theirs=True)
    if move.other_person and worker in stands.authors:
        return Hindrance("You wrote some of it: somebody else has to check it.", theirs=True)
    return None


FOLLOWS: Mapping[WorkMoveId, tuple[WorkMoveId, ...]] = {
    WorkMoveId.SIGNED: (WorkMoveId.APPROVE,),
    WorkMoveId.DISAGREES: (WorkMoveId.APPROVE,),
    WorkMoveId.HELD_SESSION: (),
    WorkMoveId.CERTIFICATES_SENT: (WorkMoveId.HELD_SESSION,),
    WorkMoveId.SEND: (WorkMoveId.APPROVE, WorkMoveId.APPROVE_TO_SEND),
    WorkMoveId.ACKNOWLEDGED: (WorkMoveId.SEND,),
    WorkMoveId.SIGN_OFF: (WorkMoveId.SEND,),
    WorkMoveId.FILE: (WorkMoveId.SEND,),
    WorkMoveId.GIVE_COPIES: (WorkMoveId.SIGN_OFF,),
    WorkMoveId.PAID: (WorkMoveId.BILL,),
}
"""The moves whose day the worker names, each with the move that it can't come before."""


def happened_on(event: WorkEvent) -> date:
    """The day of a move: the day that the worker named, else the day on which it was recorded."""
    if said := forms.day_of(event.answers.get("day")):
        return said
    at = event.answers.get("filed_at") or event.answers.get("when")
    return clock.local(clock.from_store(at) if isinstance(at, str) and at else event.at).date()


def too_early(event: WorkEvent, before: Iterable[WorkEvent], requested: date) -> tuple[str, str] | None:
    """What is wrong where the day of a move lies before the work was begun, or before what it comes after: the field
    and the sentence."""
    if event.move not in FOLLOWS:
        return None
    first, words = requested, "Begun"
    for each in before:
        if each.move in FOLLOWS[event.move]:
            first, words = max(requested, happened_on(each)), MOVES[each.move].words
    if happened_on(event) >= first:
        return None
    field = next((name for name in ("day", "filed_at", "when") if event.answers.get(name)), "")
    return field, f"{words} on {clock.format_day(first)}: this can't have been before."


def lacks(move: WorkMove, answers: Answers, now: datetime | None = None) -> tuple[tuple[str, str], ...]:
    """What the move still needs, as (id of the question, sentence)."""
    return tuple((question.id, words) for question, words in forms.all_lacking(move.needs, answers, now))


def offered(stands: WorkStanding, worker: int, role: Role) -> tuple[tuple[WorkMove, Hindrance | None], ...]:
    """The moves that lead on from the work's state, each with the reason why this worker can't make it (None: they
    can)."""
    return tuple((move, hindrance(move, stands, worker, role)) for move in moves_of(stands.kind, stands.state))


EVIDENCE: Mapping[WorkKind, tuple[WorkMoveId, EventKind | None]] = {
    WorkKind.PATHWAY_PLAN: (WorkMoveId.SIGN_OFF, EventKind.PLAN_SIGNED_OFF),
    WorkKind.PLAN_REVIEW: (WorkMoveId.SIGN_OFF, EventKind.PLAN_REVIEWED),
    WorkKind.CARE_PLAN: (WorkMoveId.SIGN_OFF, EventKind.CARE_PLAN_MADE),
    WorkKind.SECTION_7: (WorkMoveId.FILE, None),
    WorkKind.CHILD_IMPACT: (WorkMoveId.FILE, None),
    WorkKind.ADDENDUM: (WorkMoveId.FILE, None),
    WorkKind.TRAINING: (WorkMoveId.HELD_SESSION, None),
}
"""The one move that shows that the duty behind the work is met, and what it is in a young person's life. Nothing else
closes a duty: not sending, not being done, not a bill."""


def shows_duty_met(kind: WorkKind, event: WorkEvent) -> date | datetime | None:
    """The day (for a filing the moment) on which this move shows that the duty behind the work was met; None for every
    other move."""
    move, _ = EVIDENCE[kind]
    if event.move != move:
        return None
    if move == WorkMoveId.FILE:
        filed = event.answers.get("filed_at")
        return clock.from_store(filed) if filed and isinstance(filed, str) else event.at
    return forms.day_of(event.answers.get("day")) or clock.local(event.at).date()
