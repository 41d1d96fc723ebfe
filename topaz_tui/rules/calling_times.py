"""The times of a week at which somebody may be called: where their safe times meet the team's calling hours. All times
are of London's wall clock. Bank holidays are left out: each closes one day of a year, not a weekday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from functools import lru_cache

from topaz_tui import clock
from topaz_tui.clock import Hours, Week
from topaz_tui.rules.contact_safety import Window

_EVERY_TIME: tuple[Window, ...] = ((frozenset(range(7)), time(0), time(23, 59)),)


@lru_cache(4096)
def ever_meet(windows: tuple[Window, ...], hours: Week) -> bool:
    """Is there a minute of the week in which somebody with these safe times may be called?"""
    return any(_shared(windows, hours))


def parts(windows: Sequence[Window], hours: Week, of_day: Mapping[str, Hours]) -> frozenset[str]:
    """The parts of the day in which somebody may ever be called. Without safe times the calling hours alone decide."""
    spans = list(_shared(windows or _EVERY_TIME, hours))
    bounds = {name: tuple(map(clock.minute_of_day, part)) for name, part in of_day.items()}
    return frozenset(
        name for name, (opens, ends) in bounds.items() if any(start < ends and opens < end for start, end in spans)
    )


def _shared(windows: Sequence[Window], hours: Week) -> Iterator[tuple[int, int]]:
    """For each weekday on which safe times meet calling hours, the minutes of the day from which and to which they
    do."""
    for day, opening in enumerate(hours.windows):
        if opening is None:
            continue
        opens, closes = map(clock.minute_of_day, opening)
        for days, start, end in windows:
            begins, ends = max(opens, _minute(start)), min(closes, _minute(end))
            if day in days and begins < ends:
                yield begins, ends


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute
