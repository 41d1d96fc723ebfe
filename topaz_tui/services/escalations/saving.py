"""Saves the status of an escalation in its columns, and the moment at which its clock has something to do."""

from __future__ import annotations

from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.status import EscalationStatus, Snapshot, referral, status_of
from topaz_tui.store.models import Escalation


def save_status(
    row: EscalationRow, events: tuple[EscalationEvent, ...], look: Snapshot, *, news: bool = True, told: bool = False
) -> EscalationStatus:
    """Keep what the events add up to. `news` is what somebody should see who is about to act on it; `told`: whoever
    had to be told of a level, or that it is overdue, has been (deadlines.py)."""
    stand = status_of(row, events, look)
    due = stand.deadline
    moves_at = (due.at if stand.resting else _next_moment(row, due, look, told)) if due else None
    Escalation.update(
        state=stand.state,
        waiting_for=due.waiting_for if due else "",
        deadline=clock.to_store(due.at) if due else None,
        level=due.level if due else Role.WORKER,
        closed_at=None if due else row.closed_at or clock.to_store(look.now),
        moves_at=clock.to_store(moves_at) if moves_at else None,
        in_error=int(row.kind == EscalationKind.CONCERN and rules.in_error(referral(row, events, look).events)),
        version=Escalation.version + int(news),
    ).where(Escalation.id == row.id).execute()
    return stand


def told_at(row: EscalationRow, due: rules.Deadline, look: Snapshot) -> tuple[datetime | None, datetime]:
    """The last moment at which a notice about this step was due (None: none yet), and the next one."""
    last = due.reached
    for moment in rules.telling(due, bool(row.danger), look.terms(row).referral, look.settings.office):
        if moment >= look.now:  # the deadline itself is still in time
            return last, moment
        last = max(last or moment, moment)
    raise AssertionError("somebody is told again always")


def _next_moment(row: EscalationRow, due: rules.Deadline, look: Snapshot, told: bool) -> datetime:
    """When the line's clock has something to do next: at once, where a notice may still have to be given."""
    last, following = told_at(row, due, look)
    if not told and (last or due.level != due.begins):
        return look.now
    return min(filter(None, (following, due.next_level_at)))
