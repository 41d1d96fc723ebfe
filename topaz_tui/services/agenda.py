"""The page Today, a worker's day: what is to be called by time today, and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.grammar import sentence_case
from topaz_tui.rules import duties, outcomes, people
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, unread
from topaz_tui.services.session import Session
from topaz_tui.store.models import Audit, Call, Client, QueueEntry, Worker
from topaz_tui.store.rows import dicts, written

LISTED = 200  # of each kind, the soonest
JUST = timedelta(minutes=15)  # for which a promise has just come due
LOOKED_BACK = 60_000  # lines of the log, which has no index of its days: more than a team writes on one
LOOKS = (*Reading, "recorded a call")
"""The lines of the log that are no work of their own: looks, and calls, which stand on the page as they ended."""
_NAMES = (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)


@dataclass(frozen=True, slots=True)
class OwedCall:
    """A call that is owed today: one promised for an hour, or a follow-up for the day. `kept_for` names the worker who
    is to make it; None: anybody may."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "name"})

    client_id: int
    name: str
    kind: str
    due: datetime
    kept_for: str | None

    @property
    def words(self) -> str:
        """What kind of call is owed, in words."""
        return duties.WORDS.get(self.kind, self.kind)

    @property
    def promised(self) -> bool:
        """Was the call promised for an hour?"""
        return duties.is_promised(self.kind)


@dataclass(frozen=True, slots=True)
class DoneItem:
    """One thing that the worker did: a call as it ended, or what the log says."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"key", "client_id", "name", "at"})

    key: str
    client_id: int | None
    name: str
    at: datetime
    words: str


def agenda(session: Session) -> tuple[OwedCall, ...]:
    """What is owed today to people who can be called, for this worker or for anybody: what was promised by its time,
    then the follow-ups, the longest due first."""
    e = QueueEntry
    tomorrow = clock.to_store(clock.at(clock.today(), "24:00"))
    promised = _promised(tomorrow)
    follow_up = (e.state == written("ready")) & (e.rank == duties.DUTIES[DutyKind.FOLLOW_UP].rank)
    found = [row for where in (*promised, follow_up) for row in _due(session, where)]
    return access.left_out(session, sorted(found, key=lambda each: (not each.promised, each.due)))


def just_due(session: Session) -> tuple[OwedCall, ...]:
    """The promises whose time came within the last quarter of an hour, for this worker or for anybody."""
    now = clock.now()
    since = clock.to_store(now - JUST)
    found = (
        row for where in _promised(clock.to_store(now)) for row in _due(session, where & (QueueEntry.due_at > since))
    )
    return access.left_out(session, sorted(found, key=lambda each: each.due))


def _promised(before: str) -> tuple[Any, ...]:
    """The conditions for promises due before this moment, each for an index of its own: promises that can be kept now,
    promises that the queue has for later, and promises to people whose record is restricted."""
    e = QueueEntry
    ready = (e.state == written("ready")) & (e.rank == duties.PROMISED_RANK) & (e.due_at <= before)
    restricted = (e.reason == Reason.RESTRICTED) & (e.why == DutyKind.CALLBACK) & (e.due_at <= before)
    return ready, (e.reason == Reason.CALLBACK_LATER) & (e.due_at <= before), restricted


def _due(session: Session, where: Any) -> Iterator[OwedCall]:
    e = QueueEntry
    mine = e.for_worker.is_null() | (e.for_worker == session.worker_id) | (e.reason == Reason.RESTRICTED)
    rows = (
        e.select(e.client, e.why, e.due_at, Worker.name.alias("kept_for"), *_NAMES)
        .join(Client, on=Client.id == e.client)
        .join(Worker, JOIN.LEFT_OUTER, on=Worker.id == e.for_worker)
        .where(where, mine)
        .order_by(e.due_at, e.client)
        .limit(LISTED)
    )
    for row in dicts(rows):
        with unread.aside("queue_status", row["client"]):
            yield OwedCall(row["client"], _name(row), row["why"], clock.from_store(row["due_at"]), row["kept_for"])


def done_today(session: Session) -> tuple[DoneItem, ...]:
    """What this worker did today, the newest first."""
    since = clock.to_store(clock.at(clock.today(), "00:00"))
    found = [*_calls(session, since), *_deeds(session, since)]
    return access.shown(session, sorted(found, key=lambda each: each.at, reverse=True))


def _calls(session: Session, since: str) -> Iterator[DoneItem]:
    mine = Call.worker == session.worker_id, Call.rang_at >= since, Call.replaced_by.is_null()
    columns = Call.id, Call.client, Call.ended_at, Call.outcome, Call.direction
    for row in dicts(Call.select(*columns, *_NAMES).join(Client).where(*mine)):
        with unread.aside("call", row["id"]):
            known = outcomes.BY_CODE.get(row["outcome"])
            kind = "Call in" if row["direction"] == "in" else "Call"
            words = f"{kind}: {known.words if known else row['outcome']}"
            yield DoneItem(f"call {row['id']}", row["client"], _name(row), clock.from_store(row["ended_at"]), words)


def _deeds(session: Session, since: str) -> Iterator[DoneItem]:
    lately = Audit.id > (fn.COALESCE(Audit.select(fn.MAX(Audit.id)), 0) - LOOKED_BACK)
    mine = lately, Audit.worker == session.worker_id, Audit.at >= since, Audit.action.not_in(LOOKS)
    columns = Audit.id, Audit.client, Audit.at, Audit.action
    for row in dicts(Audit.select(*columns, *_NAMES).join(Client, JOIN.LEFT_OUTER).where(*mine)):
        with unread.aside("audit", row["id"]):
            at, words = clock.from_store(row["at"]), sentence_case(row["action"])
            yield DoneItem(f"audit {row['id']}", row["client"], _name(row) if row["client"] else "", at, words)


def _name(row: dict[str, Any]) -> str:
    return people.full_name(*(row[each.name] for each in _NAMES[:4])) or str(row["person_id"])
