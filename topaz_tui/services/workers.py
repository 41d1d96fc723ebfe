"""Workers: who they are, added, listed, retired; matched by their operating-system account."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, replace
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.config.values import ADDRESS
from topaz_tui.errors import Trouble
from topaz_tui.output import is_text
from topaz_tui.rules.people import LONGEST_NAME
from topaz_tui.services import owned, unread
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed
from topaz_tui.store.models import Worker

ROLES = {
    "worker": "Duty worker",
    "manager": "Manager",
    "head of service": "Head of service",
    "director": "Director",
}
"""A role is a rung of the ladder (rules/referrals: RUNGS): who stands higher may do what those below may."""
LEAST = "worker"
UNREADABLE = "(unreadable)"


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A worker as the list and the team screen show them. `holding` is whom they are with, if anybody. `strange`: when
    they were retired can't be read, and they count as retired."""

    id: int
    account: str
    name: str
    role: str
    retired: bool
    holding: str | None = None
    holding_id: int | None = None
    calls_today: int = 0
    callbacks: int = 0
    drafts: int = 0
    mail: str | None = None
    strange: bool = False

    @property
    def role_words(self) -> str:
        return ROLES.get(self.role, UNREADABLE)

    @property
    def retired_words(self) -> str:
        """'Retired', and where that can't be read, so; '' of somebody at work."""
        return f"Retired {UNREADABLE}" if self.strange else "Retired" if self.retired else ""


def account() -> str:
    """This terminal's account, as the system has it: the environment (LOGNAME) is for anyone to set."""
    try:
        import pwd
    except ImportError:  # Windows
        return getpass.getuser()
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid-{uid}"


def sit_down(settings: Settings) -> Desk:
    """The desk of the worker whose account this is. Raises Trouble for a stranger, or one who was retired."""
    name = account()
    worker = Worker.get_or_none(Worker.account == name)
    if worker is None:
        raise Trouble(
            f"The account {name!r} is not a worker in this database.",
            f'A manager can add it: topaz workers add {name} --name "…".',
        )
    if worker.retired_at:
        raise _retired(worker)
    return Desk(worker.id, worker.account, worker.name, _role(worker.id, worker.role) or LEAST, settings)


def _retired(worker: Worker) -> Trouble:
    """Why nobody sits down who was retired. A day that can't be read gives no rights back: somebody wrote it down, and
    somebody who is at work has to say whether it was so."""
    account = worker.account
    if unread.value("worker", worker.id, clock.from_store, worker.retired_at):
        return Trouble(f"The worker with the account {account!r} was retired.", "A manager can add them again.")
    what = f"The account {account!r} is kept as retired, and since when can't be read: so it counts as retired."
    others = Worker.select().where(Worker.role != LEAST, Worker.retired_at.is_null()).order_by(Worker.id).first()
    if others is None:
        return Trouble(what, "No manager is at work: restore a backup from before (topaz restore FILE).")
    return Trouble(what, f'{others.name} can bring them back: topaz workers add {account} --name "{worker.name}".')


def _role(id: int, kept: str) -> str:
    """The role that a row holds; '' where it is none that anybody has, and that is named: it may do what all may."""
    with unread.aside("worker", id):
        if kept not in ROLES:
            raise ValueError("an unknown role")
        return kept
    return ""


def check(account: str, name: str, role: str, mail: str | None = None) -> None:
    """Raise Trouble unless these could be a worker's."""
    if role not in ROLES:
        raise Trouble(f"{role!r} is not a role.", f"Choose one of: {', '.join(ROLES)}.")
    if not account.strip() or not name.strip():
        raise Trouble("A worker needs an account and a name.", "Give both.")
    if max(len(account), len(name)) > LONGEST_NAME:
        raise Trouble(f"A worker's account and name have at most {LONGEST_NAME} letters each.", "Shorten it.")
    if not is_text(account + name):
        raise Trouble("The name has bytes that are no text here.", "Set LANG to C.UTF-8, and type it again.")
    if mail and not ADDRESS.fullmatch(mail):
        raise Trouble(f"{mail!r} is no mail address.", "Write it like name@example.org.")


def add(account: str, name: str, role: str, *, mail: str | None = None, by: Desk | None = None) -> None:
    """Add a worker, or bring a retired one back. Raises Trouble for an unknown role or an account already at work."""
    if by:
        by.need_manager("add a worker")
    account, name, role = account.strip(), name.strip(), role.strip().lower()
    check(account, name, role, mail)
    with deed():
        known = Worker.get_or_none(Worker.account == account)
        if known and not known.retired_at:
            raise Trouble(f"The account {account!r} is {known.name}, already a worker here.", "Choose another account.")
        if known:
            Worker.update(name=name, role=role, mail=mail, retired_at=None).where(Worker.id == known.id).execute()
        else:
            Worker.create(account=account, name=name, role=role, mail=mail, added_at=clock.to_store(clock.now()))
        audit.note(by.worker_id if by else None, "added a worker", subject=f"worker {account}")


def change(
    account: str,
    *,
    name: str | None = None,
    role: str | None = None,
    mail: str | None = None,
    phone: str | None = None,
    by: Desk,
) -> None:
    """Change what is known of a worker; None leaves it, '' takes a mail address or phone away.

    Raises Trouble for an unknown account, for what could not be a worker's, and where no manager would be left.
    """
    by.need_manager("change a worker")
    with deed():
        worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
        if worker is None:
            raise Trouble(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        role = worker.role if role is None else role.strip().lower()
        name = (worker.name if name is None else name).strip()
        check(account, name, role, mail)
        if worker.role == "manager" and role != "manager":
            _need_another_manager(worker)
        new: dict[str, str | None] = {"name": name, "role": role}
        new |= {column: text or None for column, text in (("mail", mail), ("phone", phone)) if text is not None}
        Worker.update(**new).where(Worker.id == worker.id).execute()
        audit.note(by.worker_id, "changed a worker", subject=f"worker {account}")


def _need_another_manager(worker: Worker) -> None:
    managers = Worker.select().where(Worker.role == "manager", Worker.retired_at.is_null()).count()
    if worker.role == "manager" and managers == 1:
        raise Trouble(f"{worker.name} is the only manager.", "Add another manager first.")


def retire(account: str, *, by: Desk) -> None:
    """Retire a worker: their record stays, what they hold is let go, callbacks kept for them are anybody's.

    Raises Trouble for an unknown account, and for the last manager.
    """
    by.need_manager("retire a worker")
    with deed():
        worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
        if worker is None:
            raise Trouble(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        _need_another_manager(worker)
        Worker.update(retired_at=clock.to_store(clock.now())).where(Worker.id == worker.id).execute()
        database.execute_sql("UPDATE duty SET for_worker_id = NULL WHERE for_worker_id = ?", (worker.id,))
        theirs = database.execute_sql(
            "SELECT client_id FROM standing WHERE held_by = ? OR for_worker_id = ?", (worker.id, worker.id)
        ).fetchall()
        database.execute_sql("UPDATE standing SET held_by = NULL, held_until = NULL WHERE held_by = ?", (worker.id,))
        queue_status.refresh((client_id for (client_id,) in theirs), by.settings)
        owned.hand_round()
        audit.note(by.worker_id, "retired a worker", subject=f"worker {account}")


_TEAM = """
SELECT w.id, w.account, w.name, w.role, w.retired_at,
       (SELECT trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')) FROM standing s
        JOIN client c ON c.id = s.client_id WHERE s.held_by = w.id AND s.held_until > ?1 LIMIT 1),
       (SELECT s.client_id FROM standing s WHERE s.held_by = w.id AND s.held_until > ?1 LIMIT 1),
       (SELECT count(*) FROM call k WHERE k.worker_id = w.id AND k.replaced_by IS NULL AND k.rang_at >= ?2),
       (SELECT count(*) FROM duty d WHERE d.for_worker_id = w.id AND d.kind = 'callback' AND d.closed_at IS NULL),
       (SELECT count(*) FROM concern n WHERE n.opened_by = w.id AND n.submitted_at IS NULL AND n.discarded_at IS NULL),
       w.mail
FROM worker w ORDER BY w.retired_at IS NOT NULL, w.name
"""


def team() -> tuple[WorkerLine, ...]:
    """Every worker, those at work first, with whom they hold and what they did today."""
    now = clock.now()
    midnight = clock.at(clock.local(now).date(), "00:00")
    rows = database.execute_sql(_TEAM, (clock.to_store(now), clock.to_store(midnight))).fetchall()
    return tuple(unread.each("worker", rows, _line))


def _line(id: int, account: str, name: str, role: str, retired_at: str | None, *rest: Any) -> WorkerLine:
    strange = bool(retired_at) and not unread.value("worker", id, clock.from_store, retired_at)
    line = WorkerLine(id, account, name, _role(id, role), retired_at is not None, *rest)
    return replace(line, strange=strange)
