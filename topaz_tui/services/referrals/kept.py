"""What is kept of an escalation, and what its events add up to by the tables of rules/referrals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.config import Council, Settings
from topaz_tui.errors import NotFound
from topaz_tui.rules import forms, people
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals.events import ENDED, OTHER_EVENTS
from topaz_tui.services import colleagues, escalate, unread
from topaz_tui.services.colleagues import NO_ONE, Colleague
from topaz_tui.store import models
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Addition, Client, Concern, Escalation, Worker
from topaz_tui.store.rows import objects


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
    opener_retired: bool
    opened_at: str
    danger: int
    owner_id: int | None
    owner: str | None
    owner_retired: bool
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


_OPENER, _OWNER, _ADDER = (Worker.alias(name) for name in ("opener", "owner", "adder"))
_RAISED_BY = fn.COALESCE(Concern.submitted_by, Escalation.opened_by)
_ADDED = Addition.alias("added")
_NEWEST_ADDITION = _ADDED.select(fn.MAX(_ADDED.id)).where(_ADDED.concern == Escalation.concern)
_ROWS = (
    Escalation.select(
        Escalation.id, Escalation.kind, Escalation.client.alias("client_id"), Client.title, Client.first_name,
        Client.last_name, Client.preferred_name, Client.person_id, Escalation.concern.alias("concern_id"),
        Concern.reference, _RAISED_BY.alias("opened_by"), _OPENER.name.alias("opener"),
        _OPENER.retired_at.is_null(False).alias("opener_retired"),
        fn.COALESCE(Concern.submitted_at, Escalation.opened_at).alias("opened_at"), Escalation.danger,
        Escalation.owner.alias("owner_id"), _OWNER.name.alias("owner"),
        _OWNER.retired_at.is_null(False).alias("owner_retired"), Escalation.version, Escalation.closed_at,
        Escalation.council, Escalation.state.alias("kept_state"), Escalation.moves_at, Addition.added_at,
        _ADDER.name.alias("adder"), Addition.text.alias("added"),
    )
    .join_from(Escalation, Client, on=Client.id == Escalation.client)
    .join_from(Escalation, Concern, JOIN.LEFT_OUTER, on=Concern.id == Escalation.concern)
    .join_from(Escalation, _OPENER, JOIN.LEFT_OUTER, on=_OPENER.id == _RAISED_BY)
    .join_from(Escalation, _OWNER, JOIN.LEFT_OUTER, on=_OWNER.id == Escalation.owner)
    .join_from(Escalation, Addition, JOIN.LEFT_OUTER, on=Addition.id == _NEWEST_ADDITION)
    .join_from(Addition, _ADDER, JOIN.LEFT_OUTER, on=_ADDER.id == Addition.worker)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _EventRow:
    """A line of its history, as it is stored, with the name that belongs to it."""

    id: int
    escalation_id: int
    at: str
    worker_id: int | None
    worker: str | None
    move: str
    body: str
    corrects: int | None


_EVENTS = (
    models.Event.select(
        models.Event.id, models.Event.escalation.alias("escalation_id"), models.Event.at,
        models.Event.worker.alias("worker_id"), Worker.name.alias("worker"), models.Event.move, models.Event.body,
        models.Event.corrects.alias("corrects"),
    )
    .join_from(models.Event, Worker, JOIN.LEFT_OUTER, on=Worker.id == models.Event.worker)
    .order_by(models.Event.id)
)  # fmt: skip


def read(*which: Any) -> list[tuple[Row, tuple[Event, ...]]]:
    """The escalations of which all this holds (conditions on Escalation; all of them without any), each with the events
    that count (`counted`)."""
    which = which or (Escalation.id.is_null(False),)
    events = _events(*which)
    return [(row, counted(events.get(row.id, ()))) for row in objects(_ROWS.where(*which), Row)]


def history(escalation_id: int) -> tuple[Event, ...]:
    """All that was recorded of it, in that order, mistakes among it."""
    return tuple(_by_escalation(_EventRow(**row) for row in _events_of(escalation_id)).get(escalation_id, ()))


@Compiled
def _row_of(escalation_id: Any) -> Any:
    return _ROWS.where(Escalation.id == escalation_id)


@Compiled
def _events_of(escalation_id: Any) -> Any:
    return _EVENTS.where(models.Event.escalation == escalation_id)


def _events(*which: Any) -> dict[int, list[Event]]:
    theirs = models.Event.escalation.in_(Escalation.select(Escalation.id).where(*which))
    return _by_escalation(objects(_EVENTS.where(theirs), _EventRow))


def _by_escalation(rows: Iterable[_EventRow]) -> dict[int, list[Event]]:
    """Those that can be read, the others named."""
    events: dict[int, list[Event]] = {}
    found = ((row.id, row) for row in rows)
    for escalation_id, event in unread.each("event", found, lambda _, row: _event(row)):
        events.setdefault(escalation_id, []).append(event)
    return events


def _event(row: _EventRow) -> tuple[int, Event]:
    """Of which escalation, and what happened. Where what was given for it can't be read, that it happened still
    counts."""
    facts = unread.body("event", row.id, row.body)
    if row.move not in _KNOWN:
        unread.note("event", row.id)
    happened = Event(
        at=clock.from_store(row.at), worker_id=row.worker_id, worker=row.worker or "Topaz", move=row.move,
        facts=facts, id=row.id, corrects=row.corrects,
    )  # fmt: skip
    return row.escalation_id, happened


BY_CLOCK = ("try", "climbed", "reminded", "told", "not_told")
"""Events that only time has brought: none of them is what was last done or said."""
_DECIDED = (each.id for some in rules.DECISIONS.values() for each in some)
_KNOWN = frozenset((*rules.MOVES, *_DECIDED, *OTHER_EVENTS, *BY_CLOCK, "opened"))


MISTOOK = "_move"
"""Beside what is said of a mistake that was put right: the move that it was."""


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
    """One of them. Raises UserError where there is none of that number."""
    found = _row_of(escalation_id)
    if not found:
        raise NotFound("That escalation is not there.", "Look at the board again (F4).")
    return Row(**found[0]), counted(history(escalation_id))


# How it stands


@dataclass(frozen=True, slots=True)
class Look:
    """What it takes to say how things stand: the settings, who stands on each rung of the ladder, the moment."""

    settings: Settings
    ladder: colleagues.Ladder
    now: datetime

    def terms(self, row: Row) -> Council:
        """The terms of the council whose client it is about, and the ways there."""
        return self.settings.terms_of(row.council)


def look(settings: Settings, now: datetime | None = None) -> Look:
    """Things as they stand now, or at another moment."""
    return Look(settings, colleagues.ladder(), now or clock.now())


def with_whom(row: Row, due: rules.Deadline | None, look: Look) -> Colleague:
    """The person with whom it stands: who has it; else who raised it; else, where it has gone up or they are retired,
    one of those on its rung. NO_ONE where none of these is at work."""
    if row.owner_id and row.owner and not row.owner_retired:
        return Colleague(row.owner_id, row.owner)
    if row.kind != "concern":  # whose it is was given them by name, or nobody is at work who could have it
        return NO_ONE
    rung = due.rung if due else rules.RUNGS[0]
    if rung == rules.RUNGS[0]:
        return Colleague(row.opened_by, row.opener) if row.opener and not row.opener_retired else NO_ONE
    since = (due and due.reached) or row.since
    return colleagues.on_rung(look.ladder, rung, f"escalation {row.id}", since, row.opened_by)


@dataclass(frozen=True, slots=True)
class Stand:
    """What the events add up to. `deadline` is None once it is closed; `resting` says that it is when a
    manager wants it back."""

    state: str
    words: str
    deadline: rules.Deadline | None
    resting: bool = False

    @property
    def passed(self) -> tuple[str, ...]:
        """The rungs, in words, on which it should stand and nobody does."""
        rungs = self.deadline.passed if self.deadline else ()
        return tuple(rules.rung_words(each) for each in rungs if each != rules.RUNGS[0])


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
    denied = (
        event.worker_id or "" for event in events
        if event.move == rules.PUT_RIGHT and event.facts.get(MISTOOK) in rules.COUNCIL_HAS
    )  # fmt: skip
    case = rules.Case(
        row.since, row.opened_by or "", bool(row.danger), made, gone=gone, automatic=automatic,
        denied_by=frozenset(denied),
    )  # fmt: skip
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


def keep(row: Row, events: tuple[Event, ...], look: Look, *, news: bool = True, told: bool = False) -> Stand:
    """Keep what the events add up to. `news` is what somebody should see who is about to act on it; `told`: whoever
    had to be told of a rung, or that it is overdue, has been (ladder.py)."""
    stand = stand_of(row, events, look)
    due = stand.deadline
    moves_at = (due.at if stand.resting else _next_moment(row, due, look, told)) if due else None
    Escalation.update(
        state=stand.state,
        waiting_for=due.waiting_for if due else "",
        deadline=clock.to_store(due.at) if due else None,
        rung=due.rung if due else "worker",
        closed_at=None if due else row.closed_at or clock.to_store(look.now),
        moves_at=clock.to_store(moves_at) if moves_at else None,
        in_error=int(row.kind == "concern" and rules.in_error(referral(row, events, look).events)),
        version=Escalation.version + int(news),
    ).where(Escalation.id == row.id).execute()
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
