"""What each list that is looked up whole can be narrowed to and sorted by (arrangement.py says what follows); the
board is in escalations/listing.py."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules import reviews
from topaz_tui.screens.arrangement import IN_TIME, LATE, Facet, Listing, ListOrder
from topaz_tui.services.access import RESTRICTED
from topaz_tui.services.access_log import LogLine
from topaz_tui.services.actions import OwnAction
from topaz_tui.services.agenda import DoneItem, OwedCall
from topaz_tui.services.clients import Pair
from topaz_tui.services.imports import ImportDecision, Past
from topaz_tui.services.month import MonthPerson
from topaz_tui.services.team_settings import SettingLine


def late(is_late: bool) -> str:
    """As a facet has it."""
    return LATE if is_late else IN_TIME


# Imports


def _to_settle(decision: ImportDecision) -> str:
    return decision.words[0] if decision.words else RESTRICTED.capitalize()


DECISIONS: Listing[ImportDecision] = Listing(
    "decisions",
    (
        Facet("reason", "To settle", _to_settle),
        Facet("worker", "With", lambda each: each.owner),
        Facet("late", "In time", lambda each: late(each.late(clock.now()))),
    ),
    (
        ListOrder("name", "Name", lambda each: each.name),
        ListOrder("reason", "What there is to settle", _to_settle),
        ListOrder("with", "With whom it is", lambda each: each.owner),
    ),
    lambda each: (each.client_id,),
)
FILES: Listing[Past] = Listing(
    "files",
    (Facet("council", "Council", lambda each: each.whose), Facet("worker", "By", lambda each: each.by)),
    (
        ListOrder("by", "By whom", lambda each: each.by),
        ListOrder("file", "File", lambda each: each.file),
        ListOrder("added", "Added, the most first", lambda each: each.added, most=True),
        ListOrder("changed", "Changed, the most first", lambda each: each.changed, most=True),
        ListOrder("same", "Same, the most first", lambda each: each.unchanged, most=True),
        ListOrder("not_taken", "Not taken, the most first", lambda each: each.not_taken, most=True),
        ListOrder("refused", "Refused, the most first", lambda each: each.refused, most=True),
    ),
)

# Records that may be one person's

PAIRS: Listing[Pair] = Listing(
    "pairs",
    (
        Facet("reason", "Put off", lambda each: "Put off to later" if each.later else "Not put off"),
        Facet("held", "Who decides", lambda each: "A manager" if each.holds else "Anybody"),
    ),
    (
        ListOrder("one", "The first's name", lambda each: each.one.name),
        ListOrder("other", "The second's name", lambda each: each.other.name),
        ListOrder("why", "Why", lambda each: each.why),
        ListOrder("since", "Since when, the longest ago first", lambda each: each.since),
    ),
    lambda each: (each.one.client_id, each.other.client_id),
)

# Today


def _kind(action: OwnAction) -> str:
    known = reviews.ACTION.get(action.kind)
    return known.words if known else action.kind or RESTRICTED.capitalize()


AGENDA: Listing[OwedCall] = Listing(
    "agenda",
    (
        Facet("reason", "What", lambda each: each.words),
        Facet("worker", "Kept for", lambda each: each.kept_for or "Anybody"),
        Facet("late", "In time", lambda each: late(each.promised and each.due <= clock.now())),
    ),
    (
        ListOrder("what", "What", lambda each: each.words),
        ListOrder("name", "Name", lambda each: each.name),
        ListOrder("kept", "Whom it is kept for", lambda each: each.kept_for),
    ),
    lambda each: (each.client_id,),
)
ACTIONS: Listing[OwnAction] = Listing(
    "actions",
    (
        Facet("reason", "What", _kind),
        Facet("worker", "Who does it", lambda each: each.who),
        Facet("late", "In time", lambda each: late(bool(each.days_late(clock.today())))),
    ),
    (
        ListOrder("what", "What was put in place", lambda each: each.what),
        ListOrder("name", "Name", lambda each: each.name),
        ListOrder("who", "Who does it", lambda each: each.who),
    ),
    lambda each: (each.client_id,),
)
DONE: Listing[DoneItem] = Listing(
    "done",
    (),
    (ListOrder("what", "What", lambda each: each.words), ListOrder("name", "Name", lambda each: each.name)),
    lambda each: () if each.client_id is None else (each.client_id,),
)

# The log

LOG: Listing[LogLine] = Listing(
    "log",
    (
        Facet("worker", "Who", lambda each: each.account),
        Facet("reason", "What", lambda each: each.action),
        Facet("place", "From", lambda each: each.place),
        Facet("day", "Day", lambda each: f"{clock.local(each.at):%Y-%m-%d}" if each.at else ""),
    ),
    (
        ListOrder("who", "Who", lambda each: each.account),
        ListOrder("what", "What was done", lambda each: each.action),
        ListOrder("about", "About whom", lambda each: each.person_id),
        ListOrder("from", "From where", lambda each: each.place),
    ),
    lambda each: () if each.client_id is None else (each.client_id,),
    more=lambda each: (each.person_id, each.subject),
)

# The team's settings

SETTINGS: Listing[SettingLine] = Listing(
    "settings",
    (
        Facet("group", "Group", lambda each: each.group),
        Facet("usual", "Value", lambda each: "The usual one" if each.is_usual else "Another than usual"),
        Facet("worker", "Set by", lambda each: each.set_by.by if each.set_by else ""),
    ),
    (
        ListOrder("name", "Name", lambda each: each.name),
        ListOrder("value", "Value", lambda each: each.says),
        ListOrder("since", "Since when, the newest first", lambda each: each.set_by and each.set_by.at, most=True),
    ),
    more=lambda each: (each.key, each.meaning),
)

# The month

MONTH: Listing[MonthPerson] = Listing(
    "month",
    (),
    (
        ListOrder("name", "Name", lambda each: each.name),
        ListOrder("id", "ID", lambda each: each.person_id),
        ListOrder("where", "Where they stand now", lambda each: each.words),
    ),
    lambda each: (each.client_id,),
)
