"""A concern as it is kept: its row, who may still write in it, and what the records say of those in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.grammar import does
from topaz_tui.rules import people
from topaz_tui.rules.concerns import Adult, Document, RaisedBy
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.services import access, unread, workers
from topaz_tui.services.safety import numbers_of
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Client, Concern, Note, Phone, Worker
from topaz_tui.store.rows import columns


class Closed(Conflict):
    """A concern that takes no more answers, from this worker or from anybody: trying again is of no use."""


class Unreadable(Invalid):
    """The answers of a concern can't be read."""


TAKEN_OVER = "took over a concern"


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern's row, as it is stored. `opened_by` is who writes it now, `begun_by` who wrote it first;
    `said_danger` that it has said that somebody is, or may be, in immediate danger."""

    id: int
    reference: str
    client_id: int
    opened_by: int
    opened_at: str
    saved_at: str
    answers: str
    submitted_at: str | None
    discarded_at: str | None
    discarded_why: str | None
    document: str | None
    begun_by: int | None
    said_danger: int


def row_of(concern_id: int) -> ConcernRow:
    """The row of this concern. Raises UserError when there is none."""
    found = _row(concern_id)
    if not found:
        raise NotFound("There is no such concern.", "Look again in the list that you came from.")
    return ConcernRow(**found[0])


@Compiled
def _row(concern_id: Any) -> Any:
    return Concern.select(*columns(Concern, ConcernRow)).where(Concern.id == concern_id)


def answers_of(row: ConcernRow) -> dict[str, Answer]:
    """The answers of the concern. Raises UserError where they can't be read; they are then kept and never
    overwritten."""
    found = unread.value("concern", row.id, unread.answers_of, row.answers)
    if found is None:
        raise Unreadable(
            f"What was written in {row.reference} can't be read; it is kept as it is.",
            "Raise another with F6, and tell whoever looks after Topaz.",
        )
    return found


def need_draft(concern_id: int) -> ConcernRow:
    """The concern, which is still being written. Raises Closed where it was submitted or discarded."""
    row = row_of(concern_id)
    if row.submitted_at:
        raise Closed(f"{row.reference} was submitted, and stands as it is.", "Open it and add to it.")
    if row.discarded_at:
        raise Closed(f"{row.reference} was discarded: {row.discarded_why}", "Raise another with F6.")
    return row


def need_author(session: Session, concern_id: int) -> None:
    """Raises Closed unless this worker is writing the concern."""
    row = need_draft(concern_id)
    if row.opened_by != session.worker_id:
        raise Closed(f"{does(name_of(row.opened_by), 'is')} writing this concern.", "Raise one of your own with F6.")


_FACTS = (
    Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id, Client.nhs_number,
    Client.born_on, Client.address, Client.postcode, Client.communication, Client.language, Client.interpreter,
    Client.gp, Client.household,
)  # fmt: skip


@Compiled
def _facts(client_id: Any) -> Any:
    return Client.select(*_FACTS).where(Client.id == client_id)


def adult_of(client_id: int) -> Adult:
    """What the record has of the adult, as the document names it."""
    found = _facts(client_id)
    if not found:
        raise NotFound("This client is not on the list.", "Find them again (F3).")
    known = {name: value or "" for name, value in found[0].items()}
    needed = people.yes_no(known["interpreter"])
    born = unread.value("client", client_id, lambda day: clock.format_day(date.fromisoformat(day)), found[0]["born_on"])
    return Adult(
        name=people.full_name(*(known[name] for name in ("title", "first_name", "last_name", "preferred_name"))),
        person_id=known["person_id"],
        nhs_number=people.format_nhs_number(known["nhs_number"]) if known["nhs_number"] else "",
        born=born or "",
        address=", ".join(filter(None, (known["address"], known["postcode"]))),
        phones=_phones(client_id),
        interpreter="" if needed is None else "yes" if needed else "no",
        **{name: known[name] for name in ("communication", "language", "gp", "household")},
    )


def adult_for(session: AnySession, client_id: int) -> Adult:
    """The facts of the adult, for whoever writes or reads a concern: of somebody restricted the name and ID alone,
    where the record is not open to them. A submitted concern has all of it (`adult_of`)."""
    adult = adult_of(client_id)
    is_held = isinstance(session, Session) and access.is_closed(session, client_id)
    return Adult(name=adult.name, person_id=adult.person_id) if is_held else adult


def _phones(client_id: int) -> str:
    """Their numbers, each with its note; why they are not shown, where it is not safe to call them. Whoever rings one
    then, be it the council or the police, may be heard by the person they are afraid of."""
    door = numbers_of(client_id)
    phones = _usable(client_id)
    if phones and door.hidden:
        return door.instead
    return "; ".join(door.said(each["number"]) + (f" ({each['note']})" if each["note"] else "") for each in phones)


@Compiled
def _usable(client_id: Any) -> Any:
    usable = Phone.select(Phone.number, Phone.note).where(Phone.client == client_id, Phone.status == PhoneStatus.USABLE)
    return usable.order_by(Phone.position)


def raised_by_of(worker_id: int, organisation: str | None = None) -> RaisedBy:
    """Who raises a concern, as the document names them."""
    [worker] = _worker(worker_id)
    role = workers.ROLES.get(worker["role"], worker["role"])
    return RaisedBy(name=worker["name"], role=role, organisation=organisation or "", phone=worker["phone"] or "")


@Compiled
def _worker(worker_id: Any) -> Any:
    return Worker.select(Worker.name, Worker.role, Worker.phone).where(Worker.id == worker_id)


def name_of(worker_id: int) -> str:
    """A worker's name."""
    return raised_by_of(worker_id).name


def council_of(client_id: int) -> str | None:
    """The council whose client they are; None where that is the team's own."""
    return Client.select(Client.council).where(Client.id == client_id).get().council or None


def leave_note(session: Session, client_id: int, text: str) -> None:
    """Put a note on the client's timeline. Part of the caller's transaction."""
    at = clock.to_store(clock.now())
    Note.insert(client=client_id, worker=session.worker_id, kind=NoteKind.NOTE, text=text, made_at=at).execute()


def moment(text: str | None) -> datetime | None:
    """The moment that is kept as this text, if there is one."""
    return clock.from_store(text) if text else None


def to_json(value: Mapping[str, Answer] | Document) -> str:
    """Answers or a document as the store keeps them."""
    return json.dumps(value, ensure_ascii=False)
