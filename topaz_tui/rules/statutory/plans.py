"""Is somebody's pathway plan up to date: no older than six months, since it was signed off or last reviewed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.rules.statutory.reckoning import DutyItem

REVIEW = "PLAN_REV"
TO_MAKE = frozenset({"NEEDS", "NEEDS_R", "PLAN"})


def is_up_to_date(items: Iterable[DutyItem], now: datetime) -> bool | None:
    """Of the duties to one young person: True where the next review of the plan is yet to come, False where it is late,
    or the first plan is; None where none is wanted yet."""
    open_ones = [item for item in items if item.state in WORKED_ON]
    reviews = [item.overdue(now) for item in open_ones if item.code == REVIEW]
    if reviews:
        return not any(reviews)
    return False if any(item.overdue(now) for item in open_ones if item.code in TO_MAKE) else None
