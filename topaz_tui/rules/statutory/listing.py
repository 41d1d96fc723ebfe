"""What is due as one list, soonest first, in the shape in which other programs read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from topaz_tui import clock
from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.life import Life
from topaz_tui.rules.statutory.reckoning import COUNCILS_COUNT, COUNCILS_TARGET, DutyItem, DutyState, reckon
from topaz_tui.rules.statutory.row import DutyRow, Rule, WrittenBy

WORKED_ON = frozenset({DutyState.OPEN, DutyState.CONFIRM})


# In this form, as `from` is a word of Python's own.
Line = TypedDict(
    "Line",
    {
        "person_id": str,
        "code": str,
        "words": str,
        "due": str | None,
        "overdue": bool,
        "owner": str,
        "waits_for": str,
        "source": str,
        "from": str,
    },
)
"""A duty that is open. `due`: a day, or a day and a time in London, as ISO 8601; None where there is no day. `owner`:
who is to do it. `waits_for`: what will show that it was done. `source`: the rule, and whether it is the team's setting.
`from`: the day from which it is reckoned."""


class Counts(TypedDict):
    """How many duties are open and late, open and in time, and met."""

    overdue: int
    due: int
    met: int


class DutyListing(TypedDict):
    """The whole answer."""

    as_of: str
    counts: Counts
    items: list[Line]


@dataclass(frozen=True, slots=True)
class Owners:
    """Who does the duties that are ours, and who those that are the council's, in words for people."""

    ours: str = "us"
    council: str = "the council"


def of_life(
    person_id: str, life: Life, now: datetime, council: CouncilRules = NO_COUNCIL, owners: Owners | None = None
) -> DutyListing:
    """What is due for one young person at a moment."""
    items = reckon(life, clock.local(now).date(), council)
    return listing(((person_id, item) for item in items), now, lambda _: owners or Owners())


def listing(
    items: Iterable[tuple[str, DutyItem]],
    now: datetime,
    owners: Callable[[str], Owners] = lambda _: Owners(),
    weeks: int | None = None,
) -> DutyListing:
    """What is due for all of these, each with whom it is about; with `weeks` up to so many ahead. What has no day is
    always there, at the end: as soon as possible is no reason to forget it."""
    today = clock.local(now).date()
    there = list(items)
    open_ = [(person, item) for person, item in there if item.state in WORKED_ON and _within(item, today, weeks)]
    open_.sort(key=lambda each: (_place(each[1]), each[0], each[1].code))
    late = sum(item.overdue(now) for _, item in open_)
    return {
        "as_of": today.isoformat(),
        "counts": {
            "overdue": late,
            "due": len(open_) - late,
            "met": sum(item.state == DutyState.MET for _, item in there),
        },
        "items": [line(person, item, now, owners(person)) for person, item in open_],
    }


def _within(item: DutyItem, today: date, weeks: int | None) -> bool:
    return weeks is None or item.by is None or (item.by.day - today).days <= 7 * weeks


def _place(item: DutyItem) -> tuple[date, str]:
    """A day with a time comes before the same day without one, which lasts to its end."""
    if item.by is None:
        return date.max, ""
    return item.by.day, f"{item.by.at:%H:%M}" if item.by.at else "24:00"


def line(person: str, item: DutyItem, now: datetime, owners: Owners) -> Line:
    """A line of the list about this duty."""
    row = BY_CODE[item.code]
    return {
        "person_id": person,
        "code": item.code,
        "words": row.words,
        "due": str(item.by) if item.by else None,
        "overdue": item.overdue(now),
        "owner": owners.council if row.writer == WrittenBy.COUNCIL else owners.ours,
        "waits_for": _waits_for(row, item),
        "source": _source(row, item),
        "from": item.anchor.isoformat(),
    }


def _waits_for(row: DutyRow, item: DutyItem) -> str:
    """What will show that it was done, and since when somebody asks for it."""
    if item.state == DutyState.CONFIRM:
        return "a worker to confirm it: it is done only by the corrected date of birth"
    shows = " or ".join(row.met_by) or row.signs or "what shows that it was done"
    return f"{shows}; asked for on {clock.format_day(item.asked)}" if item.asked else shows


def _source(row: DutyRow, item: DutyItem) -> str:
    """The rule behind the day that is shown: where that is a target, what the target rests on. A council's own earlier
    day stands beside the law's."""
    if item.due is None and item.target is not None:
        return f"{row.law} ({item.target_rule})"
    law = row.law if item.rule in (Rule.LAW, Rule.COURT) else f"{row.law} ({item.rule})"
    if not row.text_found:
        law = f"{row.law} (its text was not found: {Rule.SETTING})"
    beside = item.target is not None and item.target_rule in (COUNCILS_TARGET, COUNCILS_COUNT)
    return f"{law}; {item.target_rule}: {clock.format_day(item.target.day)}" if beside and item.target else law
