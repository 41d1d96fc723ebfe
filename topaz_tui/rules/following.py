"""When the next contact is, or who decides: the one sentence that ends whatever was saved about somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import recalls
from topaz_tui.rules.fates import KEEPER
from topaz_tui.rules.recalls import Calls


@dataclass(frozen=True, slots=True)
class Line:
    """An open line of the board about them: what it waits for, whose it is ('' where nobody is at work who could own
    it), and by when."""

    waiting_for: str
    owner: str
    by: datetime | None


def sentence(
    reason: str, why: str | None, due: datetime | None, changes: datetime | None, lines: Iterable[Line],
    now: datetime, calls: Calls,
) -> str:  # fmt: skip
    """'Next contact: Tue 24 Nov.', or 'Helen Marsh sees to it by Mon 30 Nov, 17:00: a manager's decision.'"""
    keeper, own = KEEPER.get(reason), [_owned(line, now) for line in lines]
    dated = keeper is not None and (keeper.fate == "waits" or (keeper.fate == "owned" and changes is not None))
    if reason == "callable":
        own.insert(0, "Next contact: they stand in the queue now.")
    elif dated:
        own.insert(0, _contact(reason, why, due, changes, now, calls))
    if not own:
        own.append(_NOBODY.get(reason, "No call is owed to them."))
    return " ".join(own)


_NOBODY = {
    "open_to_services": "No call of ours: they have open services, and their worker keeps in touch.",
    "linked": "They are called under their other record.",
    **{code: "Nobody calls them again." for code, _ in recalls.STOPPED.values()},
}


def _owned(line: Line, now: datetime) -> str:
    verb = "see to it" if line.owner == "You" else "sees to it"
    by = f" by {clock.whole_moment(line.by, now)}" if line.by else ""
    return f"{line.owner or 'A manager'} {verb}{by}: {line.waiting_for}."


def _contact(
    reason: str, why: str | None, due: datetime | None, changes: datetime | None, now: datetime, calls: Calls
) -> str:
    today = clock.local(now).date()
    if reason == "callback_later" and due:
        return f"Next contact: {clock.whole_moment(due, now)}, as promised."
    if reason == "not_due" and due:
        what = recalls.WHY_WORDS.get(why or "", "Call").lower()
        return f"Next contact: {what} on {clock.whole_day(clock.local(due).date(), today)}."
    again = calls.hours.next_open(changes) if changes else now
    day = clock.local(again).date()
    opening = calls.hours.opening(day)
    first = opening is None or again == opening[0]
    return f"Next contact: {clock.whole_day(day, today) if first else clock.whole_moment(again, now)}."
