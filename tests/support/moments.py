"""When the tests happen: one Monday morning, on which people can be called."""

from __future__ import annotations

from datetime import UTC, datetime

from topaz_tui import clock

NOW = "2026-11-23T10:00:00Z"
"""When every test begins, whatever day it is: on a Sunday nobody is to be called, and a queue is empty."""
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""The same moment."""


def london(text: str) -> datetime:
    """A moment as a clock in London shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON)
