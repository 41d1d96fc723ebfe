"""Orders of the family court in the demo, and the reports that they ask for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts, works
from topaz_tui.demo.children.young_people import DemoYoungPerson
from topaz_tui.demo.person import Row
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.statutory.orders import OrderMove, ReportKind

REPORT = (Do.READ_ORDER, Do.ALLOCATE, Do.START, Do.SEEN, Do.WRITE, Do.SUBMIT, Do.APPROVE_TO_SEND, Do.SEND)


def write(book: Book, team: Sequence[DemoYoungPerson]) -> None:
    """Six orders: of siblings with an adjourned hearing, one that is due this week, one that is late, one that was
    filed, a child impact report whose days are only expected, and an application that was withdrawn."""
    ahead, back = book.days.ahead, book.days.back
    siblings = _order(book, team[14:16], back(30), ahead(20), hearing=ahead(34), written_by="rkelly")
    _dated(book, siblings, OrderMove.ADJOURNED, back(6), ahead(31), ahead(45), "Order of adjournment")
    _report(book, siblings, (Do.ACCEPT, *REPORT[:5]), At.DRAFTING, "rkelly")
    soon = _order(book, team[16:17], back(40), ahead(3), hearing=ahead(12), written_by="tbello")
    _report(book, soon, (Do.ACCEPT, *REPORT[:7]), At.READY, "tbello")
    late = _order(book, team[17:18], back(60), back(1), written_by="rkelly")
    _report(book, late, (Do.ACCEPT, *REPORT[:6]), At.QUALITY_CHECK, "rkelly")
    filed = _order(book, team[18:19], back(70), back(1), hearing=ahead(8), written_by="tbello")
    day = back(3)
    filed |= {"drafted_on": str(back(8)), "filed_on": str(day), "filed_time": "11:40", "filed_how": "Receipt 4471"}
    said = {Do.FILE: {"filed_at": book.at(day, "11:40")}, Do.SEND: {"when": book.at(day, "09:15")}}
    _report(book, filed, (Do.ACCEPT, *REPORT, Do.FILE), At.FILED, "tbello", said)
    impact = _order(book, team[19:20], back(9), None, hearing=ahead(40), report=ReportKind.CHILD_IMPACT)
    _dated(book, impact, OrderMove.EXPECTED, back(2), ahead(28), None, "E-mail of the court's office")
    gone = _order(book, team[20:21], back(25), ahead(15))
    gone |= {"withdrawn_on": str(back(4)), "withdrawn_why": "The father withdrew his application."}


def _order(
    book: Book, children: Sequence[DemoYoungPerson], made: date, file_by: date | None, *, hearing: date | None = None,
    report: ReportKind = ReportKind.SECTION_7, written_by: str = "me",
) -> Row:  # fmt: skip
    """An order that the manager kept; it restricts the records of its children, as services/statutory/new_orders.py
    has it."""
    by = {"made_by": book.workers["me"], "made_at": book.at(made, "16:30")}
    number = len(book.rows["court_order"])
    row = book.add(
        "court_order", court=texts.COURT, case_number=f"CW{made:%y}P{1040 + 37 * number:05}", report=report.value,
        made_on=str(made), orders=texts.ISSUES, serves="the court", council=children[0].council,
        owner_id=children[0].owner, drafted_on=None, filed_on=None, filed_time=None, filed_how=None, withdrawn_on=None,
        withdrawn_why=None, version=1, **by,
    )  # fmt: skip
    for each in children:
        book.add("order_child", court_order_id=row["id"], client_id=each.id, left_on=None, left_why=None, **by)
        _restrict(book, each, row, {book.workers["me"], book.workers[written_by], each.owner})
    _dated(book, row, OrderMove.MADE, made, file_by, hearing, "Sealed order")
    return row


def _restrict(book: Book, child: DemoYoungPerson, order: Row, named: Collection[int]) -> None:
    why, at, manager = f"A court ordered a report: {order['case_number']}.", order["made_at"], order["made_by"]
    held = book.add(
        "restriction", client_id=child.id, reason=why, made_by=manager, made_at=at, ended_at=None, ended_by=None,
        ended_why=None,
    )  # fmt: skip
    for worker in sorted(named):
        book.add("open_to", restriction_id=held["id"], worker_id=worker)
    names = sorted(each["name"] for each in book.rows["worker"] if each["id"] in named)
    book.note(child.person, "note", f"Restricted, open to {', '.join(names)}, managers. {why}", at, manager)


def _dated(
    book: Book, order: Row, move: OrderMove, made: date, file_by: date | None, hearing: date | None, document: str
) -> None:
    book.add(
        "order_date", court_order_id=order["id"], move=move.value, made_on=str(made),
        file_by_on=str(file_by) if file_by else None, file_by_time="16:00" if file_by else None,
        hearing_on=str(hearing) if hearing else None, hearing_time="10:00" if hearing else None,
        sealed=int(move != OrderMove.EXPECTED), vacated=0, document=document, made_by=order["made_by"],
        made_at=book.at(made, "16:40"),
    )  # fmt: skip


def _report(
    book: Book, order: Row, moves: Sequence[Do], state: At, worker: str,
    said: dict[Do, dict[str, str]] | None = None,
) -> None:  # fmt: skip
    works.piece(
        book, WorkKind.SECTION_7, moves, state, book.workers[worker], code="S7",
        anchor=date.fromisoformat(order["made_on"]), order=order, answers=said,
    )  # fmt: skip
