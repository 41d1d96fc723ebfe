"""A worker's role, retirement and passphrase as they stand now: read before whatever they do, and each second."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import login
from topaz_tui.store.models import Verifier, Worker


def worker_status(worker_id: int) -> list[dict[str, Any]]:
    """The row of this worker: role, when they were retired, and the number of their passphrase, if they have one; no
    row for nobody. Where each has a login, nobody reads what passphrases are known by, and none is asked for."""
    return _by_login(worker_id) if login() else _with_phrase(worker_id)


def phrase_of(rows: list[dict[str, Any]]) -> int:
    """The number of the worker's passphrase; 0 where they have none."""
    return (rows[0].get("phrase") or 0) if rows else 0


@Compiled
def _by_login(worker_id: Any) -> Any:
    return Worker.select(Worker.role, Worker.retired_at).where(Worker.id == worker_id)


@Compiled
def _with_phrase(worker_id: Any) -> Any:
    columns = Worker.role, Worker.retired_at, Verifier.version.alias("phrase")
    return Worker.select(*columns).join(Verifier, JOIN.LEFT_OUTER).where(Worker.id == worker_id)
