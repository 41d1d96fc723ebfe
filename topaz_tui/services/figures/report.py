"""The report of a period: each measure beside the period before and the last twelve months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.facts import WorkerFact
from topaz_tui.rules.measures.measure import Measure
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.figures import reading, team
from topaz_tui.services.session import Session
from topaz_tui.store.models import Worker


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
    worker: str | None = None  # the name of whoever did what it counts
    team: tuple[WorkerFact, ...] = ()

    @property
    def now(self) -> Mapping[str, Counted]:
        """What each measure comes to in the period, by its code."""
        return {line.measure.code: line.now for line in self.lines}

    @property
    def filters(self) -> Mapping[str, str]:
        """What it was narrowed to."""
        asked = {"council": self.council, "worker": self.worker}
        return {name: value for name, value in asked.items() if value is not None}

    @property
    def told(self) -> Mapping[str, str]:
        """The period and the filters, as a file of it names them."""
        return {"Period": self.period.words, **{name.capitalize(): words for name, words in self.filters.items()}}


def report(session: Session, period: Period, council: str | None = None, worker_id: int | None = None) -> PeriodReport:
    """The figures of a period. With `worker_id` those of what one worker did: anybody may see their own. Raises
    NotAllowed where whoever asks may not see the team's, or a colleague's."""
    if worker_id is None or worker_id != session.worker_id:
        session.require(Act.SEE_FIGURES)
    theirs: Worker | None = None if worker_id is None else Worker.get_by_id(worker_id)
    as_of = clock.now()
    months = period.months()
    narrowed = reading.Narrowed(council, worker_id)
    measures = tuple(each for each in MEASURES if each.own or theirs is None)
    wanted = (period, period.before(), *months)
    counted: dict[Period, dict[str, Counted]] = {}
    did: tuple[WorkerFact, ...] = ()
    with unread.in_one_moment():
        for each, facts in reading.read(wanted, as_of, session.settings, narrowed):
            counted[each] = {measure.code: measure.count(facts) for measure in measures}
            if each == period:
                did = team.of(facts, worker_id, narrowed.council)
    now, before, *by_month = map(counted.__getitem__, wanted)
    lines = tuple(
        Line(each, now[each.code], before[each.code], tuple(month[each.code] for month in by_month))
        for each in measures
    )
    return PeriodReport(period, as_of, council, lines, months, theirs.name if theirs else None, did)


def worker_of(session: Session, account: str) -> int:
    """Who has this account, of those whose figures whoever asks may see. Raises UserError where nobody has."""
    if account != session.account:
        session.require(Act.SEE_FIGURES)
    found: Worker | None = Worker.get_or_none(Worker.account == account)
    if found is None:
        raise NotFound(f"Nobody here has the account '{account}'.", "'topaz worker list' has them.")
    return int(found.id)
