"""Signing in with account and passphrase, where the team has chosen that (`topaz init --passphrase`).

It guards against the neighbour at the desk and a mistake: whoever can write the file of the database can do everything
(README). Where each worker has a login on the server, the server says who it is, and nothing is asked here.

Of a phrase its digest alone is kept. It takes 64 MiB and three passes to make (some 0.1 s), so that a stolen file is
not tried through; the screen lets it run in a thread, and no transaction is open meanwhile. Each sign-in and each
refusal is a line of the log.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules import permissions
from topaz_tui.rules import sign_in as rules
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.sign_in import COST, Cost
from topaz_tui.services import unread, workers
from topaz_tui.services.session import Session
from topaz_tui.store import audit, metadata, owner
from topaz_tui.store.database import database, login, transaction
from topaz_tui.store.models import Verifier, Worker

if TYPE_CHECKING:
    from argon2 import PasswordHasher

WRONG = "The account or the passphrase is wrong."
ASK_FOR_ANOTHER = "Ask your manager for another."


class OneTime(NotAllowed):
    """The phrase was given for one use: whoever has it chooses their own first."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and how often and when last it was tried in vain since they had."""

    session: Session
    failures: int = 0
    failed_at: datetime | None = None

    @property
    def words(self) -> str:
        """What whoever signs in is told of that; '' where nothing was."""
        if not self.failures:
            return ""
        times = "Once" if self.failures == 1 else f"{self.failures} times"
        when = f", last {clock.format_moment(self.failed_at, clock.now())}" if self.failed_at else ""
        return f"{times} somebody gave a wrong passphrase for your account{when}. If it was not you, tell your manager."


@dataclass(frozen=True, slots=True)
class GivenPhrase:
    """A one-time phrase, and whose account it is for. It is shown once."""

    account: str
    phrase: str


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    """Loaded where somebody signs in alone. Raises Invalid where it is not installed."""
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise Invalid("For passphrases Topaz needs argon2-cffi, which is not installed.", "Install it.") from error
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)


def need_digests() -> None:
    """Raises Invalid where this machine can make none, before anything is made that needs one."""
    _hasher(COST)


@cache
def _nobody(cost: Cost) -> str:
    """A digest that nobody's phrase has: an account that is not there takes as long as one that is."""
    return str(_hasher(cost).hash(secrets.token_hex(16)))


def sign_in(settings: Settings, account: str, phrase: str, act: Act = Act.OPEN_LIST, *, cost: Cost = COST) -> SignedIn:
    """Whoever has this account and knows its passphrase, and means to do this. Raises NotAllowed for a wrong one (which
    is counted), for an account that waits after several, for somebody who was retired and one who may not; OneTime for
    a phrase that was given, and is to be changed first (`change`)."""
    row = _verified(account.strip(), phrase, cost)
    if row["one_time"]:
        raise OneTime("This phrase was for once: choose your own.", "You need it once more for that.")
    return _in(settings, row, row["version"], act)


def change(settings: Settings, account: str, phrase: str, new: str, *, cost: Cost = COST) -> SignedIn:
    """Choose another passphrase, with the one that holds; whoever does is signed in, and whatever else they have open
    ends. Raises UserError where that one is wrong, or the new one is none."""
    row = _verified(account.strip(), phrase, cost)
    worker = Worker.get_by_id(row["worker"])
    if why := rules.lacks(new, worker.account, worker.name):
        raise Invalid(why, "", "new")
    if new.strip() == phrase.strip():
        raise Invalid("That is the phrase that you were given.", "Choose your own.", "new")
    digest, version = _hasher(cost).hash(new.strip()), row["version"] + 1
    with transaction():
        theirs = (Verifier.id == row["id"]) & (Verifier.version == row["version"])
        kept = {"digest": digest, "one_time": 0, "made_at": _now(), "version": version}
        if not Verifier.update(kept).where(theirs).execute():
            raise NotAllowed("Meanwhile you were given another passphrase.", "Sign in with that one.")
        audit.record(worker.id, "chose a passphrase")
    return _in(settings, row, version)


def begin(account: str, *, cost: Cost = COST) -> GivenPhrase:
    """A new list, on which only its first worker is, signs in with passphrases: theirs for once. Raises Conflict where
    somebody has one."""
    [given] = _made([account], cost)
    with transaction():
        if Verifier.select().exists():
            raise Conflict("Somebody has a passphrase already.", "A manager gives others: topaz workers phrase.")
        _choose(None)
        _keep(given, None)
    return given[0]


def begin_for_all(session: Session, *, cost: Cost = COST) -> tuple[GivenPhrase, ...]:
    """A team that signed in without passphrases has them from now on: one for once for each at work, but for accounts
    of the machine's own. Whatever they have open ends. Raises UserError for whoever may not choose that, and where they
    have them already."""
    session.require(Act.CHANGE_WORKER)
    _need_no_logins()
    if workers.needs_phrase():
        raise Conflict("This team has passphrases.", "Give one worker another: topaz workers phrase ACCOUNT.")
    at_work = Worker.select().where(Worker.retired_at.is_null()).order_by(Worker.account)
    made = _made([worker.account for worker in at_work if permissions.signs_in(worker.role)], cost)
    with transaction():
        _choose(session.worker_id)
        for given in made:
            _keep(given, session.worker_id)
    return tuple(given for given, _ in made)


def give(session: Session, account: str, *, cost: Cost = COST) -> GivenPhrase | None:
    """A phrase for once for this worker, who forgot theirs or has none yet: nobody chooses it, and it is shown this one
    time. Theirs holds no more, and what they have open ends. None for an account of the machine's own, which is asked
    for none. Raises UserError where nobody has the account, or the team has no passphrases."""
    session.require(Act.CHANGE_WORKER)
    _need_phrases()
    if not permissions.signs_in(_at_work(account).role):
        return None
    [made] = _made([account], cost)
    with transaction():
        _keep(made, session.worker_id)
    return made[0]


def give_by_owner(account: str, *, cost: Cost = COST) -> GivenPhrase:
    """Give a one-time phrase to a manager who forgot theirs, where nobody else can: whoever owns the file, or on a
    server the tables, need not sign in for that. They could do it with any other program; this way it is logged. Raises
    NotAllowed for anybody else, and for an account that is no manager's."""
    _need_phrases()
    who = workers.signed_in()
    if not owner.is_ours(database.obj):
        workers.refused(None, Act.CHANGE_WORKER, who)
        raise NotAllowed("The database is another account's.", "Its owner gives this command.")
    if not permissions.may(_at_work(account).role, Act.CHANGE_WORKER):
        raise NotAllowed(f"{account} is no manager.", f"A manager gives them one: topaz workers phrase {account}.")
    [made] = _made([account], cost)
    with transaction():
        _keep(made, None, f"by the database's owner, account {who}")
    return made[0]


def refuse_unasked(act: Act) -> NotAllowed:
    """Nobody is there who could be asked for a passphrase: that is logged, and why nothing is done."""
    workers.refused(None, act, workers.signed_in())
    return NotAllowed("This team signs in with passphrases, and here nobody can be asked.", "Give it in a terminal.")


def _need_no_logins() -> None:
    if login():
        raise Conflict("Each has a login of their own here: the server says who it is.", "No phrase is needed.")


def _need_phrases() -> None:
    _need_no_logins()
    if not workers.needs_phrase():
        none = "This team signs in without passphrases."
        raise Conflict(none, "Have all use them: topaz workers phrase --everybody.")


def _made(accounts: list[str], cost: Cost) -> list[tuple[GivenPhrase, str]]:
    """A one-time phrase for each account, with its digest: made before the transaction, which must not be open that
    long."""
    made = []
    for account in accounts:
        groups = ("".join(secrets.choice(rules.LETTERS) for _ in range(rules.IN_A_GROUP)) for _ in range(rules.GROUPS))
        phrase = "-".join(groups)
        made.append((GivenPhrase(account, phrase), str(_hasher(cost).hash(phrase))))
    return made


def _choose(worker_id: int | None) -> None:
    metadata.keep(metadata.PASSPHRASES, _now())
    audit.record(worker_id, "chose passphrases")


def _keep(made: tuple[GivenPhrase, str], by: int | None, why: str | None = None) -> None:
    """Keep the one-time phrase as its worker's only phrase, and end any wait. Failed tries are still told at the next
    sign-in. Part of the caller's transaction."""
    given, digest = made
    worker = _at_work(given.account)
    known = _row(given.account)
    new = {"digest": digest, "one_time": 1, "made_at": _now(), "locked_until": None}
    if known is None:
        Verifier.create(worker=worker.id, **new)
    else:
        Verifier.update({**new, "version": known["version"] + 1}).where(Verifier.id == known["id"]).execute()
    audit.record(by, "gave a passphrase for once", subject=f"worker {given.account}", why=why)


def _at_work(account: str) -> Any:
    worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
    if worker is None:
        raise NotFound(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
    return worker


def _now() -> str:
    return clock.to_store(clock.now())


def _verified(account: str, phrase: str, cost: Cost) -> dict[str, Any]:
    """The row of the verifier by which this phrase is this account's. The wait is asked before and after the digest is
    made: those that are tried beside each other count, each."""
    row = _row(account)
    _require_no_wait(row, account)
    if not _matches(row["digest"] if row else _nobody(cost), phrase.strip(), cost) or row is None:
        _failed(account)
        raise NotAllowed(WRONG, "Capital letters count. Your manager can give you another: topaz workers phrase.")
    _require_no_wait(_row(account), account)
    made = unread.value("verifier", row["id"], clock.from_store, row["made_at"])
    if row["one_time"] and not (made and clock.now() < made + rules.ONE_TIME):
        _log_refusal(account)
        raise NotAllowed("This phrase was for once, and is too old.", ASK_FOR_ANOTHER)
    return row


def _row(account: str) -> dict[str, Any] | None:
    found: Any = Verifier.select(Verifier).join(Worker).where(Worker.account == account)
    return next(iter(found.dicts()), None)


def _require_no_wait(row: dict[str, Any] | None, account: str) -> None:
    until = row and row["locked_until"] and unread.value("verifier", row["id"], clock.from_store, row["locked_until"])
    if until and clock.now() < until:
        _log_refusal(account)
        span = clock.format_span(until - clock.now())
        raise NotAllowed("Several wrong passphrases were given for this account.", f"Try again in {span}.")


def _matches(digest: str, phrase: str, cost: Cost) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher(cost).verify(digest, phrase))
    except (VerificationError, InvalidHashError):
        return False


def _log_refusal(account: str) -> None:
    with transaction():
        audit.record(None, "sign-in refused", subject=f"worker {account}")


def _failed(account: str) -> None:
    """Count a failed try, and let the next ones wait. The log does not name an account that nobody has: it may be a
    phrase."""
    with transaction():
        row = _row(account)
        if row is None:
            audit.record(None, "sign-in refused")
            return
        now, failures = clock.now(), row["failures"] + 1
        waits = rules.pause(failures)
        until = clock.to_store(now + waits) if waits else None
        new = {"failures": failures, "failed_at": clock.to_store(now), "locked_until": until}
        Verifier.update(new).where(Verifier.id == row["id"]).execute()
        _log_refusal(account)


def _in(settings: Settings, row: dict[str, Any], version: int, act: Act = Act.OPEN_LIST) -> SignedIn:
    worker = Worker.get_by_id(row["worker"])
    session = workers.session_of(worker.account, settings, act, phrase=version)
    at = workers.signed_in()
    with transaction():
        cleared = {"failures": 0, "failed_at": None, "locked_until": None}
        Verifier.update(cleared).where(Verifier.id == row["id"]).execute()
        audit.record(worker.id, "signed in", subject=None if at == worker.account else f"account {at}")
    failed = row["failed_at"] and unread.value("verifier", row["id"], clock.from_store, row["failed_at"])
    return SignedIn(session, row["failures"], failed or None)
