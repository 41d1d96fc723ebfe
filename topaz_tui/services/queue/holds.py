"""Who holds whom. No other module writes `held_by`, `held_until` and `fencing_token` of the queue status. Every
function is part of the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.store.database import database
from topaz_tui.store.models import QueueEntry
from topaz_tui.store.rows import dicts, named
from topaz_tui.store.sql import claims as sql
from topaz_tui.store.statement import Statement

_NOBODY = {"held_by": None, "held_until": None}


@dataclass(frozen=True, slots=True)
class Held:
    """A person whom a claim holds. Its fencing token is higher than that of every earlier claim."""

    client_id: int
    fencing_token: int


def take_next(worker_id: int, until: datetime, top: int, late: datetime, now: datetime) -> Held | None:
    """Hold the next person of the queue down to the rank `top`; None where there is nobody. A callback kept for a
    colleague counts once it is due since `late`."""
    moments = {"until": clock.to_store(until), "late": clock.to_store(late), "now": clock.to_store(now)}
    return _held(sql.CLAIM_NEXT, {"worker": worker_id, "top": top, **moments})


def take(worker_id: int, client_id: int, until: datetime, now: datetime) -> Held | None:
    """Hold this person, under the record by which they are called; None where somebody else holds them."""
    moments = {"until": clock.to_store(until), "now": clock.to_store(now)}
    return _held(sql.CLAIM, {"worker": worker_id, "client": client_id, **moments})


def _held(statement: Statement, values: dict[str, object]) -> Held | None:
    return next((Held(**row) for row in named(database.run(statement, values))), None)


def renew(worker_id: int, held: Held, until: datetime) -> bool:
    """Extend the claim until then; False where it no longer holds."""
    values = {
        "until": clock.to_store(until),
        "client": held.client_id,
        "worker": worker_id,
        "fencing_token": held.fencing_token,
    }
    return bool(named(database.run(sql.RENEW, values)))


def has_lapsed(held: Held) -> bool:
    """Has this claim run out, and has nobody taken the person since?"""
    return bool(named(database.run(sql.LAPSED, (held.client_id, held.fencing_token))))


def is_held(worker_id: int, client_id: int, fencing_token: int) -> bool:
    """Does this claim still hold?"""
    ours = QueueEntry.client == client_id, QueueEntry.held_by == worker_id, QueueEntry.fencing_token == fencing_token
    return bool(QueueEntry.select().where(*ours).exists())


def release(worker_id: int, client_id: int, fencing_token: int) -> bool:
    """Let go of the person of this claim; False where it no longer held."""
    return bool(database.run(sql.RELEASE, (client_id, worker_id, fencing_token)).rowcount)


def release_from_anybody(client_id: int) -> None:
    """Release this person, whoever holds them."""
    database.run(sql.RELEASE_FROM_ANYBODY, (client_id,))


def take_from(client_id: int) -> None:
    """Release this person so that their holder notices: the holder's claim no longer counts."""
    QueueEntry.update(fencing_token=QueueEntry.fencing_token + 1, **_NOBODY).where(
        QueueEntry.client == client_id
    ).execute()


def take_all_from(worker_id: int) -> list[int]:
    """Release everybody whom this worker holds, as `take_from` does; returns who they were."""
    taken = QueueEntry.update(fencing_token=QueueEntry.fencing_token + 1, **_NOBODY).where(
        QueueEntry.held_by == worker_id
    )
    return [row["client_id"] for row in dicts(taken.returning(QueueEntry.client.alias("client_id")))]


def release_all_of(worker_id: int) -> None:
    """Release everybody whom this worker holds."""
    QueueEntry.update(**_NOBODY).where(QueueEntry.held_by == worker_id).execute()
