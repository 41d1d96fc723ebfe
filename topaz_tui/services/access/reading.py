"""The door to a record: whoever shows somebody's record asks here whether it may be seen, and so it is in the log that
it was (rules/reading.py).

A look waits, with others, to be written at most a second later (`flush`: by the app each second, by a command as it
ends), and is gone only where the program is killed within it. A look at somebody restricted is written before this
returns, and so before anything is shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.errors import NotAllowed, SessionEnded
from topaz_tui.rules.reading import MOMENT, OF_LIST, Reading
from topaz_tui.services import links
from topaz_tui.services.access.seen import need_open, restrictions_of
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit
from topaz_tui.store.audit_chain import LogEntry
from topaz_tui.store.database import database, is_of_one_moment, transaction

T = TypeVar("T")
Look = tuple[object, ...]
MOST = 500  # looks that wait at most; a program that never writes them writes them so
REFUSED = "refused"
_lock = threading.Lock()
_waiting: list[tuple[Any, LogEntry]] = []  # with the database of which they are
_last: dict[Look, datetime] = {}  # when each was last seen


def opened(session: AnySession, reading: Reading, *client_ids: int | None, subject: str | None = None) -> None:
    """A worker is shown the record of these clients: raises RestrictedRecord where one is not open to them. `subject`
    names what of it, as 'concern 12'. What a job reads is no look: nobody sits there."""
    need_open(session, *client_ids)
    noted(session, reading, *client_ids, subject=subject)


def noted(session: AnySession, reading: Reading, *client_ids: int | None, subject: str | None = None) -> None:
    """Log that a worker is shown what they may see in any case: what they are writing themselves, or what danger lets
    them see."""
    if not isinstance(session, Session):
        return
    for client_id in dict.fromkeys(filter(None, client_ids)):
        at_once = bool(restrictions_of(links.group_of(client_id)))
        _note(session, reading, client_id, subject, at_once=at_once)


def looked(session: AnySession, reading: Reading, what: str, count: int) -> None:
    """A worker is shown a list: `what` of it, with so many people, or lines."""
    assert reading in OF_LIST
    if not isinstance(session, Session):
        return
    subject = f"{what}: {count}" if what else str(count)
    if reading is Reading.FIND:
        _found(session, subject)
    else:
        _note(session, reading, None, subject, key=what)


def copied(session: Session, client_id: int | None, size: int) -> None:
    """Log that so many characters of a page went into the clipboard of the terminal; the page was about this client
    (None: about nobody)."""
    _note(session, Reading.COPIED, client_id, f"{size} characters", at_once=True)


def _found(session: Session, subject: str) -> None:
    """Log a search that goes on with each key: of several such lines that wait, only the last is kept."""
    line = LogEntry(clock.to_store(clock.now()), session.worker_id, Reading.FIND, None, subject, place=audit.place())
    with _lock:
        _waiting[:] = [each for each in _waiting if each[1][1:4] != line[1:4] or each[1].place != line.place]
        _waiting.append((database.obj, line))


def refused(session: AnySession, error: NotAllowed, what: str) -> None:
    """Somebody was refused something: `what` is the name of the service, or the command."""
    if not isinstance(error, SessionEnded):
        subject = what if isinstance(session, Session) else f"{what}, account {session.account}"
        _note(session, REFUSED, getattr(error, "client_id", None), subject, at_once=True)


def _note(
    session: AnySession,
    action: str,
    client_id: int | None,
    subject: str | None,
    *,
    key: str | None = None,
    at_once: bool = False,
) -> None:
    worker_id, now, place = session.worker_id, clock.now(), audit.place()
    look: Look = (database.obj, worker_id, action, client_id, subject if key is None else key, place)
    within = database.in_transaction()
    with _lock:
        before = _last.get(look)
        _last[look] = now
        if before and abs(now - before) <= MOMENT:
            return
        if len(_last) > 20 * MOST:
            _last.clear()
    line = LogEntry(clock.to_store(now), worker_id, action, client_id, subject, place=place)
    if at_once and not is_of_one_moment():
        try:
            with transaction(exclusive=False):
                audit.record_all([line])
        except BaseException:
            with _lock:
                _last.pop(look, None)
            raise
        if within:  # it may be rolled back yet, and then the next look is the first
            with _lock:
                _last.pop(look, None)
        return
    with _lock:
        _waiting.append((database.obj, line))
        many = len(_waiting) > MOST
    if many and not is_of_one_moment():
        flush()


def flush() -> None:
    """Write the looks that wait. Raises UserError where the database takes none now: they wait on."""
    with _lock:
        taken = _waiting[:]
        _waiting.clear()
    lines = [line for of, line in taken if of is database.obj]
    if not lines:
        return
    try:
        with transaction(exclusive=False):
            audit.record_all(lines)
    except BaseException:
        with _lock:
            _waiting[:0] = taken
        raise


def waits() -> bool:
    """Is a line about a look still to be written?"""
    return bool(_waiting)


def from_place(session: Session, place: str, service: Callable[[], T]) -> T:
    """Run a service that is asked from this page: its lines of the log say so, and so does one where it is refused."""
    with audit.coming_from(place):
        try:
            return service()
        except NotAllowed as error:
            refused(session, error, _name(service))
            raise


def _name(service: Callable[..., Any]) -> str:
    """The name of a service as the log has it, 'queue.managing.put_first'; a function within a service has that
    service's."""
    while isinstance(service, partial):
        inner = next((each for each in service.args if isinstance(each, partial)), None)
        service = inner if inner is not None else service.func
    return f"{service.__module__.removeprefix('topaz_tui.services.')}.{getattr(service, '__qualname__', '')}"
