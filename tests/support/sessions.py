"""Who asks, in a test: somebody who works here, or a job of the machine's own."""

from __future__ import annotations

from tests.support.rows import insert, run
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.services.session import JobSession, Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Worker


def employ(account: str, name: str, role: str = "worker", *, mail: str | None = None) -> None:
    """Somebody works here, for the first time or again, and nobody had to be asked: what a test begins with."""
    again = "UPDATE worker SET name = ?, role = ?, mail = ?, retired_at = NULL WHERE account = ?"
    with transaction():
        if not run(again, (name, role, mail, account)).rowcount:
            now = clock.to_store(clock.now())
            insert(Worker, account=account, added_at=now, name=name, role=role, mail=mail)


def desk_of(account: str, settings: Settings) -> Session:
    """The session of a worker who was added."""
    row = Worker.get(Worker.account == account)
    return Session(row.id, row.account, row.name, row.role, settings)


def job(settings: Settings | None = None) -> JobSession:
    """A dispatch, or a list for cron, under these settings (the defaults)."""
    return JobSession("cron", settings or Settings())
