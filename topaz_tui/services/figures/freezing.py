"""Freeze the figures of a period that is over, and find what was frozen of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.rules.measures import frozen as rules
from topaz_tui.rules.measures.frozen import Frozen
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.figures.report import PeriodReport
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import FrozenFigures, Worker

LOGGED_AS = "froze the figures of a period"


def freeze(session: Session, report: PeriodReport) -> Frozen:
    """Keep these figures as they are. Raises UserError where the period is not over, the figures are one worker's, or
    what was frozen last is the same; NotAllowed where whoever asks may not freeze any."""
    session.require(Act.FREEZE_FIGURES)
    period = report.period
    if report.worker is not None:
        raise Invalid("What one worker did is not frozen.", "Freeze the figures of all.")
    if period.stop > clock.local(report.as_of).date():
        raise Invalid("This period is not over yet.", "Choose one that is, such as the last quarter.")
    version, body, as_of = rules.definitions(MEASURES), rules.body(report.now), clock.to_store(report.as_of)
    with transaction():
        before = _newest(period, report.council)
        if before is not None and before.definitions == version and not _read(before).restated(report.now):
            raise Invalid("Nothing has changed since it was frozen last.", "It stands as it is.")
        FrozenFigures.create(
            first=str(period.first), stop=str(period.stop), council=report.council, as_of=as_of,
            made_by=session.worker_id, definitions=version, body=body,
            digest=rules.digest(period.first, period.stop, report.council, as_of, version, body),
        )  # fmt: skip
        audit.record(session.worker_id, LOGGED_AS, None, f"{period.first} to {period.last}")
    found = last(session, period, report.council)
    assert found is not None
    return found


def last(session: Session, period: Period, council: str | None) -> Frozen | None:
    """What was frozen last of this period, of this council's people; None where nothing was."""
    session.require(Act.SEE_FIGURES)
    row = _newest(period, council)
    return None if row is None else unread.value("frozen", row.id, _read, row)


def first_of(period: Period, council: str | None) -> Frozen | None:
    """What was frozen first of this period."""
    row = _rows(period, council).order_by(FrozenFigures.id).first()
    return None if row is None else unread.value("frozen", row.id, _read, row)


def _newest(period: Period, council: str | None) -> FrozenFigures | None:
    found: FrozenFigures | None = _rows(period, council).order_by(FrozenFigures.id.desc()).first()
    return found


def _rows(period: Period, council: str | None) -> Any:
    f = FrozenFigures
    of_period = f.select().where(f.first == str(period.first), f.stop == str(period.stop))
    if council is None:
        return of_period.where(f.council.is_null())
    written = {row.council for row in of_period.select(f.council)}
    return of_period.where(f.council.in_(people.spellings_of(council, written)))


def _read(row: FrozenFigures) -> Frozen:
    first, stop = date.fromisoformat(row.first), date.fromisoformat(row.stop)
    digest = rules.digest(first, stop, row.council, row.as_of, row.definitions, row.body)
    by = Worker.select(Worker.name).where(Worker.id == row.made_by_id).scalar()
    return Frozen(
        clock.from_store(row.as_of), str(by), row.definitions, row.digest, digest == row.digest, rules.read(row.body)
    )
