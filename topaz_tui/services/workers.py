"""Workers: who they are, added, listed, retired; matched by their operating-system account."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import ProgrammingError, fn

from topaz_tui import clock
from topaz_tui.config import ADDRESS, Settings
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound, SessionEnded, UserError
from topaz_tui.output import is_text
from topaz_tui.rules import permissions
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.people import LONGEST_NAME
from topaz_tui.rules.permissions import Act, Role
from topaz_tui.services import training, unread
from topaz_tui.services.queue import holds
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import AnySession, JobSession, Session
from topaz_tui.services.worker_status import phrase_of, worker_status
from topaz_tui.store import audit, metadata
from topaz_tui.store.database import database, is_refused, login, transaction
from topaz_tui.store.models import Call, Client, ClientAction, Concern, Duty, QueueEntry, Verifier, Worker
from topaz_tui.store.rows import dicts

ROLES: Mapping[str, str] = {
    Role.WORKER: "Duty worker",
    Role.MANAGER: "Manager",
    Role.HEAD_OF_SERVICE: "Head of service",
    Role.DIRECTOR: "Director",
    Role.AUDITOR: "Auditor",
    Role.DISPATCH: "Dispatch",
    Role.KEEPER: "Keeper",
}
"""The first four are the levels of the escalation path (rules/referrals: LEVELS): who stands higher may do what those
below may. The others are given no work, and see nobody's record."""
LEAST = Role.WORKER
UNREADABLE = "(unreadable)"
ONE_LOGIN, NO_PHRASE = "one login for all", "no passphrase"


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
    actions: int = 0

    @property
    def role_words(self) -> str:
        """The role in words."""
        return ROLES.get(self.role, UNREADABLE)

    @property
    def takes_work(self) -> bool:
        """Are they at work here, in a role that is given work of the list?"""
        return not self.retired and permissions.takes_work(self.role)

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


def signed_in() -> str:
    """The account of whoever sits here: as the server says who logged in, where each worker has a login of their own;
    else as the system has it."""
    return login() or account()


def current_session(settings: Settings, act: Act = Act.OPEN_LIST) -> Session:
    """The session of the worker whose account this is, who means to do this. Raises NotAllowed as `session_of` does."""
    return session_of(signed_in(), settings, act)


def session_of(name: str, settings: Settings, act: Act = Act.OPEN_LIST, phrase: int | None = None) -> Session:
    """The session of the worker with this account, of whom it is known that it is they: by the passphrase with this
    number, if by one. Raises NotAllowed for a stranger, one who was retired or whose role may not; that is logged."""
    worker = Worker.get_or_none(Worker.account == name)
    if worker is None:
        refused(None, act, name)
        raise stranger(name)
    if worker.retired_at:
        refused(worker.id, act, name)
        raise _retired(worker)
    session = Session(
        worker.id, worker.account, worker.name, _role(worker.id, worker.role) or LEAST, settings, _how(),
        phrase_of(worker_status(worker.id)) if phrase is None else phrase, training.is_for_training(),
    )  # fmt: skip
    if not session.may(act):
        refused(worker.id, act, name)
        session.require(act)
    return session


def runs_jobs() -> bool:
    """Is the account of this process at work on the list? One that several share may be on it for no job at all."""
    return Worker.select().where(Worker.account == signed_in(), Worker.retired_at.is_null()).exists()


def needs_phrase() -> bool:
    """Does this team sign in with passphrases (sign_in.py)?"""
    return login() is None and metadata.value_of(metadata.PASSPHRASES) is not None


def _how() -> str:
    """What the title says of a sign-in that proves little; '' where the server, or a passphrase, says who somebody
    is."""
    if login() or needs_phrase():
        return ""
    return ONE_LOGIN if database.obj.name == "postgresql" else NO_PHRASE


def stranger(account: str) -> NotAllowed:
    """Why somebody who is not on the list does nothing with it."""
    return NotAllowed(
        f"The account {account!r} is not a worker in this database.",
        f'A manager can add it: topaz workers add {account} --name "…".',
    )


def refused(worker_id: int | None, act: Act, account: str) -> None:
    """A line of the log: who was refused what. That it can't be written lets nobody in."""
    with contextlib.suppress(UserError), transaction():
        audit.record(worker_id, f"was refused: {act}", subject=f"account {account}")


def require_still_at_work(session: Session) -> None:
    """Raises SessionEnded where this worker was retired since they signed in, or has another role or passphrase now.
    One row is read: cheap enough to be asked before whatever they do, and each second."""
    kept = "What you had typed is kept."
    try:
        rows = worker_status(session.worker_id)
    except ProgrammingError as error:
        if not is_refused(error):
            raise
        what = "Your login has no rights on this list any more, so Topaz has ended here."
        raise SessionEnded(what, f"{kept} Ask your manager.") from error
    if not rows:
        raise SessionEnded("You are not on this list any more, so Topaz has ended here.", f"{kept} Ask your manager.")
    if rows[0]["retired_at"]:
        raise SessionEnded("You were retired from this list, so Topaz has ended here.", f"{kept} Ask your manager.")
    now = rows[0]["role"] if rows[0]["role"] in ROLES else LEAST
    if now != session.role:
        what = f"You are a {ROLES[now].lower()} now, so Topaz has ended here."
        raise SessionEnded(what, f"{kept} Start Topaz again to go on.")
    if phrase_of(rows) != session.phrase:
        what = "You have another passphrase now, so Topaz has ended here."
        raise SessionEnded(what, f"{kept} Start Topaz again and sign in with it.")


def job_session(settings: Settings, act: Act) -> JobSession:
    """The session of a job that runs under this account and does this. Raises NotAllowed where that account may not."""
    return job_of(current_session(settings, act))


def job_of(session: Session) -> JobSession:
    """The session of a job that this worker gave: it does not reach what is theirs alone."""
    return JobSession(session.account, session.settings)


def owner_session(settings: Settings) -> JobSession:
    """The session of whoever looks after a server, who need not be a worker: the server itself says whether they own
    the tables, and nothing else is done by it (services/logins.py)."""
    return JobSession(signed_in(), settings)


def require_of_file(file: Path, act: Act) -> None:
    """Raises NotAllowed unless whose account this is may do this to the list in the file, which is read as it is: an
    older one is not brought up to date. Where there is no list that can be read nobody can be asked."""
    from topaz_tui.services import connection
    from topaz_tui.store import backup

    name = account()
    try:
        known = backup.who_is(file, name)
    except (UserError, OSError):
        return
    if clock.is_pretended() and not known.by_any_clock:
        raise training.refusal()
    if known.id is None:
        trouble = stranger(name)
    elif known.retired:
        trouble = NotAllowed(f"The worker with the account {name!r} was retired.", "A manager can add them again.")
    elif not permissions.may(known.kept if known.kept in ROLES else LEAST, act):
        trouble = NotAllowed(permissions.refusal(act), "Ask your manager, or flag it to them.")
    else:
        return
    if known.is_current:
        with contextlib.suppress(UserError):
            connection.open_database(file)
            refused(known.id, act, name)
        connection.close()
    raise trouble


def _retired(worker: Worker) -> UserError:
    """Why nobody is signed in who was retired. A day that can't be read gives no rights back: somebody wrote it down,
    and somebody who is at work has to say whether it was so."""
    account = worker.account
    if unread.value("worker", worker.id, clock.from_store, worker.retired_at):
        return NotAllowed(f"The worker with the account {account!r} was retired.", "A manager can add them again.")
    what = f"The account {account!r} is kept as retired, and since when can't be read: so it counts as retired."
    others = (
        Worker.select()
        .where(Worker.role.in_(permissions.roles(Act.ADD_WORKER)), Worker.retired_at.is_null())
        .order_by(Worker.id)
        .first()
    )
    if others is None:
        return NotAllowed(what, "No manager is at work: restore a backup from before (topaz restore FILE).")
    return NotAllowed(what, f'{others.name} can bring them back: topaz workers add {account} --name "{worker.name}".')


def _role(id: int, kept: str) -> str:
    """The role in this row; '' for none that exists, noted as unreadable: such a worker may do what everybody may."""
    with unread.aside("worker", id):
        if kept not in ROLES:
            raise ValueError("an unknown role")
        return kept
    return ""


def check(account: str, name: str, role: str, mail: str | None = None) -> None:
    """Raise UserError unless these could be a worker's."""
    if role not in ROLES:
        raise Invalid(f"{role!r} is not a role.", f"Choose one of: {', '.join(ROLES)}.")
    if not account.strip() or not name.strip():
        raise Invalid("A worker needs an account and a name.", "Give both.")
    if max(len(account), len(name)) > LONGEST_NAME:
        raise Invalid(f"A worker's account and name have at most {LONGEST_NAME} letters each.", "Shorten it.")
    if not is_text(account + name):
        raise Invalid("The name has bytes that are no text here.", "Set LANG to C.UTF-8, and type it again.")
    if mail and not ADDRESS.fullmatch(mail):
        raise Invalid(f"{mail!r} is no mail address.", "Write it like name@example.org.")


def add_first(account: str, name: str) -> None:
    """Add the manager of a new list, where nobody is yet who could. Raises UserError where somebody is."""
    account, name = account.strip(), name.strip()
    check(account, name, Role.MANAGER)
    with transaction():
        if Worker.select().exists():
            raise Conflict("Somebody works here already.", "A manager adds others: topaz workers add.")
        Worker.create(account=account, name=name, role=Role.MANAGER, added_at=clock.to_store(clock.now()))
        audit.record(None, audit.LoggedAction.ADDED_WORKER, subject=audit.role_of(account, Role.MANAGER))


def add(session: Session, account: str, name: str, role: str, *, mail: str | None = None) -> None:
    """Add a worker, or bring a retired one back. Raises UserError for an unknown role or an account already at work."""
    session.require(Act.ADD_WORKER)
    account, name, role = account.strip(), name.strip(), role.strip().lower()
    check(account, name, role, mail)
    with transaction():
        known = Worker.get_or_none(Worker.account == account)
        if known and not known.retired_at:
            raise Conflict(
                f"The account {account!r} is {known.name}, already a worker here.", "Choose another account."
            )
        if known:
            Worker.update(name=name, role=role, mail=mail, retired_at=None).where(Worker.id == known.id).execute()
        else:
            Worker.create(account=account, name=name, role=role, mail=mail, added_at=clock.to_store(clock.now()))
        audit.record(session.worker_id, audit.LoggedAction.ADDED_WORKER, subject=audit.role_of(account, role))


def change(
    session: Session,
    account: str,
    *,
    name: str | None = None,
    role: str | None = None,
    mail: str | None = None,
    phone: str | None = None,
) -> None:
    """Change what is known of a worker; None leaves it, '' takes a mail address or phone away.

    Raises UserError for an unknown account, for what could not be a worker's, and where no manager would be left.
    """
    session.require(Act.CHANGE_WORKER)
    with transaction():
        worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
        if worker is None:
            raise NotFound(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        role = worker.role if role is None else role.strip().lower()
        name = (worker.name if name is None else name).strip()
        check(account, name, role, mail)
        if worker.role == Role.MANAGER and role != Role.MANAGER:
            _need_another_manager(worker)
        leaves = permissions.takes_work(worker.role) and not permissions.takes_work(role)
        new: dict[str, str | None] = {"name": name, "role": role}
        new |= {column: text or None for column, text in (("mail", mail), ("phone", phone)) if text is not None}
        Worker.update(**new).where(Worker.id == worker.id).execute()
        if leaves:
            _hand_round(worker.id, session.settings)
        audit.record(session.worker_id, audit.LoggedAction.CHANGED_WORKER, subject=audit.role_of(account, role))


def _need_another_manager(worker: Worker) -> None:
    managers = Worker.select().where(Worker.role == Role.MANAGER, Worker.retired_at.is_null()).count()
    if worker.role == Role.MANAGER and managers == 1:
        raise Conflict(f"{worker.name} is the only manager.", "Add another manager first.")


def retire(session: Session, account: str) -> None:
    """Retire a worker: their record stays, what they hold is let go, callbacks kept for them are anybody's, and what
    they see to is a manager's.

    Raises UserError for an unknown account, and for the last manager.
    """
    session.require(Act.RETIRE_WORKER)
    with transaction():
        worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
        if worker is None:
            raise NotFound(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        _need_another_manager(worker)
        Worker.update(retired_at=clock.to_store(clock.now())).where(Worker.id == worker.id).execute()
        if not login():  # who comes back gets another passphrase
            Verifier.update(digest="", version=Verifier.version + 1).where(Verifier.worker == worker.id).execute()
        _hand_round(worker.id, session.settings)
        audit.record(session.worker_id, audit.LoggedAction.RETIRED_WORKER, subject=f"worker {account}")


def _hand_round(worker_id: int, settings: Settings) -> None:
    """Give all that is this worker's to others: they were retired, or their role is given no work. Part of the caller's
    transaction."""
    from topaz_tui.services import owned  # what signing in has no need of is loaded where it is used
    from topaz_tui.services.actions import late
    from topaz_tui.services.statutory import board_lines

    Duty.update(for_worker=None).where(Duty.for_worker == worker_id).execute()
    s = QueueEntry
    rows = s.select(s.client).where((s.held_by == worker_id) | (s.for_worker == worker_id))
    theirs = [row["client"] for row in dicts(rows)]
    holds.release_all_of(worker_id)
    queue_status.refresh(theirs, settings)
    late.hand_round()
    owned.hand_round()
    board_lines.look_again()


def team(session: AnySession) -> tuple[WorkerLine, ...]:
    """Every worker, those at work first, with whom they hold and what they did today."""
    from topaz_tui.services.actions import OPEN

    now = clock.now()
    midnight = clock.to_store(clock.at(clock.local(now).date(), "00:00"))
    w, s, first, last = Worker, QueueEntry, Client.first_name, Client.last_name
    held = (s.held_by == w.id) & (s.held_until > clock.to_store(now))
    name = fn.TRIM(fn.COALESCE(first, "").concat(" ").concat(fn.COALESCE(last, "")))
    called = Call.worker == w.id, Call.replaced_by.is_null(), Call.rang_at >= midnight
    promised = Duty.for_worker == w.id, Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
    written = Concern.opened_by == w.id, Concern.submitted_at.is_null(), Concern.discarded_at.is_null()
    rows = w.select(
        w.id, w.account, w.name, w.role, w.retired_at, w.mail,
        s.select(name).join(Client).where(held).limit(1).alias("holding"),
        s.select(s.client).where(held).limit(1).alias("holding_id"),
        Call.select(fn.COUNT(Call.id)).where(*called).alias("calls_today"),
        Duty.select(fn.COUNT(Duty.id)).where(*promised).alias("callbacks"),
        Concern.select(fn.COUNT(Concern.id)).where(*written).alias("drafts"),
        ClientAction.select(fn.COUNT(ClientAction.id)).where(*OPEN, ClientAction.owner == w.id).alias("actions"),
    ).order_by(w.retired_at.is_null(False), w.name)  # fmt: skip
    return tuple(unread.each_named("worker", dicts(rows), _line))


def _line(id: int, role: str, retired_at: str | None, **rest: Any) -> WorkerLine:
    strange = bool(retired_at) and not unread.value("worker", id, clock.from_store, retired_at)
    return WorkerLine(id=id, role=_role(id, role), retired=retired_at is not None, strange=strange, **rest)
