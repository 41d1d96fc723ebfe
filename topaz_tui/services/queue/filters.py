"""The filters of the queue, and which of them a tab can offer."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import reduce
from operator import or_

from peewee import SQL

from topaz_tui import clock
from topaz_tui.rules import duties, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.services import councils, search_index
from topaz_tui.services.queue import tally
from topaz_tui.services.queue.changes import gate_now
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.services.session import Session
from topaz_tui.store.models import QueueEntry
from topaz_tui.store.rows import dicts
from topaz_tui.store.sql import queue as sql

MOST_COUNCILS, MOST_SPELLINGS = 20, 60  # that are offered, and that are looked at for them


@dataclass(frozen=True, slots=True)
class Filters:
    """The chosen filters; None and '' filter nothing. `worker_id`: people whom this worker holds or who are kept for
    them. `reason`: one of the reasons that the tab shows; on another tab it filters nothing."""

    reason: str | None = None
    why: str | None = None
    band: str | None = None
    council: str | None = None
    language: str | None = None
    worker_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters that a tab offers because its list has such people: reasons with their numbers, kinds of duty,
    bands; and the councils of the whole list."""

    reasons: tuple[tuple[str, int], ...]
    whys: tuple[str, ...]
    bands: tuple[str, ...]
    councils: tuple[str, ...]  # where people of several are on the list


def narrowing(session: Session, tab: str) -> Narrowing:
    """The filters to offer on this tab: none that would show an empty list."""
    counted = tally.counts(tally.kept(), gate_now(session, clock.now()))
    reasons = tuple((reason, counted[reason]) for reason in TABS[tab] if counted[reason])
    s = QueueEntry
    conditions = []
    if listed := [reason for reason in TABS[tab] if reason != Reason.CALLABLE]:
        conditions.append(s.reason.in_(listed))
    if tab in ("callable", "callbacks", "waiting"):
        top = gate_now(session, clock.now()).top
        ranks = {"callable": s.rank <= top, "callbacks": s.rank == duties.PROMISED_RANK, "waiting": s.rank > top}
        conditions.append((s.state == SQL("'ready'")) & ranks[tab])
    kinds = s.select(s.why, s.band).distinct()
    found = list(dicts(kinds.where(reduce(or_, conditions)) if conditions else kinds))
    whys, bands = {row["why"] for row in found}, {row["band"] for row in found}
    return Narrowing(
        reasons if len(reasons) > 1 else (),
        tuple(why for why in duties.WORDS if why in whys),
        tuple(band for band in people.BANDS if band in bands),
        _councils(),
    )


def _councils() -> tuple[str, ...]:
    found = councils.names(MOST_SPELLINGS)
    return found[: MOST_COUNCILS + 1] if len(found) > 1 else ()


def narrow(filters: Filters) -> tuple[list[str], list[object]]:
    """The conditions that the filters add for the people `s` of the list, and their values."""
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    if filters.why:
        add(sql.WHY, filters.why)
    if filters.band:
        add(sql.BAND, filters.band)
    if filters.council:
        written = councils.spellings(filters.council) or (filters.council,)
        add(sql.OF_COUNCIL % ", ".join("?" * len(written)), *written)
    if filters.language:
        add(sql.SPEAKING, *search_index.span(filters.language.lower()))
    if filters.worker_id:
        add(sql.OF_WORKER, filters.worker_id, filters.worker_id)
    if filters.due_from:
        add(sql.DUE_FROM, clock.to_store(queue_rules.due_moment(filters.due_from)))
    if filters.due_to:
        add(sql.DUE_BEFORE, clock.to_store(queue_rules.due_moment(filters.due_to + clock.DAY)))
    if narrowed := search_index.narrow(filters.text, "s.client_id"):
        add(narrowed[0], *narrowed[1])
    return conditions, values
