"""When a duty to a young person begins and when it ends by itself, from what happened: a function for each start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from topaz_tui.clock import DAY
from topaz_tui.rules.statutory import working_days
from topaz_tui.rules.statutory.ages import months_after
from topaz_tui.rules.statutory.categories import LifeCourse
from topaz_tui.rules.statutory.council import CouncilRules
from topaz_tui.rules.statutory.duties import PATHWAY
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import (
    FULL_CARE,
    INTERIM_CARE,
    Care,
    EventKind,
    Lives,
    Placement,
    Span,
    counted,
    holds,
    status_on,
)
from topaz_tui.rules.statutory.row import DutyRow, For, Starts

DAYS_20 = 20
"""So many working days looked after, and the end of it needs a decision (regulation 39(4))."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A duty that began on `start` (where that is None: on `anchor`, from which its date is reckoned), and is over by
    itself on `ended` because of `why`. What shows that it was done counts from `first` on; `key` is the first day of
    the placement that such a thing may name. `days` are those that an expression may name. `again`: it is owed anew
    each time that the young person is one of those it is for, until it was done once."""

    anchor: date
    ended: date
    why: str
    first: date
    start: date | None = None
    key: date | None = None
    days: Mapping[str, DueBy | None] = field(default_factory=dict)
    placement: Placement | None = None
    again: bool = False

    @property
    def began(self) -> date:
        """The day on which the duty began."""
        return self.start or self.anchor


Start = Callable[[LifeCourse, CouncilRules], Iterator[Occasion]]


def occasions(row: DutyRow, course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    """The occasions of a row in a life, each within the time in which the young person is one of those it is for."""
    spans = list(course.spans(row.who))
    done = course.life.days(*row.met_by) if row.met_by else []
    for each in OF_LIFE[row.starts](course, council):
        within = [span for span in spans if span.began < each.ended and each.began < span.ended]
        for number, span in enumerate(within if each.again and row.met_by else within[:1]):
            if number and any(day < span.began for day in done):
                break
            found = each
            if each.began < span.began:
                found = replace(each, anchor=span.began) if each.start is None else replace(each, start=span.began)
            if span.ended <= each.ended:
                found = replace(found, ended=span.ended, why=span.why)
            if row.in_force(found.began):
                yield found


def _in_care(course: LifeCourse, kind: EventKind, care: Care) -> list[date]:
    return [day for day in course.life.days(kind) if care.began <= day < care.ended]


def _whole(care: Care, anchor: date, first: date | None = None) -> Occasion:
    """An occasion that lasts as long as this period of care."""
    return Occasion(anchor, care.ended, str(care.why), first or anchor)


def _eligible(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    """Once in a life: to be looked after again begins neither the assessment nor the plan anew."""
    for day in course.eligible[:1]:
        named = {"16th birthday": DueBy(course.at_16), "13 weeks": DueBy(day)}
        yield Occasion(day, course.at_25, "turned 25", course.life.born, days=named, again=True)


def _relevant(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    plans = course.life.days(EventKind.PLAN_SIGNED_OFF)
    for span in course.spans(frozenset({For.RELEVANT})):
        if not any(day < span.began for day in plans):
            yield Occasion(span.began, span.ended, span.why, course.life.born)


def _support(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    at_21 = course.life.birthday(21)
    for day in course.life.days(EventKind.SUPPORT_ASKED):
        if at_21 <= day < course.at_25:
            yield Occasion(day, course.at_25, "turned 25", day)


def _planned(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    """From the last plan or review before each time that somebody is one of those whose plan is reviewed, else from the
    first plan in it: to be looked after again moves no date of review."""
    signed = course.life.days(EventKind.PLAN_SIGNED_OFF)
    every = course.life.days(EventKind.PLAN_SIGNED_OFF, EventKind.PLAN_REVIEWED)
    for span in course.spans(PATHWAY):
        known = [day for day in every if signed and signed[0] <= day <= span.began]
        anchors = known[-1:] or [day for day in signed if span.began <= day < span.ended][:1]
        for anchor in anchors:
            yield Occasion(anchor, span.ended, span.why, anchor + DAY, start=max(anchor, span.began))


def _provided(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    for each in course.life.provided:
        yield Occasion(each.began, each.ended or course.at_25, "left the accommodation", each.began)


def _no_adviser(course: LifeCourse) -> tuple[date, str]:
    """When the duty of the personal adviser ends: at 25, or at 21 and over as support isn't wanted any more."""
    at_21 = course.life.birthday(21)
    asked = course.life.days(EventKind.SUPPORT_ASKED)
    for day in course.life.days(EventKind.SUPPORT_REFUSED):
        if day >= at_21 and not any(again > day for again in asked):
            return day, "support not wanted"
    return course.at_25, "turned 25"


def _pa_visited(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    over, why = _no_adviser(course)
    for each in _provided(course, council):
        visits = [day for day in course.life.days(EventKind.PA_VISITED) if each.anchor <= day < each.ended]
        for day in visits[:1]:
            yield Occasion(day, *min((each.ended, each.why), (over, why)), first=day + DAY)


def _stepped_back(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    over, why = _no_adviser(course)
    for day in course.life.days(EventKind.PA_STEPPED_BACK)[-1:]:
        contacts = [each for each in course.life.days(EventKind.PA_CONTACT, EventKind.PA_VISITED) if each <= day]
        anchor = contacts[-1] if contacts else day
        yield Occasion(anchor, over, why, anchor + DAY, start=day)


def _adult(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    over, why = _no_adviser(course)
    yield Occasion(course.at_18, course.at_25, why, course.at_18, days={"25th birthday": DueBy(over)})


def _fostered_at_16(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    held = [day for care in course.periods for day in _in_care(course, EventKind.REVIEW_HELD, care)]
    reviews = [day for day in held if day >= course.at_16]
    booked = [each.set_for for each in course.life.events if each.kind == EventKind.REVIEW_BOOKED and each.set_for]
    known = reviews[:1] or sorted(day for day in booked if day >= course.at_16)[-1:]
    named = {"first review after 16": DueBy(known[0]) if known else None}
    for each in sorted(course.life.placements, key=lambda each: each.began):
        if each.lives == Lives.FOSTER and (each.ended is None or each.ended > course.at_16):
            anchor = max(each.began, course.at_16)
            if any(holds(care, anchor) for care in course.periods):
                yield Occasion(anchor, course.at_18, "turned 18", anchor, days=named)
                return


def _staying_put(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    at_21 = course.life.birthday(21)
    for day in course.life.days(EventKind.STAYING_PUT)[:1]:
        over = [each for each in course.life.days(EventKind.STAYING_PUT_ENDED) if day < each < at_21]
        end = (over[0], str(EventKind.STAYING_PUT_ENDED)) if over else (at_21, "turned 21")
        yield Occasion(max(day, course.at_18), *end, first=day)


def _care(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    yield from (_whole(care, care.began) for care in course.periods)


def _first_placement(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    """Of each period of care, but where section 31A asks for a plan of the court's own."""
    before = course.life.born
    for care in course.periods:
        placed = sorted(each.began for each in course.life.placements if holds(care, each.began))
        if placed and status_on(course.life, placed[0]) not in (INTERIM_CARE, FULL_CARE):
            yield _whole(care, placed[0], before)
        before = care.ended


def _of(each: Placement, care: Care) -> Occasion:
    """An occasion that lasts as long as this placement."""
    end = (each.ended, "placement ended") if each.ended and each.ended < care.ended else (care.ended, str(care.why))
    return Occasion(each.began, *end, first=each.began, key=each.began, placement=each)


def _placement(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    for each in sorted(course.life.placements, key=lambda each: each.began):
        yield from (_of(each, care) for care in course.periods if holds(care, each.began) and each.ended != each.began)


def _ordinary(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    """Placements that no other rule on visits is for."""
    for each in _placement(course, council):
        lives = each.placement.lives if each.placement else None
        ordered = status_on(course.life, each.anchor) in (INTERIM_CARE, FULL_CARE)
        if lives not in (Lives.TEMPORARY, Lives.PARENT_UNASSESSED) and not (lives == Lives.PARENT and ordered):
            yield each


def _visited(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    for each in _ordinary(course, council):
        visits = [day for day in course.life.days(EventKind.VISITED) if each.anchor <= day < each.ended]
        for day in visits[:1]:
            yield replace(each, anchor=day, first=day + DAY)


def _with_parent(course: LifeCourse, council: CouncilRules, status: str) -> Iterator[Occasion]:
    """The part of each placement with a parent during which this legal status held."""
    for each in _placement(course, council):
        if not each.placement or each.placement.lives != Lives.PARENT:
            continue
        for episode in counted(course.life):
            began = max(episode.began, each.anchor)
            ended = min(episode.ended or each.ended, each.ended)
            if episode.status == status and began < ended:
                why = each.why if ended == each.ended else "legal status changed"
                yield replace(each, anchor=began, first=began, ended=ended, why=why)


def _with_parent_interim(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    yield from _with_parent(course, council, INTERIM_CARE)
    for each in _placement(course, council):
        if each.placement and each.placement.lives == Lives.TEMPORARY:
            yield each


def _with_parent_unassessed(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    for each in _placement(course, council):
        if each.placement and each.placement.lives == Lives.PARENT_UNASSESSED:
            yield each


def _with_parent_order(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    yield from _with_parent(course, council, FULL_CARE)


def _first_health(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    for care in course.periods:
        for day in _in_care(course, EventKind.HEALTH_ASSESSED, care)[:1]:
            yield _whole(care, day, day + DAY)


def _nth_review(number: int) -> Start:
    """From the first, or second, review held in each period of care."""

    def start(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
        for care in course.periods:
            held = _in_care(course, EventKind.REVIEW_HELD, care)
            at = number - 1 - _had_earlier(course, care, held)
            for day in held[at : at + 1] if at >= 0 else ():
                yield _whole(care, day, day + DAY)

    return start


def _had_earlier(course: LifeCourse, care: Care, held: list[date]) -> bool:
    """Was there, for all that is known, a review before the first one that is known? A list has only the latest: one
    from a file, held after the second was due, isn't taken as the first that ever was."""
    if not held:
        return False
    of_day = [each for each in course.life.events if each.kind == EventKind.REVIEW_HELD and each.day == held[0]]
    by_then = months_after(working_days.add(care.began, DAYS_20), 3)
    return held[0] > by_then and all(each.from_file for each in of_day)


def _review_booked(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    """A booking is over once another takes its place, or the review was held."""
    booked = sorted((e for e in course.life.events if e.kind == EventKind.REVIEW_BOOKED), key=lambda e: e.day)
    held = course.life.days(EventKind.REVIEW_HELD)
    for number, each in enumerate(booked):
        if each.set_for is None:
            continue
        before = [day + DAY for day in held if day < each.day]
        after = [(day + DAY, "the review was held") for day in held if day >= each.day]
        other = [(again.day, "booked for another day") for again in booked[number + 1 : number + 2]]
        over, why = min([*after[:1], *other, (course.at_18, "turned 18")])
        first = before[-1] if before else course.life.born
        yield Occasion(each.set_for, over, why, first, start=each.day)


def _of_school_age(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    of_age = course.life.birthday(council.pep_from)
    for care in course.periods:
        if care.ended > of_age:
            yield _whole(care, max(care.began, of_age))


def _term(course: LifeCourse, council: CouncilRules) -> Iterator[Occasion]:
    of_age = course.life.birthday(council.pep_from)
    terms: list[Span] = sorted(council.terms, key=lambda each: each.began)
    for number, term in enumerate(terms):
        following = terms[number + 1].began if number + 1 < len(terms) else None
        for care in course.periods:
            began = max(term.began, care.began, of_age)
            if term.ended is None or began >= min(term.ended, care.ended):
                continue
            end = (following, "the next term began") if following and following < care.ended else None
            last = {"term.end": DueBy(term.ended - DAY)}
            yield Occasion(began, *(end or (care.ended, str(care.why))), first=term.began, days=last)


def _ceasing(course: LifeCourse, _: CouncilRules) -> Iterator[Occasion]:
    for event in course.life.events:
        care = next((each for each in course.periods if holds(each, event.day)), None)
        if event.kind != EventKind.CEASING_PROPOSED or event.set_for is None or care is None:
            continue
        if working_days.add(care.began, DAYS_20) <= event.set_for:
            yield replace(_whole(care, event.day), days={"planned end": DueBy(event.set_for)})


OF_LIFE: Mapping[Starts, Start] = {
    Starts.ELIGIBLE: _eligible,
    Starts.RELEVANT: _relevant,
    Starts.SUPPORT: _support,
    Starts.PLANNED: _planned,
    Starts.PROVIDED: _provided,
    Starts.PA_VISITED: _pa_visited,
    Starts.STEPPED_BACK: _stepped_back,
    Starts.ADULT: _adult,
    Starts.FOSTERED_AT_16: _fostered_at_16,
    Starts.STAYING_PUT: _staying_put,
    Starts.CARE: _care,
    Starts.FIRST_PLACEMENT: _first_placement,
    Starts.PLACEMENT: _placement,
    Starts.ORDINARY_PLACEMENT: _ordinary,
    Starts.FIRST_REVIEW: _nth_review(1),
    Starts.SECOND_REVIEW: _nth_review(2),
    Starts.REVIEW_BOOKED: _review_booked,
    Starts.VISITED: _visited,
    Starts.WITH_PARENT_INTERIM: _with_parent_interim,
    Starts.WITH_PARENT_UNASSESSED: _with_parent_unassessed,
    Starts.WITH_PARENT_ORDER: _with_parent_order,
    Starts.HEALTH_ASSESSED: _first_health,
    Starts.OF_SCHOOL_AGE: _of_school_age,
    Starts.TERM: _term,
    Starts.CEASING: _ceasing,
}
