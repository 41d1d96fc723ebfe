"""What a row of the duties says: for whom, from when on, by when, again when, who signs, by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.rules.statutory.life import EventKind


class For(StrEnum):
    """Whom a duty is for. The first five are what a young person is at any time (see categories)."""

    LOOKED_AFTER = "looked after"
    ELIGIBLE = "eligible"
    RELEVANT = "relevant"
    FORMER_RELEVANT = "former relevant"
    QUALIFYING = "qualifying"
    CASE = "child of a court case"
    LEAD = "designated safeguarding lead or deputy"
    STAFF = "staff of a setting"


class Starts(StrEnum):
    """What a duty is reckoned from: each is found by a function of `occasions`, `orders` or `schools`."""

    ELIGIBLE = "becomes eligible"
    RELEVANT = "becomes relevant without a pathway plan"
    SUPPORT = "asks for support at 21 to 24"
    PLANNED = "pathway plan, or its last review"
    PROVIDED = "accommodation provided"
    PA_VISITED = "personal adviser's visit to accommodation provided"
    STEPPED_BACK = "personal adviser stepped back"
    ADULT = "former relevant"
    FOSTERED_AT_16 = "in foster care at 16"
    STAYING_PUT = "stays with a former foster parent"
    CARE = "becomes looked after"
    FIRST_PLACEMENT = "first placement"
    PLACEMENT = "placement"
    FIRST_REVIEW = "first review held"
    SECOND_REVIEW = "second review held"
    REVIEW_BOOKED = "review booked"
    ORDINARY_PLACEMENT = "placement that no other rule on visits is for"
    VISITED = "first visit to a placement"
    WITH_PARENT_INTERIM = "with a parent under an interim care order, or with a temporary carer"
    WITH_PARENT_UNASSESSED = "with a parent before the assessment"
    WITH_PARENT_ORDER = "care order made, with a parent"
    HEALTH_ASSESSED = "health assessment"
    OF_SCHOOL_AGE = "becomes looked after, of school age"
    TERM = "term"
    CEASING = "end of being looked after proposed"
    ORDER = "court order for a section 7 report"
    HEARING = "hearing listed"
    IMPACT_ORDER = "court order for a child impact report"
    APPOINTED = "appointed as lead or deputy"
    TRAINED = "training of a lead or deputy"
    JOINED = "starts in a setting"
    INDUCTED = "induction"
    WHOLE_STAFF = "whole-staff course"
    PREVENT = "starts in a setting, or Prevent course"


class WrittenBy(StrEnum):
    """Who does it: us when it was ordered from us, or the council, whose rows are shown so that nothing clashes."""

    US = "ours"
    COUNCIL = "the council's"
    EITHER = "ours or the council's"


class Rule(StrEnum):
    """What a date rests on. A team's setting is shown as such, and is no law."""

    LAW = "law"
    COURT = "the court's order"
    GUIDANCE = "statutory guidance"
    SETTING = "the team's setting"


class IntervalCase(StrEnum):
    """When another interval than the row's own holds."""

    BEFORE_FIRST_REVIEW = "before the first review"
    TO_18 = "after the first year of a placement meant to last to 18"
    LONG_TERM = "a year in a long-term foster placement, and agreed"
    UNDER_5 = "under 5 at the last one"
    DETAINED = "remanded to youth detention"


FROM_MEMORY = frozenset({IntervalCase.LONG_TERM, IntervalCase.DETAINED})
"""Cases whose interval stands in no text that was read: the team's setting until it does."""


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row of the duties.

    `due` is the limit, in the language of `language`; `target` an earlier day beside it, which rests on `target_rule`;
    `repeat` the interval from what happened last to the next, `cases` the intervals that hold instead, the first that
    fits. `met_by` is what shows that it was done: nothing else closes it. `before`: what was done before the duty began
    counts. `fact`: a day that comes by itself, and asks nothing of anybody. `sooner`: what makes it due as soon as
    possible. `law` names the regulation, `found` says what of it was found when it was looked up
    again; without `text_found` screens say that the rule is the team's setting, though it is cited. `sources` are
    numbers of the table of sources. `from_` and `until` are the days between which the rule is in force, None where no
    source says it.
    """

    code: str
    words: str
    who: frozenset[For]
    starts: Starts
    due: str
    repeat: str = ""
    target: str = ""
    target_rule: Rule = Rule.SETTING
    cases: tuple[tuple[IntervalCase, str], ...] = ()
    met_by: tuple[EventKind, ...] = ()
    before: bool = False
    fact: bool = False
    sooner: tuple[EventKind, ...] = ()
    signs: str = ""
    writer: WrittenBy = WrittenBy.COUNCIL
    rule: Rule = Rule.LAW
    law: str = ""
    found: str = ""
    text_found: bool = True
    sources: tuple[int, ...] = ()
    from_: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Is the row's rule in force on this day?"""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)
