"""What did not come to its end is owed again: what a stop ended that stops nobody any more, and a review that broke off
and that nothing else brings back.

It is asked of everybody who seems to be owed nothing, or only the recall of another year, whenever it is decided where
they stand: so no transaction that ends a stop, a link or a duty can forget it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import outcomes, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import BROKE_OFF, DutyCause, DutyEnd, DutyKind
from topaz_tui.rules.queue import Cause, Reason
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.terms import CallTerms
from topaz_tui.store.database import database
from topaz_tui.store.models import Assessment, Call, Change, Client, Duty, Review
from topaz_tui.store.sql import owing as sql
from topaz_tui.store.statement import tuples

RESUMED = (CallStop.DIED, CallStop.MOVED)
"""What may stop somebody as they come onto the list: then no recall was ever made."""
_STOP = tuple(outcome.code for outcome in outcomes.OUTCOMES if outcome.stop)
UNFINISHED = BROKE_OFF
"""Why a call is owed in which a review that broke off goes on, in words."""
NOT_PUT_OFF: Mapping[str, None] = {"not_before": None, "not_before_cause": None, "not_before_why": None}
"""The columns of a client whom nothing keeps from being called before a time."""
QUIET = (Reason.NO_RECALL, Reason.NOT_DUE)
"""The reasons under which somebody could be forgotten."""


def put_off(until: datetime, cause: Cause, about: str | None = None) -> dict[str, str | None]:
    """The columns of a client whom nobody calls before `until`, for one of queue_words.PUT_OFF_CAUSES, and what that is
    about."""
    return {"not_before": clock.to_store(until), "not_before_cause": cause, "not_before_why": about}


def broke_off(records: Collection[int]) -> list[tuple[int, datetime]]:
    """The reviews of these people that broke off and that nothing brings back: the record of each, and when it broke
    off."""
    found = database.run(sql.broke_off(len(records)), tuple(records))
    return [(row.client_id, clock.from_store(row.reviewed_at)) for row in tuples(found, sql.BrokeOff)]


def again(nothing: Collection[int], quiet: Collection[int], now: datetime, calls: CallTerms) -> bool:
    """Owe again what did not come to its end: to people who are owed nothing (`nothing`, all their records) what a stop
    ended or kept from beginning; to those who are owed next year's recall alone (`quiet`) the rest of a review. True
    where there was something. Part of the caller's transaction."""
    found = bool(nothing) and what_a_stop_ended(nothing)
    found |= bool(nothing) and _what_a_stop_kept_from_beginning(nothing, now, calls)
    for client_id, at in broke_off(quiet) if quiet else ():
        day = queue_rules.due_moment(next_day(max(at, now), calls))
        Duty.insert(
            client=client_id, kind=DutyKind.FOLLOW_UP, due_at=clock.to_store(day), reason=UNFINISHED,
            cause=DutyCause.BROKE_OFF, made_at=clock.to_store(now),
        ).execute()  # fmt: skip
        found = True
    return found


def end_for_a_stop(records: Collection[int], at: str) -> None:
    """Close what is owed under these records, since calls are stopped. Part of the caller's transaction."""
    open_ones = Duty.client.in_(list(records)) & Duty.closed_at.is_null()
    Duty.update(closed_at=at, closed_how=DutyEnd.STOPPED).where(open_ones).execute()


def what_a_stop_ended(records: Collection[int]) -> bool:
    """Owe again what was owed last of each kind, where a stop ended it, nothing stops that record now and none of the
    kind is owed: one that was made before may be owed again by then. True where there was something. Part of the
    caller's transaction."""
    every = Duty.select(fn.MAX(Duty.id)).where(Duty.client.in_(records)).group_by(Duty.client, Duty.kind)
    last = every.having(fn.COUNT(Duty.closed_at) == fn.COUNT(Duty.id))
    stopped: Any = Client.select(Client.id).where(Client.id.in_(records), Client.stopped.is_null(False))
    ended = (Duty.closed_how == DutyEnd.STOPPED) & Duty.client.not_in(stopped) & Duty.id.in_(last)
    return bool(Duty.update(closed_at=None, closed_how=None).where(ended).execute())


@lru_cache(maxsize=50_000)
def recall_due(assessed_on: str, months: int) -> str:
    """When a recall falls due, in the store's form: `months` after the assessment, at London's midnight."""
    return clock.to_store(queue_rules.due_moment(clock.add_months(date.fromisoformat(assessed_on), months)))


def never_recalled(records: Collection[int]) -> list[int]:
    """Those of the records for which no recall was ever made though they are called again: they were said to have died
    or moved as they came onto the list, or were assessed while calls were stopped by mistake."""
    again: Any = Change.select(Change.client).where(
        Change.client.in_(list(records)), Change.field == "stopped", Change.was.in_(RESUMED), Change.now.is_null()
    )
    resumed = {row.client_id for row in again.distinct()} | _stopped_by_mistake(records)
    if not resumed:
        return []
    had: Any = Duty.select(Duty.client).where(Duty.kind == DutyKind.RECALL, Duty.client.in_(resumed))
    reviewed: Any = Review.select(Review.client).where(
        Review.complete == 1, Review.taken_back_at.is_null(), Review.client.in_(resumed)
    )
    rows = Client.select(Client.id).where(
        Client.id.in_(resumed),
        Client.stopped.is_null(),
        Client.open_to_services == 0,
        Client.id.not_in(had),
        Client.id.not_in(reviewed),
    )
    return [row.id for row in rows]


def _stopped_by_mistake(records: Collection[int]) -> set[int]:
    """Those of the records that were ever assessed, and whose stop ended since a call was put right or a worker said
    so."""
    assessed: Any = Assessment.select(Assessment.client).where(Assessment.client.in_(list(records)))
    calls: Any = Call.select(Call.client).where(
        Call.client.in_(assessed), Call.outcome.in_(_STOP), Call.replaced_by.is_null(False)
    )
    said: Any = Change.select(Change.client).where(
        Change.client.in_(assessed), Change.field == "stopped", Change.was.is_null(False), Change.now.is_null()
    )
    return {row.client_id for query in (calls, said) for row in query}


def _what_a_stop_kept_from_beginning(records: Collection[int], now: datetime, calls: CallTerms) -> bool:
    """Owe the recall that the latest assessment would have brought, or one now where there is none to reckon from."""
    found = False
    for client_id in never_recalled(records):
        theirs = Assessment.select().where(Assessment.client == client_id)
        last = theirs.order_by(Assessment.assessed_on.desc(), Assessment.eligibility.is_null(), Assessment.id).first()
        if last and last.eligibility not in people.RECALL_BANDS:
            continue
        due = recall_due(last.assessed_on, calls.recall_months) if last else clock.to_store(now)
        Duty.insert(client=client_id, kind=DutyKind.RECALL, due_at=due, made_at=clock.to_store(now)).execute()
        found = True
    return found


def next_day(after: datetime, calls: CallTerms) -> date:
    """The first day on which anybody calls after the day of this moment."""
    tomorrow = queue_rules.due_moment(clock.local(after).date() + clock.DAY)
    return clock.local(calls.hours.next_open(tomorrow)).date()


def over(records: Iterable[int], at: str) -> None:
    """Close the recall in which a review was to be continued: it has come to its end, or was taken back."""
    goes_on = (Duty.cause == DutyCause.BROKE_OFF) & Duty.closed_at.is_null()
    Duty.update(closed_at=at, closed_how=DutyEnd.DONE).where(Duty.client.in_(list(records)), goes_on).execute()
