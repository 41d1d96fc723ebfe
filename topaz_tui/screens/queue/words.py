"""What the line under the queue's title says there is to do, and what an empty list says."""

from __future__ import annotations

from topaz_tui.grammar import counted
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Reason
from topaz_tui.services import queue
from topaz_tui.services.queue import Filters, QueuePage


def todo(look: QueuePage, tab: str, filters: Filters, order: str | None = None) -> str:
    """How many there are to call, or how many are shown of them, and the order that was asked for."""
    words = _how_many(look, tab, filters)
    if order in queue.OF_TAB[tab]:
        by = queue.ORDERS[order or ""][0].partition(",")[0].lower()
        told = f"Sorted by {by} (S)" if look.order else f"Too many to sort by {by}: f shows fewer"
        return f"{told} · {words}"
    return words


def _how_many(look: QueuePage, tab: str, filters: Filters) -> str:
    counts = look.counts
    if filters == Filters(reason=filters.reason) and filters.reason in queue.TABS[tab]:
        words = queue_rules.REASON_WORDS[filters.reason or ""]
        return f"{words}: {counts[filters.reason or '']:,} · f changes it · Esc shows all"
    if filters:
        return f"Narrowed: {len(look.people)}{'+' if look.more else ''} shown · f or / changes it · Esc shows all"
    if tab == "done" and look.done_today:
        return calls_and_people(look.done_today, len(look.people), more=look.more)
    if look.gate and not look.callbacks_due:
        return look.gate
    if look.callbacks_due:
        due = f"{look.callbacks_due} promised callback{'s' if look.callbacks_due > 1 else ''} to make now"
        return f"{due} · {counts[Reason.CALLABLE]:,} to call in all · n takes the next"
    if counts[Reason.CALLABLE]:
        return f"{counts[Reason.CALLABLE]:,} to call · n takes the next"
    return f"Nobody to call now · {counts['total']:,} on the list"


def calls_and_people(calls: int, people: int, *, more: bool) -> str:
    """The tab counts calls, and its list has people: both figures, or one of them would seem wrong."""
    called = f"{counted(calls, 'call')} today"
    whom = f"{people:,}+ people" if more else counted(people, "person")
    return f"{called}, with {whom}{': each stands here once' if more or people != calls else ''}"


NOBODY = {
    "callbacks": "No call is promised. One is as soon as a call ends with a time that was agreed.",
    "waiting": "Nobody waits to be tried again: whoever was not reached comes back here with a day.",
    "not_callable": "Nobody on the list is kept from being called.",
    "done": "No call has been saved today. n takes the first person.",
}
"""What a tab says in which nobody is, and what would bring somebody there."""
NO_LIST = """Nobody is on the list yet.

'topaz import FILE' reads the council's file.
F3 looks somebody up, and + there adds them by hand.
'topaz demo' shows Topaz with invented people."""
"""What stands there on the first day."""


def empty(look: QueuePage, tab: str, filters: Filters) -> str:
    """What stands in place of the list where nobody is in it."""
    if filters:
        return "Nobody here fits what you narrowed the list to. Esc shows all."
    if not look.counts["total"]:
        return NO_LIST
    if tab != "callable":
        return NOBODY[tab]
    reasons = queue_rules.REASON_WORDS.items()
    said = [f"{look.counts[reason]:>7,}  {words}" for reason, words in reasons if look.counts[reason]]
    return "\n".join(["Nobody can be called now. Where everybody stands:", "", *said])
