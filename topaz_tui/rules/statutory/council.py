"""What a council has of its own: its terms, a faster target beside the statute, and how it counts an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from topaz_tui.clock import DAY
from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.life import Span
from topaz_tui.rules.statutory.row import DutyRow, Rule

A_YEAR = [date(2027, 3, 1) + n * DAY for n in range(366)]
"""Days to compare two expressions on: they go over a leap day, month's ends, Easter and Christmas."""
SAME_UNIT = {"d": 1, "w": 7}


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """A council's own rules. A target stands beside the statute and never instead of it, so a slower one is refused;
    where the row is the team's setting, the council's takes its place. `count_first_day`: an interval counts the day of
    the visit or the review itself (SOURCES.md, 54), so its target is a day before the statute's. `terms` are school
    terms, from their first day up to the day after their last. `pep_from`: the age from which there are personal
    education plans [ours: councils begin between 2 and 5]."""

    targets: Mapping[str, str] = field(default_factory=dict)
    count_first_day: bool = False
    terms: tuple[Span, ...] = ()
    pep_from: int = 5

    def __post_init__(self) -> None:
        for code, text in self.targets.items():
            if code not in BY_CODE:
                raise ValueError(f"There is no duty {code!r}.")
            if slower(BY_CODE[code], text):
                raise ValueError(f"{code}: {text!r} is later than the rule itself, {BY_CODE[code].due!r}.")


def slower(row: DutyRow, text: str) -> bool:
    """Is this target later than the row allows, on any day? What has no day of its own can't be compared and is."""
    own = language.read(text)
    if row.rule == Rule.SETTING:
        return False
    beside = row.target if row.due == "asap" else ""
    texts = (row.due, row.repeat, beside, *(text for _, text in row.cases))
    limits = [language.read(each) for each in texts if each]
    if not own.unit and own.names != ("anchor",):
        return True
    return any(_later(own, limit) for limit in limits if limit.unit or limit.names == ("anchor",))


def _later(own: language.Expression, limit: language.Expression) -> bool:
    if own.unit in SAME_UNIT and limit.unit in SAME_UNIT:
        return own.number * SAME_UNIT[own.unit] > limit.number * SAME_UNIT[limit.unit]
    if own.unit and own.unit == limit.unit:
        return own.number > limit.number
    days = ((own.from_day(day), limit.from_day(day)) for day in A_YEAR)
    return any(mine is not None and theirs is not None and mine.day > theirs.day for mine, theirs in days)


NO_COUNCIL = CouncilRules()
