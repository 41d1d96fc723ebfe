"""Hold a person for the length of a call, and let them go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does
from topaz_tui.services import links
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status
from topaz_tui.services.queue.changes import gate_now, sweep_some
from topaz_tui.services.queue.facts import facts_of
from topaz_tui.store.database import database, deed


@dataclass(frozen=True, slots=True)
class Claim:
    """A held client. The fence is the proof: a later holder has a higher one. Ends at `until` unless renewed."""

    client_id: int
    fence: int
    until: datetime


_CLAIM_NEXT = """
UPDATE standing SET state = 'held', reason = 'held', words = 'With a colleague', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (
    SELECT client_id FROM standing WHERE state = 'ready' AND rank <= ?3
        AND (for_worker_id IS NULL OR for_worker_id = ?1 OR due_at <= ?4)
        AND (changes_at IS NULL OR changes_at > ?5)
    ORDER BY rank, due_at, client_id LIMIT 1 %s)
RETURNING client_id, fence
"""
_CLAIM = """
UPDATE standing SET state = 'held', reason = 'held', words = 'With a colleague', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (SELECT coalesce(lead_id, client_id) FROM standing WHERE client_id = ?3)
    AND (held_by IS NULL OR held_by = ?1 OR held_until <= ?4)
RETURNING client_id, fence
"""
_RENEW = """
UPDATE standing SET held_until = ?1, changes_at = ?1 WHERE client_id = ?2 AND held_by = ?3 AND fence = ?4
RETURNING client_id
"""
_LET_GO = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ? AND held_by = ? AND fence = ?"


def claim_next(desk: Desk) -> Claim | None:
    """Take the next person of the queue, in one statement; None when nobody can be called now.

    A callback kept for a colleague is theirs until it is `callback_grace_minutes` late. Nobody is taken of whom it is
    to be decided anew first.
    """
    sweep_some(desk)
    now = clock.now()
    calls = desk.settings.calls
    until = now + timedelta(minutes=calls.claim_minutes)
    late = now - timedelta(minutes=calls.callback_grace_minutes)
    values = (
        desk.worker_id,
        clock.to_store(until),
        gate_now(desk, now).top,
        clock.to_store(late),
        clock.to_store(now),
    )
    while True:
        with deed(alone=False):
            rows = database.execute_sql(_CLAIM_NEXT % database.skip_locked, values).fetchall()
        if rows and facts_of(rows[0][0]) is None:  # damaged since it was decided: nobody is called on a guess
            with deed():
                database.execute_sql(_LET_GO, (rows[0][0], desk.worker_id, rows[0][1]))
                status.refresh((rows[0][0],), desk.settings)
            continue
        if rows or not status.sweep(desk.settings):
            break
    return _holds(desk, Claim(rows[0][0], rows[0][1], until)) if rows else None


def claim(desk: Desk, client_id: int) -> Claim:
    """Hold this client: of a person who has several records, the one under which they are called. Raises Trouble, which
    names the colleague, when somebody else does."""
    now = clock.now()
    until = now + timedelta(minutes=desk.settings.calls.claim_minutes)
    with deed(alone=False):
        values = (desk.worker_id, clock.to_store(until), client_id, clock.to_store(now))
        rows = database.execute_sql(_CLAIM, values).fetchall()
        if not rows:
            who = does(holder(client_id) or "Nobody", "is")
            raise Trouble(f"{who} with this person now.", "Take another, or ask them.")
    return _holds(desk, Claim(rows[0][0], rows[0][1], until))


def _holds(desk: Desk, held: Claim) -> Claim:
    desk.holding[held.client_id] = held.fence
    return held


def renew(desk: Desk, held: Claim) -> Claim | None:
    """Hold on for another full time; None when the claim had run out and somebody else took the client."""
    until = clock.now() + timedelta(minutes=desk.settings.calls.claim_minutes)
    with deed(alone=False):
        values = (clock.to_store(until), held.client_id, desk.worker_id, held.fence)
        rows = database.execute_sql(_RENEW, values).fetchall()
        if not rows:
            row = database.execute_sql(_CLAIM_LAPSED, (held.client_id, held.fence)).fetchone()
            return claim(desk, held.client_id) if row else None
    return Claim(held.client_id, held.fence, until)


_CLAIM_LAPSED = "SELECT 1 FROM standing WHERE client_id = ? AND fence = ? AND held_by IS NULL"


def release(desk: Desk, held: Claim) -> None:
    """Let go of a client, if still held by this claim."""
    with deed():
        database.execute_sql(_LET_GO, (held.client_id, desk.worker_id, held.fence))
        status.refresh((held.client_id,), desk.settings)
    if desk.holding.get(held.client_id) == held.fence:
        del desk.holding[held.client_id]


def release_all(desk: Desk) -> None:
    """Let go of whomever this terminal holds, on leaving the program; not of those whom the same worker holds at
    another."""
    if not desk.holding:
        return
    with deed():
        for client_id, fence in desk.holding.items():
            database.execute_sql(_LET_GO, (client_id, desk.worker_id, fence))
        status.refresh(tuple(desk.holding), desk.settings)
    desk.holding.clear()


def holder(client_id: int) -> str | None:
    """The name of the worker who holds this client now, or None."""
    row = database.execute_sql(
        "SELECT w.name FROM standing s JOIN worker w ON w.id = s.held_by WHERE s.client_id = ? AND s.held_until > ?",
        (links.lead_of(client_id), clock.to_store(clock.now())),
    ).fetchone()
    return row[0] if row else None
