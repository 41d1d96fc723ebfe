"""An order of a family court comes: it is kept with its children, whose records it restricts, by whatever way it came
(pitfall 17 of children's services)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.orders import Dated, OrderMove, ReportKind, Serves
from topaz_tui.services.access import restricting
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import orders
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import FamilyOrder, OrderChild, YoungPerson


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What an order says when it comes: `orders` are the issues that it names, `named` the colleagues to whom the
    children's records are open besides."""

    court: str
    case_number: str
    made: date
    orders: str
    children: tuple[int, ...]
    file_by: DueBy | None
    hearing: DueBy | None = None
    report: ReportKind = ReportKind.SECTION_7
    serves: Serves = Serves.NOT_SAID
    council: str = ""
    document: str = ""
    named: tuple[int, ...] = ()


class MadeOrder(NamedTuple):
    """The number of an order that was kept, and what is to be said of the records that it restricted."""

    id: int
    told: tuple[str, ...]


def make(session: Session, new: NewOrder) -> MadeOrder:
    """Keep an order, with its children, whose records are restricted from now on: what is written for a court is the
    court's. Raises Invalid where something is missing, a child is no young person of the list, or somebody named is
    not at work here."""
    court, number, asks = people.clean(new.court), people.clean(new.case_number), people.clean(new.orders)
    for name, value, words in (
        ("court", court, "Which court made it?"),
        ("case_number", number, "What is the case number?"),
        ("orders", asks, "What does it order? The issues that it names, as they stand in it."),
    ):
        if not value:
            raise Invalid("Something of the order is missing.", words, name)
    if new.file_by is None and new.hearing is None:
        raise Invalid("The order says no day.", "Copy the day to file by, or the hearing.", "file_by")
    orders.not_ahead(new.made, "made")
    orders.days_follow(new.made, new.file_by, new.hearing)
    children = tuple(dict.fromkeys(new.children))
    with transaction():
        known = YoungPerson.select().where(YoungPerson.client.in_(children)).count()
        if not children or known != len(children):
            raise Invalid("An order needs its children.", "Each has to be a young person of the list.", "children")
        now = {"made_by": session.worker_id, "made_at": clock.to_store(clock.now())}
        id = int(
            FamilyOrder.insert(
                court=court, case_number=number, report=new.report.value, made_on=str(new.made), orders=asks,
                serves=new.serves.value, council=people.clean(new.council) or None, owner=session.worker_id, **now,
            ).execute()
        )  # fmt: skip
        for child in children:
            OrderChild.insert(court_order=id, client=child, **now).execute()
            audit.record(session.worker_id, "recorded a court order", child, f"court order {id}")
        dated = Dated(new.made, new.file_by, new.hearing, document=new.document)
        orders.keep_date(session, id, OrderMove.MADE, dated)
        told = restricting.for_court(session, children, new.named, f"A court ordered a report: {number}.")
    return MadeOrder(id, tuple(told))
