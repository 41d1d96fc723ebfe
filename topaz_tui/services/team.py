"""What a manager does when a colleague is away or leaves: whom they hold is let go, their promises go to others, and
what they leave open is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from peewee import JOIN, fn

from topaz_tui import clock, grammar
from topaz_tui.errors import Conflict, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.queue import Reason
from topaz_tui.services import access, unread
from topaz_tui.services.actions import OPEN
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations.api import board
from topaz_tui.services.queue import holds
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, ClientAction, Concern, Duty, QueueEntry, Worker
from topaz_tui.store.rows import dicts

IN_THE_QUEUE = (Reason.CALLABLE, Reason.CALLBACK_LATER)
ELSEWHERE: Mapping[str, str] = {Reason.WAITING: "waiting", Reason.HELD: "with a colleague"}
_NAMES = (Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id)


def stands_with(session: Session, worker_id: int) -> tuple[int, ...]:
    """The ids of the escalations that stand with this worker now."""
    return tuple(each.id for each in board(session).every if each.with_id == worker_id)


def sees_to(_session: Session, worker_id: int) -> tuple[int, ...]:
    """The ids of the open actions that this worker sees to."""
    theirs = ClientAction.select(ClientAction.id).where(*OPEN, ClientAction.owner == worker_id)
    return tuple(action.id for action in theirs)


def left_open(
    session: Session, worker_id: int, stood: Collection[int], saw_to: Collection[int] = ()
) -> tuple[str, ...]:
    """What a colleague who was retired had in hand, a sentence each: the concerns they are writing, with whom each of
    those stands now that `stood` with them (stands_with, before they were retired), and who sees to what they `saw_to`
    (sees_to, before)."""
    told = []
    now = ClientAction.select(Worker.name, fn.COUNT(ClientAction.id).alias("number")).join(
        Worker, on=Worker.id == ClientAction.owner
    )
    for theirs in dicts(now.where(ClientAction.id.in_(list(saw_to))).group_by(Worker.name).order_by(Worker.name)):
        number = theirs["number"]
        told.append(
            f"{grammar.counted(number, 'action')} that they saw to {grammar.several(number, 'is')} with"
            f" {theirs['name']} now (6)."
        )
    writing = Concern.opened_by == worker_id, Concern.submitted_at.is_null(), Concern.discarded_at.is_null()
    for concern in dicts(Concern.select(Concern.reference, *_NAMES).join(Client).where(*writing).order_by(Concern.id)):
        about = f"{concern['reference']} about {_name(**concern)}"
        told.append(f"{about} is not submitted: a manager can take it over (F4, then t).")
    for each in sorted((each for each in board(session).every if each.id in stood), key=lambda item: item.id):
        what = "A line" if access.is_held_back(each) else each.reference or each.kind_words
        told.append(f"{what} about {each.name} stood with them, and stands with {each.owner} now (F4).")
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Promise:
    """A callback that is open: to whom, when, who promised it, and for whom it is kept (None: anybody). `not_now` is
    why it is not among the queue's callbacks, as the queue has it: a key of REASON_WORDS; None where it is."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "name", "due"})

    client_id: int
    name: str
    due: datetime
    promised_by: int | None
    kept_for: int | None
    not_now: str | None = None


def promises(session: Session) -> tuple[Promise, ...]:
    """All callbacks that are promised, the soonest first."""
    s = QueueEntry
    rows = (
        Duty.select(Duty.id, Duty.client, *_NAMES, Duty.due_at, Duty.made_by, Duty.for_worker, s.reason, s.why)
        .join(Client)
        .join(s, JOIN.LEFT_OUTER, on=(s.client == Duty.client))
        .where(Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null())
        .order_by(Duty.due_at, Duty.id)
    )
    return access.left_out(session, unread.each_named("duty", dicts(rows), _promise))


def _promise(
    client: int, due_at: str, made_by: int | None, for_worker: int | None, reason: str | None, why: str | None,
    **rest: Any,
) -> Promise:  # fmt: skip
    not_now = None if reason in IN_THE_QUEUE and why == DutyKind.CALLBACK else reason or Reason.UNREADABLE
    return Promise(client, _name(**rest), clock.from_store(due_at), made_by, for_worker, not_now)


def _name(
    title: str | None, first_name: str | None, last_name: str | None, preferred_name: str | None, person_id: str,
    **_: object,
) -> str:  # fmt: skip
    """The client's name, from a row with the columns _NAMES."""
    return people.full_name(title, first_name, last_name, preferred_name) or person_id


def counted(promises: Collection[Promise]) -> str:
    """All promised callbacks in figures that add up: those on the queue's tab of callbacks, and those in its other
    tabs, whom nobody may call now."""
    now = sum(each.not_now is None for each in promises)
    others = Counter(ELSEWHERE.get(each.not_now, "not callable") for each in promises if each.not_now)
    told = [grammar.counted(now, "callback")] if promises else []
    told += [f"{count} {words}" for words, count in others.most_common()]
    return " + ".join(told)


def release(session: Session, worker_id: int) -> int:
    """Let go of everybody whom a worker holds; returns how many. What they typed stays their draft."""
    session.require(Act.RELEASE_ALL)
    with transaction():
        theirs = holds.take_all_from(worker_id)
        if not theirs:
            raise Conflict("They hold nobody.", "There is nothing to release.")
        queue_status.refresh(theirs, session.settings)
        for client_id in theirs:
            audit.record(session.worker_id, "released a claim", client_id)
    return len(theirs)


def move_callbacks(session: Session, worker_id: int, to_worker: int | None) -> int:
    """Give every callback kept for a worker to another, or to anybody (None); returns how many."""
    session.require(Act.MOVE_CALLBACKS)
    with transaction():
        at_work = Worker.select().where(Worker.id == to_worker, TAKES_WORK)
        if to_worker is not None and not at_work.exists():
            raise NotFound("That worker does not work here any more.", "Choose another.")
        kept_for = Duty.for_worker == worker_id, Duty.kind == DutyKind.CALLBACK, Duty.closed_at.is_null()
        moved = Duty.update(for_worker=to_worker).where(*kept_for).returning(Duty.client.alias("client_id"))
        theirs = [row["client_id"] for row in dicts(moved)]
        if not theirs:
            raise Conflict("No callback is kept for them.", "There is nothing to move.")
        queue_status.refresh(theirs, session.settings)
        for client_id in theirs:
            audit.record(session.worker_id, "moved a callback", client_id)
    return len(theirs)
