"""The log as it is read: who did what, about whom, when, and why where that was asked. It has no name of anybody whom
it is about, and no other word of what was said: whoever reads it has the record for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules.permissions import Act
from topaz_tui.services import access, unread
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Audit, Client, Worker
from topaz_tui.store.rows import dicts

MOST = 200
"""The number of lines that are read where nobody says how many."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log as a manager reads it. `account` is '' for a job of the machine's own, `person_id` '' where
    the line is about nobody, `at` None where the time can't be read. `place` is the page or command that the line came
    from, `why` the reason that was given, where one was asked, `clock_off` by how many seconds the machine's clock was
    ahead of the server's."""

    id: int
    at: datetime | None
    account: str
    action: str
    person_id: str
    subject: str
    client_id: int | None = None
    place: str = ""
    why: str = ""
    clock_off: int | None = None

    @property
    def told(self) -> str:
        """What was done, and to what; why, where that was asked; and by how much the clock was wrong."""
        off = f"the machine's clock was {self.clock_off:+} s" if self.clock_off else ""
        why = "" if self.action == audit.LoggedAction.CUT else self.why  # it has numbers for a program alone
        return " · ".join(filter(None, (self.action, self.subject, why, off)))


def lines(
    session: Session,
    *,
    person_id: str | None = None,
    account: str | None = None,
    since: date | None = None,
    most: int = MOST,
) -> tuple[LogLine, ...]:
    """The last lines, the newest first: about the person of this ID, of this worker, and from this day on. That they
    were read is logged, too.

    Raises NotAllowed to whoever may not read the log, and NotFound for an ID or an account that nobody has.
    """
    session.require(Act.READ_LOG)
    access.flush()
    a = Audit
    columns = a.id, a.at, a.action, a.subject, a.place, a.detail, a.clock_off, a.client.alias("client_id")
    asked = a.select(*columns, Worker.account, Client.person_id).order_by(a.id.desc()).limit(most)
    asked = asked.left_outer_join(Worker, on=a.worker == Worker.id).left_outer_join(Client, on=a.client == Client.id)
    about = None
    if person_id is not None:
        about = [row["id"] for row in dicts(Client.select(Client.id).where(Client.person_id == person_id))]
        if not about:
            raise NotFound(f"Nobody on the list has the ID {person_id!r}.", "topaz queue shows some.")
        asked = asked.where(a.client.in_(about))
    if account is not None:
        worker = Worker.get_or_none(Worker.account == account)
        if worker is None:
            raise NotFound(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        asked = asked.where(a.worker == worker.id)
    if since is not None:
        asked = asked.where(a.at >= clock.to_store(clock.at(since, "00:00")))
    found = tuple(
        LogLine(
            row["id"], unread.value("audit", row["id"], clock.from_store, row["at"]), row["account"] or "",
            row["action"], row["person_id"] or "", row["subject"] or "", row["client_id"], row["place"] or "",
            row["detail"] or "", row["clock_off"],
        )
        for row in dicts(asked)
    )  # fmt: skip
    with transaction():
        for client_id in about or [None]:
            audit.record(session.worker_id, "read the log", client_id, f"worker {account}" if account else None)
    return found
