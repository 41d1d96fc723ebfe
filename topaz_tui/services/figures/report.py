"""The report of a period: each measure beside the period before and the last twelve months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES, Measure
from topaz_tui.rules.permissions import Act
from topaz_tui.services.figures import reading
from topaz_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the report: in the period, in the one before, and in each of the last months."""

    measure: Measure
    now: Counted
    before: Counted
    months: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What is known of a period at `as_of`. `months` are the periods of the lines' months."""

    period: Period
    as_of: datetime
    council: str | None
    lines: tuple[Line, ...]
    months: tuple[Period, ...]

    @property
    def filters(self) -> Mapping[str, str]:
        """What it was narrowed to."""
        return {"council": self.council} if self.council is not None else {}


def report(session: Session, period: Period, council: str | None = None) -> PeriodReport:
    """The figures of a period. Raises NotAllowed where whoever asks may not see the team's."""
    session.require(Act.SEE_FIGURES)
    as_of = clock.now()
    months = period.months()

    def counted(each: Period) -> dict[str, Counted]:
        facts = reading.read(each, as_of, session.settings.calls, council)
        return {measure.code: measure.count(facts) for measure in MEASURES}

    now, before, *by_month = (counted(each) for each in (period, period.before(), *months))
    lines = tuple(
        Line(each, now[each.code], before[each.code], tuple(month[each.code] for month in by_month))
        for each in MEASURES
    )
    return PeriodReport(period, as_of, council, lines, months)
