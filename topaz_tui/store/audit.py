"""The log that only grows: who did what to whom, when. Words for what was done, never what was said.

Most lines are for people alone. Those that a program reads again are codes (`LoggedAction`), and what they are about is
written and read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.store import audit_chain
from topaz_tui.store.audit_chain import LogEntry
from topaz_tui.store.database import database
from topaz_tui.store.models import Audit


class LoggedAction(StrEnum):
    """What was done, in the lines that a program reads again: to take an import back (services/imports/undo.py), to
    verify the log (audit_verify.py), and to seal what has grown since the last seal (services/log_proof.py)."""

    OPENED = "opened"  # their page
    BY_FILE = "changed by the council's file"
    PUT_BACK = "put back as before the council's file"
    JOINED = "joined with the council's file"
    CONFIRMED = "duplicate confirmed"  # of two records, each line about one of them and with the other beside it
    DISMISSED = "duplicate dismissed"
    LATER = "duplicate later"
    UNDONE = "duplicate undone"  # that they are one person's
    OPEN_AGAIN = "duplicate open"  # that they are two people's was taken back
    CUT = "took old lines out of the log"  # the line's detail says where the chains begin now (audit_cut.py)
    SEALED = "sealed the log"  # the line's detail says which way the seal went
    ADDED_WORKER = "added a worker"  # these by doctor: which role somebody was given
    CHANGED_WORKER = "changed a worker"
    ROLE_STOOD = "role as it stood"
    RETIRED_WORKER = "retired a worker"


READING = (LoggedAction.OPENED, LoggedAction.BY_FILE, LoggedAction.PUT_BACK, LoggedAction.JOINED)
"""Lines that build nothing."""
JUDGED = (
    LoggedAction.CONFIRMED,
    LoggedAction.DISMISSED,
    LoggedAction.LATER,
    LoggedAction.UNDONE,
    LoggedAction.OPEN_AGAIN,
)
"""What somebody judged of two records."""
WAITED = (LoggedAction.LATER, LoggedAction.UNDONE, LoggedAction.OPEN_AGAIN)
"""Those after which the pair waits for somebody."""
OF_WORKERS = (
    LoggedAction.ADDED_WORKER,
    LoggedAction.CHANGED_WORKER,
    LoggedAction.ROLE_STOOD,
    LoggedAction.RETIRED_WORKER,
)
"""By the last of these about an account it is known who has it, and in which role."""
_CLIENT = "client "
WORKER = "worker "
_ROLE = re.compile(r"worker (.+) \(([^()]+)\)", re.DOTALL)
_place: ContextVar[str | None] = ContextVar("place", default=None)


def other_client(client_id: int) -> str:
    """The subject of a line about two records: names the second one, as the line's client is the first."""
    return f"{_CLIENT}{client_id}"


def read_other_client(subject: str) -> int:
    """The id of the client that `other_client` wrote. Raises ValueError for any other subject."""
    return int(subject.removeprefix(_CLIENT))


def role_of(account: str, role: str) -> str:
    """The subject of a line that says which role somebody was given."""
    return f"{WORKER}{account} ({role})"


def read_role(subject: str) -> tuple[str, str] | None:
    """The account and the role in it; None in a line that says no role."""
    found = _ROLE.fullmatch(subject)
    return (found[1], found[2]) if found else None


def record(
    worker_id: int | None,
    action: str,
    client_id: int | None = None,
    subject: str | None = None,
    why: str | None = None,
) -> None:
    """Add one line to the log, in the caller's transaction. `subject` names a record ('call 12') and nothing personal;
    `why` is the reason that the worker gave, where one was asked."""
    record_all([LogEntry(clock.to_store(clock.now()), worker_id, action, client_id, subject, why, _place.get())])


def record_all(lines: Sequence[LogEntry]) -> None:
    """Add lines that are complete already (their time and worker too), in the caller's transaction."""
    if lines:
        audit_chain.add(database.obj, lines)


@contextmanager
def coming_from(place: str | None) -> Iterator[None]:
    """Lines of the log that this thread adds within the block name `place`, a page or a command, as where they came
    from."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def come_from(place: str) -> None:
    """Every line of the log that this thread adds from now on names `place`, a command, as where it came from."""
    _place.set(place)


def place() -> str | None:
    """The page or command that new lines of the log name; None where there is none."""
    return _place.get()


def has_later_than(moment: datetime) -> bool:
    """Does the log have a line whose time is after `moment`? Each line's time is by the clock of the machine that wrote
    it."""
    return bool(Audit.select(Audit.id).where(Audit.at > clock.to_store(moment)).exists())
