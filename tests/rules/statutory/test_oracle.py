"""The reckoning held against a second one that goes from day to day, over made lives.

Nothing is shared but the facts: the second way walks a calendar one day at a time, counts nights one by one, and knows
neither spans nor months added to a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tape import BANK_HOLIDAYS
from topaz_tui.rules.statutory.categories import LifeCourse
from topaz_tui.rules.statutory.language import read
from topaz_tui.rules.statutory.life import CareEnd, Episode, EventKind, Life, LifeEvent, Placement, Span
from topaz_tui.rules.statutory.reckoning import DutyItem, DutyState, reckon
from topaz_tui.rules.statutory.row import For

DAY = timedelta(days=1)
BIRTHS = [date(2006, 10, 2) + n * DAY for n in range(4 * 365 + 1)]
"""Every day of a leap cycle; 13 to 18 falls into the years whose bank holidays are typed in."""


# The second way


def age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_from(day: date, count: int) -> Iterator[date]:
    return (day + n * DAY for n in range(count))


def months_later(day: date, months: int) -> date:
    """The last day of which one can't say yet that so many months and a day are over."""
    begun = day.year * 12 + day.month
    found = day
    for each in days_from(day, 31 * months + 3):
        over = each.year * 12 + each.month - begun
        if over < months or (over == months and each.day <= day.day):
            found = each
    return found


def working_days_later(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= day.weekday() < 5 and day not in BANK_HOLIDAYS
    return day


class Walk:
    """A life from day to day: what somebody is on each, when they first became eligible, and the periods of care."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.told: dict[date, For | None] = {}
        self.eligible: date | None = None
        self.periods: list[tuple[date, date]] = []
        self.nights = 0
        self.at_16 = self.over = self.guarded = False
        self.settles: date | None = None
        yesterday: Episode | None = None
        day = life.born
        while age(life.born, day) < 25:
            yesterday = self.step(day, yesterday)
            day += DAY

    def step(self, day: date, yesterday: Episode | None) -> Episode | None:
        years = age(self.life.born, day)
        now = self.episode(day) if years < 18 else None
        if now is not None:
            self.over = self.guarded = False
            began = self.periods.pop()[0] if yesterday else day
            self.periods.append((began, day + DAY))
        elif yesterday is not None and yesterday.ended == day:
            self.over = yesterday.why in (CareEnd.ADOPTED, CareEnd.TRANSFERRED)
            self.guarded = yesterday.why == CareEnd.GUARDIAN
        if self.at_home(day):
            self.settles = self.settles or months_later(day, 6)
        else:
            self.settles = None
        if 16 <= years < 18 and self.nights >= 91 and (now or (yesterday and self.at_16)):
            self.eligible = self.eligible or day
        self.told[day] = self.what(day, years, now)
        self.nights += now is not None and years >= 14
        self.at_16 = self.at_16 or (now is not None and years >= 16)
        return now

    def what(self, day: date, years: int, now: Episode | None) -> For | None:
        if self.over or (now is None and years < 16):
            return None
        if years >= 18:
            last = self.told[day - DAY]
            left = (For.ELIGIBLE, For.RELEVANT, For.FORMER_RELEVANT)
            return For.FORMER_RELEVANT if last in left else For.QUALIFYING if last and self.at_16 else None
        if now is not None:
            return For.ELIGIBLE if self.eligible else For.LOOKED_AFTER
        settled = self.settles is not None and self.settles <= day
        if self.eligible and not self.guarded and not settled:
            return For.RELEVANT
        return For.QUALIFYING if self.at_16 else None

    def episode(self, day: date) -> Episode | None:
        for each in self.life.episodes:
            if each.status != "V4" and each.began <= day and (each.ended is None or day < each.ended):
                return each
        return None

    def at_home(self, day: date) -> bool:
        return any(each.began <= day and (each.ended is None or day < each.ended) for each in self.life.homes)


# Made lives


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A young person with up to four periods of care from 13 on, with short breaks, homes, moves, reviews, visits."""
    born = draw(st.sampled_from(BIRTHS))
    day = born + draw(st.integers(13 * 365 + 95, 17 * 365 + 200)) * DAY
    if draw(st.booleans()):  # near a birthday, where it matters
        day = born.replace(day=1, year=born.year + draw(st.sampled_from((14, 16)))) + draw(st.integers(-95, 40)) * DAY
    episodes, placements, homes, events = [], [], [], []
    for _ in range(draw(st.integers(1, 4))):
        length = draw(st.one_of(st.integers(1, 100), st.integers(85, 97), st.integers(100, 900), st.none()))
        ended = None if length is None else day + length * DAY
        why = draw(
            st.sampled_from((CareEnd.HOME, CareEnd.OTHER, CareEnd.ADOPTED, CareEnd.GUARDIAN, CareEnd.TRANSFERRED))
        )
        status = draw(st.sampled_from(("V2", "V2", "C2", "V4")))
        episodes.append(Episode(day, ended, status, why))
        if status != "V4":
            move = day + draw(st.integers(1, 300)) * DAY
            if ended is None or move < ended:
                placements += [Placement(day, move), Placement(move, ended)]
            else:
                placements.append(Placement(day, ended))
            offsets = draw(st.lists(st.integers(1, 400), max_size=4, unique=True))
            of_file = draw(st.booleans())
            events += [LifeEvent(EventKind.REVIEW_HELD, day + n * DAY, from_file=of_file) for n in offsets]
            offsets = draw(st.lists(st.integers(0, 200), max_size=4, unique=True))
            events += [LifeEvent(EventKind.VISITED, day + n * DAY) for n in offsets]
        if ended is None:
            break
        gap = draw(st.one_of(st.integers(0, 400), st.integers(180, 190)))
        if gap > 3 and draw(st.booleans()):
            homes.append(Span(ended, ended + draw(st.one_of(st.just(gap), st.integers(1, gap))) * DAY))
        day = ended + gap * DAY
    at_16 = Life(born).birthday(16)
    events += [
        LifeEvent(EventKind.NEEDS_ASSESSED, at_16 + n * DAY) for n in draw(st.lists(st.integers(-60, 200), max_size=1))
    ]
    events += [
        LifeEvent(EventKind.PLAN_SIGNED_OFF, at_16 + n * DAY) for n in draw(st.lists(st.integers(-60, 300), max_size=2))
    ]
    events += [
        LifeEvent(EventKind.PLAN_REVIEWED, at_16 + n * DAY) for n in draw(st.lists(st.integers(0, 900), max_size=4))
    ]
    return Life(born, tuple(episodes), tuple(placements), tuple(events), tuple(homes))


def edges(life: Life) -> set[date]:
    """The days on which something may change, and those beside them."""
    at = [life.birthday(n) for n in (14, 16, 17, 18, 21, 25)]
    spans = [(each.began, each.ended) for each in life.episodes] + [(each.began, each.ended) for each in life.homes]
    at += [day for span in spans for day in span if day]
    at += [months_later(each.began, 6) for each in life.homes] + [each.began + 91 * DAY for each in life.episodes]
    return {day + n * DAY for day in at for n in (-1, 0, 1)}


def of(items: list[DutyItem], code: str) -> list[DutyItem]:
    return [item for item in items if item.code == code]


def test_oracle_of_every_birth_in_a_leap_cycle_has_the_same_dates() -> None:
    for born in BIRTHS:
        course = LifeCourse(Life(born, (Episode(born + 2000 * DAY),)))
        for years, day in ((16, course.at_16), (18, course.at_18), (25, course.at_25), (21, course.life.birthday(21))):
            assert (age(born, day), age(born, day - DAY)) == (years, years - 1)
        assert course.eligible == [course.at_16]
        needs = read("+3m").from_day(course.at_16)
        assert needs and needs.day == months_later(course.at_16, 3)
        stages = [(each.began, each.what) for each in course.stages[1:]]
        assert stages == [
            (born + 2000 * DAY, For.LOOKED_AFTER), (course.at_16, For.ELIGIBLE), (course.at_18, For.FORMER_RELEVANT),
        ]  # fmt: skip


@given(lives())
@settings(max_examples=20)
def test_oracle_says_the_same_of_what_somebody_is_on_each_day(life: Life) -> None:
    walk, course = Walk(life), LifeCourse(life)
    assert course.eligible[:1] == ([walk.eligible] if walk.eligible else [])
    for day in sorted(edges(life)):
        assert course.category(day) == walk.told.get(day), day
    for stage in course.stages:
        assert walk.told[stage.began] == stage.what


@given(lives(), st.integers(-1000, 1000))
@settings(max_examples=20)
def test_oracle_says_the_same_of_the_assessment_reviews_and_visits(life: Life, later: int) -> None:
    as_of = life.birthday(16) + later * DAY
    items, walk = reckon(life, as_of), Walk(life)
    if walk.eligible and walk.eligible <= as_of and walk.told[walk.eligible] == For.ELIGIBLE:
        first = of(items, "NEEDS")[0]
        assert first.due and first.due.day == months_later(walk.eligible, 3)
        leaves = next(day for day in days_from(walk.eligible, 1200) if walk.told.get(day) != For.ELIGIBLE)
        done = [day for day in happened(life, EventKind.NEEDS_ASSESSED, as_of) if day < leaves]
        assert first.state == (DutyState.MET if done else DutyState.ENDED if leaves <= as_of else DutyState.OPEN)
    reviews = happened(life, EventKind.REVIEW_HELD, as_of)
    by_hand = {event.day for event in life.events if event.kind == EventKind.REVIEW_HELD and not event.from_file}
    owed = [line for began, ended in walk.periods for line in chain(began, ended, reviews, as_of, review_due, by_hand)]
    assert lines(items, "LAC_REV1", "LAC_REV2", "LAC_REV") == sorted(owed)
    visits = happened(life, EventKind.VISITED, as_of)
    owed = [
        line
        for began, ended in walk.periods
        for each in life.placements
        if began <= each.began < ended
        for line in chain(each.began, min(each.ended or ended, ended), visits, as_of, visit_due)
    ]
    assert lines(items, "VISIT1", "VISIT") == sorted(owed)


@given(lives(), st.integers(-200, 2500))
@settings(max_examples=20)
def test_oracle_says_the_same_of_the_reviews_of_a_pathway_plan(life: Life, later: int) -> None:
    as_of = life.birthday(16) + later * DAY
    signed = happened(life, EventKind.PLAN_SIGNED_OFF, as_of)
    reviewed = happened(life, EventKind.PLAN_REVIEWED, as_of)
    owed: list[tuple[str, str, str]] = []
    for began, ended in runs(Walk(life), (For.ELIGIBLE, For.RELEVANT, For.FORMER_RELEVANT)):
        known = [day for day in sorted((*signed, *reviewed)) if signed and signed[0] <= day <= began]
        anchor = next(iter([*known[-1:], *(day for day in signed if began <= day < ended)]), None)
        if anchor and max(anchor, began) <= as_of:
            after = [day for day in reviewed if day > anchor]
            owed += chain(anchor, ended, after, as_of, lambda day, _: months_later(day, 6))
    assert lines(reckon(life, as_of), "PLAN_REV") == sorted(owed)


@given(lives(), st.integers(-600, 1500), st.integers(1, 900))
@settings(max_examples=15)
def test_no_duty_that_began_is_ever_lost_and_none_is_met_or_over_and_open_again(
    life: Life, day: int, more: int
) -> None:
    first = life.birthday(16) + day * DAY
    before, after = reckon(life, first), reckon(life, first + more * DAY)
    later = {(item.code, item.began, item.anchor): item for item in after}
    for item in before:
        if item.state not in (DutyState.AHEAD, DutyState.FACT):
            follows = later[item.code, item.began, item.anchor]
            assert item.due is None or follows.due == item.due
            if item.state != DutyState.OPEN:
                assert (follows.state, follows.met, follows.ended) == (item.state, item.met, item.ended)


def runs(walk: Walk, which: tuple[For, ...]) -> list[tuple[date, date]]:
    """The days, one after another, on which somebody is one of these."""
    found: list[tuple[date, date]] = []
    for day, what in walk.told.items():
        if what in which:
            began = found.pop()[0] if found and found[-1][1] == day else day
            found.append((began, day + DAY))
    return found


def review_due(day: date, number: int) -> date:
    return working_days_later(day, 20) if number == 0 else months_later(day, 3 if number == 1 else 6)


def visit_due(day: date, number: int) -> date:
    return day + (7 if number == 0 else 42) * DAY


def happened(life: Life, kind: EventKind, as_of: date) -> list[date]:
    return sorted({event.day for event in life.events if event.kind == kind and event.day <= as_of})


def chain(
    began: date,
    ended: date,
    days: list[date],
    as_of: date,
    due: Callable[[date, int], date],
    sure: set[date] | None = None,
) -> Iterator[tuple[str, str, str]]:
    """What was owed from a day on, one after another: by when, and when it was done, or that it is open or over. The
    first that is known isn't taken as the first ever where it is not `sure`, and the second was due before it."""
    if began > as_of:
        return
    last = began
    number = 0
    for day in days:
        if began <= day < ended:
            yield str(due(last, number)), str(day), "met"
            unsure = sure is not None and number == 0 and day not in sure
            number += 2 if unsure and day > months_later(due(began, 0), 3) else 1
            last = day
    yield str(due(last, number)), "", "ended" if ended <= as_of else "open"


def lines(items: list[DutyItem], *codes: str) -> list[tuple[str, str, str]]:
    return sorted(
        (str(item.due), str(item.met or ""), str(item.state))
        for code in codes
        for item in of(items, code)
        if item.state != DutyState.AHEAD
    )
