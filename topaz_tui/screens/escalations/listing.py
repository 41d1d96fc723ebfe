"""What the board can be narrowed to and sorted by."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules.referrals import KIND_WORDS
from topaz_tui.screens.arrangement import Facet, Listing, ListOrder
from topaz_tui.screens.escalations.lines import Thing, client_of, name_of
from topaz_tui.screens.listings import late
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Alarm, AnsweredItem, Item


def _reason(thing: Thing) -> str:
    match thing:
        case Item():
            return KIND_WORDS.get(thing.kind, thing.kind_words)
        case BeingWritten():
            return "Concern being written"
        case AnsweredItem():
            return "Answered, or to know"
    return ""


def _with(thing: Thing) -> str:
    if isinstance(thing, Item | BeingWritten):
        return thing.owner
    return thing.by if isinstance(thing, AnsweredItem) else ""


def _is_late(thing: Thing) -> str:
    match thing:
        case Item():
            return late(thing.overdue)
        case BeingWritten():
            return late(thing.late(clock.now()))
    return ""


def stays(thing: Thing) -> bool:
    """What may cost a life is never out of sight, whatever the board is narrowed to."""
    return isinstance(thing, Alarm) or (
        thing.urgent or thing.unsent if isinstance(thing, Item) else isinstance(thing, BeingWritten) and thing.danger
    )


def _whom(thing: Thing) -> tuple[int, ...]:
    client_id = client_of(thing)
    return () if client_id is None else (client_id,)


BOARD: Listing[Thing] = Listing(
    "board",
    (Facet("reason", "Why", _reason), Facet("worker", "With", _with), Facet("late", "In time", _is_late)),
    (
        ListOrder("name", "Name", name_of),
        ListOrder("what", "What", _reason),
        ListOrder("waits", "What it waits for", lambda thing: thing.wait_words if isinstance(thing, Item) else ""),
        ListOrder("with", "With whom it stands", _with),
        ListOrder("level", "Level", lambda thing: thing.level_words if isinstance(thing, Item) else ""),
        ListOrder(
            "since",
            "Since when, the longest ago first",
            lambda thing: thing.since if isinstance(thing, Item | BeingWritten) else None,
        ),
    ),
    _whom,
    stays,
)
