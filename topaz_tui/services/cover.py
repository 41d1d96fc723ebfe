"""A manager's hand when a colleague is away, or leaves: whom they hold is let go, what they promised goes to
others, and what they leave open is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Trouble
from topaz_tui.rules import people
from topaz_tui.services import unread
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.referrals import board
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed

IN_THE_QUEUE = ("callable", "callback_later")
ELSEWHERE = {"waiting": "waiting", "held": "with a colleague"}
_WRITING = """
SELECT k.reference, c.title, c.first_name, c.last_name, c.preferred_name, c.person_id
FROM concern k JOIN client c ON c.id = k.client_id
WHERE k.opened_by = ? AND k.submitted_at IS NULL AND k.discarded_at IS NULL ORDER BY k.id
"""
WHOLE_RUNG = {
    "worker": "nobody yet",
    "manager": "the managers",
    "head of service": "the heads of service",
    "director": "the directors",
}
"""With whom something stands that stands on a rung, and with nobody there by name."""


def stands_with(worker_id: int, settings: Settings) -> tuple[int, ...]:
    """The escalations that stand with this worker now: those that they have, and those that they raised which nobody
    has and which have not gone up the ladder."""
    return tuple(
        each.id
        for each in board(settings).every
        if each.owner_id == worker_id
        or (each.owner_id is None and each.rung == "worker" and each.raised_by == worker_id)
    )


def left_open(worker_id: int, stood: Collection[int], settings: Settings) -> tuple[str, ...]:
    """What a colleague who was retired had in hand, a sentence each: the concerns they are writing, and with whom each
    of those stands now that `stood` with them (stands_with, before they were retired)."""
    told = []
    for reference, *names, person_id in database.execute_sql(_WRITING, (worker_id,)).fetchall():
        about = people.full_name(*names) or person_id
        told.append(f"{reference} about {about} is not submitted: a manager can take it over (F4, then t).")
    for each in sorted((each for each in board(settings).every if each.id in stood), key=lambda item: item.id):
        what = each.reference or each.kind_words
        whom = WHOLE_RUNG[each.rung] if each.owner == each.rung_words else each.owner
        told.append(f"{what} about {each.name} stood with them, and stands with {whom} now (F4).")
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Promise:
    """A callback that is open: to whom, when, who promised it, and for whom it is kept (None: anybody). `not_now` is
    why it is not among the queue's callbacks, as the queue has it: a key of REASON_WORDS; None where it is."""

    client_id: int
    name: str
    due: datetime
    promised_by: int | None
    kept_for: int | None
    not_now: str | None = None


_PROMISES = """
SELECT d.id, d.client_id, c.title, c.first_name, c.last_name, c.preferred_name, c.person_id, d.due_at, d.made_by,
       d.for_worker_id, s.reason, s.why
FROM duty d JOIN client c ON c.id = d.client_id LEFT JOIN standing s ON s.client_id = d.client_id
WHERE d.kind = 'callback' AND d.closed_at IS NULL ORDER BY d.due_at, d.id
"""


def promises() -> tuple[Promise, ...]:
    """All callbacks that are promised, the soonest first."""
    return tuple(unread.each("duty", database.execute_sql(_PROMISES).fetchall(), _promise))


def _promise(id: int, client_id: int, *rest: Any) -> Promise:
    *names, person_id, due_at, made_by, kept_for, reason, why = rest
    not_now = None if reason in IN_THE_QUEUE and why == "callback" else reason or "unreadable"
    name, due = people.full_name(*names) or person_id, clock.from_store(due_at)
    return Promise(client_id, name, due, made_by, kept_for, not_now)


def counted(promises: Collection[Promise]) -> str:
    """All that are promised in figures that add up: those of the queue's tab of callbacks, and those that stand in
    another of its tabs, as nobody may call them now."""
    now = sum(each.not_now is None for each in promises)
    others = Counter(ELSEWHERE.get(each.not_now, "not callable") for each in promises if each.not_now)
    told = [f"{now} callback{'' if now == 1 else 's'}"] if promises else []
    told += [f"{count} {words}" for words, count in others.most_common()]
    return " + ".join(told)


def release(desk: Desk, worker_id: int) -> int:
    """Let go of everybody whom a worker holds; returns how many. What they typed stays their draft."""
    desk.need_manager("release whom a colleague holds")
    with deed():
        rows = database.execute_sql(
            "UPDATE standing SET held_by = NULL, held_until = NULL, fence = fence + 1 WHERE held_by = ?"
            " RETURNING client_id",
            (worker_id,),
        ).fetchall()
        if not rows:
            raise Trouble("They hold nobody.", "There is nothing to release.")
        queue_status.refresh([client_id for (client_id,) in rows], desk.settings)
        for (client_id,) in rows:
            audit.note(desk.worker_id, "released a claim", client_id)
    return len(rows)


def move_callbacks(desk: Desk, worker_id: int, to_worker: int | None) -> int:
    """Give every callback kept for a worker to another, or to anybody (None); returns how many."""
    desk.need_manager("move a colleague's callbacks")
    with deed():
        at_work = "SELECT 1 FROM worker WHERE id = ? AND retired_at IS NULL"
        if to_worker is not None and not database.execute_sql(at_work, (to_worker,)).fetchone():
            raise Trouble("That worker does not work here any more.", "Choose another.")
        rows = database.execute_sql(
            "UPDATE duty SET for_worker_id = ?"
            " WHERE for_worker_id = ? AND kind = 'callback' AND closed_at IS NULL RETURNING client_id",
            (to_worker, worker_id),
        ).fetchall()
        if not rows:
            raise Trouble("No callback is kept for them.", "There is nothing to move.")
        queue_status.refresh([client_id for (client_id,) in rows], desk.settings)
        for (client_id,) in rows:
            audit.note(desk.worker_id, "moved a callback", client_id)
    return len(rows)
