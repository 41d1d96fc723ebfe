"""What councils ordered: kept, changed, and held against the work done under each: what may be billed, what is over,
what runs out, and what is done under none. There are no sums and no invoices here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import forms, people
from topaz_tui.rules.children import commissions as rules
from topaz_tui.rules.children.commissions import BillLine, Commission, Delivery, Ordered
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.children.work_states import STATES, WorkKind, WorkState
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.rules.people import council_key
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession, Session
from topaz_tui.services.statutory import pieces, prints
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import CommissionItem, CommissionMonth, WorkCommission
from topaz_tui.store.rows import dicts

BILLS = (WorkMoveId.BILL, WorkMoveId.BILL_PART)
TABLES = ("commission", "commission_item", "commission_month")
NOT_ORDERED = (WorkState.REQUESTED, WorkState.QUERY)
"""States in which nobody has said yet that it is ours."""


@dataclass(frozen=True, slots=True)
class CommissionWork:
    """A piece of work under a commission, or under none: its number, what it is for the rules, and its council."""

    id: int
    council: str
    delivery: Delivery

    @property
    def words(self) -> str:
        """'pathway plan WK-2026-00012: being written'."""
        return f"{self.delivery.kind} {self.delivery.reference}: {STATES[self.delivery.state].words}"


@dataclass(frozen=True, slots=True)
class Billable:
    """A line of what may be billed: under which commission, and the number of its piece of work, None of a month."""

    commission_id: int
    commission: str
    council: str
    line: BillLine
    work_id: int | None = None


@dataclass(frozen=True, slots=True)
class KnownCommission:
    """A commission with the work under it. `work` leaves out what is closed: `closed` says how many of each kind.
    `over` and `runs_out` are sentences, `to_bill` what may be billed of it now."""

    id: int
    version: int
    commission: Commission
    work: tuple[CommissionWork, ...]
    closed: Mapping[WorkKind, int]
    over: tuple[str, ...]
    runs_out: tuple[str, ...]
    to_bill: tuple[Billable, ...]

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All that was taken on under it, as the rules count it."""
        own = self.commission
        closed = (
            Delivery("", kind, own.began, WorkState.CLOSED, own.began)
            for kind, number in self.closed.items()
            for _ in range(number)
        )
        return (*(each.delivery for each in self.work), *closed)

    @property
    def ordered(self) -> tuple[str, ...]:
        """What was ordered, a line for each kind: 'Pathway plan: 18 of 20 left, at P1'."""
        own = self.commission
        team = (f"A team, at {own.team_price} a month",) if own.team_price else ()
        return (*team, *(_item_words(own, each, self.deliveries) for each in own.items))


@dataclass(frozen=True, slots=True)
class BillingPage:
    """All commissions, and the work that was taken on under none; `aside` says what can't be read, and is in none of
    that."""

    day: date
    commissions: tuple[KnownCommission, ...]
    under_none: tuple[CommissionWork, ...]
    aside: tuple[str, ...] = ()

    @property
    def to_bill(self) -> tuple[Billable, ...]:
        """What may be billed, of all of them."""
        return tuple(line for each in self.commissions for line in each.to_bill)

    @property
    def ok(self) -> bool:
        """Is nothing over what was ordered, about to run out, done under no commission, or not to be read?"""
        return not (self.under_none or self.aside or any(each.over or each.runs_out for each in self.commissions))


def page(session: AnySession, council: str | None = None) -> BillingPage:
    """All commissions and what may be billed; of one council, where it is named ('': the team's own). What can't be
    read is said of all councils."""
    if isinstance(session, Session):
        session.require(Act.KEEP_COMMISSIONS)
    own = session.settings.council or ""
    wanted = None if council is None else council_key(council or own)
    with unread.meeting() as met:
        kept, works = _every(session), pieces.every()
    found = tuple(each for each in kept if wanted in (None, council_key(each.commission.council)))
    none = tuple(
        _work(each, own) for each in works if each.commission_id is None and each.stands.state not in NOT_ORDERED
    )
    none = tuple(each for each in none if wanted in (None, council_key(each.council)))
    return BillingPage(clock.today(), found, none, unread.told(met, (*pieces.TABLES, *TABLES)))


def keep(session: Session, id: int | None, version: int, typed: Answers) -> int:
    """Keep a commission, a new one where `id` is None; returns its number. Raises Invalid for what is missing, Conflict
    where a colleague changed it meanwhile."""
    session.require(Act.KEEP_COMMISSIONS)
    answers = _settled(rules.NEW, typed)
    began, until = forms.day_of(answers["began"]), forms.day_of(answers.get("until"))
    if began and until and until < began:
        raise Invalid("Its last day is before its first.", "Look at the days again.", "until")
    reference = people.clean(str(answers["reference"]))
    values = {
        "reference": reference, "council": _text(answers, "council"), "ordered_by": _text(answers, "ordered_by") or "",
        "ordered_on": str(answers["ordered_on"]), "began_on": str(began), "until_on": str(until) if until else None,
        "team_price": _text(answers, "team_price"),
    }  # fmt: skip
    with transaction():
        if any(row.id != id and row.reference.casefold() == reference.casefold() for row in WorkCommission.select()):
            raise Conflict("A commission of that reference is on the list.", "Open that one.", "reference")
        if id is None:
            made = {"made_by": session.worker_id, "made_at": clock.to_store(clock.now())}
            id = int(WorkCommission.insert(**values, **made).execute())
            audit.record(session.worker_id, "kept a commission", subject=f"commission {id}")
            return id
        row = _row(id, version)
        if row.until_on and row.until_on != values["until_on"] and _last_is_billed(row):
            words = "Its last month is billed as it is: the days that follow would be in no bill."
            raise Conflict(words, "Keep a new commission that begins on the day after.", "until")
        changed = [name for name, value in values.items() if value != getattr(row, name)]
        if changed:
            WorkCommission.update(**values, version=version + 1).where(WorkCommission.id == id).execute()
            audit.record(session.worker_id, f"changed a commission: {_of(row, changed)}", subject=f"commission {id}")
    return id


def order(session: Session, id: int, version: int, typed: Answers) -> None:
    """Keep how many of a kind are ordered under a commission, and at which price: this takes the place of what was
    said of that kind before. Raises as `keep` does."""
    session.require(Act.KEEP_COMMISSIONS)
    answers = _settled(rules.ITEM, typed)
    said = str(answers.get("number") or "")
    number = int(said) if said else None
    if number is not None and not 0 < number <= rules.MOST:
        raise Invalid(f"Say how many: 1 to {rules.MOST:,}.", "Or leave it empty: as many as come.", "number")
    kind, price = str(answers["kind"]), _text(answers, "price") or ""
    with transaction():
        _row(id, version)
        values = {"number": number, "price": price}
        there = CommissionItem.get_or_none(CommissionItem.commission == id, CommissionItem.kind == kind)
        if there is None:
            CommissionItem.insert(commission=id, kind=kind, **values).execute()
            before = "nothing"
        else:
            CommissionItem.update(**values).where(CommissionItem.id == there.id).execute()
            before = f"{there.number or 'as many as come'} at {there.price}"
        WorkCommission.update(version=version + 1).where(WorkCommission.id == id).execute()
        action = f"ordered {kind}: {number or 'as many as come'} at {price}, was {before}"
        audit.record(session.worker_id, action, subject=f"commission {id}")


def bill_month(session: Session, id: int, month: date, bill: str) -> None:
    """Keep that a month of a team is billed. Raises Conflict where it is, or isn't over."""
    session.require(Act.KEEP_COMMISSIONS)
    said = people.clean(bill)
    if not said:
        raise Invalid("Give the bill's reference.", "", "bill")
    with transaction():
        known = next((each for each in _every(session) if each.id == id), None)
        if known is None or not any(each.work_id is None and each.line.since == month for each in known.to_bill):
            raise Conflict("This month is not to be billed.", "Look at the list again.")
        CommissionMonth.insert(
            commission=id,
            month_on=str(month),
            bill=said,
            made_by=session.worker_id,
            made_at=clock.to_store(clock.now()),
        ).execute()
        audit.record(session.worker_id, f"billed a month: {month}", subject=f"commission {id}")


# Work under a commission


def options(session: AnySession, known: KnownWork) -> tuple[tuple[str, str], ...]:
    """The commissions of its council that have its kind, by their reference, and what is left of each."""
    own = session.settings.council or ""
    theirs = council_key(known.council or own)
    found = (each for each in _every(session) if council_key(each.commission.council) == theirs)
    return tuple(
        (each.commission.reference, f"{each.commission.reference}: {_left_words(each, known)}")
        for each in found
        if each.commission.item(known.stands.kind) or each.commission.team_price
    )


def settle(session: AnySession, known: KnownWork, move: WorkMoveId, answers: dict[str, Answer]) -> int | None:
    """The commission that a move puts the work under, and its price where none was given; None where there is none.
    Raises Invalid for one that can't be: what is accepted takes a place that is left; what was taken on before may be
    over what was ordered, and is then told of."""
    named, taken_on = people.clean(str(answers.get("commission") or "")), move == WorkMoveId.ACCEPT
    if not named:
        if taken_on and forms.unanswered(answers.get("price")):
            raise Invalid("Give the price.", "Or the commission that has it.", "price")
        return None
    own = session.settings.council or ""
    found = next((each for each in _every(session) if each.commission.reference.casefold() == named.casefold()), None)
    if found is None or council_key(found.commission.council) != council_key(known.council or own):
        raise Invalid(f"This council has no commission {named}.", "Due (9), then b, has all of them.", "commission")
    item, of_team = found.commission.item(known.stands.kind), found.commission.team_price
    before = tuple(each.delivery for each in found.work if each.id != known.id)
    if item is None and not of_team:
        why = rules.hindrance(found.commission, known.stands.kind, found.commission.began, ())
        raise Invalid(why.words if why else "", "Put down there what is ordered.", "commission")
    if taken_on and item is not None:
        closed = found.deliveries[len(found.work) :]
        if why := rules.hindrance(found.commission, known.stands.kind, clock.today(), (*before, *closed)):
            raise Invalid(why.words, "Ask the council for more, or leave the commission out.", "commission")
    answers["commission"] = found.commission.reference
    if taken_on and forms.unanswered(answers.get("price")):
        answers["price"] = item.price if item else of_team
    return found.id


# Reading


def _every(session: AnySession) -> list[KnownCommission]:
    own, today, terms = session.settings.council or "", clock.today(), session.settings.children
    items: dict[int, list[Ordered]] = defaultdict(list)
    for row in dicts(CommissionItem.select().order_by(CommissionItem.id)):
        with unread.aside("commission_item", row["id"]):
            items[row["commission"]].append(Ordered(WorkKind(row["kind"]), row["number"], row["price"]))
    billed: dict[int, set[date]] = defaultdict(set)
    for row in dicts(CommissionMonth.select()):
        with unread.aside("commission_month", row["id"]):
            billed[row["commission"]].add(date.fromisoformat(row["month_on"]))
    work: dict[int, list[CommissionWork]] = defaultdict(list)
    for known in pieces.under_commissions():
        work[known.commission_id or 0].append(_work(known, own))
    closed: dict[int, dict[WorkKind, int]] = defaultdict(dict)
    for commission_id, kind, number in pieces.closed_under_commissions():
        closed[commission_id][kind] = number
    found = []
    for row in dicts(WorkCommission.select().order_by(WorkCommission.council, WorkCommission.reference)):
        with unread.aside("commission", row["id"]):
            until = date.fromisoformat(row["until_on"]) if row["until_on"] else None
            commission = Commission(
                row["reference"], row["council"] or own, row["ordered_by"], date.fromisoformat(row["ordered_on"]),
                date.fromisoformat(row["began_on"]), until, tuple(items[row["id"]]), row["team_price"] or "",
            )  # fmt: skip
            theirs = tuple(work[row["id"]])
            known_one = KnownCommission(row["id"], row["version"], commission, theirs, closed[row["id"]], (), (), ())
            found.append(_told(known_one, today, terms.commission_weeks, terms.commission_left, billed[row["id"]]))
    return found


def _told(known: KnownCommission, today: date, weeks: int, few: int, billed: set[date]) -> KnownCommission:
    own, deliveries = known.commission, known.deliveries
    numbers = {each.delivery.reference: each.id for each in known.work}
    over = () if own.team_price else tuple(rules.over(own, deliveries))
    lines = tuple(
        Billable(known.id, own.reference, own.council, line, numbers.get(line.piece))
        for line in rules.to_bill(own, [each.delivery for each in known.work], today, frozenset(billed))
    )
    runs_out = tuple(rules.runs_out(own, deliveries, today, weeks, few))
    return KnownCommission(known.id, known.version, own, known.work, known.closed, over, runs_out, lines)


def _work(known: KnownWork, own: str) -> CommissionWork:
    bills = [str(each.answers.get("bill") or "") for each in known.events if each.move in BILLS]
    parts = [str(each.answers["billable_what"]) for each in known.events if each.answers.get("billable_what")]
    stands = known.stands
    delivery = Delivery(
        prints.reference_of(known), stands.kind, known.requested, stands.state, stands.since or known.requested,
        stands.billable, parts[-1] if parts else "", bills[-1] if bills else "",
    )  # fmt: skip
    return CommissionWork(known.id, known.council or own, delivery)


def _item_words(own: Commission, each: Ordered, deliveries: tuple[Delivery, ...]) -> str:
    there = rules.left(own, each.kind, deliveries)
    count = "as many as come" if there is None else f"{there} of {each.number} left"
    return f"{each.kind.capitalize()}: {count}, at {each.price}"


def _left_words(known: KnownCommission, work: KnownWork) -> str:
    own = known.commission
    if own.item(work.stands.kind) is None:
        return "a team for the term"
    there = rules.left(own, work.stands.kind, known.deliveries)
    until = f", until {clock.format_day(own.until)}" if own.until else ""
    return f"{'as many as come' if there is None else f'{there} left'}{until}"


def _row(id: int, version: int) -> Any:
    row = WorkCommission.get_or_none(WorkCommission.id == id)
    if row is None:
        raise NotFound("There is no such commission.", "Look at the list again.")
    if row.version != version:
        raise Conflict("A colleague changed this commission meanwhile.", "Look at it again.")
    return row


def _last_is_billed(row: Any) -> bool:
    """Is a month of a team billed that its last day cut short?"""
    months = CommissionMonth.select().where(CommissionMonth.commission == row.id)
    ends = (clock.add_months(date.fromisoformat(each.month_on), 1) - clock.DAY for each in months)
    return any(end > date.fromisoformat(row.until_on) for end in ends)


def _of(row: Any, changed: list[str]) -> str:
    """What was changed, and what it was: nobody's name."""
    was = {name: "" if name == "ordered_by" else f" was {getattr(row, name) or 'empty'}" for name in changed}
    return ", ".join(f"{name.removesuffix('_on').replace('_', ' ')}{before}" for name, before in was.items())


def _settled(questions: tuple[forms.Question, ...], typed: Answers) -> dict[str, Answer]:
    now = clock.now()
    answers = dict(forms.settled(questions, dict(typed), now))
    for question, sentence in forms.all_lacking(questions, answers, now):
        raise Invalid(sentence, "", question.id)
    return answers


def _text(answers: Mapping[str, Answer], name: str) -> str | None:
    return people.clean(str(answers.get(name) or "")) or None
