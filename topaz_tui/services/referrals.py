"""The manager's board: what is outstanding, how each thing stands, and the moves that may be made.

What something stands at is the sum of its events, reckoned by the tables of rules/referrals.py; the columns of the
escalation keep that sum as it was after the last event. A concern moves by MOVES, all else by the DECISIONS of its kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Trouble
from topaz_tui.rules import concerns, forms, outcomes, people
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.services import escalate, standing
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed

SOON = timedelta(hours=2)  # a deadline this near is marked
MOST_DAYS = 260  # a working year: what waits longer than that is forgotten, not waiting [ours]
TRIES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One outstanding thing. `status` is a state's code, `status_words` says it; `left` is how the deadline stands, in
    words; `rung` and `owner` are as of now: the worker who took it, else who stands on the rung. `resting`: it waits
    until the deadline by a manager's own decision. `last` is what was last done or said."""

    id: int
    kind: str
    client_id: int
    person_id: str
    name: str
    reference: str | None
    status: str
    status_words: str
    waiting_for: str
    deadline: datetime
    left: str
    overdue: bool
    soon: bool
    resting: bool
    rung: str
    rung_words: str
    owner: str
    owner_id: int | None
    danger: bool
    last: str
    last_at: datetime
    version: int
    mine: bool

    @property
    def kind_words(self) -> str:
        return rules.KINDS[self.kind]

    @property
    def mark(self) -> str:
        """'!' over its time, '▲' within two hours of it, else ''."""
        return "!" if self.overdue else "▲" if self.soon else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A concern that is being written: nobody waits for it yet, but it must not be forgotten."""

    concern_id: int
    client_id: int
    person_id: str
    name: str
    worker: str
    worker_id: int
    since: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of this worker's that a manager has answered, and that they have not opened since."""

    id: int
    client_id: int
    name: str
    by: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """`items` are those asked for, soonest deadline first; the counts are of the whole board."""

    items: tuple[Item, ...]
    outstanding: int
    overdue: int
    mine: int
    drafts: tuple[Draft, ...]
    answers: tuple[Answered, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history: when, who, what; `said` are labels and the words given for them."""

    at: datetime
    who: str
    words: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What may be done. `then` says what follows from it; `why_not` why it can't be done now, None where it can."""

    id: str
    key: str
    words: str
    needs: tuple[Question, ...]
    danger: bool
    then: str
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One escalation, open or closed: how it stands, what happened, what the council was told, and the moves."""

    item: Item
    closed_at: datetime | None
    history: tuple[Happening, ...]
    document: str | None
    moves: tuple[Move, ...]
    cannot_take: str | None


# What is read


@dataclass(frozen=True, slots=True)
class _Row:
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
    opened_at: str
    danger: int
    owner_id: int | None
    owner: str | None
    version: int
    closed_at: str | None

    @property
    def name(self) -> str:
        return people.full_name(self.title, self.first_name, self.last_name, self.preferred_name) or self.person_id

    @property
    def since(self) -> datetime:
        return clock.from_store(self.opened_at)


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    worker_id: int | None
    worker: str
    move: str
    facts: dict[str, Any]


_ROWS = """
SELECT e.id, e.kind, e.client_id, c.title, c.first_name, c.last_name, c.preferred_name, c.person_id, e.concern_id,
       k.reference, coalesce(k.submitted_by, e.opened_by), o.name, coalesce(k.submitted_at, e.opened_at), e.danger,
       e.owner_id, w.name, e.version, e.closed_at
FROM escalation e JOIN client c ON c.id = e.client_id LEFT JOIN concern k ON k.id = e.concern_id
LEFT JOIN worker o ON o.id = coalesce(k.submitted_by, e.opened_by) LEFT JOIN worker w ON w.id = e.owner_id
WHERE %s
"""
_EVENTS = """
SELECT v.escalation_id, v.at, v.worker_id, w.name, v.move, v.body FROM event v
LEFT JOIN worker w ON w.id = v.worker_id WHERE v.escalation_id IN (SELECT e.id FROM escalation e WHERE %s)
ORDER BY v.id
"""
_DRAFTS = """
SELECT k.id, k.client_id, c.title, c.first_name, c.last_name, c.preferred_name, c.person_id, w.name, w.id, k.opened_at
FROM concern k JOIN client c ON c.id = k.client_id JOIN worker w ON w.id = k.opened_by
WHERE k.submitted_at IS NULL AND k.discarded_at IS NULL ORDER BY k.opened_at, k.id
"""
_ANSWERED = """e.kind = 'question' AND e.closed_at IS NOT NULL AND e.opened_by = ? AND NOT EXISTS
    (SELECT 1 FROM event r WHERE r.escalation_id = e.id AND r.move = 'read')"""
_OPEN = "e.closed_at IS NULL"


def _read(condition: str, *values: object) -> list[tuple[_Row, tuple[_Event, ...]]]:
    """The escalations that the condition holds for, each with its events, oldest first."""
    events: dict[int, list[_Event]] = {}
    for escalation_id, at, worker_id, worker, move, body in database.execute_sql(_EVENTS % condition, values):
        event = _Event(clock.from_store(at), worker_id, worker or "Topaz", move, json.loads(body))
        events.setdefault(escalation_id, []).append(event)
    rows = [_Row(*values) for values in database.execute_sql(_ROWS % condition, values).fetchall()]
    return [(row, tuple(events.get(row.id, ()))) for row in rows]


# How it stands


@dataclass(frozen=True, slots=True)
class _Stand:
    """`deadline` is None once it is closed."""

    state: str
    words: str
    deadline: rules.Deadline | None
    resting: bool = False


OPENED = {"concern": "Submitted", "tries used up": "Tries used up", "question": "Asked"}
"""The first event of each kind, in words."""
OTHER_EVENTS = {"taken": "Taken over", "read": "Answer read"}
"""Events that are nobody's move."""
_DAYS: dict[str, Callable[[Settings], int]] = {
    "tries used up": lambda settings: settings.calls.tries_decide_days,
    "question": lambda settings: settings.referral.question_days,
}


def _referral(row: _Row, events: Iterable[_Event]) -> rules.Case:
    """A concern's way as the rules see it."""
    made = tuple(
        rules.Event(event.move, event.at, event.worker_id or "", event.facts)
        for event in events
        if event.move in rules.MOVES
    )
    return rules.Case(row.since, row.opened_by or "", bool(row.danger), made)


def _stand(row: _Row, events: tuple[_Event, ...], settings: Settings, now: datetime) -> _Stand:
    if row.kind in rules.DECISIONS:
        return _stand_decided(row, events, settings, now)
    case = _referral(row, events)
    due = rules.deadline(case, settings.referral, settings.office, now)
    return _Stand(case.state, rules.STATES[case.state].words, due)


def _stand_decided(row: _Row, events: tuple[_Event, ...], settings: Settings, now: datetime) -> _Stand:
    """What waits for a manager: since it was opened, or since what they decided last has had its time."""
    known = {decision.id: decision for decision in rules.DECISIONS[row.kind]}
    last = next((event for event in reversed(events) if event.move in known), None)
    days, since = _DAYS[row.kind](settings), row.since
    if last is None:
        return _Stand("open", "waiting", rules.waiting(row.kind, since, days, settings.office))
    decision = known[last.move]
    if decision.then != "waits":
        return _Stand("closed", decision.words.lower(), None)
    words = decision.words.lower()
    back = clock.add_working_days(last.at, int(last.facts["days"]), settings.office)
    if now < back:
        rung = "manager"
        waits = rules.Deadline(back, f"{words}: back then", rung, rules.rung_words(rung), None)
        return _Stand(decision.id, words, waits, resting=True)
    return _Stand(decision.id, words, rules.waiting(row.kind, back, days, settings.office))


def _item(row: _Row, events: tuple[_Event, ...], settings: Settings, now: datetime, worker_id: int | None) -> Item:
    stand = _stand(row, events, settings, now)
    due = stand.deadline
    closed = clock.from_store(row.closed_at) if row.closed_at else None
    at = due.at if due else closed or now
    last = events[-1] if events else _Event(row.since, row.opened_by, row.opener or "Topaz", "opened", {})
    rung = due.rung if due else "worker"
    on_rung = (row.opener if rung == "worker" else None) or rules.rung_words(rung)
    open_over = due is not None and closed is None and not stand.resting
    return Item(
        id=row.id,
        kind=row.kind,
        client_id=row.client_id,
        person_id=row.person_id,
        name=row.name,
        reference=row.reference,
        status=stand.state,
        status_words=stand.words,
        waiting_for=due.waiting_for if due else "nothing more",
        deadline=at,
        left=_left(at, now, stand.resting) if due and closed is None else "closed",
        overdue=open_over and now > at,
        soon=open_over and timedelta(0) <= at - now <= SOON,
        resting=stand.resting,
        rung=rung,
        rung_words=rules.rung_words(rung),
        owner=row.owner or on_rung,
        owner_id=row.owner_id,
        danger=bool(row.danger),
        last=_last_words(row, last),
        last_at=last.at,
        version=row.version,
        mine=worker_id is not None and worker_id in (row.owner_id, row.opened_by),
    )


def _left(at: datetime, now: datetime, resting: bool) -> str:
    return f"back in {clock.span_words(at - now)}" if resting else clock.left_words(at, now)


def _event_words(kind: str, move: str) -> str:
    """What happened, as a history says it."""
    if move == "opened":
        return OPENED[kind]
    table = rules.MOVES if kind not in rules.DECISIONS else {d.id: d for d in rules.DECISIONS[kind]}
    return table[move].words if move in table else OTHER_EVENTS.get(move, move.capitalize())


def _needs(kind: str, move: str) -> tuple[Question, ...]:
    table = rules.MOVES if kind not in rules.DECISIONS else {d.id: d for d in rules.DECISIONS[kind]}
    return table[move].needs if move in table else ()


def _said(kind: str, event: _Event) -> tuple[tuple[str, str], ...]:
    """What was given for it, each with its label."""
    asked = {question.id: question for question in _needs(kind, event.move)}
    return tuple(
        (asked[name].words, forms.answer_words(asked[name], answer))
        if name in asked
        else (name.replace("_", " ").capitalize(), str(answer))
        for name, answer in event.facts.items()
        if not forms.unanswered(answer)
    )


def _last_words(row: _Row, event: _Event) -> str:
    said = "; ".join(words for _, words in _said(row.kind, event))
    return f"{_event_words(row.kind, event.move)} by {event.worker}" + (f": {said}" if said else "")


# The board


def board(who: Desk | Settings, *, only_overdue: bool = False, only_mine: bool = False) -> Board:
    """All that is outstanding, soonest deadline first. Mine is what one has taken, or raised. Without a desk (a cron
    mail) nothing is anybody's."""
    desk = who if isinstance(who, Desk) else None
    settings = who.settings if isinstance(who, Desk) else who
    worker_id = desk.worker_id if desk else None
    now = clock.now()
    every = [_item(row, events, settings, now, worker_id) for row, events in _read(_OPEN)]
    every.sort(key=lambda item: (item.deadline, item.id))
    items = (each for each in every if (not only_overdue or each.overdue) and (not only_mine or each.mine))
    drafts = tuple(
        Draft(concern_id, client_id, person_id, people.full_name(*names) or person_id, worker, by,
              clock.from_store(opened_at), by == worker_id)
        for concern_id, client_id, *names, person_id, worker, by, opened_at in database.execute_sql(_DRAFTS).fetchall()
    )  # fmt: skip
    return Board(
        items=tuple(items),
        outstanding=len(every),
        overdue=sum(item.overdue for item in every),
        mine=sum(item.mine for item in every),
        drafts=tuple(draft for draft in drafts if draft.mine or not only_mine),
        answers=answers(desk) if desk else (),
        at=now,
    )


def answers(desk: Desk) -> tuple[Answered, ...]:
    """The answers that managers gave to this worker's questions, and that they have not read yet."""
    found = []
    for row, events in _read(_ANSWERED, desk.worker_id):
        given = next((event for event in reversed(events) if event.move == "answer"), None)
        if given:
            found.append(Answered(row.id, row.client_id, row.name, given.worker, str(given.facts["answer"]), given.at))
    return tuple(sorted(found, key=lambda answered: answered.at))


# One of them


def case(desk: Desk, escalation_id: int) -> Case:
    """One escalation with all that belongs to it. Raises Trouble where there is none of that number."""
    row, events = _one(escalation_id)
    now = clock.now()
    stand = _stand(row, events, desk.settings, now)
    return Case(
        item=_item(row, events, desk.settings, now, desk.worker_id),
        closed_at=clock.from_store(row.closed_at) if row.closed_at else None,
        history=_history(row, events),
        document=_document(row.concern_id),
        moves=tuple(_moves(desk, row, events, stand)),
        cannot_take=_cannot_take(desk, row),
    )


def _one(escalation_id: int) -> tuple[_Row, tuple[_Event, ...]]:
    found = _read("e.id = ?", escalation_id)
    if not found:
        raise Trouble("That escalation is not there.", "Look at the board again (F4).")
    return found[0]


_ADDITIONS = """
SELECT a.added_at, w.name, a.text FROM addition a JOIN worker w ON w.id = a.worker_id WHERE a.concern_id = ?
"""
_TRIES = """
SELECT k.rang_at, w.name, k.outcome, k.note FROM call k JOIN worker w ON w.id = k.worker_id
WHERE k.client_id = ?1 AND k.is_try = 1 AND k.rang_at <= ?2 AND k.rang_at > coalesce(
    (SELECT max(rang_at) FROM call r WHERE r.client_id = ?1 AND r.is_try = 0 AND r.rang_at <= ?2), '')
ORDER BY k.rang_at DESC LIMIT ?3
"""


def _history(row: _Row, events: Iterable[_Event]) -> tuple[Happening, ...]:
    """Every event, and with them the additions to a concern, or the tries that were used up; oldest first."""
    told = [Happening(e.at, e.worker, _event_words(row.kind, e.move), _said(row.kind, e)) for e in events]
    for at, who, text in database.execute_sql(_ADDITIONS, (row.concern_id,)):
        told.append(Happening(clock.from_store(at), who, "Added to the concern", (("", text),)))
    if row.kind == "tries used up":
        for at, who, outcome, note in database.execute_sql(_TRIES, (row.client_id, row.opened_at, TRIES_SHOWN)):
            said = (("Note", note),) if note else ()
            told.append(Happening(clock.from_store(at), who, f"Call: {outcomes.BY_CODE[outcome].words}", said))
    return tuple(sorted(told, key=lambda happening: happening.at))


def _document(concern_id: int | None) -> str | None:
    """The concern as the council gets it, in plain text."""
    row = database.execute_sql("SELECT document FROM concern WHERE id = ?", (concern_id,)).fetchone()
    return concerns.as_text(json.loads(row[0])) if row and row[0] else None


# What may be done


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who wants to make a move, as the rules ask it."""

    id: int
    role: str


def _moves(desk: Desk, row: _Row, events: tuple[_Event, ...], stand: _Stand) -> Iterable[Move]:
    if row.kind in rules.DECISIONS:
        why_not = _cannot_decide(desk, stand)
        for decision in rules.DECISIONS[row.kind]:
            yield Move(
                decision.id, decision.key, decision.does, decision.needs, decision.danger, decision.then_words, why_not
            )
        return
    referral, hand = _referral(row, events), _Hand(desk.worker_id, desk.role)
    for move in rules.MOVES.values():
        why_not = rules.legal(referral, move, hand)
        yield Move(move.id, move.key, move.does, move.needs, move.danger, _then(move), why_not)


def _then(move: rules.Move) -> str:
    if move.to_state is None:
        return "It stays where it is: a chase buys no time."
    state = rules.STATES[move.to_state]
    if state.final:
        return f"The referral is {state.words} then: it leaves the board, and no move can be made after it."
    return f"The referral is {state.words} then." if move.both is None else ""


def _cannot_decide(desk: Desk, stand: _Stand) -> str | None:
    if stand.deadline is None:
        return f"It is over: {stand.words}."
    return None if desk.is_manager else "Only a manager can decide this."


def move(desk: Desk, escalation_id: int, version: int, move_id: str, answers: Mapping[str, Answer]) -> None:
    """Make a move: its event, what follows from it, and how the escalation stands now, in one transaction.

    Raises Trouble, and changes nothing, when somebody else did something since `version` (it says who, what and when),
    when the move is not legal now, or when it lacks what it needs.
    """
    with deed():
        row, events = _one(escalation_id)
        if row.version != version:
            raise _meanwhile(row, events)
        now = clock.now()
        chosen = next((m for m in _moves(desk, row, events, _stand(row, events, desk.settings, now)) if m.id == move_id), None)
        if chosen is None:
            raise Trouble(f"{rules.KINDS[row.kind]}: there is no such move.", "Choose one of those on show.")
        if chosen.why_not:
            raise Trouble(chosen.why_not, "Nothing was recorded.")
        given = _given(chosen, answers, now)
        event = _Event(now, desk.worker_id, desk.name, move_id, given)
        escalate.event(row.id, now, desk.worker_id, move_id, given)
        follow = _FOLLOWS.get((row.kind, move_id))
        if follow:
            follow(desk, row, events, given)
        _keep(row, (*events, event), desk.settings, now)
        audit.note(desk.worker_id, f"{row.kind}: {chosen.words.lower()}", row.client_id, f"escalation {row.id}")


def _given(chosen: Move, answers: Mapping[str, Answer], now: datetime) -> dict[str, Answer]:
    """What was answered to what the move asks. Raises Trouble where something is missing or wrong."""
    settled = forms.settled(chosen.needs, answers, now)
    missing = forms.all_lacking(chosen.needs, settled)
    if missing:
        raise Trouble(missing[0][1], "Nothing was recorded yet.")
    asked = forms.visible_questions(chosen.needs, settled)
    given = {question.id: settled.get(question.id) for question in asked}
    days = given.get("days")
    if isinstance(days, str) and int(days) > MOST_DAYS:
        raise Trouble(f"{days} working days are more than a year.", f"Give at most {MOST_DAYS}.")
    return {name: answer for name, answer in given.items() if not forms.unanswered(answer)}


def _meanwhile(row: _Row, events: tuple[_Event, ...]) -> Trouble:
    last, now = events[-1], clock.now()
    return Trouble(
        f"{last.worker} was here meanwhile, {clock.moment_words(last.at, now)}: {_event_words(row.kind, last.move)}.",
        "Nothing of yours was recorded. Look at it again; what you typed is kept.",
    )


_KEEP = """
UPDATE escalation SET state = ?, waiting_for = ?, deadline = ?, rung = ?, closed_at = ?, version = version + 1
WHERE id = ?
"""


def _keep(row: _Row, events: tuple[_Event, ...], settings: Settings, now: datetime) -> None:
    """Keep what the events add up to."""
    stand = _stand(row, events, settings, now)
    due = stand.deadline
    values = (
        stand.state,
        due.waiting_for if due else "",
        clock.to_store(due.at) if due else None,
        due.rung if due else "worker",
        None if due else clock.to_store(now),
        row.id,
    )
    database.execute_sql(_KEEP, values)


# What follows from a decision, beside the event


def _put_back(desk: Desk, row: _Row, events: tuple[_Event, ...], given: Mapping[str, Answer]) -> None:
    """New tries, at the front."""
    database.execute_sql(
        "UPDATE client SET tries_since = ?, put_first = 1 WHERE id = ?", (clock.to_store(clock.now()), row.client_id)
    )
    standing.refresh((row.client_id,), desk.settings)


def _stop_trying(desk: Desk, row: _Row, events: tuple[_Event, ...], given: Mapping[str, Answer]) -> None:
    """The duty that nobody could be reached for ends, by a person and with a reason; the next one starts anew."""
    now = clock.to_store(clock.now())
    database.execute_sql(
        "UPDATE duty SET closed_at = ?1, closed_how = 'closed by a manager'"
        " WHERE client_id = ?2 AND closed_at IS NULL AND kind IN ('recall', 'follow-up') AND due_at <= ?1",
        (now, row.client_id),
    )
    database.execute_sql("UPDATE client SET tries_since = ? WHERE id = ?", (now, row.client_id))
    standing.refresh((row.client_id,), desk.settings)


def _pass_on(desk: Desk, row: _Row, events: tuple[_Event, ...], given: Mapping[str, Answer]) -> None:
    """The answer is read by whoever calls next; who asked finds it on the board (`answers`)."""
    asked = str(events[0].facts.get("question", "")) if events else ""
    text = f"{desk.name} answers {row.opener or 'a colleague'}'s question" + (f" “{asked}”" if asked else "")
    database.execute_sql(
        "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'next caller', ?, ?)",
        (row.client_id, desk.worker_id, f"{text}: {given['answer']}", clock.to_store(clock.now())),
    )


_Follow = Callable[[Desk, _Row, tuple[_Event, ...], Mapping[str, Answer]], None]
_FOLLOWS: dict[tuple[str, str], _Follow] = {
    ("tries used up", "put_back"): _put_back,
    ("tries used up", "close"): _stop_trying,
    ("question", "answer"): _pass_on,
}


# Whose it is


def _cannot_take(desk: Desk, row: _Row) -> str | None:
    """Why this worker can't take it over: a manager takes anything, a worker a concern that nobody has."""
    if row.closed_at:
        return "It is closed."
    if row.owner_id == desk.worker_id:
        return "You have it already."
    if desk.is_manager:
        return None
    if row.kind != "concern":
        return "It waits for a manager."
    return f"{row.owner} has it: ask them, or a manager." if row.owner_id else None


def take(desk: Desk, escalation_id: int) -> None:
    """Make it one's own: everybody sees who has it. Raises Trouble where one can't."""
    with deed():
        row, _ = _one(escalation_id)
        why_not = _cannot_take(desk, row)
        if why_not:
            raise Trouble(why_not)
        database.execute_sql(
            "UPDATE escalation SET owner_id = ?, version = version + 1 WHERE id = ?", (desk.worker_id, row.id)
        )
        escalate.event(row.id, clock.now(), desk.worker_id, "taken")
        audit.note(desk.worker_id, f"{row.kind}: taken over", row.client_id, f"escalation {row.id}")


def read_answer(desk: Desk, escalation_id: int) -> None:
    """Who asked has read the answer: it leaves their `answers`. Does nothing for anybody else, or twice."""
    with deed():
        if _read(f"e.id = ? AND {_ANSWERED}", escalation_id, desk.worker_id):
            escalate.event(escalation_id, clock.now(), desk.worker_id, "read")
