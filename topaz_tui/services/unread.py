"""Rows that can't be read: put aside and named, so that they keep no other row from being read.

A body that is no JSON, or JSON of another shape; a code that nobody knows; a date that is none: a row may hold any of
these after a fault, a wrong hand, or another program. Whatever reads rows that stand beside others reads them by
`each`, `value` or `aside`, the one place where such an error ends. The table and the number of the row are written
down, never what is in it, so that the board and doctor can name it. As soon as it can be read again it is forgotten
(legible.py: forget_mended), and a day after it was last met in any case.
"""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules.queue import Reason
from topaz_tui.store import metadata
from topaz_tui.store.database import is_of_one_moment, one_moment, transaction
from topaz_tui.store.models import Duty, Metadata, QueueEntry, Warning
from topaz_tui.store.rows import dicts

R = TypeVar("R")
T = TypeVar("T")
FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading raises for a value that is not as it should be. A locked database or a full disk is none of these."""
KEY = "unread/"  # in the table `metadata`, before the table and the number of a row
AGAIN, FORGOTTEN = timedelta(hours=1), timedelta(days=1)  # after which it is noted anew, and no longer known
WORDS = {
    "authority": "what was seen of an authority",
    "booking": "an interpreter who is booked",
    "born_before": "a date of birth that was corrected",
    "client": "a person's record",
    "draft": "what somebody had begun to type",
    "escalation": "something on the board",
    "event": "an entry of a history",
    "metadata": "a setting of the list",
    "outbox": "a message to be sent",
    "court_order": "a court order",
    "order_date": "a day that a court set",
    "duty_ended": "a duty that was ended",
    "episode": "time in care",
    "placement": "where a young person lives",
    "restriction": "that a record is restricted",
    "school": "a school",
    "school_post": "who works in a school",
    "reckoned_duty": "what is due, as it was kept",
    "training": "training that somebody had",
    "service": "a service",
    "queue_status": "where a person stands in the queue",
    "statutory_event": "what happened in care",
    "support": "a referral",
    "capacity": "somebody's hours",
    "lieu_hours": "somebody's hours in lieu",
    "commission": "a commission",
    "commission_item": "what a council ordered",
    "commission_month": "a month that was billed",
    "team_settings": "the team's settings",
    "whole_file": "a whole list that somebody asks for",
    "work": "a piece of work",
    "work_step": "a move of a piece of work",
    "work_section": "a part of a document",
    "worker": "a colleague's record",
    "verifier": "a colleague's passphrase",
}
DOCTOR = "'topaz doctor' names the row."
URGENT = {"client", "concern", "escalation", "event", "outbox", "queue_status"}
"""What may keep a person from being called, or a concern from its way."""


# Reading


@contextmanager
def aside(table: str, id: object) -> Iterator[None]:
    """Skip the rest of the block where the row can't be read, note the row, and go on after the block."""
    try:
        yield
    except UserError:
        raise
    except FAULTS:
        note(table, id)


def each(table: str, rows: Iterable[R], make: Callable[[R], T]) -> list[T]:
    """`make(row)` of each row, which has its id as `id`, by name or as an attribute. Rows that can't be read are left
    out, and noted."""
    found = []
    for row in rows:
        with aside(table, row["id"] if isinstance(row, Mapping) else cast(Any, row).id):
            found.append(make(row))
    return found


def each_named(table: str, rows: Iterable[Mapping[str, Any]], make: Callable[..., T]) -> list[T]:
    """`make(**row)` of each row, whose `id` is its id. Rows that can't be read are left out, and noted."""
    found = []
    for row in rows:
        with aside(table, row["id"]):
            found.append(make(**row))
    return found


def value(table: str, id: object, read: Callable[[Any], T], kept: Any) -> T | None:
    """What `read` makes of one value of a row; None where there is no value, or it can't be read, which is noted."""
    if kept is None or kept == "":
        return None
    with aside(table, id):
        return read(kept)
    return None


def moment(text: str | None) -> datetime | None:
    """The moment in a column that can be computed anew; None where it is empty or can't be read, which is not noted."""
    try:
        return clock.from_store(text) if text else None
    except FAULTS:
        return None


class Met:
    """Collects, while a list is read, in which tables a row about each thing can't be read, by the thing's id."""

    def __init__(self) -> None:
        self._of: dict[int, set[str]] = defaultdict(set)

    @contextmanager
    def aside(self, table: str, id: object, of: int) -> Iterator[None]:
        """As `aside`, for a row that belongs to the thing `of`."""
        read = False
        with aside(table, id):
            yield
            read = True
        if not read:
            self._of[of].add(table)

    def value(self, table: str, id: int, read: Callable[[Any], T], kept: Any, of: int | None = None) -> T | None:
        """As `value`, for a row that belongs to the thing `of`; without one, to itself."""
        found = value(table, id, read, kept)
        if found is None and kept not in (None, ""):
            self._of[id if of is None else of].add(table)
        return found

    def words(self, of: int) -> tuple[str, ...]:
        """What about the thing can't be read, in a sentence; none where all can be."""
        if not (tables := self._of.get(of)):
            return ()
        named = ", ".join(sorted(WORDS.get(table, table.replace("_", " ")) for table in tables))
        return (f"Not all that is known here can be read ({named}): what is due may be other than this. {DOCTOR}",)


def object_of(text: str) -> dict[str, Any]:
    """The JSON object in this text. Raises ValueError where there is none."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def answers_of(text: str) -> dict[str, Any]:
    """The answers to a form in this text: texts, lists of texts, or None. Raises ValueError where they are others."""
    found = object_of(text)
    for answer in found.values():
        if not (answer is None or isinstance(answer, str) or _texts(answer)):
            raise ValueError("no answer")
    return found


def document_answers(text: str) -> dict[str, Any]:
    """The answers to the form of a document, among them rows. Raises ValueError where they are others."""
    found = object_of(text)
    for answer in found.values():
        if not (answer is None or isinstance(answer, str) or _texts(answer) or _rows(answer)):
            raise ValueError("no answer")
    return found


def _rows(answer: object) -> bool:
    return isinstance(answer, list) and all(isinstance(row, dict) and _texts(list(row.values())) for row in answer)


def _texts(answer: object) -> bool:
    return isinstance(answer, list) and all(isinstance(each, str) for each in answer)


def body(table: str, id: object, text: str) -> dict[str, Any]:
    """The JSON object in this text; an empty one where it can't be read: what else the row says still counts."""
    return value(table, id, object_of, text) or {}


# What was put aside


_OURS = Metadata.key >= KEY, Metadata.key < KEY[:-1] + "0"
"""Those keys of the table `metadata` that begin with KEY: '0' follows on '/'."""
_met: ContextVar[set[tuple[str, str]] | None] = ContextVar("met", default=None)


@contextmanager
def meeting() -> Iterator[set[tuple[str, str]]]:
    """Collects the rows that can't be read in the block, known or not, as (table, number)."""
    found: set[tuple[str, str]] = set()
    before = _met.set(found)
    try:
        yield found
    finally:
        _met.reset(before)


@contextmanager
def in_one_moment() -> Iterator[set[tuple[str, str]]]:
    """`meeting`, for a block that reads all of one moment (store.database.one_moment), so that nothing in it is half
    before a transaction and half after it. What can't be read is written down after the block."""
    with meeting() as met:
        with one_moment():
            yield met
        for table, id in sorted(met):
            note(table, id)


def told(met: Iterable[tuple[str, str]], tables: Iterable[str]) -> tuple[str, ...]:
    """What of these tables was met and can't be read, a sentence for each: what a page leaves out it has to say."""
    found = sorted(met)
    theirs = ((table, [id for name, id in found if name == table]) for table in tables)
    return tuple(f"{words(table, ids)} {DOCTOR}" for table, ids in theirs if ids)


def note(table: str, id: object) -> None:
    """Write down that this row can't be read, unless that is known."""
    met = _met.get()
    if met is not None:
        met.add((table, str(id)))
        if is_of_one_moment():
            return  # `in_one_moment` does it
    now = clock.now()
    key, at = f"{KEY}{table}/{id}", clock.to_store(now)
    with contextlib.suppress(UserError):  # a database that can't be written now: it is met again
        before = metadata.value_of(key)
        if before and clock.to_store(now - AGAIN) < before <= at:
            return
        with transaction():
            metadata.keep(key, at)
            _decide_anew(table, id, at)


def well(table: str, ids: Sequence[str]) -> None:
    """Forget that these rows can't be read: they can be again, or are gone."""
    if ids:
        with transaction():
            for id in ids:
                Metadata.delete().where(Metadata.key == f"{KEY}{table}/{id}").execute()
                if id.isdecimal():
                    _decide_anew(table, int(id), clock.to_store(clock.now()))


_WHOSE: dict[str, Callable[[Any], Any]] = {
    "client": lambda id: id,
    "queue_status": lambda id: id,
    "duty": lambda id: Duty.select(Duty.client).where(Duty.id == id),
    "warning": lambda id: Warning.select(Warning.client).where(Warning.id == id),
}
"""Who is called or not by such a row."""
_REASONS = (Reason.CALLABLE, Reason.CALLBACK_LATER, Reason.WAITING, Reason.NOT_DUE, Reason.UNREADABLE)


def _decide_anew(table: str, id: object, at: str) -> None:
    """Have the queue decide anew about the client whose row this is; until then nobody is offered them
    (services/queue/status.py: sweep)."""
    if whose := _WHOSE.get(table):
        own = QueueEntry.alias()
        lead = own.select(fn.COALESCE(own.lead, own.client)).where(own.client == whose(id))
        QueueEntry.update(changes_at=at).where(QueueEntry.reason.in_(_REASONS), QueueEntry.client == lead).execute()


def known() -> Mapping[str, tuple[str, ...]]:
    """By table, the numbers of the rows that can't be read; the tables of URGENT first."""
    found: dict[str, list[str]] = {}
    for row in dicts(Metadata.select(Metadata.key).where(*_OURS).order_by(Metadata.key)):
        table, _, id = str(row["key"]).removeprefix(KEY).partition("/")
        found.setdefault(table, []).append(id)
    return {table: tuple(found[table]) for table in sorted(found, key=lambda table: (table not in URGENT, table))}


def forget() -> None:
    """Forget the unreadable rows that nobody has met for a day: they were mended, or nobody reads them."""
    old = (*_OURS, Metadata.value < clock.to_store(clock.now() - FORGOTTEN))
    if Metadata.select().where(*old).exists():
        with transaction():
            Metadata.delete().where(*old).execute()


SHOWN = 5


def words(table: str, ids: Sequence[str]) -> str:
    """'2 × an entry of a history can't be read, and is put aside: event 12, 15.'"""
    named = ", ".join(ids[:SHOWN]) + (f" and {len(ids) - SHOWN:,} more" if len(ids) > SHOWN else "")
    name = table.replace("_", " ")
    return f"{len(ids):,} × {WORDS.get(table, f'a row of {name}')} can't be read, and is put aside: {name} {named}."
