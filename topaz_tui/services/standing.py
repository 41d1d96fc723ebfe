"""How it stands with a worker now: read before whatever they do, and each second."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import login
from topaz_tui.store.models import Verifier, Worker


def standing(worker_id: int) -> list[dict[str, Any]]:
    """Their role, when they were retired, and the number of their passphrase, if they have one; nothing of nobody.
    Where each has a login nobody reads by what a passphrase is known, and none is asked."""
    return _by_login(worker_id) if login() else _with_phrase(worker_id)


def phrase_of(rows: list[dict[str, Any]]) -> int:
    """The number of their passphrase; 0 for none."""
    return (rows[0].get("phrase") or 0) if rows else 0


@Compiled
def _by_login(worker_id: Any) -> Any:
    return Worker.select(Worker.role, Worker.retired_at).where(Worker.id == worker_id)


@Compiled
def _with_phrase(worker_id: Any) -> Any:
    columns = Worker.role, Worker.retired_at, Verifier.version.alias("phrase")
    return Worker.select(*columns).join(Verifier, JOIN.LEFT_OUTER).where(Worker.id == worker_id)
