"""How much work each worker has, in points: what they are employed as, their hours, and who has more than they can."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.children import load as rules
from topaz_tui.rules.children.load import Grade, Load, Piece
from topaz_tui.rules.permissions import Act
from topaz_tui.services import access, links, unread
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.services.session import AnySession, Session
from topaz_tui.services.statutory import pieces, work_log
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Worker, WorkerHours
from topaz_tui.store.rows import dicts

MOST_HOURS = 60


@dataclass(frozen=True, slots=True)
class WorkersLoad:
    """A worker's load; `grade` and `hours` None where nobody said what they are employed as."""

    name: str
    load: Load
    pieces: int
    grade: Grade | None = None
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """A colleague who could be given a piece of work: `load` as it is now, `has_room` for the piece at its heaviest."""

    worker: int
    name: str
    load: Load
    has_room: bool

    @property
    def words(self) -> str:
        """'Tunde Bello: 45 of 100 points, room for it'."""
        if not self.load.available:
            return f"{self.name}: no hours on record"
        room = "room for it" if self.has_room else "no room for it"
        return f"{self.name}: {self.load.used} of {self.load.available:.0f} points, {room}"


@dataclass(frozen=True, slots=True)
class LoadPage:
    """The load of all who have hours or work, the fullest first; `without_worker` are pieces that are nobody's yet,
    `aside` says what can't be read, so that no load counts it."""

    day: date
    workers: tuple[WorkersLoad, ...]
    without_worker: int
    aside: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Has nobody more than they have room for, and can all of it be read?"""
        return not (self.aside or any(each.load.over for each in self.workers))


def page(session: AnySession) -> LoadPage:
    """The load of everybody today; one's own where one may not see the others'. Who has work, and no hours on record,
    has more than they have room for."""
    today, without = clock.today(), 0
    with unread.meeting() as met:
        held, hours, every = [], _capacities(today), pieces.every()
    for known in every:
        held.append(_weight(known))
        without += known.stands.worker is None
    names = {row["id"]: row["name"] for row in dicts(Worker.select(Worker.id, Worker.name))}
    found = []
    for worker in sorted({each.worker for each in held if each.worker} | hours.keys()):
        capacity = hours.get(worker)
        own = [each for each in held if each.worker == worker and each.weight()]
        used = sum(each.weight() for each in own)
        load = rules.load(capacity, own, today) if capacity else Load(worker, used, 0)
        if capacity or own:
            found.append(
                WorkersLoad(
                    names[worker],
                    load,
                    len(own),
                    capacity.grade if capacity else None,
                    capacity.hours if capacity else None,
                )
            )
    if isinstance(session, Session) and not session.may(Act.SEE_LOAD):
        found = [each for each in found if each.load.worker == session.worker_id]
    found.sort(key=lambda each: (-(each.load.percent if each.load.percent is not None else 1_000), each.name))
    return LoadPage(today, tuple(found), without, unread.told(met, (*pieces.TABLES, "capacity")))


def takers(known: KnownWork) -> tuple[Taker, ...]:
    """Who could be given this piece of work: those with the most room first, and at the end who has no hours on
    record."""
    today = clock.today()
    held = [_weight(each) for each in pieces.every()]
    at_work = Worker.select(Worker.id, Worker.name).where(TAKES_WORK)
    there = may_have(work_log.about(known.id), [row["id"] for row in dicts(at_work)])
    names = {row["id"]: row["name"] for row in dicts(at_work) if row["id"] in there}
    hours = _capacities(today)
    found = rules.may_take(hours.values(), held, _weight(known), today)
    able = tuple(Taker(each.worker, names[each.worker], each, room) for each, room in found if each.worker in names)
    others = sorted(names.keys() - hours.keys() - {known.stands.worker}, key=lambda worker: names[worker])
    return *able, *(Taker(worker, names[worker], Load(worker, 0, 0), False) for worker in others)


def may_have(clients: Collection[int], workers: Collection[int]) -> frozenset[int]:
    """Those of these workers to whom the records that a piece of work is about are open: the others would not see that
    it is theirs."""
    records = [each for client in clients for each in links.group_of(client)]
    if access.open_to_by_name(records) is None:
        return frozenset(workers)
    hands = Hands()
    return frozenset(each for each in workers if hands.may_have(each, records))


def points(known: KnownWork) -> int:
    """What a piece of work weighs where it stands now."""
    return _weight(known).weight()


def _weight(known: KnownWork) -> Piece:
    return Piece(known.stands.kind, known.stands.state, known.stands.worker, known.points)


def employ(session: Session, account: str, grade: str, hours: float, since: date, why: str) -> None:
    """Keep what a worker is employed as and their hours a week from a day on, and why. Raises Invalid for what can't
    be, NotFound where nobody has this account."""
    session.require(Act.CHANGE_WORKER)
    said = people.clean(why)
    if grade not in list(Grade):
        raise Invalid(f"{grade!r} is no grade.", f"They are: {', '.join(Grade)}.", "grade")
    if not 0 <= hours <= MOST_HOURS:
        raise Invalid("Give the hours of a week.", f"From 0 to {MOST_HOURS}.", "hours")
    if not said:
        raise Invalid("Say why.", "Such as: contract; back after illness.", "why")
    with transaction():
        worker = Worker.get_or_none(Worker.account == account, Worker.retired_at.is_null())
        if worker is None:
            raise NotFound(f"No worker has the account {account!r}.", "See 'topaz workers list'.")
        WorkerHours.insert(
            worker=worker.id, grade=grade, minutes=round(hours * 60), from_on=str(since), why=said,
            made_by=session.worker_id, made_at=clock.to_store(clock.now()),
        ).execute()  # fmt: skip
        audit.record(session.worker_id, "changed a worker's hours", subject=f"worker {account}")


def _capacities(today: date) -> dict[int, rules.Capacity]:
    """What holds today for each worker who works here."""
    rows = (
        WorkerHours.select(WorkerHours)
        .join(Worker, on=WorkerHours.worker == Worker.id)
        .where(WorkerHours.from_on <= str(today), Worker.retired_at.is_null())
        .order_by(WorkerHours.from_on, WorkerHours.id)
    )
    found = {}
    for row in dicts(rows):
        with unread.aside("capacity", row["id"]):
            found[row["worker"]] = rules.Capacity(row["worker"], Grade(row["grade"]), row["minutes"] / 60)
    return found
