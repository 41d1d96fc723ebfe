"""What is kept of an escalation, and what its events add up to by the tables of rules/referrals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Council, Settings
from topaz_tui.errors import Trouble
from topaz_tui.rules import forms, people
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals.events import ENDED, OTHER_EVENTS
from topaz_tui.services import escalate, unread
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class Row:
    """An escalation, with the names that belong to it. `opened_by` is who raised it: None where Topaz did.
    `added` is the last addition to the concern: when, by whom, what."""

    id: int
    kind: str
    client_id: int
    title: str | None
    first_name: str | None
    last_name: str | None
    preferred_name: str | None
    person_id: str
    concern_id: int | None
    reference: str | None
    opened_by: int | None
    opener: str | None
    opener_retired: int | None
    opened_at: str
    danger: int
    owner_id: int | None
    owner: str | None
    owner_retired: int | None
    version: int
    closed_at: str | None
    council: str | None
    kept_state: str
    moves_at: str | None
    added_at: str | None
    adder: str | None
    added: str | None

    @property
    def name(self) -> str:
        return people.full_name(self.title, self.first_name, self.last_name, self.preferred_name) or self.person_id

    @property
    def gone(self) -> str | None:
        """The retired colleague with whom it would stand, in words; None where nobody is retired."""
        name = self.owner if self.owner_retired else self.opener if self.opener_retired else None
        return f"{name} (retired)" if name else None

    @property
    def since(self) -> datetime:
        return clock.from_store(self.opened_at)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of its history; `facts` are the answers that were given for it. `corrects` is the number of the event
    that was a mistake, and that this one puts right."""

    at: datetime
    worker_id: int | None
    worker: str
    move: str
    facts: dict[str, Any]
    id: int | None = None
    corrects: int | None = None


_ROWS = """
SELECT e.id, e.kind, e.client_id, c.title, c.first_name, c.last_name, c.preferred_name, c.person_id,
       e.concern_id, k.reference, coalesce(k.submitted_by, e.opened_by), o.name, o.retired_at IS NOT NULL,
       coalesce(k.submitted_at, e.opened_at), e.danger, e.owner_id, w.name, w.retired_at IS NOT NULL,
       e.version, e.closed_at, e.council, e.state, e.moves_at, a.added_at, aw.name, a.text
FROM escalation e JOIN client c ON c.id = e.client_id LEFT JOIN concern k ON k.id = e.concern_id
LEFT JOIN worker o ON o.id = coalesce(k.submitted_by, e.opened_by) LEFT JOIN worker w ON w.id = e.owner_id
LEFT JOIN addition a ON a.id = (SELECT max(id) FROM addition WHERE concern_id = e.concern_id)
LEFT JOIN worker aw ON aw.id = a.worker_id
WHERE %s
"""
_EVENTS = """
SELECT v.id, v.escalation_id, v.at, v.worker_id, w.name, v.move, v.body, v.corrects FROM event v
LEFT JOIN worker w ON w.id = v.worker_id WHERE v.escalation_id IN (SELECT e.id FROM escalation e WHERE %s)
ORDER BY v.id
"""


def read(condition: str, *values: object) -> list[tuple[Row, tuple[Event, ...]]]:
    """The escalations that the condition holds for, each with the events that count (`counted`)."""
    events = _events(condition, *values)
    rows = [Row(*values) for values in database.execute_sql(_ROWS % condition, values).fetchall()]
    return [(row, counted(events.get(row.id, ()))) for row in rows]


def history(escalation_id: int) -> tuple[Event, ...]:
    """All that was recorded of it, in that order, mistakes among it."""
    return tuple(_events("e.id = ?", escalation_id).get(escalation_id, ()))


def _events(condition: str, *values: object) -> dict[int, list[Event]]:
    events: dict[int, list[Event]] = {}
    found = database.execute_sql(_EVENTS % condition, values).fetchall()
    for escalation_id, event in unread.each("event", found, _event):
        events.setdefault(escalation_id, []).append(event)
    return events


def _event(
    id: int,
    escalation_id: int,
    at: str,
    worker_id: int | None,
    worker: str | None,
    move: str,
    body: str,
    corrects: int | None,
) -> tuple[int, Event]:
    """Of which escalation, and what happened. Where what was given for it can't be read, that it happened still
    counts."""
    facts = unread.body("event", id, body)
    if move not in _KNOWN:
        unread.note("event", id)
    return escalation_id, Event(clock.from_store(at), worker_id, worker or "Topaz", move, facts, id, corrects)


BY_CLOCK = ("try", "climbed", "reminded", "told", "not_told")
"""Events that only time has brought: none of them is what was last done or said."""
_DECIDED = (each.id for some in rules.DECISIONS.values() for each in some)
_KNOWN = frozenset((*rules.MOVES, *_DECIDED, *OTHER_EVENTS, *BY_CLOCK, "opened"))


def mistakes(events: Sequence[Event]) -> set[int | None]:
    """The numbers of those that somebody has put right."""
    return {event.corrects for event in events if event.move == rules.PUT_RIGHT}


def counted(events: Sequence[Event]) -> tuple[Event, ...]:
    """What counts of all that was recorded: without mistakes, and with what was meant in their place and at their time.
    That something was put right stays where it was recorded."""
    wrong = mistakes(events)
    if not wrong:
        return tuple(events)
    meant = {event.corrects: event for event in events if event.corrects and event.move != rules.PUT_RIGHT}
    found = []
    for event in events:
        if event.corrects and event.move != rules.PUT_RIGHT:
            continue
        stands: Event | None = event
        while stands and stands.id in wrong:
            stands = meant.get(stands.id or 0)
        if stands:
            found.append(replace(stands, at=event.at))
    return tuple(found)


def one(escalation_id: int) -> tuple[Row, tuple[Event, ...]]:
    """One of them. Raises Trouble where there is none of that number."""
    found = read("e.id = ?", escalation_id)
    if not found:
        raise Trouble("That escalation is not there.", "Look at the board again (F4).")
    return found[0]


# How it stands


@dataclass(frozen=True, slots=True)
class Look:
    """What it takes to say how things stand: the settings, who stands on each rung of the ladder, the moment."""

    settings: Settings
    ladder: Mapping[str, tuple[str, ...]]
    now: datetime

    def terms(self, row: Row) -> Council:
        """The terms of the council whose client it is about, and the ways there."""
        return self.settings.terms_of(row.council)


_LADDER = "SELECT role, name FROM worker WHERE role <> 'worker' AND retired_at IS NULL ORDER BY id"


def look(settings: Settings, now: datetime | None = None) -> Look:
    """Things as they stand now, or at another moment."""
    ladder: dict[str, tuple[str, ...]] = {}
    for role, name in database.execute_sql(_LADDER).fetchall():
        ladder[role] = (*ladder.get(role, ()), name)
    return Look(settings, ladder, now or clock.now())


@dataclass(frozen=True, slots=True)
class Stand:
    """What the events add up to. `deadline` is None once it is closed; `resting` says that it is when a
    manager wants it back."""

    state: str
    words: str
    deadline: rules.Deadline | None
    resting: bool = False


def referral(row: Row, events: Iterable[Event], look: Look) -> rules.Case:
    """A concern's way as the rules see it."""
    # A moment still to come was written by a clock that was wrong: better overdue too early than never.
    ahead = look.now + timedelta(minutes=2)
    made = tuple(
        rules.Event(event.move, event.at if event.at <= ahead else row.since, event.worker_id or "", event.facts)
        for event in events
        if event.move in rules.MOVES
    )
    automatic = bool(rules.automatic(look.terms(row).sending.channels))
    gone = bool(row.gone)
    case = rules.Case(row.since, row.opened_by or "", bool(row.danger), made, gone=gone, automatic=automatic)
    return replace(case, unsent_addition=unsent_addition(row, events, case.state))


def unsent_addition(row: Row, events: Iterable[Event], state: str) -> bool:
    """Was something added that has not reached the council, though the concern has? What arrives is what was put
    together then; what a worker sends or tells is all that there is. That a 'perhaps sent' did arrive brings nothing
    that was added since."""
    if row.added_at is None or state not in rules.WITH_THEM:
        return False
    carried, perhaps = "", False
    for event in events:
        if event.move in ("unsure", "resend"):
            perhaps = event.move == "unsure"
        elif "_carried" in event.facts:
            carried = max(carried, str(event.facts["_carried"]))
        elif event.move == "hand_on" or (event.move in ("send", "acknowledge") and not perhaps and not carried):
            carried = max(carried, clock.to_store(event.at))
    return row.added_at > carried


def stand_of(row: Row, events: tuple[Event, ...], look: Look) -> Stand:
    """How it stands at this moment. Raises ValueError for something of a kind that nobody knows."""
    if row.kind not in rules.KINDS:
        raise ValueError("an unknown kind")
    if row.kind != "concern":
        return _stand_decided(row, events, look)
    case = referral(row, events, look)
    due = rules.deadline(case, look.terms(row).referral, look.settings.office, look.now, look.ladder)
    return Stand(case.state, rules.STATES[case.state].words, due)


def _stand_decided(row: Row, events: tuple[Event, ...], look: Look) -> Stand:
    """What waits for somebody: since it was opened, or since what they decided last has had its time."""
    settings, now, kind = look.settings, look.now, rules.KIND[row.kind]
    known = {decision.id: decision for decision in kind.decisions}
    last = next((event for event in reversed(events) if event.move in known or event.move == ENDED), None)
    terms, days = look.terms(row).referral, escalate.days_of(kind, settings)
    if last is None:
        by = unread.moment(str(events[0].facts.get("_by", ""))) if events else None
        due = rules.waiting(
            kind, row.since, days, terms, settings.office, now, look.ladder, by=by, danger=bool(row.danger)
        )
        return Stand("open", "waiting", due)
    if last.move == ENDED:
        return Stand("closed", "over", None)
    decision = known[last.move]
    if decision.then != "waits":
        return Stand("closed", decision.words.lower(), None)
    words = decision.words.lower()
    back = clock.add_working_days(last.at, int(last.facts["days"]), settings.office)
    if now < back:
        begins = kind.begins
        rests = rules.Deadline(back, "the days to be over", begins, rules.rung_words(begins), None, begins=begins)
        return Stand(decision.id, words, rests, resting=True)
    due = rules.waiting(kind, back, days, terms, settings.office, now, look.ladder)
    return Stand(decision.id, words, due)


_KEEP = """
UPDATE escalation SET state = ?, waiting_for = ?, deadline = ?, rung = ?, closed_at = ?, moves_at = ?, in_error = ?,
       version = version + ? WHERE id = ?
"""


def keep(row: Row, events: tuple[Event, ...], look: Look, *, news: bool = True, told: bool = False) -> Stand:
    """Keep what the events add up to. `news` is what somebody should see who is about to act on it; `told`: whoever
    had to be told of a rung, or that it is overdue, has been (ladder.py)."""
    stand = stand_of(row, events, look)
    due = stand.deadline
    moves_at = (due.at if stand.resting else _next_moment(row, due, look, told)) if due else None
    values = (
        stand.state,
        due.waiting_for if due else "",
        clock.to_store(due.at) if due else None,
        due.rung if due else "worker",
        None if due else row.closed_at or clock.to_store(look.now),
        clock.to_store(moves_at) if moves_at else None,
        int(row.kind == "concern" and rules.in_error(referral(row, events, look).events)),
        int(news),
        row.id,
    )
    database.execute_sql(_KEEP, values)
    return stand


def told_at(row: Row, due: rules.Deadline, look: Look) -> tuple[datetime | None, datetime]:
    """The last moment at which somebody was to be told of this step, if any, and the next one."""
    last = due.reached
    for moment in rules.telling(due, bool(row.danger), look.terms(row).referral, look.settings.office):
        if moment >= look.now:  # the deadline itself is still in time
            return last, moment
        last = max(last or moment, moment)
    raise AssertionError("somebody is told again always")


def _next_moment(row: Row, due: rules.Deadline, look: Look, told: bool) -> datetime:
    """When its clock has something to do next: at once, where something is to be told that may not have been."""
    last, following = told_at(row, due, look)
    if not told and (last or due.rung != due.begins):
        return look.now
    return min(filter(None, (following, due.next_rung_at)))


# In words


def event_words(kind: str, move: str) -> str:
    """What happened, as a history says it."""
    if move == "opened":
        return rules.KIND[kind].opened
    known = _known(kind)
    return known[move].words if move in known else OTHER_EVENTS.get(move, move.capitalize())


def _known(kind: str) -> Mapping[str, rules.Move | rules.Decision]:
    """The moves of this kind, by their ids."""
    return {each.id: each for each in rules.DECISIONS[kind]} if kind in rules.DECISIONS else rules.MOVES


def said(kind: str, event: Event) -> tuple[tuple[str, str], ...]:
    """What was given for it, each with its label. A number whose owner is unknown is left out: whose.py names it where
    it may be shown."""
    move = _known(kind).get(event.move)
    asked = {question.id: question for question in (move.needs if move else ())}
    return tuple(
        (asked[name].words, forms.answer_words(asked[name], answer))
        if name in asked
        else (name.replace("_", " ").capitalize(), str(answer))
        for name, answer in event.facts.items()
        if not forms.unanswered(answer) and not name.startswith("_") and (kind, name) != ("whose number", "number")
    )
