"""All that the call screen needs about one client, in one look: the safety card first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import duties as duty_rules
from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import IDS, Numbers, Safety, SafetySentence
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, council_answers, links, reviews, unread
from topaz_tui.services.calls.brief_queries import (
    action_rows,
    client_rows,
    contact_rows,
    duty_rows,
    last_call_rows,
    left_notes,
    try_rows,
)
from topaz_tui.services.calls.concerns_about import OpenConcern, open_concerns
from topaz_tui.services.calls.identity import identity_of
from topaz_tui.services.calls.not_called import away_words, stopped_by
from topaz_tui.services.calls.numbers import (
    ContactNumber,
    Number,
    midnight_of,
    of_contacts,
    outcome_words,
    to_ring,
    usable,
)
from topaz_tui.services.clients import NO_ROLE, ContactRole, Filled, Likely, filled, likely, may_be, roles
from topaz_tui.services.council_answers import CouncilFinding
from topaz_tui.services.safety import safety_of, unsafe_talk
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled


@dataclass(frozen=True, slots=True)
class BriefHandoverNote:
    """A handover note: what somebody left for the next caller."""

    note_id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BriefContact:
    """A contact of the client, for the call screen: what they may be told, on whose authority, and as what they
    speak."""

    contact_id: int
    name: str
    relation: str
    phone: str
    may_be_told: str
    authority_seen: str
    role: ContactRole = NO_ROLE


@dataclass(frozen=True, slots=True)
class LastCall:
    """The last call with the client, for the call screen."""

    at: datetime
    outcome: str  # its words
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class BriefDuty:
    """A call that is owed to the client, for the call screen."""

    kind: str  # 'callback', 'follow-up', 'recall'
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OpenAction:
    """What was arranged for the client and has not come yet. `who` does it, by the day `by_on`; `referred` is the
    referral that sees to it, as long as that is on its way."""

    action_id: int
    kind: str
    detail: str
    who: str
    by_on: date | None
    referred: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """One client, as whoever calls them needs to know them.

    `called` is how to address them. `identity` has a fact for each step of checks.IDENTITY: the worker
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
    left: tuple[BriefHandoverNote, ...]
    numbers: tuple[Number, ...]
    hidden: int
    contacts: tuple[BriefContact, ...]
    before: dict[str, reviews.Before]
    last_call: LastCall | None
    why: str | None
    due_at: datetime | None
    reason: str
    duties: tuple[BriefDuty, ...]
    attempts: int
    tried_today: bool
    actions: tuple[OpenAction, ...]
    stopped: str | None
    away: str | None
    follow_up_on: date
    next_recall_on: date
    others: tuple[ContactNumber, ...] = ()  # the numbers of those beside them
    concerns: tuple[OpenConcern, ...] = ()
    unsafe_talk: datetime | None = None
    also: tuple[str, ...] = ()  # the IDs of further records that are theirs
    alike: tuple[str, ...] = ()  # who may be the same person, and what speaks for it
    may_be: SafetySentence | None = None  # of them, whom nobody calls: to be said before a number is shown
    council: tuple[CouncilFinding, ...] = ()  # what it found, as long as no review of ours is whole


def brief(session: Session, client_id: int, *, reveal: bool = False, alike: bool = True) -> Brief:
    """Everything to know before and during a call; who may be the same person only with `alike`. `reveal` shows the
    numbers of somebody not safe to call: start.reveal asks for the reason first. Of a person who has several records it
    has what stands in all of them. Raises UserError where there is no such client."""
    access.opened(session, Reading.CALL, client_id)
    row = next(iter(client_rows(client_id)), None)
    if row is None:
        raise NotFound("This person is no longer on the list.", "Find them again (F3).")
    title, first, last, preferred = row["title"], row["first_name"], row["last_name"], row["preferred_name"]
    group = links.group_of(client_id)
    records = (client_id, *(id for id in group if id != client_id))
    now = clock.now()
    today = clock.local(now).date()
    born = unread.value("client", client_id, date.fromisoformat, row["born_on"])
    safety = safety_of(records, today)
    door = Numbers(safety.decided(now), revealed=reveal and session.may(Act.SHOW_NUMBERS))
    rows, there = usable(records), filled(records)
    owed = sorted(_all(duty_rows, _having(there, "duty")), key=lambda each: str(each["due_at"]))
    duties = tuple(unread.each_named("duty", owed, _duty))
    calls, known = session.settings.calls, roles(_having(there, "contact"), today)
    others = [each for each in likely(client_id, household=False) if each.verdict is None] if alike else []
    others = [*access.shown(session, (each for each in others if each.client_id not in records))]
    found = Brief(
        client_id=client_id,
        person_id=row["person_id"],
        name=people.full_name(title, first, last, preferred) or row["person_id"],
        called=preferred or " ".join(filter(None, (title or first, last))) or row["person_id"],
        age=people.age(born, today) if born else None,
        identity=identity_of(row, born),
        household=row["household"] or "",
        safety=safety,
        left=tuple(
            _left(now, **each)
            for each in sorted(_all(left_notes, _having(there, "note")), key=itemgetter("id"), reverse=True)
        ),
        numbers=tuple(to_ring(rows, door, now)),
        hidden=len(rows) if door.hidden else 0,
        contacts=tuple(_contact(door, known, **each) for each in _all(contact_rows, _having(there, "contact"))),
        before=_before(_having(there, "review")),
        last_call=max(filter(None, map(_last_call, records)), key=lambda call: call.at, default=None),
        why=row["why"],
        due_at=unread.value("queue_status", client_id, clock.from_store, row["due_at"]),
        reason=next((duty.reason for duty in duties if duty.kind == row["why"]), ""),
        duties=duties,
        attempts=row["attempts"] or 0,
        tried_today=tried_since(records, midnight_of(now)),
        actions=tuple(_action(**each) for each in _all(action_rows, _having(there, "action"))),
        stopped=stopped_by(client_id, row["stopped"], records),
        away=away_words(row["away"], unread.value("client", client_id, clock.from_store, row["away_until"]), now),
        follow_up_on=session.settings.office.working_day_from(today + calls.follow_up_weeks * 7 * clock.DAY),
        next_recall_on=clock.add_months(today, calls.recall_months),
        others=tuple(of_contacts(_having(there, "contact"), door, now, known)),
        concerns=tuple(each for id in _having(there, "concern") for each in open_concerns(session, id)),
        unsafe_talk=max(filter(None, map(unsafe_talk, records)), default=None),
        also=tuple(links.person_ids(records[1:]).values()),
        alike=tuple(map(_alike, others)),
        may_be=may_be(others),
        council=council_answers.of(records) if _having(there, "council_answer") else (),
    )
    return door.throughout(found, *IDS)


def _having(there: Filled, table: str) -> tuple[int, ...]:
    """Those of the records of which the table has rows."""
    return tuple(id for id, tables in there.items() if table in tables)


def _all(query: Compiled, records: Iterable[int]) -> list[dict[str, Any]]:
    """The query's rows for each of a person's records."""
    return [row for id in records for row in query(id)]


def _duty(id: int, kind: str, due_at: str, reason: str | None, cause: str | None) -> BriefDuty:  # noqa: ARG001  # rows come by name
    return BriefDuty(kind, clock.from_store(due_at), duty_rules.reason_words(reason, cause))


def _contact(
    door: Numbers,
    known: Mapping[int, ContactRole],
    id: int,
    name: str,
    relation: str | None,
    phone: str | None,
    may_be_told: str | None,
    authority_seen: str | None,
) -> BriefContact:
    return BriefContact(
        contact_id=id,
        name=name,
        relation=door.beside(relation),
        phone=(door.words(phone) or "") if phone else "",
        may_be_told=door.beside(may_be_told),
        authority_seen=door.beside(authority_seen),
        role=known.get(id, NO_ROLE),
    )


def _action(id: int, kind: str, detail: str, who: str | None, by_on: str | None, referred: str | None) -> OpenAction:
    day = unread.value("action", id, date.fromisoformat, by_on)
    return OpenAction(id, kind, detail, who or "", day, referred or "")


def tried_since(records: Iterable[int], at: str) -> bool:
    """Did anybody try to reach this person, under any of their records, since this moment (in the clock's store
    form)?"""
    return any(try_rows(id, at) for id in records)


def _before(records: Sequence[int]) -> dict[str, reviews.Before]:
    """The last answer about each area, from any of the person's records."""
    found: dict[str, reviews.Before] = {}
    for id in records:
        for area, given in reviews.before(id).items():
            if area not in found or found[area].on < given.on:
                found[area] = given
    return found


def _alike(other: Likely) -> str:
    """The records that may be the same person and that nobody has judged yet, each with what speaks for it."""
    stops = f", who {other.stops}" if other.stops else ""
    return f"{other.name}, {other.person_id}{stops}{f' ({other.why})' if other.why else ''}"


def _left(now: datetime, id: int, text: str, by: str, at: str) -> BriefHandoverNote:
    """A handover note for the call screen. It is shown too where the day on which it was written can't be read."""
    when = unread.value("note", id, clock.from_store, at)
    return BriefHandoverNote(id, text if when else f"{text} (left on a day that can't be read)", by, when or now)


def _last_call(client_id: int) -> LastCall | None:
    for row in last_call_rows(client_id):
        with unread.aside("call", row["id"]):
            outcome = outcome_words(row["id"], row["outcome"])
            to = f" (rang {row['rung']})" if row["rung"] else ""
            return LastCall(clock.from_store(row["rang_at"]), f"{outcome}{to}", row["note"] or "", row["by"])
    return None
