"""All that the call screen needs about one client, in one look: the safety card first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import people, recalls, referrals
from topaz_tui.rules.contact_safety import Numbers, Safety, Said
from topaz_tui.rules.permissions import Act
from topaz_tui.services import links, reviews, unread
from topaz_tui.services.calls.numbers import Number, midnight_of, outcome_words, to_ring, usable
from topaz_tui.services.clients.duplicates import Likely, likely, may_be
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue.facts import doubt_words
from topaz_tui.services.safety import safety_of, unsafe_talk
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Action, Call, Client, Concern, Doubt, Escalation, Note, Standing, Worker
from topaz_tui.store.models import Contact as Person
from topaz_tui.store.models import Duty as Owed
from topaz_tui.store.rows import dicts


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


@Compiled
def _clients(client: Any) -> Any:
    """Who they are, and what is owed to them: under the record that leads, where they have several."""
    own, led = Standing.alias(), Standing.alias()
    return (
        Client.select(
            Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.born_on,
            Client.address, Client.postcode, Client.household, Client.stopped, Client.away, Client.away_until, led.why,
            led.due_at, led.tries,
        )
        .join(own, JOIN.LEFT_OUTER, on=own.client == Client.id)
        .join(led, JOIN.LEFT_OUTER, on=led.client == fn.COALESCE(own.lead, Client.id))
        .where(Client.id == client)
    )  # fmt: skip


@Compiled
def _unseen(client: Any) -> Any:
    found = Note.select(Note.id, Note.text, Worker.name.alias("by"), Note.made_at.alias("at")).join(Worker)
    return found.where(Note.client == client, Note.kind == "next caller", Note.seen_at.is_null())


@Compiled
def _contacts(client: Any) -> Any:
    columns = Person.id, Person.name, Person.relation, Person.phone, Person.may_be_told, Person.authority_seen
    return Person.select(*columns).where(Person.client == client).order_by(Person.id)


@Compiled
def _last_calls(client: Any) -> Any:
    found = Call.select(Call.id, Call.rang_at, Call.outcome, Call.note, Worker.name.alias("by")).join(Worker)
    return found.where(Call.client == client).order_by(Call.rang_at.desc(), Call.id.desc()).limit(1)


@Compiled
def _duties(client: Any) -> Any:
    found = Owed.select(Owed.id, Owed.kind, Owed.due_at, Owed.reason)
    return found.where(Owed.client == client, Owed.closed_at.is_null()).order_by(Owed.due_at)


@Compiled
def _open_actions(client: Any) -> Any:
    theirs = Action.client == client, Action.done_at.is_null(), Action.taken_back_at.is_null()
    return (
        Action.select(Action.id, Action.kind, Action.detail, Action.who, Action.by_on)
        .where(*theirs)
        .order_by(Action.id)
    )


@Compiled
def _open_concerns(client: Any) -> Any:
    not_over = Concern.submitted_at.is_null() | Escalation.closed_at.is_null()
    return (
        Concern.select(
            Concern.id, Concern.reference, Worker.name.alias("author"), Concern.submitted_at, Escalation.state,
            Escalation.waiting_for, Escalation.deadline,
        )
        .join(Worker, on=Concern.opened_by == Worker.id)
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.client == client, Concern.discarded_at.is_null(), not_over)
        .order_by(Concern.id.desc())
    )  # fmt: skip


@Compiled
def _tries(client: Any, since: Any) -> Any:
    theirs = Call.client == client, Call.is_try == 1, Call.replaced_by.is_null(), Call.rang_at >= since
    return Call.select(Call.id).where(*theirs).limit(1)


def brief(desk: Desk, client_id: int, *, reveal: bool = False, alike: bool = True) -> Brief:
    """Everything to know before and during a call; who may be the same person only with `alike`. `reveal` shows the
    numbers of somebody not safe to call: start.reveal asks for the reason first. Of a person who has several records it
    has what stands in all of them. Raises UserError where there is no such client."""
    row = next(iter(_clients(client_id)), None)
    if row is None:
        raise NotFound("This person is no longer on the list.", "Find them again (F3).")
    title, first, last, preferred = row["title"], row["first_name"], row["last_name"], row["preferred_name"]
    group = links.group_of(client_id)
    records = (client_id, *(id for id in group if id != client_id))
    now = clock.now()
    today = clock.local(now).date()
    born = unread.value("client", client_id, date.fromisoformat, row["born_on"])
    safety = safety_of(records, today)
    door = Numbers(safety.decided(now), revealed=reveal and desk.may(Act.SHOW_NUMBERS))
    rows = usable(records)
    owed = sorted(_all(_duties, records), key=lambda each: str(each["due_at"]))
    duties = tuple(unread.each_named("duty", owed, _duty))
    calls = desk.settings.calls
    others = [each for each in likely(client_id, household=False) if each.verdict is None] if alike else []
    others = [each for each in others if each.client_id not in records]
    return Brief(
        client_id=client_id,
        person_id=row["person_id"],
        name=people.full_name(title, first, last, preferred) or row["person_id"],
        called=preferred or " ".join(filter(None, (title or first, last))) or row["person_id"],
        age=people.age(born, today) if born else None,
        identity={
            "name": people.full_name(title, first, last, preferred),
            "born": clock.day_words(born) if born else "",
            "address": row["address"] or "",
            "postcode": row["postcode"] or "",
        },
        household=row["household"] or "",
        safety=safety,
        left=tuple(_left(now, **each) for each in sorted(_all(_unseen, records), key=itemgetter("id"), reverse=True)),
        numbers=tuple(to_ring(rows, door, now)),
        hidden=len(rows) if door.hidden else 0,
        contacts=tuple(_contact(door, **each) for each in _all(_contacts, records)),
        before=_before(records),
        last_call=max(filter(None, map(_last_call, records)), key=lambda call: call.at, default=None),
        why=row["why"],
        due_at=unread.value("standing", client_id, clock.from_store, row["due_at"]),
        reason=next((duty.reason for duty in duties if duty.kind == row["why"]), ""),
        duties=duties,
        tries=row["tries"] or 0,
        tried_today=tried_since(records, midnight_of(now)),
        actions=tuple(_action(**each) for each in _all(_open_actions, records)),
        stopped=_stopped_by(client_id, row["stopped"], records),
        away=_away(row["away"], unread.value("client", client_id, clock.from_store, row["away_until"]), now),
        follow_up_on=today + calls.follow_up_weeks * 7 * clock.DAY,
        next_recall_on=clock.add_months(today, calls.recall_months),
        concerns=tuple(each for id in records for each in open_concerns(id)),
        unsafe_talk=max(filter(None, map(unsafe_talk, records)), default=None),
        also=tuple(links.person_ids(records[1:]).values()),
        alike=tuple(map(_alike, others)),
        may_be=may_be(others),
    )


def _all(query: Compiled, records: Iterable[int]) -> list[dict[str, Any]]:
    """The rows about each of a person's records."""
    return [row for id in records for row in query(id)]


def _duty(id: int, kind: str, due_at: str, reason: str | None) -> Duty:
    return Duty(kind, clock.from_store(due_at), reason or "")


def _contact(
    door: Numbers,
    id: int,
    name: str,
    relation: str | None,
    phone: str | None,
    may_be_told: str | None,
    authority_seen: str | None,
) -> Contact:
    return Contact(
        contact_id=id,
        name=name,
        relation=door.beside(relation),
        phone=(door.words(phone) or "") if phone else "",
        may_be_told=door.beside(may_be_told),
        authority_seen=door.beside(authority_seen),
    )


def _action(id: int, kind: str, detail: str, who: str | None, by_on: str | None) -> OpenAction:
    return OpenAction(kind, detail, who or "", unread.value("action", id, date.fromisoformat, by_on))


def tried_since(records: Iterable[int], at: str) -> bool:
    """Did anybody try to reach this person, under any of their records, since this moment (in the clock's store
    form)?"""
    return any(_tries(id, at) for id in records)


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
            reference=row["reference"],
            author=row["author"],
            state=(row["state"] or "submitted") if row["submitted_at"] else "",
            waiting_for=row["waiting_for"] or "the council",
            deadline=unread.value("concern", row["id"], clock.from_store, row["deadline"]),
        )
        for row in _open_concerns(client_id)
    )


def _stopped(client_id: int, stopped: str | None) -> str | None:
    if not stopped:
        return None
    known = unread.value("client", client_id, recalls.STOPPED.__getitem__, stopped)
    return known[1] if known else "Calls were stopped, and why can't be read"


def _left(now: datetime, id: int, text: str, by: str, at: str) -> Left:
    """What a colleague left to be said is said, also where the day on which they did can't be read."""
    when = unread.value("note", id, clock.from_store, at)
    return Left(id, text if when else f"{text} (left on a day that can't be read)", by, when or now)


def raised(desk: Desk, client_id: int, since: datetime) -> tuple[Raised, ...]:
    """The concerns about this client that the worker began since then, put away ones left out."""
    theirs = Concern.client == client_id, Concern.opened_by == desk.worker_id, Concern.discarded_at.is_null()
    found = Concern.select(Concern.reference, Concern.submitted_at)
    rows = found.where(*theirs, Concern.opened_at >= clock.to_store(since)).order_by(Concern.id)
    return tuple(Raised(row["reference"], row["submitted_at"] is not None) for row in dicts(rows))


def _in_doubt(client_id: int) -> str | None:
    """Why nobody calls before somebody has looked, or None."""
    code = Doubt.select(Doubt.code).where((Doubt.client == client_id) & Doubt.settled_at.is_null()).scalar()
    return doubt_words(code) or None


def _last_call(client_id: int) -> LastCall | None:
    for row in _last_calls(client_id):
        with unread.aside("call", row["id"]):
            outcome = outcome_words(row["id"], row["outcome"])
            return LastCall(clock.from_store(row["rang_at"]), outcome, row["note"] or "", row["by"])
    return None


def _away(away: str | None, until: datetime | None, now: datetime) -> str | None:
    if not recalls.is_away(away, until, now):
        return None
    where = "In hospital" if away == "hospital" else "Away"
    return f"{where} until {clock.day_words(clock.local(until).date())}" if until else f"{where}, no date known"
