"""What narrows the list, and what there is to narrow it by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from topaz_tui import clock
from topaz_tui.rules import duties, people, recalls
from topaz_tui.services import finding
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import tally
from topaz_tui.services.queue.changes import gate_now
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; None and '' narrow nothing. `worker_id`: held by them, or kept for them. `reason` is one
    of those that the tab shows; on another tab it narrows nothing."""

    reason: str | None = None
    why: str | None = None
    band: str | None = None
    language: str | None = None
    worker_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a tab's list can be narrowed to, since it has some of them: reasons with how many stand there, what is
    owed, bands."""

    reasons: tuple[tuple[str, int], ...]
    whys: tuple[str, ...]
    bands: tuple[str, ...]


_KINDS = "SELECT DISTINCT why, band FROM standing WHERE %s"
_READY_NOW = {
    "callable": "state = 'ready' AND rank <= ?", "callbacks": "state = 'ready' AND rank = ?",
    "waiting": "state = 'ready' AND rank > ?",
}  # fmt: skip
_OF_REASONS = "reason IN (%s)"


def narrowing(desk: Desk, tab: str) -> Narrowing:
    """What there is on this tab to narrow it by: nothing is offered that would show an empty list."""
    counted = tally.counts(tally.kept(), gate_now(desk, clock.now()))
    reasons = tuple((reason, counted[reason]) for reason in TABS[tab] if counted[reason])
    listed = [reason for reason in TABS[tab] if reason != "callable"]
    conditions = [_OF_REASONS % ",".join("?" * len(listed))] if listed else []
    values: list[object] = [*listed]
    if tab in _READY_NOW:
        conditions.append(_READY_NOW[tab])
        values.append(duties.PROMISED_RANK if tab == "callbacks" else gate_now(desk, clock.now()).top)
    sql = _KINDS % (" OR ".join(conditions) or "1 = 1")
    found = database.execute_sql(sql, values).fetchall()
    whys, bands = {why for why, _ in found}, {band for _, band in found}
    return Narrowing(
        reasons if len(reasons) > 1 else (),
        tuple(why for why in duties.WORDS if why in whys),
        tuple(band for band in people.BANDS if band in bands),
    )


# Each by an index of its own: those who fit may be few, and far down the list.
_SPEAKING = "SELECT id FROM client WHERE language IS NOT NULL AND lower(language) >= ? AND lower(language) < ?"
_OF_WORKER = (
    "SELECT client_id FROM standing WHERE held_by = ? UNION ALL SELECT client_id FROM standing WHERE for_worker_id = ?"
)


def narrow(filters: Filters) -> tuple[list[str], list[object]]:
    """Conditions and their values: of the list `s`, those who fit."""
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    if filters.why:
        add("s.why = ?", filters.why)
    if filters.band:
        add("s.band = ?", filters.band)
    if filters.language:
        add(f"s.client_id IN ({_SPEAKING})", *finding.span(filters.language.lower()))
    if filters.worker_id:
        add(f"s.client_id IN ({_OF_WORKER})", filters.worker_id, filters.worker_id)
    if filters.due_from:
        add("s.due_at >= ?", clock.to_store(recalls.due_moment(filters.due_from)))
    if filters.due_to:
        add("s.due_at < ?", clock.to_store(recalls.due_moment(filters.due_to + clock.DAY)))
    if narrowed := finding.narrow(filters.text, "s.client_id"):
        add(narrowed[0], *narrowed[1])
    return conditions, values
