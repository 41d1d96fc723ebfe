"""What a council ordered: who, how many of which kind, until when, at which price reference; and what may be billed.

A commission buys single pieces, or a whole team for a term (as Devon did for a backlog). There are no sums here: a
price is a reference to the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from topaz_tui.clock import add_months, format_day
from topaz_tui.rules.children.work_states import WorkKind, WorkState
from topaz_tui.rules.permissions import Hindrance


@dataclass(frozen=True, slots=True)
class Ordered:
    """So many pieces of a kind (None: as many as come), at a price of the contract."""

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
"""States in which a piece takes no place of those that were ordered."""
ENDED_EARLY = (WorkState.WITHDRAWN, WorkState.SUPERSEDED)


def left(commission: Commission, kind: WorkKind, deliveries: Iterable[Delivery]) -> int | None:
    """How many of this kind are still to be ordered under it; None where there is no limit. What ended early and may
    not be billed gives its place back."""
    ordered = commission.item(kind)
    if ordered is None:
        return 0
    if ordered.number is None:
        return None
    taken = sum(
        each.kind == kind
        and each.state not in NOT_TAKEN_ON
        and not (each.state in ENDED_EARLY and each.billable == "nothing")
        for each in deliveries
    )
    return max(0, ordered.number - taken)


def hindrance(commission: Commission, kind: WorkKind, day: date, deliveries: Sequence[Delivery]) -> Hindrance | None:
    """Why a piece of this kind can't be accepted under the commission on a day; None where it can."""
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
    """What may be billed: the price that the contract has for it, for what, and why now."""

    price: str
    what: str
    why: str


def to_bill(
    commission: Commission, deliveries: Iterable[Delivery], as_of: date, billed_months: frozenset[date] = frozenset()
) -> Iterator[BillLine]:
    """What may be billed and is not yet, in the order in which it came to be. Of a team the months that are over;
    `billed_months` are the first days of those that were billed."""
    if commission.team_price:
        for began, ended in _months(commission, as_of):
            if began not in billed_months:
                yield BillLine(commission.team_price, f"team, {format_day(began)} to {format_day(ended)}", "term")
        return
    for each in sorted(deliveries, key=lambda each: (each.since, each.reference)):
        ordered = commission.item(each.kind)
        if ordered is None or each.bill or each.since > as_of:
            continue
        if each.state == WorkState.DONE:
            yield BillLine(ordered.price, f"{each.kind} {each.reference}", f"done on {format_day(each.since)}")
        elif each.state in ENDED_EARLY and each.billable != "nothing":
            what = f"{each.kind} {each.reference}" + (f": {each.part}" if each.billable == "part" else "")
            yield BillLine(ordered.price, what, f"{each.state} on {format_day(each.since)}")


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
