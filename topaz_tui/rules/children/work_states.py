"""The kinds of work that a council orders from us, and the states of a piece of it.

Every state that isn't final has an owner, a deadline and a way out (work_soundness.py proves it). The deadlines are the
team's own [ours]; the law's clock is another one (rules/statutory), and the earlier day counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.rules.statutory import language


class WorkKind(StrEnum):
    """The kinds of work that a council orders from us. The values are shown."""

    PATHWAY_PLAN = "pathway plan"
    PLAN_REVIEW = "pathway plan review"
    CARE_PLAN = "care plan"
    SECTION_7 = "section 7 report"
    CHILD_IMPACT = "child impact report"
    ADDENDUM = "addendum"
    TRAINING = "training session"


PLANS = (WorkKind.PATHWAY_PLAN, WorkKind.PLAN_REVIEW, WorkKind.CARE_PLAN)
COURT = (WorkKind.SECTION_7, WorkKind.CHILD_IMPACT, WorkKind.ADDENDUM)
TRAINING = (WorkKind.TRAINING,)
EVERY = tuple(WorkKind)


class WorkState(StrEnum):
    """Where a piece of work stands, as the store names it."""

    REQUESTED = "requested"
    QUERY = "query"
    ACCEPTED = "accepted"
    ALLOCATED = "allocated"
    GATHERING = "gathering"
    DRAFTING = "drafting"
    QUALITY_CHECK = "quality_check"
    WITH_YOUNG_PERSON = "with_young_person"
    READY = "ready"
    SENT = "sent"
    COUNCIL_REVIEW = "council_review"
    RETURNED = "returned"
    SIGNED_OFF = "signed_off"
    FILED = "filed"
    DONE = "done"
    BILLED = "billed"
    ON_HOLD = "on_hold"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


At = WorkState  # in the tables below


class Owner(StrEnum):
    """Who has a piece of work in a state. On hold it is with the person who is named."""

    MANAGER = "a manager"
    WORKER = "its worker"
    COUNCIL = "the council"
    NAMED = "whoever looks again"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class StateOfWork:
    """A state. `words` reads after 'The work is', `waits_for` after 'waits for'. `within` is how long it may stand
    there (rules/statutory/language.py), '' where a day is set for it. `of` are the kinds of work that can stand
    there."""

    id: WorkState
    words: str
    owner: Owner
    waits_for: str = ""
    within: str = ""
    of: tuple[WorkKind, ...] = EVERY
    final: bool = False


_STATES = (
    StateOfWork(At.REQUESTED, "requested", Owner.MANAGER, "our yes or no", "+2wd"),
    StateOfWork(At.QUERY, "asked back", Owner.COUNCIL, "the council's answer, or access to records", "+5wd"),
    StateOfWork(At.ACCEPTED, "accepted", Owner.MANAGER, "a worker", "+2wd"),
    StateOfWork(At.ALLOCATED, "given to a worker", Owner.WORKER, "the first contact", "+5wd"),
    StateOfWork(At.GATHERING, "gathering: people are seen", Owner.WORKER, "whoever is to be seen", "+20wd"),
    StateOfWork(At.DRAFTING, "being written", Owner.WORKER, "the draft", "+10wd"),
    StateOfWork(
        At.QUALITY_CHECK, "with a manager to be checked", Owner.MANAGER, "a manager who did not write it", "+3wd"
    ),
    StateOfWork(At.WITH_YOUNG_PERSON, "with the young person", Owner.WORKER, "their view and signature", "+5wd", PLANS),
    StateOfWork(At.READY, "ready to go", Owner.WORKER, "its sending", "+1wd"),
    StateOfWork(At.SENT, "sent", Owner.COUNCIL, "the council's acknowledgement", "+2wd"),
    StateOfWork(At.COUNCIL_REVIEW, "being read by the council", Owner.COUNCIL, "the council's sign-off", "+10wd"),
    StateOfWork(At.RETURNED, "returned by the council", Owner.WORKER, "the changes", "+5wd"),
    StateOfWork(At.SIGNED_OFF, "signed off by the council", Owner.WORKER, "its filing, or the copies", "+2wd"),
    StateOfWork(At.FILED, "filed", Owner.WORKER, "the hearing", "+3m", COURT),
    StateOfWork(At.DONE, "done", Owner.MANAGER, "the bill", "+1m"),
    StateOfWork(At.BILLED, "billed", Owner.MANAGER, "the payment", "+2m"),
    StateOfWork(At.ON_HOLD, "on hold", Owner.NAMED, "the day to look again"),
    StateOfWork(At.DECLINED, "declined by us", Owner.NOBODY, final=True),
    StateOfWork(At.WITHDRAWN, "withdrawn by the council or the court", Owner.NOBODY, final=True),
    StateOfWork(At.SUPERSEDED, "superseded by other work", Owner.NOBODY, final=True),
    StateOfWork(At.CLOSED, "closed", Owner.NOBODY, final=True),
)
STATES: Mapping[str, StateOfWork] = {state.id: state for state in _STATES}
FINAL = tuple(state.id for state in _STATES if state.final)
OPEN = tuple(state.id for state in _STATES if not state.final)
MADE = (At.FILED, At.DONE, At.BILLED)
"""The states after what was ordered is made, and is where it has to be."""
WITH_WORKER = tuple(state.id for state in _STATES if state.owner == Owner.WORKER)
BEING_MADE = (At.ALLOCATED, At.GATHERING, At.DRAFTING, At.WITH_YOUNG_PERSON, At.RETURNED)
"""The states in which people are still seen and asked."""


TO_BE_SENT = (At.ACCEPTED, At.ALLOCATED, At.GATHERING, At.DRAFTING, At.QUALITY_CHECK, At.WITH_YOUNG_PERSON, At.READY,
              At.RETURNED)  # fmt: skip
"""The states in which the council has yet to have it."""


def states_of(kind: WorkKind) -> tuple[WorkState, ...]:
    """The states in which work of this kind can stand."""
    return tuple(state.id for state in _STATES if kind in state.of)


def deadline(
    state: WorkState,
    since: date,
    *,
    duty: date | None = None,
    set_for: date | None = None,
    own: Mapping[str, str] | None = None,
    agreed: date | None = None,
    longer: bool = False,
) -> date | None:
    """The day by which a piece of work has to leave its state; None in a final one. `duty` is the day of the law or the
    court: nothing that is still to be made has a later one, and nothing is on hold beyond it. `set_for` is the day of
    the hearing of what is filed, and the day to look again of what is on hold; `own` are the team's terms by state.
    `agreed` is the day by which the council is to have it: with `longer` it takes the place of the state's own term."""
    row = STATES[state]
    if row.final:
        return None
    if set_for and state in (At.ON_HOLD, At.FILED):
        due = set_for
    else:
        by = language.read((own or {}).get(state) or row.within or "on anchor").from_day(since)
        due = by.day if by else since
        if agreed and state in TO_BE_SENT:
            due = agreed if longer else min(due, agreed)
    return min(due, duty) if duty and state not in MADE else due
