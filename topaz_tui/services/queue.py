"""The phone list: look at it, take the next person, hold them, let them go, put them off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does
from topaz_tui.rules import people, recalls
from topaz_tui.rules.contact_safety import Safety, Warned
from topaz_tui.services import finding, links, standing, unread
from topaz_tui.services.desk import Desk
from topaz_tui.services.safety import read as read_safety
from topaz_tui.services.safety import safety_of, warnings_of
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed, writes_seen
from topaz_tui.store.models import Call, Duty, Note, Worker

WINDOW = 200  # rows on a screen's list: more is narrowed, not scrolled
SWEEPS = 2  # of standing.SWEEP_AT_ONCE people, in one look

TABS = {
    "callable": ("callable",),
    "callbacks": ("callback_later",),
    "waiting": ("waiting", "held"),
    "not_callable": tuple(
        reason.code
        for reason in recalls.REASONS
        if reason.code not in ("callable", "callback_later", "waiting", "held")
    ),
    "done": (),
}
"""The queue's tabs, and the reasons that each shows. 'callbacks' shows those whose time has come too."""


MARKS = {"!": "warning", "C": "concern before", "L": "another language", "T": "safe at times only", "1": "put first"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; None and '' narrow nothing. `worker_id`: held by them, or kept for them. `reason` is one
    of those that the tab shows; on another tab it narrows nothing."""

    reason: str | None = None
    why: str | None = None
    band: str | None = None
    language: str | None = None
    worker_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. `words` says why they are here, or why they can't be called; `again_at` is when that
    changes. `last_by` is who made the last call."""

    client_id: int
    person_id: str
    name: str
    age: int | None
    band: str | None
    assessed_on: date | None
    tries: int
    reason: str
    why: str | None
    due_at: datetime | None
    words: str
    held_by: str | None
    kept_for: str | None
    language: str | None
    safe_to_call: str | None
    concern_before: bool
    warned: bool
    put_first: bool
    left_word: str | None
    last_call: tuple[datetime, str, str | None] | None
    again_at: datetime | None = None
    last_by: str | None = None
    safety: Safety = field(default_factory=Safety)

    @property
    def speaks(self) -> str | None:
        """Their language, where it is not English."""
        return None if (self.language or "").casefold().startswith("english") else self.language

    @property
    def marks(self) -> str:
        """What to know before opening, as signs of MARKS."""
        holds = (self.warned, self.concern_before, self.speaks, self.safe_to_call == "times", self.put_first)
        return "".join(mark for mark, held in zip(MARKS, holds, strict=True) if held)


@dataclass(frozen=True, slots=True)
class Look:
    """The list as it stands: how many stand where (one key a reason), and the people of one tab."""

    counts: dict[str, int]
    callbacks_due: int
    done_today: int
    people: tuple[Person, ...]
    more: bool
    gate: str | None  # why only promised callbacks may be made now, where that is so
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A held client. The fence is the proof: a later holder has a higher one. Ends at `until` unless renewed."""

    client_id: int
    fence: int
    until: datetime


# Look

_KEEP_GATE = """
INSERT INTO about (key, value) VALUES ('gate', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_PERSON = f"""
SELECT s.client_id, c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, s.band,
       (SELECT max(assessed_on) FROM assessment a WHERE a.client_id = c.id),
       s.tries, s.reason, s.why, s.due_at, s.words, h.name, f.name, c.language, c.safe_to_call,
       {standing.CONCERN_FOUND},
       EXISTS (SELECT 1 FROM warning w WHERE w.client_id = c.id), c.put_first,
       (SELECT text FROM note n WHERE n.client_id = c.id AND n.kind = 'next caller' AND n.seen_at IS NULL
        ORDER BY n.id DESC LIMIT 1),
       k.rang_at, k.outcome, k.note, s.state, s.rank, s.changes_at, b.name, c.safe_times, c.voicemail_ok, c.sms_ok,
       c.say_who, c.what_to_say, c.code_word, c.interpreter, c.communication, k.id,
       EXISTS (SELECT 1 FROM escalation e
               WHERE e.client_id = c.id AND e.kind = 'interpreter' AND e.closed_at IS NULL)
FROM %s JOIN client c ON c.id = s.client_id LEFT JOIN worker b ON b.id = k.worker_id
LEFT JOIN worker h ON h.id = s.held_by LEFT JOIN worker f ON f.id = s.for_worker_id
WHERE %s ORDER BY %s LIMIT ?
"""
_LAST = "k.id = (SELECT id FROM call WHERE client_id = s.client_id ORDER BY rang_at DESC, id DESC LIMIT 1)"
_LISTED = f"standing s LEFT JOIN call k ON {_LAST}"
_CALLED = "call k CROSS JOIN standing s"  # CROSS: from today's calls to their people, whatever statistics say
# Each order is that of an index, so that a list is read as far as it is shown and no further.
_BY_RANK, _BY_TIME, _NEWEST = "s.rank, s.due_at, s.client_id", "s.changes_at, s.client_id", "k.rang_at DESC, k.id DESC"
_READY = "s.state = 'ready' AND s.rank <= ?"  # state stands as a literal: a bound one would miss the partial index
_GATED = "s.state = 'ready' AND s.rank > ?"
_WAITING = "s.reason || '' IN ('waiting', 'held')"  # in the words of its index
_REASON = "s.reason = ?"
_KNOWN = ", ".join(f"'{recalls.state_of(reason)}/{reason}'" for reason in recalls.REASON_WORDS)
# By what is known: what can't be read is no value to ask for.
_STRANGE = f"s.state || '/' || s.reason NOT IN ({_KNOWN})"
_DONE = f"k.rang_at >= ? AND s.client_id = k.client_id AND {_LAST}"  # each once, by their last call
_MADE_SINCE = "SELECT coalesce(sum(calls), 0) FROM calls_made WHERE hour >= ?"
_HOUR = len("2026-11-23T10")


def look(
    desk: Desk, tab: str = "callable", filters: Filters | None = None, limit: int = WINDOW, *, again: bool = True
) -> Look:
    """The counts of the whole list and the people of one tab of TABS, in the queue's order; those who were called today
    with the newest call first. Of whom it can't be read whether it is safe to call them, it is decided anew first, and
    the list looked at `again`."""
    filters = filters or Filters()
    _sweep_some(desk)
    now = clock.now()
    gate = gate_now(desk, now)
    people_found: list[Person] = []
    extra, extra_values = _narrow(filters)
    tally = _tally()
    for tables, condition, order, values in _slices(tab, gate.top, now, filters.reason, _strange(tally)):
        sql = _PERSON % (tables, " AND ".join([condition, *extra]), order)
        rows = database.execute_sql(sql, (*values, *extra_values, limit + 1 - len(people_found))).fetchall()
        warned = warnings_of([row[0] for row in rows if row[_HAS_WARNING]], clock.today())
        people_found += _with_their_other_records([_person(row, now, gate, warned.get(row[0], ())) for row in rows])
        if len(people_found) > limit:
            break
    if again and (unsafe := [each.client_id for each in people_found if _must_be_asked_about(each)]):
        standing.refresh(unsafe, desk.settings)
        return look(desk, tab, filters, limit, again=False)
    [(done,)] = database.execute_sql(_MADE_SINCE, (_midnight(now)[:_HOUR],)).fetchall()
    return Look(
        counts=_counts(tally, gate),
        callbacks_due=sum(count for state, _, rank, count in tally if state == "ready" and rank == recalls.CALLBACK),
        done_today=int(done),
        people=tuple(people_found[:limit]),
        more=len(people_found) > limit,
        gate=None if gate.is_open else gate.words(now),
        at=now,
    )


def _must_be_asked_about(person: Person) -> bool:
    """Does somebody stand as if they could be called, now or at a time, of whom nobody can read whether it is safe?"""
    return person.safety.unreadable and recalls.is_open(person.reason)


def _with_their_other_records(found: list[Person]) -> list[Person]:
    """What another record of theirs says about safety counts here, and is marked; and their last call, a word that
    waits for the next caller, and a concern are of the person, under whichever record they were made."""
    groups = links.groups(person.client_id for person in found)
    return [_of_all(person, groups[person.client_id]) if person.client_id in groups else person for person in found]


def _of_all(person: Person, records: tuple[int, ...]) -> Person:
    """Somebody as all their records together say."""
    order = (person.client_id, *(id for id in records if id != person.client_id))
    safety = safety_of(order, clock.today())
    newest: Any = (
        Call.select(Call.id, Call.rang_at, Call.outcome, Call.note, Worker.name)
        .join(Worker, JOIN.LEFT_OUTER)
        .where(Call.client.in_(records))
        .order_by(Call.rang_at.desc(), Call.id.desc())
    )
    last_call, last_by = person.last_call, person.last_by
    for call_id, rang_at, outcome, note, name in newest.limit(1).tuples():
        rang = unread.value("call", call_id, clock.from_store, rang_at)
        last_call, last_by = ((rang, str(outcome), note), name) if rang else (None, name)
    facts = standing.facts_of(person.client_id)
    waits = Note.client.in_(records) & (Note.kind == "next caller") & Note.seen_at.is_null()
    return replace(
        person,
        safety=safety,
        warned=bool(safety.warnings),
        safe_to_call=safety.safe_to_call,
        last_call=last_call,
        last_by=last_by,
        left_word=Note.select(Note.text).where(waits).order_by(Note.id.desc()).limit(1).scalar(),
        concern_before=person.concern_before or bool(facts and facts.concern_before),
    )


def news(desk: Desk) -> tuple[object, ...]:
    """What changes when the list may have: a cheap thing to ask every few seconds."""
    _sweep_some(desk)
    now = clock.now()
    gate = gate_now(desk, now)  # before the count of writes: it may write itself
    return writes_seen(), gate, clock.local(now).date()


def _sweep_some(desk: Desk) -> None:
    """As many as a look has time for: on a million people, a morning after a night without anybody leaves tens of
    thousands. The next look goes on."""
    for _ in range(SWEEPS):
        if not standing.sweep(desk.settings):
            return


def counts(desk: Desk) -> dict[str, int]:
    """How many clients stand where: one key a reason of recalls.REASONS, and 'total', which they add up to."""
    return _counts(_tally(), gate_now(desk, clock.now()))


def _tally() -> list[tuple[str, str, int, int]]:
    """State, reason, rank, and how many stand there: kept by the database, not counted here."""
    return database.execute_sql("SELECT state, reason, rank, people FROM tally").fetchall()  # type: ignore[no-any-return]


def _counts(tally: list[tuple[str, str, int, int]], gate: recalls.Gate) -> dict[str, int]:
    told = dict.fromkeys(recalls.REASON_WORDS, 0)
    for state, reason, rank, count in tally:
        stands = reason if recalls.state_of(reason) == state and reason in told else "unreadable"
        told["waiting" if stands == "callable" and rank > gate.top else stands] += count
    return told | {"total": sum(told.values())}


def _strange(tally: list[tuple[str, str, int, int]]) -> bool:
    """Is anybody kept under a state and a reason that don't exist, or don't go together? They are counted, and listed,
    as those whose record can't be read."""
    return any(
        count and (reason not in recalls.REASON_WORDS or recalls.state_of(reason) != state)
        for state, reason, _, count in tally
    )


def gate_now(desk: Desk, now: datetime) -> recalls.Gate:
    """What the calling hours let through. Kept in the database until it changes, because to find it out anew takes the
    library of bank holidays, and the first screen has no time for that."""
    hours = repr(desk.settings.calls.hours)
    row = database.execute_sql("SELECT value FROM about WHERE key = 'gate'").fetchone()
    if row:
        with unread.aside("about", "gate"):  # it is found out anew
            kept_hours, top, since, until = json.loads(row[0])
            if kept_hours == hours and since <= clock.to_store(now) < until:
                return recalls.Gate(int(top), clock.from_store(until))
    gate = recalls.gate(now, desk.settings.calls)
    value = json.dumps([hours, gate.top, clock.to_store(now), clock.to_store(gate.until)])
    with deed():
        database.execute_sql(_KEEP_GATE, (value,))
    return gate


def _slices(
    tab: str, top: int, now: datetime, reason: str | None, strange: bool = False
) -> Iterator[tuple[str, str, str, tuple[object, ...]]]:
    """The tables, conditions, orders and values whose rows, one after the other, make up a tab; or those of it that
    stand there for one reason."""
    reason = reason if reason in TABS[tab] else None
    if tab == "callable":
        yield _LISTED, _READY, _BY_RANK, (top,)
        return
    if tab == "done":
        yield _CALLED, _DONE, _NEWEST, (_midnight(now),)
        return
    if tab == "callbacks":
        yield _LISTED, _READY, _BY_RANK, (recalls.CALLBACK,)
    if tab == "waiting":  # by when they can be called again, those whose hours alone are closed after them
        of_it = f"{_WAITING} AND {_REASON}" if reason else _WAITING
        yield _LISTED, of_it, _BY_TIME, (reason,) if reason else ()
        if reason != "held":
            yield _LISTED, _GATED, _BY_RANK, (top,)
        return
    for each in TABS[tab] if reason is None else (reason,):
        yield _LISTED, _REASON, _BY_RANK, (each,)
        if each == "unreadable" and strange:
            yield _LISTED, _STRANGE, _BY_RANK, ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a tab's list can be narrowed to, since it has some of them: reasons with how many stand there, what is
    owed, bands."""

    reasons: tuple[tuple[str, int], ...]
    whys: tuple[str, ...]
    bands: tuple[str, ...]


_KINDS = "SELECT DISTINCT why, band FROM standing WHERE %s"
_READY_NOW = {
    "callable": "state = 'ready' AND rank <= ?", "callbacks": "state = 'ready' AND rank = ?",
    "waiting": "state = 'ready' AND rank > ?",
}  # fmt: skip
_OF_REASONS = "reason IN (%s)"


def narrowing(desk: Desk, tab: str) -> Narrowing:
    """What there is on this tab to narrow it by: nothing is offered that would show an empty list."""
    counted = counts(desk)
    reasons = tuple((reason, counted[reason]) for reason in TABS[tab] if counted[reason])
    listed = [reason for reason in TABS[tab] if reason != "callable"]
    conditions = [_OF_REASONS % ",".join("?" * len(listed))] if listed else []
    values: list[object] = [*listed]
    if tab in _READY_NOW:
        conditions.append(_READY_NOW[tab])
        values.append(recalls.CALLBACK if tab == "callbacks" else gate_now(desk, clock.now()).top)
    sql = _KINDS % (" OR ".join(conditions) or "1 = 1")
    found = database.execute_sql(sql, values).fetchall()
    whys, bands = {why for why, _ in found}, {band for _, band in found}
    return Narrowing(
        reasons if len(reasons) > 1 else (),
        tuple(why for why in recalls.WHY_WORDS if why in whys),
        tuple(band for band in people.BANDS if band in bands),
    )


# Each by an index of its own: those who fit may be few, and far down the list.
_SPEAKING = "SELECT id FROM client WHERE language IS NOT NULL AND lower(language) >= ? AND lower(language) < ?"
_OF_WORKER = (
    "SELECT client_id FROM standing WHERE held_by = ? UNION ALL SELECT client_id FROM standing WHERE for_worker_id = ?"
)


def _narrow(filters: Filters) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    if filters.why:
        add("s.why = ?", filters.why)
    if filters.band:
        add("s.band = ?", filters.band)
    if filters.language:
        add(f"s.client_id IN ({_SPEAKING})", *finding.span(filters.language.lower()))
    if filters.worker_id:
        add(f"s.client_id IN ({_OF_WORKER})", filters.worker_id, filters.worker_id)
    if filters.due_from:
        add("s.due_at >= ?", clock.to_store(recalls.due_moment(filters.due_from)))
    if filters.due_to:
        add("s.due_at < ?", clock.to_store(recalls.due_moment(filters.due_to + clock.DAY)))
    if narrowed := finding.narrow(filters.text, "s.client_id"):
        add(narrowed[0], *narrowed[1])
    return conditions, values


_HAS_WARNING = 19  # its place in a row of _PERSON


def _person(row: tuple[Any, ...], now: datetime, gate: recalls.Gate, warnings: tuple[Warned, ...]) -> Person:
    (client_id, person_id, title, first, last, preferred, born_on, band, assessed_on, tries, reason, why, due_at,
     words, held_by, kept_for, language, safe, concern, _, put_first, left_word, rang_at, outcome, note, state,
     rank, changes_at, last_by, safe_times, voicemail, sms, say_who, what_to_say, code_word, interpreter,
     communication, call_id, no_interpreter) = row  # fmt: skip
    if state == "ready" and rank > gate.top:
        reason, words, changes_at = "waiting", gate.words(now), clock.to_store(gate.until)
    if reason not in recalls.REASON_WORDS or (recalls.state_of(str(reason)) != state and reason != "waiting"):
        unread.note("standing", client_id)
        reason, why, words = "unreadable", None, recalls.REASON_WORDS["unreadable"]
    due = unread.value("standing", client_id, clock.from_store, due_at)
    born = unread.value("client", client_id, date.fromisoformat, born_on)
    rang = unread.value("call", call_id, clock.from_store, rang_at)
    known = read_safety(
        client_id,
        (safe, safe_times, voicemail, sms, say_who, what_to_say, code_word, language, interpreter, communication),
        warnings,
    )
    known = replace(known, no_interpreter_booked=bool(no_interpreter))
    return Person(
        client_id=client_id,
        person_id=str(person_id),
        name=people.full_name(title, first, last, preferred) or str(person_id),
        age=people.age(born, clock.local(now).date()) if born else None,
        band=band,
        assessed_on=unread.value("assessment", f"of client {client_id}", date.fromisoformat, assessed_on),
        tries=tries,
        reason=str(reason),
        why=why,
        due_at=due,
        words=recalls.words_now(str(reason), why, due, str(words), now),
        held_by=held_by,
        kept_for=kept_for,
        language=language,
        safe_to_call=known.safe_to_call,
        concern_before=bool(concern),
        warned=bool(warnings),
        put_first=bool(put_first),
        left_word=left_word,
        last_call=(rang, str(outcome), note) if rang else None,
        again_at=unread.value("standing", client_id, clock.from_store, changes_at),
        last_by=last_by,
        safety=known,
    )


def _midnight(now: datetime) -> str:
    return clock.to_store(clock.at(clock.local(now).date(), "00:00"))


# Claim

_CLAIM_NEXT = """
UPDATE standing SET state = 'held', reason = 'held', words = 'With a colleague', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (
    SELECT client_id FROM standing WHERE state = 'ready' AND rank <= ?3
        AND (for_worker_id IS NULL OR for_worker_id = ?1 OR due_at <= ?4)
        AND (changes_at IS NULL OR changes_at > ?5)
    ORDER BY rank, due_at, client_id LIMIT 1 %s)
RETURNING client_id, fence
"""
_CLAIM = """
UPDATE standing SET state = 'held', reason = 'held', words = 'With a colleague', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (SELECT coalesce(lead_id, client_id) FROM standing WHERE client_id = ?3)
    AND (held_by IS NULL OR held_by = ?1 OR held_until <= ?4)
RETURNING client_id, fence
"""
_RENEW = """
UPDATE standing SET held_until = ?1, changes_at = ?1 WHERE client_id = ?2 AND held_by = ?3 AND fence = ?4
RETURNING client_id
"""
_LET_GO = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ? AND held_by = ? AND fence = ?"


def claim_next(desk: Desk) -> Claim | None:
    """Take the next person of the queue, in one statement; None when nobody can be called now.

    A callback kept for a colleague is theirs until it is `callback_grace_minutes` late. Nobody is taken of whom it is
    to be decided anew first.
    """
    _sweep_some(desk)
    now = clock.now()
    calls = desk.settings.calls
    until = now + timedelta(minutes=calls.claim_minutes)
    late = now - timedelta(minutes=calls.callback_grace_minutes)
    values = (
        desk.worker_id,
        clock.to_store(until),
        gate_now(desk, now).top,
        clock.to_store(late),
        clock.to_store(now),
    )
    while True:
        with deed(alone=False):
            rows = database.execute_sql(_CLAIM_NEXT % database.skip_locked, values).fetchall()
        if rows and standing.facts_of(rows[0][0]) is None:  # damaged since it was decided: nobody is called on a guess
            with deed():
                database.execute_sql(_LET_GO, (rows[0][0], desk.worker_id, rows[0][1]))
                standing.refresh((rows[0][0],), desk.settings)
            continue
        if rows or not standing.sweep(desk.settings):
            break
    return _holds(desk, Claim(rows[0][0], rows[0][1], until)) if rows else None


def claim(desk: Desk, client_id: int) -> Claim:
    """Hold this client: of a person who has several records, the one under which they are called. Raises Trouble, which
    names the colleague, when somebody else does."""
    now = clock.now()
    until = now + timedelta(minutes=desk.settings.calls.claim_minutes)
    with deed(alone=False):
        values = (desk.worker_id, clock.to_store(until), client_id, clock.to_store(now))
        rows = database.execute_sql(_CLAIM, values).fetchall()
        if not rows:
            who = does(holder(client_id) or "Nobody", "is")
            raise Trouble(f"{who} with this person now.", "Take another, or ask them.")
    return _holds(desk, Claim(rows[0][0], rows[0][1], until))


def _holds(desk: Desk, held: Claim) -> Claim:
    desk.holding[held.client_id] = held.fence
    return held


def renew(desk: Desk, held: Claim) -> Claim | None:
    """Hold on for another full time; None when the claim had run out and somebody else took the client."""
    until = clock.now() + timedelta(minutes=desk.settings.calls.claim_minutes)
    with deed(alone=False):
        values = (clock.to_store(until), held.client_id, desk.worker_id, held.fence)
        rows = database.execute_sql(_RENEW, values).fetchall()
        if not rows:
            row = database.execute_sql(_CLAIM_LAPSED, (held.client_id, held.fence)).fetchone()
            return claim(desk, held.client_id) if row else None
    return Claim(held.client_id, held.fence, until)


_CLAIM_LAPSED = "SELECT 1 FROM standing WHERE client_id = ? AND fence = ? AND held_by IS NULL"


def release(desk: Desk, held: Claim) -> None:
    """Let go of a client, if still held by this claim."""
    with deed():
        database.execute_sql(_LET_GO, (held.client_id, desk.worker_id, held.fence))
        standing.refresh((held.client_id,), desk.settings)
    if desk.holding.get(held.client_id) == held.fence:
        del desk.holding[held.client_id]


def release_all(desk: Desk) -> None:
    """Let go of whomever this terminal holds, on leaving the program; not of those whom the same worker holds at
    another."""
    if not desk.holding:
        return
    with deed():
        for client_id, fence in desk.holding.items():
            database.execute_sql(_LET_GO, (client_id, desk.worker_id, fence))
        standing.refresh(tuple(desk.holding), desk.settings)
    desk.holding.clear()


def holder(client_id: int) -> str | None:
    """The name of the worker who holds this client now, or None."""
    row = database.execute_sql(
        "SELECT w.name FROM standing s JOIN worker w ON w.id = s.held_by WHERE s.client_id = ? AND s.held_until > ?",
        (links.lead_of(client_id), clock.to_store(clock.now())),
    ).fetchone()
    return row[0] if row else None


# Put off, and a manager's hand


def skip(desk: Desk, client_id: int, reason: str, until: datetime) -> None:
    """Leave a person for later, with a reason and a time to come back; lets go of them."""
    reason = reason.strip()
    now = clock.now()
    if not reason:
        raise Trouble("A skip needs a reason.", "Say in a few words why not now.")
    if until <= now:
        raise Trouble("The time to come back must be still to come.", "Give a later time.")
    with deed():
        client_id = links.lead_of(client_id)
        database.hold("standing", "client_id", (client_id,))  # claims go beside this deed
        theirs = database.execute_sql(
            "SELECT 1 FROM standing WHERE client_id = ? AND held_by <> ? AND held_until > ?",
            (client_id, desk.worker_id, clock.to_store(now)),
        ).fetchone()
        if theirs:
            raise Trouble(f"{does(holder(client_id) or 'Nobody', 'is')} with this person now.", "Leave it to them.")
        database.execute_sql(
            "UPDATE client SET not_before = ?, not_before_why = ? WHERE id = ?",
            (clock.to_store(until), f"Skipped ({reason})", client_id),
        )
        database.execute_sql(
            "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'skipped', ?, ?)",
            (client_id, desk.worker_id, f"{reason} (until {clock.moment_words(until, now)})", clock.to_store(now)),
        )
        database.execute_sql("UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ?", (client_id,))
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "skipped", client_id)


def free(desk: Desk, client_id: int) -> None:
    """A manager lets go of a client whom somebody else holds, because that worker is away."""
    desk.need_manager("release a colleague's claim")
    with deed():
        database.execute_sql(
            "UPDATE standing SET held_by = NULL, held_until = NULL, fence = fence + 1 WHERE client_id = ?",
            (client_id,),
        )
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "released a claim", client_id)


def move_callback(desk: Desk, client_id: int, to_worker: int | None) -> None:
    """A manager gives a promised callback to another worker, or to anybody (None)."""
    desk.need_manager("move a callback")
    with deed():
        theirs = Duty.client.in_(links.group_of(client_id)), Duty.kind == "callback", Duty.closed_at.is_null()
        moved = Duty.update(for_worker=to_worker).where(*theirs).execute()
        if not moved:
            raise Trouble("No callback is promised to this person.", "Choose one from the callbacks tab.")
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "moved a callback", client_id)


def put_first(desk: Desk, client_id: int, first: bool) -> None:
    """A manager puts a recall before the others, or takes that back."""
    desk.need_manager("put somebody first")
    with deed():
        database.execute_sql("UPDATE client SET put_first = ? WHERE id = ?", (int(first), client_id))
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "put first" if first else "no longer put first", client_id)
