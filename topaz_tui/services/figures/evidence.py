"""What an evidence pack is made of, and that it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.measures.frozen import Frozen
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.permissions import Act
from topaz_tui.services.figures import freezing
from topaz_tui.services.figures.behind import councils
from topaz_tui.services.leaving import NOT_WRITTEN, log_and_appear
from topaz_tui.services.session import Session
from topaz_tui.store.models import Audit
from topaz_tui.store.rows import dicts

LOGGED_AS = "wrote an evidence pack"
STANDS = "evidence pack as it stood"
"""In place of the line that said so, where that went out of the log (services/log_cut.py)."""
_LOGGED = re.compile(r"(?P<first>[\d-]{10}) to (?P<last>[\d-]{10})(?:, (?P<council>.*))?, \d+ rows, sha256 \w+")
YEARS_BEGIN = (1, 4)
"""The months in which a year begins: that of the calendar, and that of a council."""


def for_evidence(session: Session, period: Period, council: str | None) -> Frozen:
    """What was frozen first of this quarter or year: a second pack of it, with what was put right since, would give
    away whom that was. For the same reason there is none of a year beside one of its quarters, and none of all councils
    beside one. Raises UserError where none can be made, NotAllowed where whoever asks may not."""
    session.require(Act.EXPORT_FIGURES)
    if not _has_packs(period):
        raise Invalid(
            "An evidence pack is of a quarter, or of a year from January or April.",
            "Other periods, less a quarter, would give people away.",
        )
    if council is None and councils(session):
        raise Invalid("An evidence pack is of one council.", "Name it: all, less one, would give people away.")
    _need_apart(period, council)
    found = freezing.first_of(period, council)
    if found is None:
        raise NotFound("This period is not frozen.", "Freeze it first: topaz report --period … --freeze.")
    if not found.whole:
        raise Invalid(f"{found.in_words}.", "'topaz doctor' says more.")
    if not found.is_of(MEASURES):
        raise Invalid("The definitions have changed since it was frozen.", "The pack that was made then still holds.")
    return found


def log_evidence(
    session: Session, period: Period, council: str | None, rows: int, digest: str, appear: Callable[[], None]
) -> None:
    """Log that a pack of so many rows was written, whose manifest has this hash, and let it appear then. Raises Invalid
    where another was written meanwhile that shares days with it."""
    session.require(Act.EXPORT_FIGURES)
    whose = f", {council}" if council else ""
    what = f"{period.first} to {period.last}{whose}, {rows} rows, sha256 {digest}"
    log_and_appear(session, LOGGED_AS, what, appear, need=lambda: _need_apart(period, council))


def _has_packs(period: Period) -> bool:
    first = period.first
    if first.day != 1:
        return False
    is_quarter = first.month % 3 == 1 and period.stop == clock.add_months(first, 3)
    return is_quarter or (first.month in YEARS_BEGIN and period.stop == clock.add_months(first, 12))


def packs() -> tuple[str, ...]:
    """The packs that were written, as the log names them."""
    rows = Audit.select(Audit.action, Audit.subject).where(
        Audit.client.is_null(), Audit.action.in_((LOGGED_AS, STANDS, NOT_WRITTEN))
    )
    written: Counter[str] = Counter()
    for row in dicts(rows.order_by(Audit.id)):
        written[str(row["subject"])] += -1 if row["action"] == NOT_WRITTEN else 1
    return tuple(what for what, times in written.items() if times > 0)


def _need_apart(period: Period, council: str | None) -> None:
    """Raises Invalid where a pack was written of other days that these share: a year less three of its quarters is the
    fourth, and what is hidden in one comes back by the other."""
    for what in packs():
        found = _LOGGED.fullmatch(what)
        if found is None or (council and found["council"] and not people.same_council(found["council"], council)):
            continue
        first, last = (date.fromisoformat(found[name]) for name in ("first", "last"))
        if (first, last) != (period.first, period.last) and first <= period.last and period.first <= last:
            other = Period(first, last + clock.DAY).words
            raise Invalid(
                f"A pack of {other} was written, and shares days with this.",
                "One less the other would give people away: make packs of quarters, or of the year.",
            )
