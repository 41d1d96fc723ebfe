"""How the measures of concerns are counted: of those raised in the period, or of those that entered a step in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from topaz_tui.rules.measures.count import Count, Counted, ids_of, some, waited
from topaz_tui.rules.measures.facts import ConcernFact, Facts

Which = Callable[[ConcernFact], bool]
DAY = timedelta(days=1)


def raised(facts: Facts) -> Counted:
    """Those that were submitted, but for those that should not have been; below them all that were submitted."""
    return Counted(ids_of(facts.raised), ids_of(facts.submitted), left_out=_in_error(facts))


def to_reviews(facts: Facts) -> Counted:
    """The concerns that `raised` counts; below the line the reviews of the period."""
    return Counted(ids_of(facts.raised), ids_of(facts.reviews), left_out=_in_error(facts))


def of_raised(above: Which, among: Which | None = None, left: str = "") -> Count:
    """Of those raised (`among` narrows them; `left` says what the others are): those of which `above` is true."""

    def count(facts: Facts) -> Counted:
        below = [each for each in facts.raised if among is None or among(each)]
        others = {left: len(facts.raised) - len(below)} if left else {}
        found = ids_of(each for each in below if above(each))
        return Counted(found, ids_of(below), left_out=some({**_in_error(facts), **others}))

    return count


def submitted_in_time(facts: Facts) -> Counted:
    """Of those submitted in the period, and of those whose time for it ran out in it: those that were in time. To drop
    the ones that are not submitted would make it a hundred in a hundred."""

    def counts(each: ConcernFact) -> bool:
        if each.submitted_at:
            return facts.period.holds(each.submitted_at)
        over = each.submit_by is not None and each.submit_by < facts.as_of
        return over and facts.period.holds(each.submit_by or facts.as_of) and not _discarded_in_time(each)

    below = [each for each in facts.concerns if counts(each)]
    in_time = (each for each in below if each.submitted_at and each.submit_by and each.submitted_at <= each.submit_by)
    return Counted(ids_of(in_time), ids_of(below))


def _discarded_in_time(each: ConcernFact) -> bool:
    return each.discarded_at is not None and each.submit_by is not None and each.discarded_at <= each.submit_by


def step(code: str) -> Count:
    """Of the concerns that entered this step in the period: those that left it in time; where nobody has said by when,
    those that left it. How long it took, in days: one that goes on counts as longer than until now."""

    def count(facts: Facts) -> Counted:
        above: list[int] = []
        below: list[int] = []
        ended: list[float] = []
        going: list[float] = []
        left = {"withdrawn, discarded, or not told with a reason": 0, "not due yet": 0, "entered in error": 0}
        left["not said when they were found"] = 0
        for concern in facts.concerns:
            if code == "T1" and _found_at_no_moment(concern) and facts.period.holds(concern.opened_at):
                left["not said when they were found"] += 1
            for each in concern.steps:
                if each.code != code or not facts.period.holds(each.began_at):
                    continue
                if concern.in_error:
                    left["entered in error"] += 1
                    continue
                if each.dropped_at is not None:
                    left["withdrawn, discarded, or not told with a reason"] += 1
                    continue
                (going if each.ended_at is None else ended).append(_days(each.began_at, each.ended_at or facts.as_of))
                if each.ended_at is None and each.due_at is not None and each.due_at >= facts.as_of:
                    left["not due yet"] += 1
                    continue
                below.append(concern.client_id)
                if each.ended_at is not None and (each.due_at is None or each.ended_at <= each.due_at):
                    above.append(concern.client_id)
        return waited(tuple(above), tuple(below), ended, going, some(left))

    return count


def _found_at_no_moment(concern: ConcernFact) -> bool:
    return not concern.in_error and all(each.code != "T1" for each in concern.steps)


def _days(begin: datetime, end: datetime) -> float:
    return max(0.0, (end - begin) / DAY)


def _in_error(facts: Facts) -> dict[str, int]:
    return some({"entered in error": len(facts.submitted) - len(facts.raised)})
