"""The report of a period: each measure beside the period before and the last twelve months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.facts import WorkerFact
from topaz_tui.rules.measures.measure import Measure
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.figures import kept, reading, team
from topaz_tui.services.figures.reading import Narrowed
from topaz_tui.services.session import Session
from topaz_tui.store.models import Worker

Periods = tuple[Period, ...]


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
    narrowed = Narrowed(council, worker_id)
    measures = tuple(each for each in MEASURES if each.own or theirs is None)
    wanted = (period, period.before(), *months)
    with unread.in_one_moment():
        counted, did = _kept(session, wanted, as_of, narrowed, measures) or _read(
            session, wanted, as_of, narrowed, measures
        )
    now, before, *by_month = map(counted.__getitem__, wanted)
    lines = tuple(
        Line(each, now[each.code], before[each.code], tuple(month[each.code] for month in by_month))
        for each in measures
    )
    return PeriodReport(period, as_of, council, lines, months, theirs.name if theirs else None, did)


_Counted = tuple[Mapping[Period, Mapping[str, Counted]], tuple[WorkerFact, ...]]


def _read(
    session: Session, wanted: Periods, as_of: datetime, narrowed: Narrowed, measures: Iterable[Measure]
) -> _Counted:
    """Each measure of each period, and what each worker did in the first, from all that was done."""
    counted: dict[Period, Mapping[str, Counted]] = {}
    did: tuple[WorkerFact, ...] = ()
    for each, facts in reading.read(wanted, as_of, session.settings, narrowed):
        counted[each] = {measure.code: measure.count(facts) for measure in measures}
        if each == wanted[0]:
            did = team.of(team.done(facts), narrowed.worker_id, narrowed.council)
    return counted, did


def _kept(
    session: Session, wanted: Periods, as_of: datetime, narrowed: Narrowed, measures: Sequence[Measure]
) -> _Counted | None:
    """The same from what is kept, where that holds. Whose is what a figure counts is read when somebody asks."""
    if narrowed.worker_id is not None:
        return None
    sums = kept.sums(wanted, as_of, session.settings, narrowed.council)
    if sums is None:
        return None
    counted: dict[Period, Mapping[str, Counted]] = {}
    did: tuple[WorkerFact, ...] = ()
    for period in wanted:
        ask = partial(_ask, session, period, as_of, narrowed)
        counted[period] = {each.code: sums[period].counted(each, partial(ask, each)) for each in measures}
        if period == wanted[0]:
            did = team.of(sums[period].workers, None, narrowed.council)
    return counted, did


def _ask(
    session: Session, period: Period, as_of: datetime, narrowed: Narrowed, measure: Measure, above: bool
) -> Sequence[int]:
    """Whose is what stands above the line of a measure, or below it."""
    with unread.in_one_moment():
        [(_, facts)] = reading.read((period,), as_of, session.settings, narrowed)
    counted = measure.count(facts)
    return counted.above if above else counted.below


def worker_of(session: Session, account: str) -> int:
    """Who has this account, of those whose figures whoever asks may see. Raises UserError where nobody has."""
    if account != session.account:
        session.require(Act.SEE_FIGURES)
    found: Worker | None = Worker.get_or_none(Worker.account == account)
    if found is None:
        raise NotFound(f"Nobody here has the account '{account}'.", "'topaz worker list' has them.")
    return int(found.id)
