"""What of the work of children's services stands on the manager's board, beside the duties that are late: work that was
returned, that rests too long, that is nobody's, and what has too little time left for what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from topaz_tui.rules.children.work import WorkStanding
from topaz_tui.rules.children.work_states import STATES, WorkState
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.statutory import working_days

NEEDS: Mapping[WorkState, int] = {
    At.REQUESTED: 25,
    At.QUERY: 25,
    At.ACCEPTED: 24,
    At.ALLOCATED: 23,
    At.GATHERING: 18,
    At.DRAFTING: 10,
    At.QUALITY_CHECK: 6,
    At.RETURNED: 6,
    At.WITH_YOUNG_PERSON: 4,
    At.READY: 3,
    At.SENT: 2,
    At.COUNCIL_REVIEW: 1,
    At.SIGNED_OFF: 1,
}
"""The working days that a piece of work needs at the least, from each state on, until its duty is met [ours]: less than
the terms of its states, each of which may be used up once. On hold it needs what it needed before."""
NOT_BEGUN = NEEDS[At.REQUESTED]
"""What is still to be begun needs as much as what is requested."""
WHAT = "_what"
"""In an event of a line of the board: what the line is about, in words, from then on."""
UNOWNED = frozenset({At.REQUESTED, At.ACCEPTED})
"""The states in which nobody has a piece of work, and a manager has to say who."""


def at_risk(by: date, today: date, stands: WorkStanding | None = None, spare: int = 0) -> bool:
    """Is too little time left until the day `by` for what is still to do, so that fewer than `spare` working days would
    be left over? `stands` is where the piece of work stands; without one all of it is still to do. What is late already
    is no longer at risk."""
    state = (stands.held_in or stands.state) if stands else None
    needs = NOT_BEGUN if state is None else NEEDS.get(state)
    return needs is not None and today <= by < working_days.add(today, needs + spare)


def of_work(stands: WorkStanding, today: date, most_weeks: int) -> Iterator[EscalationKind]:
    """The kinds of line that a piece of work has on the board as it stands. It may rest for `most_weeks`, and until the
    day on which somebody said they would look at it again."""
    if stands.state == At.RETURNED:
        yield EscalationKind.WORK_RETURNED
    if stands.state == At.ON_HOLD:
        over = stands.set_for is not None and stands.set_for < today
        long = stands.since is not None and stands.since + timedelta(weeks=most_weeks) < today
        if over or long:
            yield EscalationKind.WORK_ON_HOLD
    if stands.state in UNOWNED and stands.worker is None:
        yield EscalationKind.WORK_UNOWNED


def faults(needs: Mapping[WorkState, int] = NEEDS) -> Iterator[str]:
    """What is wrong with the table of NEEDS: a later state must not need more days than an earlier one, and each state
    before the duty is met must have its days."""
    without = {At.ON_HOLD, At.FILED, At.DONE, At.BILLED}
    for state in STATES.values():
        if (state.id in needs) == (state.final or state.id in without):
            yield f"{state.id}: has no days that it needs, or has some and needs none"
    yield from (f"{state}: needs no day" for state, days in needs.items() if days < 1)


if found := list(faults()):
    raise ValueError("; ".join(found))
