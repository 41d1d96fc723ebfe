"""Put something on the manager's board: the one way in, used by whatever finds that a manager is needed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.store import audit
from topaz_tui.store.database import database
from topaz_tui.store.models import Escalation

_OPEN = """
INSERT INTO escalation (kind, client_id, concern_id, opened_by, opened_at, danger, state, waiting_for, deadline, rung,
                        owner_id, council, moves_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
_EVENT = "INSERT INTO event (escalation_id, at, worker_id, move, body) VALUES (?, ?, ?, ?, ?)"


def event(
    escalation_id: int, at: datetime, worker_id: int | None, move: str, body: Mapping[str, object] | None = None
) -> None:
    """Add to the history of an escalation: who, when, what, and what they gave for it."""
    said = json.dumps(body or {}, ensure_ascii=False)
    database.execute_sql(_EVENT, (escalation_id, clock.to_store(at), worker_id, move, said))


def open_escalation(
    kind: str,
    client_id: int,
    worker_id: int | None,
    now: datetime,
    *,
    state: str,
    waiting_for: str,
    deadline: datetime | None,
    concern_id: int | None = None,
    danger: bool = False,
    rung: str = "manager",
    council: str | None = None,
    body: Mapping[str, object] | None = None,
) -> int:
    """Begin an escalation with its first event; returns its id. Part of the caller's deed."""
    values = (
        kind,
        client_id,
        concern_id,
        worker_id,
        clock.to_store(now),
        int(danger),
        state,
        waiting_for,
        clock.to_store(deadline) if deadline else None,
        rung,
        None,
        council,
        clock.to_store(deadline) if deadline and concern_id else None,
    )
    [(escalation_id,)] = database.execute_sql(_OPEN, values).fetchall()
    event(int(escalation_id), now, worker_id, "opened", body)
    audit.note(worker_id, f"opened: {kind}", client_id, f"escalation {escalation_id}")
    return int(escalation_id)


def tries_used_up(client_id: int, now: datetime, settings: Settings, records: Sequence[int] = ()) -> None:
    """Nobody was reached in all the tries: a manager decides (practice.md, Tries). Once, while one is open about any
    of the person's records."""
    e = Escalation
    about = e.client.in_(list(records or (client_id,)))
    if not e.select().where(about, e.kind == "tries used up", e.closed_at.is_null()).exists():
        open_escalation(
            "tries used up",
            client_id,
            None,
            now,
            state="open",
            waiting_for="a manager to decide",
            deadline=clock.add_working_days(now, settings.calls.tries_decide_days, settings.office),
        )


def question(client_id: int, worker_id: int, text: str, now: datetime, settings: Settings) -> int:
    """A worker's question, which waits on the board until a manager answers."""
    return open_escalation(
        "question",
        client_id,
        worker_id,
        now,
        state="open",
        waiting_for="a manager to answer",
        deadline=clock.add_working_days(now, settings.referral.question_days, settings.office),
        body={"question": text},
    )
