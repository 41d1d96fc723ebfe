"""Orders of the family courts: the days that each document sets, and what is due by them.

An order may have several children: it has one report, one filing and one hearing. Only a sealed order sets or changes a
day; what a message says is expected and no more. The day before stays, with the order that set it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.duties import DUTIES
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.reckoning import COUNCILS_TARGET, DutyItem, DutyState
from topaz_tui.rules.statutory.row import DutyRow, Rule, Starts


class ReportKind(StrEnum):
    """What the court ordered. An addendum is an order of its own, and a row of its own."""

    SECTION_7 = "section 7 report"
    CHILD_IMPACT = "child impact report"
    ADDENDUM = "addendum"


class Serves(StrEnum):
    """Who serves the report, as the order says."""

    COURT = "the court"
    US = "us"
    NOT_SAID = "not said"


class OrderMove(StrEnum):
    """What a document does to an order. All but the last are sealed orders of the court."""

    MADE = "made"
    VARIED = "varied"
    ADJOURNED = "adjourned"
    VACATED = "vacated"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Dated:
    """What one document says about an order's days: the day to file by, and the day of the hearing. None: it does not
    mention that day, and the earlier one stands. `vacated`: the hearing is taken out of the list."""

    made: date
    file_by: DueBy | None = None
    hearing: DueBy | None = None
    sealed: bool = True
    vacated: bool = False
    document: str = ""


@dataclass(frozen=True, slots=True)
class CourtOrder:
    """An order of a court, and the documents that followed it. `withdrawn`: the application was withdrawn, so that the
    work ends; it may still be billed."""

    made: date
    dated: tuple[Dated, ...]
    children: tuple[str, ...]
    report: ReportKind = ReportKind.SECTION_7
    filed: DueBy | None = None
    drafted: date | None = None
    withdrawn: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The days of an order that hold, and those that are only expected."""

    file_by: DueBy | None = None
    hearing: DueBy | None = None
    expected_file_by: DueBy | None = None
    expected_hearing: DueBy | None = None


def standing(order: CourtOrder) -> Standing:
    """The days of an order as its documents leave them."""
    file_by = hearing = soon_file = soon_hearing = None
    for each in order.dated:
        if each.sealed:
            file_by, soon_file = each.file_by or file_by, None if each.file_by else soon_file
            hearing, soon_hearing = each.hearing or hearing, None if each.hearing or each.vacated else soon_hearing
            hearing = each.hearing if each.vacated else hearing
        else:
            soon_file, soon_hearing = each.file_by or soon_file, each.hearing or soon_hearing
    return Standing(file_by, hearing, soon_file, soon_hearing)


def reckon(order: CourtOrder, council: CouncilRules = NO_COUNCIL) -> Iterator[DutyItem]:
    """What is due under an order, one duty a row for all of its children. A council's target stands beside the court's
    day; where the row is the team's setting, the target takes its place."""
    days = standing(order)
    own = Starts.IMPACT_ORDER if order.report == ReportKind.CHILD_IMPACT else Starts.ORDER
    for row in DUTIES:
        begun = row.starts == own or (row.starts == Starts.HEARING and days.hearing)
        if begun and row.in_force(order.made):
            yield _item(row, order, days, council.targets.get(row.code, ""))


def _item(row: DutyRow, order: CourtOrder, days: Standing, own: str) -> DutyItem:
    """The duty of one row for an order: the draft is reckoned back from the day to file by, everything else from the
    order."""
    named = {"order.file_by": days.file_by, "order.hearing": days.hearing}
    limit = language.read(own if own and row.rule == Rule.SETTING else row.due)
    anchor, met = order.made, None if row.fact else order.filed
    due = limit.from_day(anchor, named)
    if limit.unit:
        anchor = days.file_by.day if days.file_by else order.made
        due = limit.from_day(anchor) if days.file_by else None
        met = DueBy(order.drafted) if order.drafted else order.filed
    target = language.read(row.target).from_day(order.made) if row.target and due is None else None
    target_rule = str(row.target_rule) if target else ""
    if own and row.rule != Rule.SETTING and not row.fact:
        earlier = language.read(own)
        beside = earlier.from_day(days.file_by.day if earlier.number < 0 and days.file_by else order.made)
        if beside and (due is None or beside.day < due.day):
            target, target_rule = beside, COUNCILS_TARGET
    over = order.withdrawn is not None and met is None
    return DutyItem(
        code=row.code,
        began=order.made,
        anchor=anchor,
        rule=row.rule,
        due=due,
        target=target,
        target_rule=target_rule,
        state=DutyState.MET if met else DutyState.ENDED if over else DutyState.FACT if row.fact else DutyState.OPEN,
        met=met,
        ended=order.withdrawn if over else None,
        why="the application was withdrawn" if over else "",
    )
