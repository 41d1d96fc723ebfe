"""Read pieces of work as their moves leave them: with whom each is, what it waits for, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, NotFound, UserError
from topaz_tui.rules.children import work as rules
from topaz_tui.rules.children.work import WorkStanding
from topaz_tui.rules.children.work_duties import COURSE_OF, KIND_OF
from topaz_tui.rules.children.work_moves import BY_TOPAZ, WorkMoveId
from topaz_tui.rules.children.work_states import FINAL, STATES, Owner, WorkKind, WorkState
from topaz_tui.services import access, unread
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import sent_work
from topaz_tui.services.statutory.sent_work import SentWork
from topaz_tui.store.models import OrderChild, Work, Worker, WorkStep
from topaz_tui.store.rows import dicts

TABLES = ("work", "work_step")
"""What a piece of work is read from; one of which a row can't be read is put aside (unread.py)."""


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A piece of work: for a young person's duty of this code, for an order, or a session for a school. `worker` is the
    name of whose it is, `named` who looks again at what is on hold; `met`: the duty behind it was shown to be met.
    `sent` is how its newest version went by the outbox."""

    id: int
    client_id: int | None
    order_id: int | None
    code: str
    anchor: date
    council: str
    stands: WorkStanding
    worker: str
    named: str
    met: bool
    version: int
    events: tuple[rules.WorkEvent, ...]
    requested: date
    school_id: int | None = None
    sent: SentWork | None = None
    commission_id: int | None = None

    @property
    def to_be_sent(self) -> bool:
        """Was it to go to the council by itself, and is not known to have been taken?"""
        return self.stands.state == WorkState.SENT and self.sent is not None and not self.sent.taken

    @property
    def waits(self) -> str:
        """What the work waits for: what its state waits for, or its sending."""
        sent = self.sent
        if sent is None or not self.to_be_sent:
            return STATES[self.stands.state].waits_for
        return "somebody to send it: it did not go" if sent.failed else f"its sending, by {sent.channel}"

    @property
    def points(self) -> int | None:
        """How heavy it is, where a manager said so as they gave it to a worker."""
        said = [str(each.answers["points"]) for each in self.events if each.answers.get("points")]
        return round(float(said[-1])) if said else None

    @property
    def owner(self) -> str:
        """Whom the work is with now, by name where somebody has it."""
        if self.to_be_sent:
            return self.worker
        match STATES[self.stands.state].owner:
            case Owner.WORKER:
                return self.worker
            case Owner.COUNCIL:
                return self.council or Owner.COUNCIL.value
            case Owner.NAMED:
                return self.named
            case owner:
                return owner.value

    def waits_for(self, duty: date | None = None) -> str:
        """What it waits for, by when, and where it stands. `duty` is the day of the law or the court."""
        state = STATES[self.stands.state]
        by = self.stands.due(duty=duty)
        return f"{self.waits}{f', by {clock.format_day(by)}' if by else ''} ({self.stands.kind}: {state.words})"


class OpenWork:
    """The pieces of work that are still to meet their duty, by what they are for."""

    def __init__(self, known: Iterable[KnownWork]) -> None:
        unmet = [each for each in known if not each.met]
        self._of_order = {each.order_id: each for each in unmet if each.order_id}
        self._of_school = {(each.school_id, COURSE_OF.get(each.code)): each for each in unmet if each.school_id}
        self._of_client: dict[tuple[int | None, WorkKind], KnownWork] = {
            (each.client_id, each.stands.kind): each for each in unmet if each.client_id
        }

    def for_duty(self, client_id: int | None, code: str) -> KnownWork | None:
        """The piece that is to meet this duty to a young person."""
        return self.of_kind(client_id, KIND_OF[code]) if code in KIND_OF else None

    def of_kind(self, client_id: int | None, kind: WorkKind) -> KnownWork | None:
        """The piece of this kind for a young person."""
        return self._of_client.get((client_id, kind))

    def for_school(self, school_id: int, code: str) -> KnownWork | None:
        """The session that is to meet this duty to train people of a school."""
        return self._of_school.get((school_id, COURSE_OF[code])) if code in COURSE_OF else None

    def for_order(self, order_id: int) -> KnownWork | None:
        """The piece that an order of a court asks for."""
        return self._of_order.get(order_id)


@dataclass(frozen=True, slots=True)
class AsideWork:
    """A piece of work that is put aside, as it, or a move of it, can't be read: what it is for stands."""

    id: int
    client_id: int | None
    order_id: int | None
    school_id: int | None

    @property
    def words(self) -> str:
        """What is so, in a sentence."""
        return f"A piece of work for this (number {self.id}) can't be read, and is put aside. {unread.DOCTOR}"


def every(clients: Collection[int] | None = None) -> list[KnownWork]:
    """All pieces of work that are not at their end, the oldest first; or of these those for these young people, and for
    orders about them. What can't be read is put aside, and named (unread.py)."""
    return every_and_aside(clients)[0]


def every_and_aside(clients: Collection[int] | None = None) -> tuple[list[KnownWork], list[AsideWork]]:
    """The same, and what of them is put aside."""
    which = Work.state.not_in(FINAL)
    if clients is not None:
        orders = OrderChild.select(OrderChild.court_order).where(OrderChild.client.in_(clients))
        which &= Work.client.in_(clients) | Work.court_order.in_(orders)
    return _read(which)


def of_schools() -> list[KnownWork]:
    """The sessions of training that are not at their end."""
    return _known(Work.school.is_null(False) & Work.state.not_in(FINAL))


def under_commissions() -> list[KnownWork]:
    """The pieces of work under some commission but those that are closed, of which nothing is to be told any more."""
    return _known(Work.commission.is_null(False) & (Work.state != WorkState.CLOSED.value))


def closed_under_commissions() -> list[tuple[int, WorkKind, int]]:
    """How many pieces that are closed each commission has, by its number and their kind."""
    closed = Work.commission.is_null(False) & (Work.state == WorkState.CLOSED.value)
    rows = (
        Work.select(Work.commission, Work.kind, fn.COUNT(Work.id).alias("number"))
        .where(closed)
        .group_by(Work.commission, Work.kind)
    )
    return [(row["commission"], WorkKind(row["kind"]), row["number"]) for row in dicts(rows)]


def one(id: int) -> KnownWork | None:
    """A piece of work, also one that is at its end; None where there is none, or it can't be read."""
    return next(iter(_known(Work.id == id)), None)


def need_readable(what: Any) -> None:
    """Raises Conflict where a piece that is put aside may be the one that is begun: what is for this `what` of Work."""
    aside = _read(what & Work.state.not_in(FINAL))[1]
    if aside:
        raise Conflict(aside[0].words, "It is not begun a second time meanwhile.")


def missing(id: int) -> UserError:
    """Why there is no piece of work of this number to be shown."""
    if Work.select().where(Work.id == id).exists():
        return Conflict("This piece of work can't be read, and is put aside.", unread.DOCTOR)
    return NotFound("There is no such work.", "Look at what is due again.")


def _known(which: Any) -> list[KnownWork]:
    return _read(which)[0]


def _read(which: Any) -> tuple[list[KnownWork], list[AsideWork]]:
    events: Mapping[int, list[dict[str, Any]]] = defaultdict(list)
    for row in dicts(WorkStep.select(WorkStep).join(Work).where(which).order_by(WorkStep.id)):
        events[row["work"]].append(row)
    sent = sent_work.newest(which)
    rows = (
        Work.select(Work, Worker.name.alias("worker_name"))
        .join(Worker, JOIN.LEFT_OUTER, on=Work.worker == Worker.id)
        .where(which)
        .order_by(Work.id)
    )
    found, aside = [], []
    for row in dicts(rows):
        steps = unread.each("work_step", events[row["id"]], _event)
        known = None
        if len(steps) == len(events[row["id"]]):  # where it stands is the sum of all its moves
            with unread.aside("work", row["id"]):
                known = _one(row, tuple(steps), sent.get(row["id"]))
        if known is not None:
            found.append(known)
        else:
            aside.append(AsideWork(row["id"], row["client"], row["court_order"], row["school"]))
    return found, aside


def _one(row: dict[str, Any], events: tuple[rules.WorkEvent, ...], sent: SentWork | None) -> KnownWork:
    stands = rules.standing(WorkKind(row["kind"]), date.fromisoformat(row["requested_on"]), events)
    named = [str(each.answers.get("named") or "") for each in events if each.move == WorkMoveId.HOLD]
    sends = [each.answers.get("how") for each in events if each.move == WorkMoveId.SEND]
    proved = any(each.move in (WorkMoveId.FILE, WorkMoveId.HELD_SESSION) for each in events)
    return KnownWork(
        row["id"], row["client"], row["court_order"], row["code"], date.fromisoformat(row["anchor_on"]),
        row["council"] or "", stands, row["worker_name"] or "", named[-1] if named else "",
        proved or row["evidence"] is not None, row["version"], events, date.fromisoformat(row["requested_on"]),
        row["school"], sent if sends and sends[-1] == BY_TOPAZ else None, row["commission"],
    )  # fmt: skip


def _event(row: dict[str, Any]) -> rules.WorkEvent:
    return rules.WorkEvent(
        WorkMoveId(row["move"]),
        clock.from_store(row["at"]),
        row["worker"],
        unread.answers_of(row["answers"]),
        row["gives_to"],
    )


def need_open(session: Session, known: KnownWork) -> None:
    """Raises RestrictedRecord where a record that the work is about is not open to whoever asks."""
    access.need_open(session, *clients_of(known))


def clients_of(known: KnownWork) -> list[int | None]:
    """The young people whom the work is about, by its order, too."""
    children = OrderChild.select(OrderChild.client.alias("client_id")).where(OrderChild.court_order == known.order_id)
    theirs = [row["client_id"] for row in dicts(children)] if known.order_id else []
    return [known.client_id, *theirs]
