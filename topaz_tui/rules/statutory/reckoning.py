"""What is due for a young person, by when, and what became of it: reckoned anew from what happened each time.

Nothing is met but by what shows it, and nothing closes by itself: a duty that is over stays, with the reason. An
interval counts from the day on which something really happened, never from the day on which it was due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.ages import age_on, months_after
from topaz_tui.rules.statutory.categories import LifeCourse
from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.duties import DUTIES
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import EventKind, Life, Lives
from topaz_tui.rules.statutory.occasions import OF_LIFE, Occasion, occasions
from topaz_tui.rules.statutory.row import FROM_MEMORY, DutyRow, IntervalCase, Rule

COUNCILS_TARGET, COUNCILS_COUNT = "the council's target", "the council counts the first day"
"""What a day beside the law's rests on, where that is the council's own."""


class DutyState(StrEnum):
    """How a duty stands."""

    AHEAD = "ahead"  # it hasn't begun yet
    OPEN = "open"
    MET = "met"
    ENDED = "ended"  # over without having been met
    CONFIRM = "to confirm"  # met only by a date of birth that was corrected: a worker looks
    FACT = "a fact"


@dataclass(frozen=True, slots=True)
class DutyItem:
    """One duty as it stands on a day. `due` is the limit, and `rule` what that rests on; `target` an earlier day beside
    it, and `target_rule` what that rests on; either day may be None. `met` is when it was done; `ended` and `why`: when
    and why it was over before. `asked`: since when it is asked for sooner."""

    code: str
    began: date
    anchor: date
    rule: Rule
    due: DueBy | None
    target: DueBy | None
    target_rule: str
    state: DutyState
    met: DueBy | None = None
    ended: date | None = None
    why: str = ""
    asked: date | None = None

    @property
    def by(self) -> DueBy | None:
        """The day to work to: the limit, or where there is none the target."""
        return self.due or self.target

    def overdue(self, now: datetime) -> bool:
        """Is it open past its limit, or past its target where it has no limit?"""
        return self.state in (DutyState.OPEN, DutyState.CONFIRM) and self.by is not None and self.by.overdue(now)

    @property
    def missed(self) -> bool:
        """Was it met late, or over after its day without having been met? That stays to be seen."""
        if self.by is None:
            return False
        if self.met is not None:
            return not self.by.kept_by(self.met)
        return self.ended is not None and self.by.day < self.ended


def reckon(life: Life, as_of: date, council: CouncilRules = NO_COUNCIL) -> list[DutyItem]:
    """Every duty to a young person as it stands at the end of a day, in the table's order."""
    items = _as_recorded(life, as_of, council)
    for before in life.formerly:
        then = _as_recorded(replace(life, born=before.born, formerly=()), as_of, council)
        held = {(item.code, item.met.day) for item in then if item.met}
        items = [_unless_by_correction(item, held, before.corrected, life) for item in items]
    return items


def _as_recorded(life: Life, as_of: date, council: CouncilRules) -> list[DutyItem]:
    course = LifeCourse(replace(life, events=tuple(event for event in life.events if event.day <= as_of)))
    return [
        _as_of(item, row.fact, as_of)
        for row in DUTIES
        if row.starts in OF_LIFE
        for occasion in occasions(row, course, council)
        for item in _items(row, occasion, course, council)
    ]


def _unless_by_correction(item: DutyItem, held: set[tuple[str, date]], corrected: date, life: Life) -> DutyItem:
    """The item, but to be confirmed where the corrected date of birth alone made it met: what was done by then didn't
    meet this duty with the date of birth that was believed."""
    if item.state != DutyState.MET or item.met is None or item.met.day > corrected or (item.code, item.met.day) in held:
        return item
    confirmed = any(
        event.kind == EventKind.CONFIRMED and event.set_for == item.met.day and event.day >= corrected
        for event in life.events
    )
    return item if confirmed else replace(item, state=DutyState.CONFIRM)


def _items(row: DutyRow, occasion: Occasion, course: LifeCourse, council: CouncilRules) -> Iterator[DutyItem]:
    """The duty of an occasion; of one that repeats all of them, each from the day on which the last was really done."""
    done = _evidence(row, occasion, course.life)
    if not row.repeat:
        done = done[:1]
    anchor, first = occasion.anchor, True
    for day in done:
        yield _item(row, occasion, course, council, anchor, first, met=DueBy(day))
        anchor, first = day, False
    if row.repeat or not done:
        yield _item(row, occasion, course, council, anchor, first)


def _evidence(row: DutyRow, occasion: Occasion, life: Life) -> list[date]:
    """The days on which it was done: within the occasion, or said to be about its placement."""
    found = set()
    for event in life.events:
        if event.kind not in row.met_by:
            continue
        within = occasion.first <= event.day < occasion.ended
        of_it = event.about == occasion.key and (row.before or event.day >= occasion.first)
        if of_it if event.about and occasion.key else within:
            found.add(event.day)
    return sorted(found)


def _item(
    row: DutyRow,
    occasion: Occasion,
    course: LifeCourse,
    council: CouncilRules,
    anchor: date,
    first: bool,
    met: DueBy | None = None,
) -> DutyItem:
    text, rule = _interval(row, occasion, course, anchor, first)
    if row.rule == Rule.SETTING:
        text = council.targets.get(row.code, text)
    due = language.read(text).from_day(anchor, occasion.days)
    target, beside = _target(row, council, anchor, text, first)
    if target and due and target.day >= due.day:
        target, beside = None, ""
    last = [event.day for event in course.life.events if event.kind in row.sooner and event.day >= anchor]
    return DutyItem(
        code=row.code,
        began=occasion.began if first else anchor,
        anchor=anchor,
        rule=rule,
        due=due,
        target=target,
        target_rule=beside,
        state=DutyState.MET if met else DutyState.OPEN,
        met=met,
        ended=None if met else occasion.ended,
        why="" if met else occasion.why,
        asked=None if met else min(last, default=None),
    )


def _target(row: DutyRow, council: CouncilRules, anchor: date, text: str, first: bool) -> tuple[DueBy | None, str]:
    """The earliest day that stands beside the limit, and what it rests on."""
    found: list[tuple[DueBy | None, str]] = []
    if row.target and (first or row.repeat == "asap"):
        found.append((language.read(row.target).from_day(anchor), str(row.target_rule)))
    if row.code in council.targets and row.rule != Rule.SETTING:
        found.append((language.read(council.targets[row.code]).from_day(anchor), COUNCILS_TARGET))
    limit = language.read(text)
    if council.count_first_day and row.repeat and limit.unit in ("d", "w", "m", "y") and limit.number > 0:
        last = limit.from_day(anchor)
        found.append((DueBy(last.day - clock.DAY) if last else None, COUNCILS_COUNT))
    there = [(day, rule) for day, rule in found if day is not None]
    return min(there, key=lambda each: each[0].day) if there else (None, "")


def _interval(row: DutyRow, occasion: Occasion, course: LifeCourse, anchor: date, first: bool) -> tuple[str, Rule]:
    """The expression that holds from this anchor, and what it rests on: of the first case that fits, else the row's."""
    for case, text in row.cases:
        if _fits(case, occasion, course, anchor):
            return text, Rule.SETTING if case in FROM_MEMORY else row.rule
    return row.due if first or not row.repeat else row.repeat, row.rule


def _fits(case: IntervalCase, occasion: Occasion, course: LifeCourse, anchor: date) -> bool:
    life, placement = course.life, occasion.placement
    match case:
        case IntervalCase.BEFORE_FIRST_REVIEW:
            care = next((each for each in course.periods if each.began <= anchor < each.ended), None)
            reviews = life.days(EventKind.REVIEW_HELD)
            return care is not None and not any(care.began <= day <= anchor for day in reviews)
        case IntervalCase.UNDER_5:
            return age_on(life.born, anchor, life.leap) < 5
        case IntervalCase.DETAINED:
            return placement is not None and placement.lives == Lives.DETAINED
        case IntervalCase.TO_18:
            return placement is not None and placement.to_18 and months_after(placement.began, 12) <= anchor
        case IntervalCase.LONG_TERM:
            agreed = placement.agreed if placement is not None else None
            in_time = placement is not None and months_after(placement.began, 12) <= anchor
            fostered = placement is not None and placement.lives == Lives.FOSTER and placement.to_18
            return agreed is not None and agreed <= anchor and in_time and fostered


def _as_of(item: DutyItem, fact: bool, as_of: date) -> DutyItem:
    """The item as it stands at the end of a day. What ends later goes on until then."""
    if item.began > as_of:
        return replace(item, state=DutyState.AHEAD, met=None, ended=None, why="", asked=None)
    if fact:
        return replace(item, state=DutyState.FACT, ended=None, why="")
    if item.state == DutyState.MET:
        return item
    if item.ended is not None and item.ended <= as_of:
        return replace(item, state=DutyState.ENDED, asked=None)
    return replace(item, ended=None, why="")
