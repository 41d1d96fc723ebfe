"""The tabs of the queue, and what each has of a person on their line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import duties, outcomes, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import format_due, format_status, format_status_for_list
from topaz_tui.services import access
from topaz_tui.services.queue import QueuePage, QueuePerson
from topaz_tui.widgets.record_list import Column

TABS = (
    ("callable", "Callable"),
    ("callbacks", "Callbacks"),
    ("waiting", "Waiting"),
    ("not_callable", "Not callable"),
    ("done", "Done"),
)
NAME, AGE = Column("Name", 18, grows=2, wraps=True), Column("Age", 3, right=True, drop=2)
ATTEMPTS, MARKS = Column("Tried", 5, right=True, drop=1), Column("Marks", 5)
COLUMNS = {
    "callable": (
        Column("Due", 16, when=True), replace(NAME, width=27), Column("Age", 3, right=True), Column("Band", 8, drop=2),
        Column("Assessed", 8, drop=3), Column("Attempts", 8, right=True), MARKS,
    ),
    "callbacks": (
        Column("Call back", 16, when=True), Column("That is", 12, when=True), NAME, AGE,
        Column("Kept for", 12, grows=1), MARKS,
    ),
    "waiting": (Column("Comes back", 16), NAME, AGE, Column("Why they wait", 22, grows=1, wraps=True), ATTEMPTS, MARKS),
    "not_callable": (Column("Why not", 18, grows=1, flows=True), Column("Until", 12), NAME, AGE, ATTEMPTS, MARKS),
    "done": (
        Column("Rang", 5), Column("How it ended", 22, grows=1, wraps=True), NAME,
        Column("Who called", 12, grows=1, drop=2, wraps=True), Column("Now", 20, grows=1, drop=1, wraps=True),
    ),
}  # fmt: skip
"""Each tab has columns of its own: what one looks for there comes first."""
DUE, LATER = "Their time has come", "Later"


def tone(person: QueuePerson, now: datetime) -> str:
    """How their line is drawn: whoever is held by a colleague is out of reach, and a promise whose time has passed is
    late."""
    if person.reason == Reason.HELD:
        return "quiet"
    return "late" if person.why == DutyKind.CALLBACK and person.due_at and person.due_at < now else ""


def _callable(person: QueuePerson, now: datetime) -> tuple[str, ...]:
    band = people.SHORT_BANDS.get(person.band or "", "")
    assessed = f"{person.assessed_on:%b %Y}" if person.assessed_on else ""
    return (format_due(person.stands, now), person.name, _age(person), band, assessed, _attempts(person), person.marks)


def _callback(person: QueuePerson, now: datetime) -> tuple[str, ...]:
    """One whose time has come says by how much it is late."""
    promised = clock.format_moment(person.due_at, now) if person.due_at else ""
    left = clock.format_time_left(person.due_at, now) if person.due_at else ""
    kept_for = person.kept_for or ("" if access.is_held_back(person) else "anybody")
    return (promised, left, person.name, _age(person), kept_for, person.marks)


def _waits(person: QueuePerson, now: datetime) -> tuple[str, ...]:
    back = clock.format_return(person.again_at, now) if person.again_at and person.reason != Reason.HELD else ""
    return (back, person.name, _age(person), _why_not(person), _attempts(person), person.marks)


def _not_callable(person: QueuePerson, now: datetime) -> tuple[str, ...]:
    until = clock.format_return(person.again_at, now) if person.again_at else ""
    why = duties.WORDS.get(person.why or "") if person.reason == Reason.NOT_DUE else None
    return (why or _why_not(person), until, person.name, _age(person), _attempts(person), person.marks)


def _done(person: QueuePerson, now: datetime) -> tuple[str, ...]:
    when, outcome, _ = person.last_call or (now, "", None)
    return (f"{clock.local(when):%H:%M}", ended(outcome), person.name, person.last_by or "", _stands(person, now))


def ended(outcome: str) -> str:
    """The words of an outcome's code; the code itself where a newer Topaz wrote it."""
    return outcomes.BY_CODE[outcome].words if outcome in outcomes.BY_CODE else outcome


def _why_not(person: QueuePerson) -> str:
    """Why somebody can't be called, without the time, which has a column of its own."""
    match person.reason:
        case Reason.HELD:
            return f"With {person.held_by or 'a colleague'}"
        case Reason.NOT_DUE:
            return f"{duties.WORDS.get(person.why or DutyKind.RECALL, 'Call')} not due yet"
    return format_status_for_list(person.stands)


def _stands(person: QueuePerson, now: datetime) -> str:
    """Where they stand since the call, and until when."""
    if person.reason in (Reason.CALLABLE, Reason.CALLBACK_LATER):
        return format_status(person.stands, now)
    back = f", {clock.format_return(person.again_at, now)}" if person.again_at and person.reason != Reason.HELD else ""
    return f"{_why_not(person)}{back}"


def _age(person: QueuePerson) -> str:
    return "" if person.age is None else str(person.age)


def _attempts(person: QueuePerson) -> str:
    return str(person.attempts) if person.attempts else ""


CELLS: dict[str, Callable[[QueuePerson, datetime], tuple[str, ...]]] = {
    "callable": _callable,
    "callbacks": _callback,
    "waiting": _waits,
    "not_callable": _not_callable,
    "done": _done,
}


def columns_of(tab: str, look: QueuePage) -> tuple[Column, ...]:
    """The columns of a tab. In an order that was asked for there are no groups: why somebody is called stands on each
    line."""
    columns = COLUMNS[tab]
    return (Column("Why now", 25, when=True), NAME, *columns[2:]) if tab == "callable" and look.order else columns


def cells_of(tab: str, look: QueuePage, person: QueuePerson, now: datetime) -> tuple[str, ...]:
    """What those columns have of a person."""
    cells = CELLS[tab](person, now)
    if look.order is None:
        return cells  # their heading says what these have in common
    match tab:
        case "callable":
            return (format_status(person.stands, now), *cells[1:])
        case "not_callable":
            return (_why_not(person), *cells[1:])
    return cells


def heading(tab: str, look: QueuePage, person: QueuePerson, *, narrowed: bool) -> str:
    """What those have in common who stand together on a tab, and how many they are: as the database counts them, so
    that it is so of those, too, who are not shown. '' where there are no groups: on a tab without, in an order that was
    asked for."""
    match tab if look.order is None else "":
        case "callable":
            words, count = duties.PLACES.get(person.rank, "Others"), look.ranks.get(person.rank, 0)
        case "callbacks":
            due = person.reason == Reason.CALLABLE
            words, count = DUE if due else LATER, look.callbacks_due if due else look.counts[person.reason]
        case "not_callable":
            words, count = queue_rules.REASON_WORDS[person.reason], look.counts[person.reason]
        case _:
            return ""
    return words if narrowed or not count else f"{words}  {count:,}"
