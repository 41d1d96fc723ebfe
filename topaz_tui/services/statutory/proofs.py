"""What a plan that the council signs off shows besides: that the needs are assessed, which is its first part."""

from __future__ import annotations

from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.store.models import StatutoryEvent


def with_plan(work_id: int) -> str:
    """How what a piece of work has shown besides is known as its own: the end of its note."""
    return f"(with the plan, work {work_id})"


def beside(work_id: int, client_id: int | None) -> list[int]:
    """What this work has shown besides, and nobody took back."""
    found = StatutoryEvent.select(StatutoryEvent.id).where(
        StatutoryEvent.client == client_id,
        StatutoryEvent.kind == EventKind.NEEDS_ASSESSED.value,
        StatutoryEvent.note.endswith(with_plan(work_id)),
        StatutoryEvent.void_at.is_null(),
    )
    return [each.id for each in found]
