"""The list as it is looked at: the counts of the whole of it, and the people of one tab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import duties, recalls
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status, tally
from topaz_tui.services.queue.changes import gate_now, sweep_some
from topaz_tui.services.queue.filters import Filters, narrow
from topaz_tui.services.queue.person import HAS_WARNING, PERSON, Person, person_of, with_their_other_records
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.services.safety import warnings_of
from topaz_tui.store.database import database

WINDOW = 200  # rows on a screen's list: more is narrowed, not scrolled


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The list as it stands: how many stand where (one key a reason), and the people of one tab."""

    counts: dict[str, int]
    callbacks_due: int
    done_today: int
    people: tuple[Person, ...]
    more: bool
    gate: str | None  # why only promised callbacks may be made now, where that is so
    at: datetime


_LAST = "k.id = (SELECT id FROM call WHERE client_id = s.client_id ORDER BY rang_at DESC, id DESC LIMIT 1)"
_LISTED = f"standing s LEFT JOIN call k ON {_LAST}"
_CALLED = "call k CROSS JOIN standing s"  # CROSS: from today's calls to their people, whatever statistics say
# Each order is that of an index, so that a list is read as far as it is shown and no further.
_BY_RANK, _BY_TIME, _NEWEST = "s.rank, s.due_at, s.client_id", "s.changes_at, s.client_id", "k.rang_at DESC, k.id DESC"
_READY = "s.state = 'ready' AND s.rank <= ?"  # state stands as a literal: a bound one would miss the partial index
_GATED = "s.state = 'ready' AND s.rank > ?"
_WAITING = "s.reason || '' IN ('waiting', 'held')"  # in the words of its index
_REASON = "s.reason = ?"
_KNOWN = ", ".join(f"'{recalls.state_of(reason)}/{reason}'" for reason in recalls.REASON_WORDS)
# By what is known: what can't be read is no value to ask for.
_STRANGE = f"s.state || '/' || s.reason NOT IN ({_KNOWN})"
_DONE = f"k.rang_at >= ? AND s.client_id = k.client_id AND {_LAST}"  # each once, by their last call
_MADE_SINCE = "SELECT coalesce(sum(calls), 0) FROM calls_made WHERE hour >= ?"
_HOUR = len("2026-11-23T10")


def list_people(
    desk: Desk, tab: str = "callable", filters: Filters | None = None, limit: int = WINDOW, *, again: bool = True
) -> QueuePage:
    """The counts of the whole list and the people of one tab of TABS, in the queue's order; those who were called today
    with the newest call first. Of whom it can't be read whether it is safe to call them, it is decided anew first, and
    the list looked at `again`."""
    filters = filters or Filters()
    sweep_some(desk)
    now = clock.now()
    gate = gate_now(desk, now)
    people_found: list[Person] = []
    extra, extra_values = narrow(filters)
    kept = tally.kept()
    for tables, condition, order, values in _slices(tab, gate.top, now, filters.reason, tally.strange(kept)):
        sql = PERSON % (tables, " AND ".join([condition, *extra]), order)
        rows = database.execute_sql(sql, (*values, *extra_values, limit + 1 - len(people_found))).fetchall()
        warned = warnings_of([row[0] for row in rows if row[HAS_WARNING]], clock.today())
        people_found += with_their_other_records([person_of(row, now, gate, warned.get(row[0], ())) for row in rows])
        if len(people_found) > limit:
            break
    if again and (unsafe := [each.client_id for each in people_found if _must_be_asked_about(each)]):
        status.refresh(unsafe, desk.settings)
        return list_people(desk, tab, filters, limit, again=False)
    [(done,)] = database.execute_sql(_MADE_SINCE, (_midnight(now)[:_HOUR],)).fetchall()
    return QueuePage(
        counts=tally.counts(kept, gate),
        callbacks_due=sum(count for state, _, rank, count in kept if state == "ready" and rank == duties.PROMISED_RANK),
        done_today=int(done),
        people=tuple(people_found[:limit]),
        more=len(people_found) > limit,
        gate=None if gate.is_open else gate.words(now),
        at=now,
    )


def _must_be_asked_about(person: Person) -> bool:
    """Does somebody stand as if they could be called, now or at a time, of whom nobody can read whether it is safe?"""
    return person.safety.unreadable and recalls.is_open(person.reason)


def counts(desk: Desk) -> dict[str, int]:
    """How many clients stand where: one key a reason of recalls.REASONS, and 'total', which they add up to."""
    return tally.counts(tally.kept(), gate_now(desk, clock.now()))


def _slices(
    tab: str, top: int, now: datetime, reason: str | None, strange: bool = False
) -> Iterator[tuple[str, str, str, tuple[object, ...]]]:
    """The tables, conditions, orders and values whose rows, one after the other, make up a tab; or those of it that
    stand there for one reason."""
    reason = reason if reason in TABS[tab] else None
    if tab == "callable":
        yield _LISTED, _READY, _BY_RANK, (top,)
        return
    if tab == "done":
        yield _CALLED, _DONE, _NEWEST, (_midnight(now),)
        return
    if tab == "callbacks":
        yield _LISTED, _READY, _BY_RANK, (duties.PROMISED_RANK,)
    if tab == "waiting":  # by when they can be called again, those whose hours alone are closed after them
        of_it = f"{_WAITING} AND {_REASON}" if reason else _WAITING
        yield _LISTED, of_it, _BY_TIME, (reason,) if reason else ()
        if reason != "held":
            yield _LISTED, _GATED, _BY_RANK, (top,)
        return
    for each in TABS[tab] if reason is None else (reason,):
        yield _LISTED, _REASON, _BY_RANK, (each,)
        if each == "unreadable" and strange:
            yield _LISTED, _STRANGE, _BY_RANK, ()


def _midnight(now: datetime) -> str:
    return clock.to_store(clock.at(clock.local(now).date(), "00:00"))
