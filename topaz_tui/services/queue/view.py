"""The queue as a screen or command shows it: the counts of the whole list, and the people of one tab."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import duties
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import gate_words
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access
from topaz_tui.services.queue import sorting, status, tally
from topaz_tui.services.queue.changes import gate_now, sweep_some
from topaz_tui.services.queue.filters import Filters, narrow
from topaz_tui.services.queue.person import QueuePerson, person_of, with_their_other_records
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.services.safety import warnings_of
from topaz_tui.services.session import Session
from topaz_tui.store.database import database
from topaz_tui.store.rows import named
from topaz_tui.store.sql import queue as sql
from topaz_tui.store.statement import statement

WINDOW = 200  # rows on a screen's list: more is narrowed, not scrolled


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The list as it stands: how many stand where (one key a reason), and the people of one tab."""

    counts: dict[str, int]
    callbacks_due: int
    done_today: int
    people: tuple[QueuePerson, ...]
    more: bool
    gate: str | None  # why only promised callbacks may be made now, where that is so
    at: datetime
    order: str | None = None  # one of sorting.ORDERS; None where it is the queue's own
    ranks: Mapping[int, int] = field(default_factory=dict)  # how many can be called now, by their place in the queue


Slice = tuple[str, str, str, tuple[object, ...]]
"""The tables, condition, order and values of a part of a tab."""
_KNOWN = json.dumps([f"{queue_rules.state_of(reason)}/{reason}" for reason in queue_rules.REASON_WORDS])
_HOUR = len("2026-11-23T10")


def list_people(
    session: Session,
    tab: str = "callable",
    filters: Filters | None = None,
    limit: int = WINDOW,
    *,
    order: str | None = None,
    again: bool = True,
) -> QueuePage:
    """The counts of the whole list and the people of one tab of TABS, in the queue's order, or in one of ORDERS where
    the tab can have that; those who were called today with the newest call first. Where it can't be read whether
    somebody is safe to call, they are decided anew first, and the list is read `again`."""
    filters = filters or Filters()
    sweep_some(session)
    now = clock.now()
    gate = gate_now(session, now)
    people_found: list[QueuePerson] = []
    extra, extra_values = narrow(filters)
    kept = tally.kept()
    counted = tally.counts(kept, gate)
    order = sorting.in_force(order, tab, filters.reason, counted)
    slices = _slices(tab, gate.top, now, filters.reason, tally.strange(kept))
    for tables, condition, by, values in _sorted(slices, order) if order else slices:
        people = statement(sql.PEOPLE % (tables, " AND ".join([condition, *extra]), by))
        given = (*values, *extra_values, limit + 1 - len(people_found))
        rows = named(database.run(people, given))
        warned = warnings_of([row["client_id"] for row in rows if row["has_warning"]], clock.today())
        lines = [person_of(row, now, gate, warned.get(row["client_id"], ())) for row in rows]
        people_found += with_their_other_records(lines)
        if len(people_found) > limit:
            break
    if again and (unsafe := [each.client_id for each in people_found if _must_be_asked_about(each)]):
        status.refresh(unsafe, session.settings)
        return list_people(session, tab, filters, limit, order=order, again=False)
    access.looked(session, Reading.QUEUE, tab, len(people_found[:limit]))
    return QueuePage(
        counts=counted,
        callbacks_due=sum(at.people for at in kept if at.state == "ready" and at.rank == duties.PROMISED_RANK),
        done_today=tally.calls_since(_midnight(now)[:_HOUR]),
        people=(access.left_out if extra else access.shown)(session, people_found[:limit]),
        more=len(people_found) > limit,
        gate=None if gate.is_open else gate_words(gate, now),
        at=now,
        order=order,
        ranks=tally.by_rank(kept),
    )


def _sorted(slices: Iterator[Slice], order: str) -> Iterator[Slice]:
    """The tab in this order, as one query of several parts: each part is read by its own index, which an OR of them
    would not be."""
    parts = list(slices)
    tables, condition = parts[0][:2]
    if len(parts) > 1:
        condition = sql.ONE_OF % " UNION ALL ".join(sql.STANDING % each for _, each, _, _ in parts)
    values = tuple(value for *_, given in parts for value in given)
    yield tables, condition, sorting.ORDERS[order][1], values


def _must_be_asked_about(person: QueuePerson) -> bool:
    """Does the person seem callable, now or at a time, though nobody can read whether or when that is safe?"""
    known = person.safety
    return bool(known.unreadable or known.unread_times) and queue_rules.is_open(person.reason)


def counts(session: Session) -> dict[str, int]:
    """The number of clients by reason (rules/queue.py), and 'total', which is their sum."""
    return tally.counts(tally.kept(), gate_now(session, clock.now()))


def _slices(tab: str, top: int, now: datetime, reason: str | None, strange: bool = False) -> Iterator[Slice]:
    """The parts whose rows, one after the other, make up a tab; or those of it that
    stand there for one reason."""
    reason = reason if reason in TABS[tab] else None
    if tab == "callable":
        yield sql.LISTED, sql.READY, sql.BY_RANK, (top,)
        return
    if tab == "done":
        yield sql.CALLED, sql.DONE, sql.NEWEST, (_midnight(now),)
        return
    if tab == "callbacks":
        yield sql.LISTED, sql.READY, sql.BY_RANK, (duties.PROMISED_RANK,)
    if tab == "waiting":  # by when they can be called again, those whose hours alone are closed after them
        of_it = f"{sql.WAITING} AND {sql.REASON}" if reason else sql.WAITING
        yield sql.LISTED, of_it, sql.BY_TIME, (reason,) if reason else ()
        if reason != Reason.HELD:
            yield sql.LISTED, sql.GATED, sql.BY_RANK, (top,)
        return
    for each in TABS[tab] if reason is None else (reason,):
        yield sql.LISTED, sql.REASON, sql.BY_RANK, (each,)
        if each == Reason.UNREADABLE and strange:
            yield sql.LISTED, sql.STRANGE, sql.BY_RANK, (_KNOWN,)


def _midnight(now: datetime) -> str:
    return clock.to_store(clock.at(clock.local(now).date(), "00:00"))
