"""Where a client stands, said for this moment: what the store keeps, behind the gate of the calling hours."""

from __future__ import annotations

from datetime import datetime

from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import unread


def stands(
    gate: queue_rules.CallingHours,
    now: datetime,
    state: str | None,
    reason: str | None,
    why: str | None,
    rank: int | None,
    due_at: str | None,
    words: str | None,
) -> tuple[str, str]:
    """The reason's code, and its words, from the columns of `standing`."""
    if state == "ready" and rank is not None and rank > gate.top:
        return "waiting", gate.words(now)
    if reason is None:
        return "no_recall", ""
    if reason not in queue_rules.REASON_WORDS:
        return "unreadable", queue_rules.REASON_WORDS["unreadable"]
    due = unread.moment(due_at)
    return reason, queue_rules.words_now(reason, why, due, words or "", now)
