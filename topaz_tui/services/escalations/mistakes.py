"""Which recorded events of an escalation count, since moves made by mistake were corrected later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from topaz_tui.rules import referrals as rules
from topaz_tui.services.escalations.entries import EscalationEvent

MISTOOK = "_move"
"""Beside what is said of a mistake that was put right: the move that it was."""


def mistakes(events: Sequence[EscalationEvent]) -> set[int | None]:
    """The ids of the events that somebody has put right."""
    return {event.corrects for event in events if event.move == rules.PUT_RIGHT}


def counted(events: Sequence[EscalationEvent]) -> tuple[EscalationEvent, ...]:
    """The events that count: without mistakes, and with the intended moves in their place and at their time. The events
    that record a correction stay where they were recorded."""
    wrong = mistakes(events)
    if not wrong:
        return tuple(events)
    meant = {event.corrects: event for event in events if event.corrects and event.move != rules.PUT_RIGHT}
    found = []
    for event in events:
        if event.corrects and event.move != rules.PUT_RIGHT:
            continue
        stands: EscalationEvent | None = event
        while stands and stands.id in wrong:
            stands = meant.get(stands.id or 0)
        if stands:
            found.append(replace(stands, at=event.at))
    return tuple(found)
