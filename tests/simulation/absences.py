"""Colleagues who are ill or on leave. Nobody tells the program: what they hold, promised, write and have on the board
lies there, and has to be seen, and to be had, by those who are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.services import concerns, queue, team
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store.models import Concern, QueueEntry

WRITE_WITHIN = timedelta(hours=24)  # a concern is submitted within 24 hours
LATE = timedelta(minutes=30)
"""By then a callback that is kept for somebody is anybody's [ours: 15 minutes]."""


def left_lying(there: Session, away: Sequence[int], now: datetime) -> Iterator[str]:
    """What of those who are away is late, and can't be seen or had by a manager who is there. Nobody is held any more
    whose time has run out when this is asked."""
    lapsed = QueueEntry.held_by.in_(away), QueueEntry.held_until <= clock.to_store(now)
    yield from (f"client {each.client_id} is still held" for each in QueueEntry.select().where(*lapsed))
    board = escalations.board(there)
    for item in board.every:
        late = item.with_id in away and now > item.deadline and not item.resting
        if late and (item.cannot_take or not item.overdue):
            yield f"{item.kind} {item.id}: overdue {item.overdue}, {item.cannot_take}"
    seen = {draft.id for draft in board.every_draft if draft.late(now)}
    written = Concern.opened_by.in_(away), Concern.submitted_at.is_null(), Concern.discarded_at.is_null()
    for each in Concern.select().where(*written, Concern.opened_at < clock.to_store(now - WRITE_WITHIN)):
        if each.id not in seen:
            yield f"concern {each.id} is being written"
    yield from _promises_out_of_reach(there, away, now)


def _promises_out_of_reach(there: Session, away: Sequence[int], now: datetime) -> Iterator[str]:
    """A callback that is kept for somebody away, and late, comes first to whoever takes the next person."""
    late = QueueEntry.for_worker.in_(away), QueueEntry.due_at < clock.to_store(now - LATE), QueueEntry.why == "callback"
    waiting = [each.client_id for each in QueueEntry.select().where(*late, QueueEntry.state == "ready")]
    if not waiting:
        return
    held = queue.claim_next(there)
    if held is None or QueueEntry.get(QueueEntry.client == held.client_id).why != "callback":
        yield f"callbacks to {waiting} are offered to nobody"
    if held:
        queue.release(there, held)


def stand_in(manager: Session, away: int, to: int | None, now: datetime) -> int:
    """A manager sees to what a colleague left; returns how much there was."""
    done = 0
    with suppress(Conflict):  # they hold nobody
        done += team.release(manager, away)
    with suppress(Conflict):  # no callback is kept for them
        done += team.move_callbacks(manager, away, to)
    board = escalations.board(manager)
    for item in board.every:
        if item.with_id == away and now > item.deadline and not item.cannot_take:
            escalations.take(manager, item.id)
            done += 1
    for draft in board.every_draft:
        if draft.author_id == away and draft.late(now):
            concerns.take_over(manager, draft.id, "They are ill.")
            done += 1
    return done
