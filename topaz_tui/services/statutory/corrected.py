"""What a date of birth that was corrected moved, in words: for the timeline, and for whoever reads a file."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules.statutory import corrections
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.reckoning import DutyItem, DutyState
from topaz_tui.services.statutory import lives

OVER = frozenset({DutyState.ENDED, DutyState.MET})


def what_moved(client_id: int) -> str:
    """A sentence that names each duty that the last correction of this date of birth moved, as it is and as it was."""
    life = lives.of(client_id).life
    found = corrections.moved(life, clock.today()) if life else []
    told = [f"{BY_CODE[each.code].words} ({_said(each.after)}; was {_said(each.before)})" for each in found]
    return f"It moved {len(told)}: {', '.join(told)}." if told else "It moved nothing that is due."


def _said(item: DutyItem | None) -> str:
    if item is None:
        return "not asked for"
    if item.by is None or item.state in OVER:
        return str(item.state)
    return f"{item.state}, by {clock.format_day(item.by.day)}"
