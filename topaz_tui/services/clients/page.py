"""All that the client screen shows, in one look: the safety card first. Every look is written to the log."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does, sentence_case
from topaz_tui.rules import contact_safety as rules
from topaz_tui.rules import duties, linked, people, recalls, reviews, warnings
from topaz_tui.services import links, queue, unread
from topaz_tui.services.clients.doubts import OpenDoubt, open_doubts
from topaz_tui.services.clients.duplicates import Likely, likely, may_be
from topaz_tui.services.clients.facts import FACTS, field_words, value_words
from topaz_tui.services.clients.stands import stands
from topaz_tui.services.clients.timeline import Moment, action_words, stage, timeline
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import safety_of
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import deed
from topaz_tui.store.models import (
    Action,
    Assessment,
    Change,
    Client,
    Concern,
    Contact,
    Duty,
    Escalation,
    Note,
    Phone,
    Standing,
    Warning,
    Worker,
)

T = TypeVar("T")
TIMELINE = 100  # moments at first; the screen asks for more as one comes to the end of them

_HIDDEN = "(not shown)"


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A standing warning. `overdue`: its review should have been; `ended` ones are shown with the warnings
    alone."""

    id: int
    kind: str
    words: str
    detail: str
    starts_on: date
    review_on: date
    overdue: bool
    agreed_by: str
    told: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SafetyCard:
    """What a worker must know before a number is shown, in the sentences of rules/contact_safety. `hides_numbers`: not
    safe to call, or safe at times that nobody knows."""

    said: tuple[rules.Said, ...]
    hides_numbers: bool
    why_hidden: str
    in_safe_time: bool
    """Not outside the safe times that are known: where none are, no number is seen at all."""


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """`number` is E.164, `words` as it is dialled; both None while numbers are held back. `status` in words,
    '' where it is usable."""

    id: int
    number: str | None
    words: str | None
    note: str
    status: str
    status_words: str
    source: str
    under: str = ""  # the records that have it, where several do


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody beside the client. `key`: whom the council named. `phone` is None where there is none, or it
    is held back."""

    id: int
    name: str
    relation: str
    phone: str | None
    may_be_told: str
    authority_seen: str
    key: bool


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    id: int
    assessed_on: date
    band: str | None
    band_words: str
    reference: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What the team owes: `kind` is a key of duties.WORDS."""

    kind: str
    words: str
    due_at: datetime
    for_worker: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class WordLeft:
    """What somebody left for the next caller."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActionLine:
    id: int
    words: str
    by_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class ConcernLine:
    id: int
    reference: str
    at: datetime
    stage: str
    submitted: bool
    in_error: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLine:
    id: int
    at: datetime
    words: str
    was: str
    now: str
    by: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client. `banner` is what has to be said in big words: died, moved, asked not to be called, in
    hospital. `why_no_call` says why a worker can't begin a call now, in a sentence; None where they can.
    `facts` has every column that `edit` may change, as it is kept."""

    client_id: int
    version: int
    person_id: str
    name: str
    nhs: str | None
    born_on: date | None
    died_on: date | None
    age: int | None
    address: str | None
    postcode: str | None
    household: str | None
    gp: str | None
    open_to_services: bool
    safety: SafetyCard
    banner: tuple[str, ...]
    doubts: tuple[OpenDoubt, ...]
    stopped: str | None
    away: str | None
    reason: str
    words: str
    why_no_call: str | None
    held_by: str | None
    tries: int
    phones: tuple[PhoneLine, ...]
    contacts: tuple[ContactLine, ...]
    assessments: tuple[AssessmentLine, ...]
    duties: tuple[DutyLine, ...]
    left: tuple[WordLeft, ...]
    warnings: tuple[WarningLine, ...]
    actions: tuple[ActionLine, ...]
    concerns: tuple[ConcernLine, ...]
    timeline: tuple[Moment, ...]
    more: bool
    changes: tuple[ChangeLine, ...]
    duplicates: tuple[Likely, ...]
    facts: dict[str, str | int | None]
    also: tuple[str, ...] = ()  # the IDs of further records that are theirs: what stands there counts here
    may_be: rules.Said | None = None  # who may be the same person, and is not called

    @property
    def warned(self) -> tuple[WarningLine, ...]:
        """The warnings that hold."""
        return tuple(warning for warning in self.warnings if warning.ended_at is None)


@Compiled
def _clients(client: Any) -> Any:
    """All that is kept of a client, and where they stand: under the record that leads, where they have several."""
    own, led = Standing.alias(), Standing.alias()
    return (
        Client.select(
            Client, led.state, led.reason.alias("why_not"), led.why, led.rank, led.due_at, led.words, led.tries,
            led.changes_at, led.held_until, Worker.id.alias("holder_id"), Worker.name.alias("holder"),
        )
        .join(own, JOIN.LEFT_OUTER, on=own.client == Client.id)
        .join(led, JOIN.LEFT_OUTER, on=led.client == fn.COALESCE(own.lead, Client.id))
        .join(Worker, JOIN.LEFT_OUTER, on=Worker.id == led.held_by)
        .where(Client.id == client)
    )  # fmt: skip


@Compiled
def _phones(client: Any) -> Any:
    order = Phone.status != "usable", Phone.position, Phone.id
    columns = Phone.id, Phone.number, Phone.note, Phone.status, Phone.source, Phone.dial_first
    return Phone.select(*columns).where(Phone.client == client).order_by(*order)


@Compiled
def _contacts(client: Any) -> Any:
    columns = Contact.id, Contact.name, Contact.relation, Contact.phone, Contact.may_be_told, Contact.authority_seen
    order = Contact.source != "council", Contact.id
    return Contact.select(*columns, Contact.source).where(Contact.client == client).order_by(*order)


@Compiled
def _assessments(client: Any) -> Any:
    columns = Assessment.id, Assessment.assessed_on, Assessment.eligibility, Assessment.reference
    order = Assessment.assessed_on.desc(), Assessment.id.desc()
    return Assessment.select(*columns).where(Assessment.client == client).order_by(*order)


@Compiled
def _warnings(client: Any) -> Any:
    columns = Warning.id, Warning.kind, Warning.detail, Warning.starts_on, Warning.review_on, Warning.told
    order = Warning.ended_at.is_null(False), Warning.id.desc()
    found = Warning.select(*columns, Warning.ended_at, Worker.name.alias("agreed_by")).join(
        Worker, on=Warning.agreed_by
    )
    return found.where(Warning.client == client).order_by(*order)


@Compiled
def _duties(client: Any) -> Any:
    found = Duty.select(Duty.id, Duty.kind, Duty.due_at, Worker.name.alias("for_worker"), Duty.reason)
    theirs = Duty.client == client, Duty.closed_at.is_null()
    return found.join(Worker, JOIN.LEFT_OUTER, on=Duty.for_worker == Worker.id).where(*theirs).order_by(Duty.due_at)


@Compiled
def _unseen(client: Any) -> Any:
    found = Note.select(Note.id, Note.text, Worker.name.alias("by"), Note.made_at.alias("at")).join(Worker)
    theirs = Note.client == client, Note.kind == "next caller", Note.seen_at.is_null()
    return found.where(*theirs).order_by(Note.id.desc())


@Compiled
def _open_actions(client: Any) -> Any:
    theirs = Action.client == client, Action.done_at.is_null(), Action.taken_back_at.is_null()
    found = Action.select(Action.id, Action.kind, Action.detail, Action.who, Action.by_on).where(*theirs)
    return found.order_by(Action.by_on.asc(nulls="first"), Action.id)


@Compiled
def _concerns(client: Any) -> Any:
    return (
        Concern.select(
            Concern.id, Concern.reference, Concern.opened_at, Concern.submitted_at, Concern.discarded_at,
            Escalation.state, Escalation.waiting_for, Escalation.in_error, Escalation.closed_at,
        )
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.client == client)
        .order_by(Concern.id.desc())
    )  # fmt: skip


@Compiled
def _changes(client: Any) -> Any:
    columns = Change.id, Change.changed_at.alias("at"), Change.field, Change.was, Change.now
    found = Change.select(*columns, Worker.name.alias("by")).join(Worker)
    return found.where(Change.client == client).order_by(Change.id.desc()).limit(200)


def page(desk: Desk, client_id: int, *, limit: int = TIMELINE) -> ClientPage:
    """The client as the screen shows them, with the newest `limit` moments of the timeline. Raises Trouble
    where there is no such client. Writes to the log that they were opened."""
    return look(desk, client_id, limit, show_numbers=False)


def again(desk: Desk, client_id: int, *, limit: int = TIMELINE) -> ClientPage:
    """The page that is on show already, as it stands now: that it was opened is in the log."""
    row, now = _row(client_id), clock.now()
    if row["changes_at"] and row["changes_at"] <= clock.to_store(now):
        return look(desk, client_id, limit, show_numbers=False, log=False)
    return _page(desk, row, now, limit, show_numbers=False)


def look(desk: Desk, client_id: int, limit: int, *, show_numbers: bool, log: bool = True) -> ClientPage:
    """`page`, and with `show_numbers` also the numbers of somebody not safe to call: reveal.reveal_numbers
    asks first."""
    with deed():
        now = clock.now()
        row = _row(client_id)
        if row["changes_at"] and row["changes_at"] <= clock.to_store(now):
            queue_status.refresh((client_id,), desk.settings)
            row = _row(client_id)
        if log:
            audit.note(desk.worker_id, "opened", client_id)
        return _page(desk, row, now, limit, show_numbers)


def _row(client_id: int) -> dict[str, Any]:
    for row in _clients(client_id):
        return row
    raise Trouble("This person is no longer on the list.", "Find them again (F3).")


def _rows(query: Compiled, records: Iterable[int]) -> list[dict[str, Any]]:
    """The rows about each of a person's records."""
    return [row for id in records for row in query(id)]


def _page(desk: Desk, row: dict[str, Any], now: datetime, limit: int, show_numbers: bool) -> ClientPage:
    client_id, today = int(row["id"]), clock.local(now).date()
    born, died = _day(client_id, row["born_on"]), _day(client_id, row["died_on"])
    records = (client_id, *(id for id in links.group_of(client_id) if id != client_id))
    others = {id: _row(id) for id in records[1:]}
    known = safety_of(records, today)
    decided = known.decided(now)
    safety = SafetyCard(
        rules.sentences(replace(known, warnings=()), now),  # the warnings stand on the page by themselves
        decided.hides_numbers,
        decided.why_hidden,
        not known.unsafe_at(now),
    )
    door = rules.Numbers(decided, revealed=show_numbers)
    ids = {id: str(each["person_id"]) for id, each in (*others.items(), (client_id, row))} if others else {}
    phones = _phone_lines(door, records, ids)
    gate = queue.gate_now(desk, now)
    reason, words = stands(
        gate, now, row["state"], row["why_not"], row["why"], row["rank"], row["due_at"], row["words"]
    )
    doubts = open_doubts(client_id)
    banner = (*_banner(row, now), *(f"{doubt.words.upper()} · {doubt.file_has}" for doubt in doubts))
    stop = (row["stopped"], client_id) if row["stopped"] else links.stop(records) if others else None
    if stop and stop[0] != "nobody" and others:
        by = others.get(stop[1], row)
        own = banner if by is not row else banner[1:]
        banner = (f"{_banner(by, now)[0]}{links.stopped_with(records, stop[1])}", *own)
    held_by = row["holder"] if row["held_until"] and row["held_until"] > clock.to_store(now) else None
    moments, more = timeline(records, limit)
    duplicates = likely(client_id)
    return ClientPage(
        client_id=client_id,
        version=row["version"],
        person_id=row["person_id"],
        name=people.full_name(row["title"], row["first_name"], row["last_name"], row["preferred_name"])
        or row["person_id"],
        nhs=people.nhs_words(row["nhs_number"]) if row["nhs_number"] else None,
        born_on=born,
        died_on=died,
        age=people.age(born, died or today) if born else None,
        address=row["address"],
        postcode=row["postcode"],
        household=row["household"],
        gp=row["gp"],
        open_to_services=bool(row["open_to_services"]),
        safety=safety,
        banner=banner,
        doubts=doubts,
        stopped=stop[0] if stop else None,
        away=row["away"] if _is_away(row, now) else None,
        reason=reason,
        words=words,
        why_no_call=_why_no_call(
            desk,
            stop[0] if stop else "died" if row["died_on"] else None,
            row["holder_id"],
            banner,
            decided,
            phones,
            held_by,
            recalls.outside(known.windows, now)[1] if known.unsafe_at(now) else "",
            in_doubt=any(map(open_doubts, records)),
        ),
        held_by=held_by,
        tries=row["tries"] or 0,
        phones=phones,
        contacts=_once(_contact(door, **row) for row in _rows(_contacts, records)),
        assessments=_once(_lines("assessment", _assessments, records, _assessment)),
        duties=_duty_lines(records, ids, now),
        left=_lines("note", _unseen, records, functools.partial(_left, now)),
        warnings=tuple(_warning(today, **row) for row in _rows(_warnings, records)),
        actions=_actions(records, today),
        concerns=_lines("concern", _concerns, records, _concern),
        timeline=moments,
        more=more,
        changes=_lines("change", _changes, (client_id,), functools.partial(_change, door)),
        duplicates=duplicates,
        facts={name: row[name] for name in FACTS},
        also=tuple(str(each["person_id"]) for each in others.values()),
        may_be=may_be(each for each in duplicates if each.client_id not in records),
    )


def _lines(table: str, query: Compiled, records: Iterable[int], make: Callable[..., T]) -> tuple[T, ...]:
    """The rows of one table about this person: those that can be read."""
    return tuple(unread.each_named(table, _rows(query, records), make))


L = TypeVar("L", ContactLine, AssessmentLine)


def _once(lines: Iterable[L]) -> tuple[L, ...]:
    """Each once, where several records of a person say the same: the first of those that differ in their row alone."""
    return tuple({replace(line, id=0): line for line in reversed(tuple(lines))}.values())[::-1]


def _phone_lines(door: rules.Numbers, records: Iterable[int], ids: Mapping[int, str]) -> tuple[PhoneLine, ...]:
    """Each number once, with the records that have it: one that is wrong, or can't be obtained, under one of them is so
    under all (links.numbers)."""
    found: dict[str, list[tuple[int, PhoneLine]]] = {}
    for record in records:
        for row in _phones(record):
            found.setdefault(row["number"], []).append((record, _phone(door, **row)))
    told = []
    for lines in found.values():
        line = min((line for _, line in lines), key=lambda each: _STATES.get(each.status, len(_STATES)))
        under = linked.records([ids[record] for record, _ in lines]) if len(lines) > 1 and ids else ""
        told.append(replace(line, under=under))
    return tuple(sorted(told, key=lambda line: line.status != "usable"))


_STATES = {"wrong": 0, "unobtainable": 1, "usable": 2}


def _duty_lines(records: Iterable[int], ids: Mapping[int, str], now: datetime) -> tuple[DutyLine, ...]:
    """What is owed, the soonest first: the same under several records once, with the records."""
    found: dict[DutyLine, list[int]] = {}
    for record in records:
        for line in _lines("duty", _duties, (record,), functools.partial(_duty, now)):
            same = next(
                (each for each in found if (each.words, each.for_worker) == (line.words, line.for_worker)), line
            )
            found.setdefault(same, []).append(record)
    under = {
        line: f" ({linked.records([ids[each] for each in those])})" if ids else "" for line, those in found.items()
    }
    return tuple(
        sorted((replace(line, words=line.words + under[line]) for line in found), key=lambda each: each.due_at)
    )


def _contact(
    door: rules.Numbers,
    id: int,
    name: str,
    relation: str | None,
    phone: str | None,
    may_be_told: str | None,
    authority_seen: str | None,
    source: str,
) -> ContactLine:
    return ContactLine(
        id=id,
        name=name,
        relation=door.beside(relation),
        phone=door.words(phone) if phone else None,
        may_be_told=door.beside(may_be_told),
        authority_seen=door.beside(authority_seen),
        key=source == "council",
    )


def _assessment(id: int, assessed_on: str, eligibility: str | None, reference: str) -> AssessmentLine:
    words = people.BANDS.get(eligibility or "", "Not known")
    return AssessmentLine(id, date.fromisoformat(assessed_on), eligibility, words, reference)


def _duty(now: datetime, id: int, kind: str, due_at: str, for_worker: str | None, reason: str | None) -> DutyLine:
    due = clock.from_store(due_at)
    return DutyLine(kind, _duty_words(kind, due, now), due, for_worker, reason or "")


def _left(now: datetime, id: int, text: str, by: str, at: str) -> WordLeft:
    """What a colleague left to be said is said, also where the day on which they did can't be read."""
    when = unread.value("note", id, clock.from_store, at)
    return WordLeft(id, text if when else f"{text} (left on a day that can't be read)", by, when or now)


def _concern(
    id: int,
    reference: str,
    opened_at: str,
    submitted_at: str | None,
    discarded_at: str | None,
    state: str | None,
    waiting_for: str | None,
    in_error: int | None,
    closed_at: str | None,
) -> ConcernLine:
    words = stage(submitted_at, discarded_at, state, waiting_for) + (": entered in error" if in_error else "")
    at, is_open = clock.from_store(submitted_at or opened_at), not discarded_at and not closed_at
    return ConcernLine(id, reference, at, words, submitted=bool(submitted_at), in_error=bool(in_error), open=is_open)


def _change(door: rules.Numbers, id: int, at: str, field: str, was: str | None, now: str | None, by: str) -> ChangeLine:
    words, before, after = field_words(field), _shown(field, was, door), _shown(field, now, door)
    return ChangeLine(id, clock.from_store(at), words, before, after, by)


def _day(id: int, text: str | None) -> date | None:
    return unread.value("client", id, date.fromisoformat, text)


_STOPPED_WORDS = {"died": "HAS DIED", "moved": "HAS MOVED AWAY", "refused": "ASKED NOT TO BE CALLED AGAIN",
                  "nobody": "A RECORD OF NOBODY"}  # fmt: skip
_NEVER_CALL = {
    "died": "They have died: nobody calls.",
    "moved": "They have moved away: nobody calls.",
    "refused": "They asked not to be called again.",
    "nobody": "The record is of nobody: there is nobody to call.",
}


def _banner(row: dict[str, Any], now: datetime) -> tuple[str, ...]:
    lines = []
    died = _day(row["id"], row["died_on"])
    if row["stopped"] == "died" or row["died_on"]:
        lines.append("HAS DIED" + (f" on {clock.day_words(died)}" if died else ""))
    elif row["stopped"]:
        lines.append(_STOPPED_WORDS.get(row["stopped"], "NOT TO BE CALLED: why can't be read"))
    if _is_away(row, now):
        until = _away_until(row)
        where = "IN HOSPITAL" if row["away"] == "hospital" else "AWAY"
        lines.append(where + (f" until {clock.day_words(clock.local(until).date())}" if until else ", no date known"))
    return tuple(lines)


def _away_until(row: dict[str, Any]) -> datetime | None:
    return unread.value("client", row["id"], clock.from_store, row["away_until"])


def _is_away(row: dict[str, Any], now: datetime) -> bool:
    return recalls.is_away(row["away"], _away_until(row), now)


def _why_no_call(
    desk: Desk,
    stopped: str | None,
    holder_id: int | None,
    banner: tuple[str, ...],
    decided: rules.Decision,
    phones: tuple[PhoneLine, ...],
    held_by: str | None,
    outside: str,
    *,
    in_doubt: bool,
) -> str | None:
    if stopped:
        return _NEVER_CALL.get(stopped, "Calls were stopped, and why can't be read: ask your manager.")
    if decided.hides_numbers and not desk.is_manager:  # a manager gives the reason before a number is shown there
        return f"{decided.why_hidden}: a manager may show the numbers, with a reason (v)."
    if in_doubt:
        return "Somebody has to look at what the council's file says first."
    if banner:
        return f"{sentence_case(banner[0])}."
    if held_by and holder_id != desk.worker_id:
        return f"{does(held_by, 'is')} with this person now."
    if not any(phone.status == "usable" for phone in phones):
        return "There is no usable number: add one (p)."
    return f"{outside}." if outside else None


def _phone(
    door: rules.Numbers, id: int, number: str, note: str | None, status: str, source: str, dial_first: str | None
) -> PhoneLine:
    return PhoneLine(
        id=id,
        number=door.dialled(number, dial_first),
        words=door.words(number, dial_first),
        note=door.beside(note),
        status=status,
        status_words=people.PHONE_STATES.get(status, status),
        source=source,
    )


def _warning(
    today: date,
    id: int,
    kind: str,
    detail: str | None,
    starts_on: str,
    review_on: str,
    agreed_by: str,
    told: str | None,
    ended_at: str | None,
) -> WarningLine:
    known = warnings.KIND.get(kind)
    # A warning holds, and is due to be looked at, whatever can't be read of its days.
    review = unread.value("warning", id, date.fromisoformat, review_on) or today
    return WarningLine(
        id=id,
        kind=kind,
        words=known.words if known else kind.capitalize(),
        detail=detail or "",
        starts_on=unread.value("warning", id, date.fromisoformat, starts_on) or review,
        review_on=review,
        overdue=ended_at is None and warnings.overdue(review, today),
        agreed_by=agreed_by,
        told=warnings.TOLD_WORDS.get(told or "", told or "not known whether they were told"),
        ended_at=unread.value("warning", id, clock.from_store, ended_at),
    )


def _duty_words(kind: str, due: datetime, now: datetime) -> str:
    when = clock.moment_words(due, now) if kind == "callback" else clock.day_words(clock.local(due).date())
    return f"{duties.WORDS.get(kind, kind)} due {when}"


def _actions(records: Iterable[int], today: date) -> tuple[ActionLine, ...]:
    """Those that stay open until somebody did them, and nobody has."""
    found = []
    for row in _rows(_open_actions, records):
        known, by = reviews.ACTION.get(row["kind"]), unread.value("action", row["id"], date.fromisoformat, row["by_on"])
        if known is None or known.stays_open:
            words = action_words(row["kind"], row["detail"], row["who"], by)
            found.append(ActionLine(row["id"], words, by, late=by is not None and by < today))
    return tuple(found)


def _shown(field: str, value: str | None, door: rules.Numbers) -> str:
    """A change's value: numbers are held back with the others."""
    return _HIDDEN if value and door.hidden and field in ("phone", "contact") else value_words(field, value)
