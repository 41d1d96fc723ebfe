"""The orders in which a worker may have a tab of the queue, beside its own."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules import people
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.store.sql import queue as sql

MOST = 20_000  # people of a tab that are sorted: of more of them the list would be slow to come
_BANDS = " ".join(f"WHEN '{band}' THEN {place}" for place, band in enumerate(people.BANDS))
ORDERS: Mapping[str, tuple[str, str]] = {
    "name": ("Name", sql.BY_NAME),
    "age": ("Age, the oldest first", sql.BY_AGE),
    "band": ("Band, the highest first", sql.BY_BAND % _BANDS),
    "assessed": ("Assessed, the longest ago first", sql.BY_ASSESSMENT),
    "attempts": ("Attempts, the most first", sql.BY_ATTEMPTS),
    "reason": ("Reason", sql.BY_REASON),
    "until": ("When they come back", sql.BY_RETURN),
    "kept": ("Whom it is kept for", sql.BY_KEEPER),
    "outcome": ("How it ended", sql.BY_OUTCOME),
    "caller": ("Who called", sql.BY_CALLER),
}
"""Each with its words, and what it is for the database."""
OF_TAB: Mapping[str, tuple[str, ...]] = {
    "callable": ("name", "age", "band", "assessed", "attempts"),
    "callbacks": ("name", "age", "kept"),
    "waiting": ("name", "age", "attempts", "reason"),
    "not_callable": ("name", "age", "attempts", "until"),
    "done": ("name", "outcome", "caller"),
}
"""Those that each tab has a column for."""


def in_force(order: str | None, tab: str, reason: str | None, counts: Mapping[str, int]) -> str | None:
    """The order that the tab is shown in, where that is not its own: one of its columns, and not of too many people.
    `reason` is the one that alone is shown, `counts` how many stand where."""
    if order not in OF_TAB[tab]:
        return None
    shown = (reason,) if reason in TABS[tab] else TABS[tab]  # of today's calls there are never too many
    return order if sum(counts[each] for each in shown) <= MOST else None
