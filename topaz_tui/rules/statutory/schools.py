"""Schools and colleges: who has had which training, when it is next due, and whether a setting has a lead at all.

Training counts from the day of the course, never from that on its certificate, and only where somebody was there for
all of it (Keeping children safe in education; SOURCES.md, 48).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.clock import DAY
from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.duties import DUTIES
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import Span
from topaz_tui.rules.statutory.reckoning import COUNCILS_TARGET, DutyItem, DutyState
from topaz_tui.rules.statutory.row import DutyRow, For, Rule, Starts


class TrainingKind(StrEnum):
    """What a session may be."""

    LEAD = "leads and deputies"
    LEAD_UPDATE = "refresh for leads"
    INDUCTION = "induction"
    UPDATE = "update for staff"
    WHOLE_STAFF = "whole staff"
    PREVENT = "Prevent"


class SettingKind(StrEnum):
    """The kinds of setting: a school, a college and the like."""

    SCHOOL = "school"
    COLLEGE = "college"
    EARLY_YEARS = "early years"
    OTHER = "other"


class PostRole(StrEnum):
    """As what somebody works in a setting."""

    LEAD = "designated safeguarding lead"
    DEPUTY = "deputy lead"
    STAFF = "staff"
    GOVERNOR = "governor or trustee"
    VOLUNTEER = "volunteer"
    SUPPLY = "supply staff"


LEADS = frozenset({PostRole.LEAD, PostRole.DEPUTY})


@dataclass(frozen=True, slots=True)
class Attended:
    """That somebody attended a session; `whole` says that they were there for all of it, `edition` which edition of the
    guidance was taught."""

    course: TrainingKind
    day: date
    whole: bool = True
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody at work in a setting, and what they attended; one who works in two has a post in each. A lead is one of
    the staff as well."""

    person: str
    began: date
    ended: date | None = None
    lead: bool = False
    attended: tuple[Attended, ...] = ()

    def days(self, *courses: TrainingKind) -> list[date]:
        """The days on which the person attended all of a course of one of these kinds, in order."""
        return sorted(each.day for each in self.attended if each.course in courses and each.whole)


MET_BY: dict[Starts, tuple[TrainingKind, ...]] = {
    Starts.APPOINTED: (TrainingKind.LEAD,),
    Starts.TRAINED: (TrainingKind.LEAD, TrainingKind.LEAD_UPDATE),
    Starts.JOINED: (TrainingKind.INDUCTION,),
    Starts.INDUCTED: (
        TrainingKind.INDUCTION,
        TrainingKind.UPDATE,
        TrainingKind.WHOLE_STAFF,
        TrainingKind.LEAD,
        TrainingKind.LEAD_UPDATE,
    ),
    Starts.WHOLE_STAFF: (TrainingKind.WHOLE_STAFF,),
    Starts.PREVENT: (TrainingKind.PREVENT,),
}
"""The courses that meet each duty to train somebody. A row that begins with the first of these waits for that."""
AFTER_FIRST = frozenset({Starts.TRAINED, Starts.INDUCTED})


def reckon(post: Post, as_of: date, council: CouncilRules = NO_COUNCIL) -> list[DutyItem]:
    """What training is due for somebody in a post, and what they had, as it stands on a day."""
    who = {For.LEAD, For.STAFF} if post.lead else {For.STAFF}
    return [
        item for row in DUTIES if row.starts in MET_BY and who & row.who for item in _items(row, post, as_of, council)
    ]


def _items(row: DutyRow, post: Post, as_of: date, council: CouncilRules) -> Iterator[DutyItem]:
    days = [day for day in post.days(*MET_BY[row.starts]) if day <= as_of]
    anchor = post.began
    first = True
    if row.starts in AFTER_FIRST:
        if not days:
            return
        anchor, days = days[0], days[1:]
    if not row.repeat:
        days = days[:1]
    for day in days:
        yield _item(row, post, as_of, council, anchor, first, day)
        anchor, first = day, False
    if row.repeat or not days:
        yield _item(row, post, as_of, council, anchor, first)


def _item(
    row: DutyRow, post: Post, as_of: date, council: CouncilRules, anchor: date, first: bool, met: date | None = None
) -> DutyItem:
    text = row.due if first else row.repeat
    own = council.targets.get(row.code)
    if row.rule == Rule.SETTING and own:
        text = own
    due = language.read(text).from_day(anchor)
    beside = own if own and row.rule != Rule.SETTING else row.target if first or row.repeat == "asap" else ""
    target = language.read(beside).from_day(anchor) if beside else None
    over = post.ended is not None and post.ended <= as_of and met is None
    ahead = anchor > as_of
    return DutyItem(
        code=row.code,
        began=anchor,
        anchor=anchor,
        rule=row.rule,
        due=due,
        target=target,
        target_rule=(COUNCILS_TARGET if own else str(row.target_rule)) if target else "",
        state=DutyState.MET if met else DutyState.AHEAD if ahead else DutyState.ENDED if over else DutyState.OPEN,
        met=DueBy(met) if met else None,
        ended=post.ended if over else None,
        why="left the setting" if over else "",
    )


def without_lead(posts: Sequence[Post], as_of: date) -> date | None:
    """Since when a setting has had nobody as lead or deputy: an alarm the same day. None where it has somebody."""
    leads = [post for post in posts if post.lead and post.began <= as_of]
    if any(post.ended is None or post.ended > as_of for post in leads):
        return None
    if not leads:
        return min((post.began for post in posts), default=None)
    return max(post.ended for post in leads if post.ended)


def last_chance(due: date, terms: Sequence[Span]) -> Span | None:
    """The last term in which training due on a day can be had in time: the one of the day, or where that falls into the
    holidays the one before. Warn from its first day on: the next term's first day is too late."""
    begun = [term for term in terms if term.began <= due and term.ended is not None]
    return max(begun, key=lambda term: term.began, default=None)


def taught_by_then(term: Span, due: date) -> date:
    """The last day of the term on which training due on `due` can still be taught in time."""
    return min(due, term.ended - DAY) if term.ended else due
