"""All that the client screen shows, in one look: the safety card first. Every look is written to the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import contact_safety as rules
from topaz_tui.rules import linked, people, safety_sentences
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.rules.queue_words import outside_words
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import access, council_answers, interpreter_bookings, links, queue
from topaz_tui.services.clients import profile_lines
from topaz_tui.services.clients.doubts import OpenDoubt, open_doubts
from topaz_tui.services.clients.duplicates import Likely, likely, may_be
from topaz_tui.services.clients.fields import EDITABLE
from topaz_tui.services.clients.filled import filled
from topaz_tui.services.clients.lines import (
    ActionLine,
    AssessmentLine,
    ChangeLine,
    ConcernLine,
    ContactLine,
    DutyLine,
    HandoverNote,
    PhoneLine,
    WarningLine,
)
from topaz_tui.services.clients.moment import Moment
from topaz_tui.services.clients.no_call import banner_of, day, is_away, why_no_call
from topaz_tui.services.clients.own_stop import OwnStop, own_stop
from topaz_tui.services.clients.profile_numbers import NumberLines
from topaz_tui.services.clients.timeline import timeline
from topaz_tui.services.council_answers import CouncilFinding
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import safety_of
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, QueueEntry, Worker

TIMELINE = 100  # moments at first; the screen asks for more as one comes to the end of them


@dataclass(frozen=True, slots=True)
class SafetyCard:
    """What a worker must know before a number is shown, as rules/safety_sentences says it. `hides_numbers`: not safe to
    call, or safe at times that nobody knows."""

    said: tuple[rules.SafetySentence, ...]
    hides_numbers: bool
    why_hidden: str


@dataclass(frozen=True, slots=True)
class ClientProfile:
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
    stands: QueueStatus
    why_no_call: str | None
    held_by: str | None
    attempts: int
    phones: tuple[PhoneLine, ...]
    contacts: tuple[ContactLine, ...]
    assessments: tuple[AssessmentLine, ...]
    duties: tuple[DutyLine, ...]
    left: tuple[HandoverNote, ...]
    warnings: tuple[WarningLine, ...]
    actions: tuple[ActionLine, ...]
    concerns: tuple[ConcernLine, ...]
    timeline: tuple[Moment, ...]
    more: bool
    changes: tuple[ChangeLine, ...]
    duplicates: tuple[Likely, ...]
    facts: dict[str, str | int | None]
    interpreter: interpreter_bookings.Booked | None = None  # who is booked, and when
    also: tuple[str, ...] = ()  # the IDs of further records that are theirs: what stands there counts here
    may_be: rules.SafetySentence | None = None  # who may be the same person, and is not called
    council: tuple[CouncilFinding, ...] = ()  # what it found, as long as no review of ours is whole
    write_ok: bool | None = None  # whether it is safe to write, by all their records
    mail_ok: bool | None = None  # the same of whether they agreed to mail
    restricted: tuple[access.Restricted, ...] = ()  # of their records, each that is
    own_stop: OwnStop | None = None  # by what whoever looks said today that nobody calls them, where they did

    @property
    def reason(self) -> Reason:
        """The reason of their queue status."""
        return self.stands.reason

    @property
    def warned(self) -> tuple[WarningLine, ...]:
        """The standing warnings that have not ended."""
        return tuple(warning for warning in self.warnings if warning.ended_at is None)


@Compiled
def _clients(client: Any) -> Any:
    """The columns of the client and of their queue status, which is that of the leading record where they have
    several."""
    own, led = QueueEntry.alias(), QueueEntry.alias()
    return (
        Client.select(
            Client,
            *queue.entry_columns(led),
            led.held_until,
            Worker.id.alias("holder_id"),
            Worker.name.alias("holder"),
        )
        .join(own, JOIN.LEFT_OUTER, on=own.client == Client.id)
        .join(led, JOIN.LEFT_OUTER, on=led.client == fn.COALESCE(own.lead, Client.id))
        .join(Worker, JOIN.LEFT_OUTER, on=Worker.id == led.held_by)
        .where(Client.id == client)
    )


def open_profile(session: Session, client_id: int, *, limit: int = TIMELINE) -> ClientProfile:
    """The client as the screen shows them, with the newest `limit` moments of the timeline. Raises UserError
    where there is no such client. Writes to the log that they were opened."""
    return read_profile(session, client_id, limit, show_numbers=False)


def refresh_profile(session: Session, client_id: int, *, limit: int = TIMELINE) -> ClientProfile:
    """The profile as it stands now, for a page that is on show already: the log has that it was opened."""
    access.need_open(session, client_id)
    row, now = _row(client_id), clock.now()
    if row["changes_at"] and row["changes_at"] <= clock.to_store(now):
        return read_profile(session, client_id, limit, show_numbers=False, log=False)
    return _profile(session, row, now, limit, show_numbers=False)


def log_taken_out(session: Session, client_id: int) -> None:
    """Write to the log that all that is known of a client was copied, to be pasted elsewhere."""
    with transaction():
        audit.record(session.worker_id, "took out what is known", client_id)


def read_profile(
    session: Session, client_id: int, limit: int, *, show_numbers: bool, log: bool = True
) -> ClientProfile:
    """`open_profile`, and with `show_numbers` also the numbers of somebody not safe to call: reveal.reveal_numbers
    asks first. Raises RestrictedRecord where it is not open to whoever asks."""
    with transaction():
        access.need_open(session, client_id)
        now = clock.now()
        row = _row(client_id)
        if row["changes_at"] and row["changes_at"] <= clock.to_store(now):
            queue_status.refresh((client_id,), session.settings)
            row = _row(client_id)
        if log:
            audit.record(session.worker_id, audit.LoggedAction.OPENED, client_id)
        return _profile(session, row, now, limit, show_numbers)


def _row(client_id: int) -> dict[str, Any]:
    for row in _clients(client_id):
        return row
    raise NotFound("This person is no longer on the list.", "Find them again (F3).")


def _shown(session: Session, client_id: int, found: tuple[Likely, ...]) -> tuple[Likely, ...]:
    """Those who may be the same person, as whoever looks may see them: of somebody restricted it is not told that they
    have a telephone in common, and no more."""
    if not found:
        return ()
    held = access.closed(session).intersection(each.client_id for each in found)
    if held:
        held -= {each.client_id for each in likely(client_id, household=False)}
        found = tuple(each for each in found if each.client_id not in held)
    return access.shown(session, found)


def _profile(session: Session, row: dict[str, Any], now: datetime, limit: int, show_numbers: bool) -> ClientProfile:
    client_id, today = int(row["id"]), clock.local(now).date()
    born, died = day(client_id, row["born_on"]), day(client_id, row["died_on"])
    records = (client_id, *(id for id in links.group_of(client_id) if id != client_id))
    others = {id: _row(id) for id in records[1:]}
    there = filled(records)
    has_any = frozenset[str]().union(*there.values())
    interpreter = (
        interpreter_bookings.state(records, now)
        if has_any & {"booking", "escalation"}
        else interpreter_bookings.NONE_NEEDED
    )
    known = safety_of(records, today, interpreter)
    decided = known.decided(now)
    safety = SafetyCard(
        safety_sentences.sentences(replace(known, warnings=()), now),  # the warnings stand on the page by themselves
        decided.hides_numbers,
        decided.why_hidden,
    )
    numbers = NumberLines(decided, revealed=show_numbers)
    ids = {id: str(each["person_id"]) for id, each in (*others.items(), (client_id, row))} if others else {}
    phones = numbers.phones(records, ids)
    gate = queue.gate_now(session, now)
    doubts = open_doubts(client_id) if "doubt" in there[client_id] else ()
    banner = (*banner_of(row, now), *(f"{doubt.words.upper()} · {doubt.file_has}" for doubt in doubts))
    stop = (row["stopped"], client_id) if row["stopped"] else links.stop(records) if others else None
    if stop and stop[0] != CallStop.NOBODY and others:
        by = others.get(stop[1], row)
        own = banner if by is not row else banner[1:]
        banner = (f"{banner_of(by, now)[0]}{links.stopped_with(records, stop[1])}", *own)
    held_by = row["holder"] if row["held_until"] and row["held_until"] > clock.to_store(now) else None
    moments, more = timeline(records, limit, there)
    duplicates = _shown(session, client_id, likely(client_id))
    page = ClientProfile(
        client_id=client_id,
        version=row["version"],
        person_id=row["person_id"],
        name=people.full_name(row["title"], row["first_name"], row["last_name"], row["preferred_name"])
        or row["person_id"],
        nhs=people.format_nhs_number(row["nhs_number"]) if row["nhs_number"] else None,
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
        own_stop=own_stop(session, records) if stop else None,
        away=row["away"] if is_away(row, now) else None,
        stands=queue.status_of(row, gate),
        why_no_call=why_no_call(
            session,
            stop[0] if stop else CallStop.DIED if row["died_on"] else None,
            banner,
            decided,
            phones,
            None if row["holder_id"] == session.worker_id else held_by,
            outside_words(queue_rules.next_window(known.windows, now)) if known.outside_times_at(now) else "",
            in_doubt="doubt" in has_any,
        ),
        held_by=held_by,
        attempts=row["attempts"] or 0,
        phones=phones,
        contacts=numbers.contacts(there),
        assessments=profile_lines.assessments(there),
        duties=profile_lines.owed(there, ids, now),
        left=profile_lines.handover_notes(there, now),
        warnings=profile_lines.warnings_of(there, today),
        actions=profile_lines.open_actions(there, today),
        concerns=profile_lines.concerns(there),
        timeline=moments,
        more=more,
        changes=numbers.changes(client_id, there),
        duplicates=duplicates,
        facts={name: row[name] for name in EDITABLE},
        interpreter=interpreter.booked,
        also=tuple(str(each["person_id"]) for each in others.values()),
        may_be=may_be(each for each in duplicates if each.client_id not in records),
        restricted=access.restricted(records),
        write_ok=linked.agreed(each["write_ok"] for each in (row, *others.values())),
        mail_ok=linked.agreed(each["mail_ok"] for each in (row, *others.values())),
        council=council_answers.of(records) if "council_answer" in has_any else (),
    )
    return numbers.throughout(page, *rules.IDS, "facts")
