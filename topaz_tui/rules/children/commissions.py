"""What a council ordered: who, how many of which kind, until when, at which price reference; what may be billed, what
is over what was ordered, and what runs out.

A commission buys single pieces, or a whole team for a term (as Devon did for a backlog). There are no sums here: a
price is a reference to the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from topaz_tui.clock import add_months, format_day
from topaz_tui.rules import forms
from topaz_tui.rules.children.work_states import WorkKind, WorkState
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Hindrance

COUNCIL = Question("council", "Council", "line", "Which council orders it?")
NEW = (
    Question("reference", "Reference", "line", "The council's reference, by which everybody knows it.",
             needed="Give its reference."),
    COUNCIL,
    Question("ordered_by", "Ordered by", "line", "Who ordered it, and as what?", needed="Say who ordered it."),
    Question("ordered_on", "Ordered on", "day", "On which day?", needed="Say on which day it was ordered."),
    Question("began", "Begins on", "day", "The first day of work under it.", needed="Say from which day on.",
             sense="either"),
    Question("until", "Last day", "day", "Its last day, where it has one.", sense="either"),
    Question("team_price", "Price of a team", "line",
             "Where a team is bought for the term: the price of a month. Its pieces are not billed one by one."),
)  # fmt: skip
"""The questions about a commission. How many pieces it has is asked for each kind by itself."""
ITEM = (
    Question("kind", "What", "choice", "What is ordered?", tuple((kind.value, kind.capitalize()) for kind in WorkKind),
             needed="Say what is ordered."),
    Question("number", "How many", "number", "How many in all; left empty where as many as come are ordered."),
    Question("price", "Price reference", "line", "Which price of the contract?", needed="Give the price."),
)  # fmt: skip
BILLED = (
    Question(
        "bill", "Bill's reference", "line", "Under which reference is it billed?", needed="Give the bill's reference."
    ),
)
"""The questions about a month of a team that is billed."""
if found := [fault for questions in (NEW, ITEM, BILLED) for fault in forms.faults_of_form(questions)]:
    raise ValueError("; ".join(map(str, found)))
MOST = 10_000
"""The most pieces of one kind that a commission can have."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """How many pieces of one kind a commission has (None: as many as come), and their price in the contract."""

    kind: WorkKind
    number: int | None
    price: str


@dataclass(frozen=True, slots=True)
class Commission:
    """An order of a council. `until` is its last day, None where it has none yet. `team_price`, where a team is bought
    for the term: its pieces are not billed one by one, its months are."""

    reference: str
    council: str
    ordered_by: str
    ordered_on: date
    began: date
    until: date | None
    items: tuple[Ordered, ...]
    team_price: str = ""

    def item(self, kind: WorkKind) -> Ordered | None:
        """What was ordered of this kind."""
        return next((each for each in self.items if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A piece of work under a commission. `billable` is what may be billed of it where it was withdrawn or superseded
    ('all', 'part' with `part` in words, 'nothing'); `bill` the reference of the bill, once there is one."""

    reference: str
    kind: WorkKind
    requested: date
    state: WorkState
    since: date
    billable: str = "all"
    part: str = ""
    bill: str = ""


NOT_TAKEN_ON = (WorkState.REQUESTED, WorkState.QUERY, WorkState.DECLINED)
"""The states in which a piece takes up no place of those that were ordered."""
ENDED_EARLY = (WorkState.WITHDRAWN, WorkState.SUPERSEDED)
AFTER = (*ENDED_EARLY, WorkState.FILED, WorkState.DONE, WorkState.BILLED, WorkState.CLOSED)
"""The states in which nothing of a piece is still to be made."""


def left(commission: Commission, kind: WorkKind, deliveries: Iterable[Delivery]) -> int | None:
    """How many pieces of this kind may still be ordered under the commission; None where there is no limit. A piece
    that ended early and may not be billed gives its place back."""
    ordered = commission.item(kind)
    if ordered is None:
        return 0
    if ordered.number is None:
        return None
    return max(0, ordered.number - taken(kind, deliveries))


def taken(kind: WorkKind, deliveries: Iterable[Delivery]) -> int:
    """How many pieces of this kind take up a place of those that were ordered."""
    return sum(
        each.kind == kind
        and each.state not in NOT_TAKEN_ON
        and not (each.state in ENDED_EARLY and each.billable == "nothing")
        for each in deliveries
    )


def over(commission: Commission, deliveries: Sequence[Delivery]) -> Iterator[str]:
    """A sentence for each kind of which there are more pieces under the commission than were ordered."""
    for kind in WorkKind:
        ordered, there = commission.item(kind), taken(kind, deliveries)
        number = 0 if ordered is None else ordered.number
        if number is not None and there > number:
            yield f"{kind.capitalize()}: {there} of {number} ordered, {there - number} over."


def runs_out(
    commission: Commission, deliveries: Sequence[Delivery], today: date, weeks: int, few: int
) -> Iterator[str]:
    """A sentence for whatever of the commission runs out: its term within `weeks`, and each kind of which `few` or
    fewer are left. Once its last day is over only what still goes on is named."""
    if commission.until and commission.until < today:
        still = sum(each.state not in (*NOT_TAKEN_ON, *AFTER) for each in deliveries)
        if still:
            yield f"Ended on {format_day(commission.until)}, and {still} {'go' if still > 1 else 'goes'} on."
        return
    if commission.until and commission.until - today <= timedelta(weeks=weeks):
        yield f"Ends on {format_day(commission.until)}."
    for ordered in commission.items:
        there = left(commission, ordered.kind, deliveries)
        if ordered.number and there is not None and there <= few:
            yield f"{ordered.kind.capitalize()}: {there or 'none'} of {ordered.number} left."


def hindrance(commission: Commission, kind: WorkKind, day: date, deliveries: Sequence[Delivery]) -> Hindrance | None:
    """Why a piece of this kind can't be accepted under the commission on this day; None where it can."""
    if day < commission.began:
        return Hindrance(f"{commission.reference} begins on {format_day(commission.began)}.")
    if commission.until and day > commission.until:
        return Hindrance(
            f"{commission.reference} ended on {format_day(commission.until)}: ask the council to extend it."
        )
    if commission.item(kind) is None:
        return Hindrance(f"{commission.reference} has no {kind}.")
    if left(commission, kind, deliveries) == 0:
        return Hindrance(f"All of {commission.reference} that is a {kind} is ordered already.")
    return None


@dataclass(frozen=True, slots=True)
class BillLine:
    """What may be billed: the price that the contract has for it, for what, and why now. `piece` is the reference of
    the work, '' where it is a month of a team; `since` the first day of that month, else that from which on it may
    be billed."""

    price: str
    what: str
    why: str
    piece: str = field(default="", compare=False)
    since: date = field(default=date.min, compare=False)


def to_bill(
    commission: Commission, deliveries: Iterable[Delivery], as_of: date, billed_months: frozenset[date] = frozenset()
) -> Iterator[BillLine]:
    """What may be billed and has not been, the oldest first. A team bought for a term is billed by its months that are
    over; `billed_months` are the first days of those that were billed."""
    if commission.team_price:
        for began, ended in _months(commission, as_of):
            if began not in billed_months:
                what = f"team, {format_day(began)} to {format_day(ended)}"
                yield BillLine(commission.team_price, what, "term", "", began)
        return
    for each in sorted(deliveries, key=lambda each: (each.since, each.reference)):
        ordered = commission.item(each.kind)
        if ordered is None or each.bill or each.since > as_of:
            continue
        if each.state == WorkState.DONE:
            why = f"done on {format_day(each.since)}"
            yield BillLine(ordered.price, f"{each.kind} {each.reference}", why, each.reference, each.since)
        elif each.state in ENDED_EARLY and each.billable != "nothing":
            what = f"{each.kind} {each.reference}" + (f": {each.part}" if each.billable == "part" else "")
            yield BillLine(ordered.price, what, f"{each.state} on {format_day(each.since)}", each.reference, each.since)


def _months(commission: Commission, as_of: date) -> Iterator[tuple[date, date]]:
    """The months of a term that are over, each from its first day to its last; the last may be short."""
    number, began = 0, commission.began
    last = min(as_of, commission.until) if commission.until else as_of
    while began <= last:
        number += 1
        following = add_months(commission.began, number)
        ended = following.fromordinal(following.toordinal() - 1)
        if ended > last:
            if commission.until and as_of >= commission.until:
                yield began, commission.until
            return
        yield began, ended
        began = following
