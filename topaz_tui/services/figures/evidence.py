"""What an evidence pack is made of, and that it was written."""

from __future__ import annotations

from collections.abc import Callable

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules.measures import frozen as rules
from topaz_tui.rules.measures.frozen import Frozen
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.permissions import Act
from topaz_tui.services.figures import freezing
from topaz_tui.services.figures.behind import councils
from topaz_tui.services.leaving import log_and_appear
from topaz_tui.services.session import Session

LOGGED_AS = "wrote an evidence pack"


def for_evidence(session: Session, period: Period, council: str | None) -> Frozen:
    """What was frozen first of this quarter: a second pack of it, with what was put right since, would give away whom
    that was. For the same reason there is none of a year beside its quarters, and none of all councils beside one.
    Raises UserError where none can be made, NotAllowed where whoever asks may not."""
    session.require(Act.EXPORT_FIGURES)
    first = period.first
    if first.day != 1 or first.month % 3 != 1 or period.stop != clock.add_months(first, 3):
        raise Invalid("An evidence pack is of a quarter.", "Other periods, less a quarter, would give people away.")
    if council is None and councils(session):
        raise Invalid("An evidence pack is of one council.", "Name it: all, less one, would give people away.")
    found = freezing.first_of(period, council)
    if found is None:
        raise NotFound("This quarter is not frozen.", "Freeze it first: topaz report --period … --freeze.")
    if not found.whole:
        raise Invalid(f"{found.in_words}.", "'topaz doctor' says more.")
    if found.definitions != rules.definitions(MEASURES):
        raise Invalid("The definitions have changed since it was frozen.", "The pack that was made then still holds.")
    return found


def log_evidence(session: Session, what: str, appear: Callable[[], None]) -> None:
    """Log that it was written, and let it appear then."""
    session.require(Act.EXPORT_FIGURES)
    log_and_appear(session, LOGGED_AS, what, appear)
