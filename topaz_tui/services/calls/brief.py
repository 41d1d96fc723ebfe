"""All that the call screen needs about one client, in one look: the safety card first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import outcomes, people, recalls, referrals
from topaz_tui.rules.contact_safety import Numbers, Safety, Said
from topaz_tui.services import links, reviews, unread
from topaz_tui.services.clients.duplicates import Likely, likely, may_be
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue.facts import doubt_words
from topaz_tui.services.safety import safety_of, unsafe_talk
from topaz_tui.store.database import database
from topaz_tui.store.models import Doubt, Phone


@dataclass(frozen=True, slots=True)
class Number:
    """A usable number: `words` as it is dialled, the `note` beside it, and how its `last` call ended, in
    words."""

    phone_id: int
    number: str
    words: str
    note: str
    last: str
    rung_today: bool


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody left for the next caller."""

    note_id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    contact_id: int
    name: str
    relation: str
    phone: str
    may_be_told: str
    authority_seen: str


@dataclass(frozen=True, slots=True)
class LastCall:
    at: datetime
    outcome: str  # its words
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Duty:
    kind: str  # 'callback', 'follow-up', 'recall'
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OpenAction:
    kind: str
    detail: str
    who: str
    by_on: date | None


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern about them that is not over. `state` is '' while it is being written, by `author`; `deadline` is when
    what it waits for is due, None where that can't be told."""

    reference: str
    author: str
    state: str
    waiting_for: str
    deadline: datetime | None

    @property
    def to_be_sent(self) -> bool:
        """Submitted, and nobody at the council has it before somebody here acts."""
        return self.state in TO_BE_SENT

    def words(self, now: datetime) -> str:
        if not self.state:
            return f"{self.reference}: being written by {self.author}, NOT submitted"
        known = referrals.STATES.get(self.state)
        at = self.deadline
        due = f", {clock.left_words(at, now)} ({clock.moment_words(at, now)})" if at else ""
        return f"{self.reference}: {known.words if known else self.state}; waits for {self.waiting_for}{due}"


TO_BE_SENT = ("submitted", "perhaps_sent", "delivery_failed")


@dataclass(frozen=True, slots=True)
class Brief:
    """One client, as whoever calls them needs to know them.

    `called` is how to address them. `identity` has a fact for each step of outcomes.IDENTITY: the worker
    compares it, and never reads it out. `numbers` are in the order to try them; empty while `hidden` of them
    are held back. `stopped` says why nobody is to call, or is None; `away` why not now. `why` is what is
    owed, a key of duties.WORDS. `unsafe_talk` is when it was last not safe to talk, until somebody has set anew
    how to call them safely.
    """

    client_id: int
    person_id: str
    name: str
    called: str
    age: int | None
    identity: dict[str, str]
    household: str
    safety: Safety
    left: tuple[Left, ...]
    numbers: tuple[Number, ...]
    hidden: int
    contacts: tuple[Contact, ...]
    before: dict[str, reviews.Before]
    last_call: LastCall | None
    why: str | None
    due_at: datetime | None
    reason: str
    duties: tuple[Duty, ...]
    tries: int
    tried_today: bool
    actions: tuple[OpenAction, ...]
    stopped: str | None
    away: str | None
    follow_up_on: date
    next_recall_on: date
    concerns: tuple[OpenConcern, ...] = ()
    unsafe_talk: datetime | None = None
    also: tuple[str, ...] = ()  # the IDs of further records that are theirs
    alike: tuple[str, ...] = ()  # who may be the same person, and what speaks for it
    may_be: Said | None = None  # of them, whom nobody calls: to be said before a number is shown


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern that this worker began while a call went on."""

    reference: str
    submitted: bool


_CLIENT = """
SELECT c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, c.address, c.postcode,
       c.household, c.safe_to_call, c.safe_times, c.voicemail_ok, c.sms_ok, c.say_who, c.what_to_say,
       c.code_word, c.language, c.interpreter, c.communication, c.stopped, c.away, c.away_until, s.why,
       s.due_at, s.tries
FROM client c LEFT JOIN standing own ON own.client_id = c.id
LEFT JOIN standing s ON s.client_id = coalesce(own.lead_id, c.id) WHERE c.id = ?
"""
_LEFT = """
SELECT n.id, n.text, w.name, n.made_at FROM note n JOIN worker w ON w.id = n.worker_id
WHERE n.client_id = ? AND n.kind = 'next caller' AND n.seen_at IS NULL ORDER BY n.id DESC
"""
_NUMBERS = """
SELECT p.id, p.number, p.note, p.dial_first, k.id, k.outcome, k.rang_at FROM phone p LEFT JOIN call k ON k.id = (
    SELECT id FROM call WHERE phone_id = p.id
    ORDER BY rang_at DESC, id DESC LIMIT 1)
WHERE p.client_id = ? AND p.status = 'usable' ORDER BY p.position, p.id
"""
_CONTACTS = """
SELECT id, name, relation, phone, may_be_told, authority_seen FROM contact WHERE client_id = ? ORDER BY id
"""
_LAST = """
SELECT k.id, k.rang_at, k.outcome, k.note, w.name FROM call k JOIN worker w ON w.id = k.worker_id
WHERE k.client_id = ? ORDER BY k.rang_at DESC, k.id DESC LIMIT 1
"""
_DUTIES = "SELECT id, kind, due_at, reason FROM duty WHERE client_id = ? AND closed_at IS NULL ORDER BY due_at"
_ACTIONS = """
SELECT id, kind, detail, who, by_on FROM action WHERE client_id = ? AND done_at IS NULL AND taken_back_at IS NULL
ORDER BY id
"""
_RAISED = """
SELECT reference, submitted_at IS NOT NULL FROM concern
WHERE client_id = ? AND opened_by = ? AND opened_at >= ? AND discarded_at IS NULL ORDER BY id
"""
_CONCERNS = """
SELECT c.id, c.reference, w.name, c.submitted_at, e.state, e.waiting_for, e.deadline
FROM concern c JOIN worker w ON w.id = c.opened_by LEFT JOIN escalation e ON e.concern_id = c.id
WHERE c.client_id = ? AND c.discarded_at IS NULL AND (c.submitted_at IS NULL OR e.closed_at IS NULL) ORDER BY c.id DESC
"""
_TRIED = "SELECT 1 FROM call WHERE client_id = ? AND is_try = 1 AND replaced_by IS NULL AND rang_at >= ? LIMIT 1"


_DUE_AT = 2  # its place in _DUTIES


def brief(desk: Desk, client_id: int, *, reveal: bool = False, alike: bool = True) -> Brief:
    """Everything to know before and during a call; who may be the same person only with `alike`. `reveal` shows the
    numbers of somebody not safe to call: start.reveal asks for the reason first. Of a person who has several records it
    has what stands in all of them. Raises Trouble where there is no such client."""
    row = database.execute_sql(_CLIENT, (client_id,)).fetchone()
    if row is None:
        raise Trouble("This person is no longer on the list.", "Find them again (F3).")
    (person_id, title, first, last, preferred, born_on, address, postcode, household, *_, stopped, away, away_until,
     why, due_at, tries) = row  # fmt: skip
    group = links.group_of(client_id)
    records = (client_id, *(id for id in group if id != client_id))
    now = clock.now()
    today = clock.local(now).date()
    born = unread.value("client", client_id, date.fromisoformat, born_on)
    safety = safety_of(records, today)
    door = Numbers(safety.decided(now), revealed=reveal and desk.is_manager)
    usable = _usable(records)
    owed = sorted(_all(_DUTIES, records), key=lambda row: str(row[_DUE_AT]))
    duties = tuple(
        unread.each("duty", owed, lambda id, kind, due, reason: Duty(kind, clock.from_store(due), reason or ""))
    )
    calls = desk.settings.calls
    others = [each for each in likely(client_id, household=False) if each.verdict is None] if alike else []
    others = [each for each in others if each.client_id not in records]
    return Brief(
        client_id=client_id,
        person_id=person_id,
        name=people.full_name(title, first, last, preferred) or person_id,
        called=preferred or " ".join(filter(None, (title or first, last))) or person_id,
        age=people.age(born, today) if born else None,
        identity={
            "name": people.full_name(title, first, last, preferred),
            "born": clock.day_words(born) if born else "",
            "address": address or "",
            "postcode": postcode or "",
        },
        household=household or "",
        safety=safety,
        left=tuple(
            _left(note_id, text, by, at, now) for note_id, text, by, at in sorted(_all(_LEFT, records), reverse=True)
        ),
        numbers=tuple(_numbers(usable, door, now)),
        hidden=len(usable) if door.hidden else 0,
        contacts=tuple(
            Contact(
                contact_id,
                name,
                door.beside(relation),
                (door.words(phone) or "") if phone else "",
                door.beside(may_be_told),
                door.beside(seen),
            )
            for contact_id, name, relation, phone, may_be_told, seen in _all(_CONTACTS, records)
        ),
        before=_before(records),
        last_call=max(filter(None, map(_last_call, records)), key=lambda call: call.at, default=None),
        why=why,
        due_at=unread.value("standing", client_id, clock.from_store, due_at),
        reason=next((duty.reason for duty in duties if duty.kind == why), ""),
        duties=duties,
        tries=tries or 0,
        tried_today=any(database.execute_sql(_TRIED, (id, _midnight(now))).fetchone() for id in records),
        actions=tuple(
            OpenAction(kind, detail, who or "", unread.value("action", id, date.fromisoformat, by_on))
            for id, kind, detail, who, by_on in _all(_ACTIONS, records)
        ),
        stopped=_stopped_by(client_id, stopped, records),
        away=_away(away, unread.value("client", client_id, clock.from_store, away_until), now),
        follow_up_on=today + calls.follow_up_weeks * 7 * clock.DAY,
        next_recall_on=clock.add_months(today, calls.recall_months),
        concerns=tuple(each for id in records for each in open_concerns(id)),
        unsafe_talk=max(filter(None, map(unsafe_talk, records)), default=None),
        also=tuple(links.person_ids(records[1:]).values()),
        alike=tuple(map(_alike, others)),
        may_be=may_be(others),
    )


def _all(sql: str, records: Iterable[int]) -> list[Any]:
    """The rows about each of a person's records."""
    return [row for id in records for row in database.execute_sql(sql, (id,)).fetchall()]


def _before(records: Sequence[int]) -> dict[str, reviews.Before]:
    """What was answered last about each area, under any of the records."""
    found: dict[str, reviews.Before] = {}
    for id in records:
        for area, given in reviews.before(id).items():
            if area not in found or found[area].on < given.on:
                found[area] = given
    return found


def _stopped_by(client_id: int, stopped: str | None, records: Sequence[int]) -> str | None:
    """Why nobody is to call: what stops them, what stops them under another of their records, or what somebody has to
    look into first."""
    if stopped and (len(records) == 1 or stopped == "nobody"):
        return _stopped(client_id, stopped)
    if found := (stopped, client_id) if stopped else links.stop(records):
        code, id = found
        return f"{_stopped(id, code)}{links.stopped_with(records, id)}"
    return next(filter(None, map(_in_doubt, records)), None)


def _alike(other: Likely) -> str:
    """Who may be the same person, nobody has judged yet, and what speaks for it."""
    stops = f", who {other.stops}" if other.stops else ""
    return f"{other.name}, {other.person_id}{stops} ({other.why})"


def open_concerns(client_id: int) -> tuple[OpenConcern, ...]:
    """The concerns about them that are not over, the newest first: whoever rings has to know of them."""
    return tuple(
        OpenConcern(
            reference, author, (state or "submitted") if submitted else "", waiting_for or "the council",
            unread.value("concern", id, clock.from_store, deadline),
        )
        for id, reference, author, submitted, state, waiting_for, deadline in database.execute_sql(
            _CONCERNS, (client_id,)
        ).fetchall()
    )  # fmt: skip


def _stopped(client_id: int, stopped: str | None) -> str | None:
    if not stopped:
        return None
    known = unread.value("client", client_id, recalls.STOPPED.__getitem__, stopped)
    return known[1] if known else "Calls were stopped, and why can't be read"


def _left(id: int, text: str, by: str, at: str, now: datetime) -> Left:
    """What a colleague left to be said is said, also where the day on which they did can't be read."""
    when = unread.value("note", id, clock.from_store, at)
    return Left(id, text if when else f"{text} (left on a day that can't be read)", by, when or now)


def raised(desk: Desk, client_id: int, since: datetime) -> tuple[Raised, ...]:
    """The concerns about this client that the worker began since then, put away ones left out."""
    values = (client_id, desk.worker_id, clock.to_store(since))
    rows = database.execute_sql(_RAISED, values).fetchall()
    return tuple(Raised(reference, bool(submitted)) for reference, submitted in rows)


def _in_doubt(client_id: int) -> str | None:
    """Why nobody calls before somebody has looked, or None."""
    code = Doubt.select(Doubt.code).where((Doubt.client == client_id) & Doubt.settled_at.is_null()).scalar()
    return doubt_words(code) or None


def _usable(records: Sequence[int]) -> list[Any]:
    """The rows of their numbers that can be rung, in the order to try them."""
    rows = _all(_NUMBERS, records)
    if len(records) > 1:  # each number once, and none that is wrong under one of them
        shown = set(links.numbers(records).values())
        rows = [row for row in rows if row[0] in shown]
    return rows


def _numbers(rows: Iterable[Any], door: Numbers, now: datetime) -> Iterator[Number]:
    midnight = clock.from_store(_midnight(now))
    for phone_id, number, note, dial_first, call_id, outcome, rang_at in rows:
        words, dialled = door.words(number, dial_first), door.dialled(number, dial_first)
        if words is None or dialled is None:
            continue
        rang = unread.value("call", call_id, clock.from_store, rang_at)
        told = f"{_outcome(call_id, outcome)}, {clock.moment_words(rang, now)}" if rang else ""
        today = rang is not None and rang >= midnight
        yield Number(phone_id, dialled, words, note or "", told, today)


def same_number(numbers: Sequence[Number], phone_id: int) -> int | None:
    """The row of these that has the number of that row, which may be of another record of theirs; None where it is
    none of them."""
    ids = [number.phone_id for number in numbers]
    if phone_id in ids:
        return phone_id
    wanted = Phone.select(Phone.number).where(Phone.id == phone_id)
    found = Phone.select(Phone.id).where(Phone.id.in_(ids), Phone.number.in_(wanted)).scalar()
    return int(found) if found is not None else None


def _last_call(client_id: int) -> LastCall | None:
    row = database.execute_sql(_LAST, (client_id,)).fetchone()
    if row is None:
        return None
    id, at, outcome, note, by = row
    with unread.aside("call", id):
        return LastCall(clock.from_store(at), _outcome(id, outcome), note or "", by)
    return None


def _outcome(call_id: int, code: str) -> str:
    known = unread.value("call", call_id, outcomes.BY_CODE.__getitem__, code)
    return known.words if known else code


def _away(away: str | None, until: datetime | None, now: datetime) -> str | None:
    if not recalls.is_away(away, until, now):
        return None
    where = "In hospital" if away == "hospital" else "Away"
    return f"{where} until {clock.day_words(clock.local(until).date())}" if until else f"{where}, no date known"


def _midnight(now: datetime) -> str:
    return clock.to_store(clock.at(clock.local(now).date(), "00:00"))
