"""Orders of the family courts, once they are made (new_orders.py): varied, adjourned, vacated; drafted, filed,
withdrawn.

Each document that says something of a day is a row of its own, and none is altered: the day before stays, with the
order that set it. Only a sealed order moves a day; what a message says is expected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.orders import CourtOrder, Dated, OrderMove, ReportKind, Standing, standing
from topaz_tui.services import unread
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, FamilyOrder, OrderChild, OrderDate, Worker
from topaz_tui.store.rows import dicts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order on the list: as the rules have it, and the children who are still of the case, by client. `unread` is
    what of it can't be read: a day that can't be is none, so that the order stands with what it still asks."""

    id: int
    court: str
    case_number: str
    council: str | None
    owner: str
    order: CourtOrder
    clients: tuple[int, ...]
    version: int
    owner_id: int | None = None
    unread: tuple[str, ...] = ()

    @property
    def stands(self) -> Standing:
        """The days that hold, and those that are expected."""
        return standing(self.order)


def change(session: Session, id: int, version: int, move: OrderMove, said: Dated) -> Standing:
    """Keep a later document of an order: varied, adjourned, vacated (sealed), or a day that is only expected; returns
    the days that stand. Raises Invalid where it says no day, Conflict where the order was changed meanwhile."""
    sealed = move != OrderMove.EXPECTED
    vacated = move == OrderMove.VACATED
    if move == OrderMove.MADE:
        raise Invalid("An order is made once.", "What follows varies it.")
    if said.file_by is None and said.hearing is None and not vacated:
        raise Invalid("It says no day.", "Copy the day to file by, or the hearing.", "file_by")
    not_ahead(said.made, "made")
    with transaction():
        row = _row(id, version)
        _not_before(row, said.made, "made")
        days_follow(date.fromisoformat(row.made_on), said.file_by, said.hearing)
        keep_date(session, id, move, Dated(said.made, said.file_by, said.hearing, sealed, vacated, said.document))
        _step(session, id, f"court order {move}", {})
        return _one(id).stands


def drafted(session: Session, id: int, version: int, day: date) -> None:
    """Keep the day on which the draft went to the manager or the council."""
    not_ahead(day, "day")
    with transaction():
        _not_before(_row(id, version), day, "day")
        _step(session, id, "drafted a report", {"drafted_on": str(day)})


def filed(session: Session, id: int, version: int, at: DueBy, how: str) -> None:
    """Keep when the report was filed, and what proves it: that alone meets the duty."""
    proof = people.clean(how)
    if not proof:
        raise Invalid("What proves that it was filed?", "The court's receipt, or how it went.", "how")
    not_ahead(at.day, "at")
    if at.at and at.day == clock.today() and at.at > clock.local(clock.now()).time():
        raise Invalid(f"{at.at:%H:%M} is yet to come.", "Look at the time again.", "at")
    with transaction():
        row = _row(id, version)
        _not_before(row, at.day, "at")
        if row.filed_on:
            raise Conflict("It was filed before.", "An addendum is an order of its own.")
        clock_time = f"{at.at:%H:%M}" if at.at else None
        _step(session, id, "filed a report", {"filed_on": str(at.day), "filed_time": clock_time, "filed_how": proof})


def withdrawn(session: Session, id: int, version: int, day: date, why: str) -> None:
    """Keep that the application was withdrawn: the work ends, and what is not met stays as it is."""
    said = people.clean(why)
    if not said:
        raise Invalid("Say who withdrew it, and why.", "It stays on record.", "why")
    not_ahead(day, "day")
    with transaction():
        _not_before(_row(id, version), day, "day")
        _step(session, id, "application withdrawn", {"withdrawn_on": str(day), "withdrawn_why": said})


def child_left(session: Session, id: int, version: int, client_id: int, day: date, why: str) -> None:
    """Keep that a child is of the case no longer; the report goes on for the others."""
    said = people.clean(why)
    if not said:
        raise Invalid("Say why the child left the case.", "It stays on record.", "why")
    not_ahead(day, "day")
    with transaction():
        _not_before(_row(id, version), day, "day")
        here = OrderChild.court_order == id, OrderChild.left_on.is_null()
        if OrderChild.select().where(*here).count() < 2:
            raise Invalid("It is the last child of the order.", "Where the case ends, record that it was withdrawn.")
        left = OrderChild.update(left_on=str(day), left_why=said).where(*here, OrderChild.client == client_id).execute()
        if not left:
            raise NotFound("This child is not of the case.", "Open the order again.")
        _step(session, id, "child left a case", {})


def every(client_ids: Collection[int] | None = None) -> list[KnownOrder]:
    """All orders, or those of these children, the oldest first."""
    rows = (
        FamilyOrder.select(FamilyOrder, Worker.name.alias("owner_name"))
        .join(Worker, JOIN.LEFT_OUTER, on=FamilyOrder.owner == Worker.id)
        .order_by(FamilyOrder.id)
    )
    if client_ids is not None:
        theirs = OrderChild.select(OrderChild.court_order).where(OrderChild.client.in_(client_ids))
        rows = rows.where(FamilyOrder.id.in_(theirs))
    return _known(dicts(rows))


def _known(rows: Iterable[dict[str, Any]]) -> list[KnownOrder]:
    listed = list(rows)
    ids = [row["id"] for row in listed]
    met = unread.Met()
    dated: dict[int, list[Dated]] = defaultdict(list)
    for row in dicts(OrderDate.select().where(OrderDate.court_order.in_(ids)).order_by(OrderDate.id)):
        with met.aside("order_date", row["id"], row["court_order"]):
            dated[row["court_order"]].append(
                Dated(
                    date.fromisoformat(row["made_on"]),
                    _due(row["file_by_on"], row["file_by_time"]),
                    _due(row["hearing_on"], row["hearing_time"]),
                    bool(row["sealed"]),
                    bool(row["vacated"]),
                    row["document"] or "",
                )
            )
    children: dict[int, list[tuple[int, str]]] = defaultdict(list)
    of_case: Any = (
        OrderChild.select(OrderChild.court_order, OrderChild.client, Client.person_id)
        .join(Client, on=OrderChild.client == Client.id)
        .where(OrderChild.court_order.in_(ids), OrderChild.left_on.is_null())
        .order_by(OrderChild.id)
    )
    for row in dicts(of_case):
        children[row["court_order"]].append((row["client"], row["person_id"]))
    return [_order(row, dated[row["id"]], children[row["id"]], met) for row in listed]


def _order(row: dict[str, Any], dated: list[Dated], children: list[tuple[int, str]], met: unread.Met) -> KnownOrder:
    def read(name: str, how: Callable[[str], T]) -> T | None:
        return met.value("court_order", row["id"], how, row[name])

    made = read("made_on", date.fromisoformat) or min((each.made for each in dated), default=clock.today())
    at, day = read("filed_time", time.fromisoformat), read("filed_on", date.fromisoformat)
    order = CourtOrder(
        made, tuple(dated), tuple(person_id for _, person_id in children),
        read("report", ReportKind) or ReportKind.SECTION_7, DueBy(day, at) if day else None,
        read("drafted_on", date.fromisoformat), read("withdrawn_on", date.fromisoformat),
    )  # fmt: skip
    return KnownOrder(
        row["id"], row["court"], row["case_number"], row["council"], row["owner_name"] or "", order,
        tuple(client for client, _ in children), row["version"], row["owner"], met.words(row["id"]),
    )  # fmt: skip


def _one(id: int) -> KnownOrder:
    return next(each for each in every() if each.id == id)


def _row(id: int, version: int) -> Any:
    row = FamilyOrder.get_or_none(FamilyOrder.id == id)
    if row is None:
        raise NotFound("There is no such order.", "Open the person again.")
    if row.version != version:
        raise Conflict("A colleague changed this order meanwhile.", "Look at it again.")
    if row.withdrawn_on:
        raise Conflict("The application was withdrawn.", "Nothing is due under this order any more.")
    return row


def _step(session: Session, id: int, action: str, values: dict[str, Any]) -> None:
    FamilyOrder.update({**values, "version": FamilyOrder.version + 1}).where(FamilyOrder.id == id).execute()
    for child in OrderChild.select().where(OrderChild.court_order == id):
        audit.record(session.worker_id, action, child.client_id, f"court order {id}")


def keep_date(session: Session, id: int, move: OrderMove, said: Dated) -> None:
    """Keep a document of an order, with the days that it says. Part of the caller's transaction."""
    file_by, hearing = said.file_by, said.hearing
    OrderDate.insert(
        court_order=id, move=move.value, made_on=str(said.made),
        file_by_on=str(file_by.day) if file_by else None, file_by_time=_time(file_by),
        hearing_on=str(hearing.day) if hearing else None, hearing_time=_time(hearing),
        sealed=int(said.sealed), vacated=int(said.vacated), document=people.clean(said.document) or None,
        made_by=session.worker_id, made_at=clock.to_store(clock.now()),
    ).execute()  # fmt: skip


def not_ahead(day: date, field: str) -> None:
    """Raises Invalid for a day that is yet to come."""
    if day > clock.today():
        raise Invalid(f"{clock.format_day(day)} is yet to come.", "Look at the day again.", field)


def _not_before(row: Any, day: date, field: str) -> None:
    _follows(date.fromisoformat(row.made_on), day, field)


def days_follow(made: date, file_by: DueBy | None, hearing: DueBy | None) -> None:
    """An order sets no day before its own."""
    for field, by in (("file_by", file_by), ("hearing", hearing)):
        if by:
            _follows(made, by.day, field)


def _follows(made: date, day: date, field: str) -> None:
    if day < made:
        raise Invalid(
            f"The order was made on {clock.format_day(made)}, after that day.", "Look at the day again.", field
        )


def _time(due: DueBy | None) -> str | None:
    return f"{due.at:%H:%M}" if due and due.at else None


def _due(day: str | None, at: str | None) -> DueBy | None:
    return DueBy(date.fromisoformat(day), time.fromisoformat(at) if at else None) if day else None
