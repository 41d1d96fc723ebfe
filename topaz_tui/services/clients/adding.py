"""Somebody who is on no list is added by hand: held against everybody first, by the rules of duplicates, so that one
picks the record that is there already.

What is typed counts as what a worker recorded: a later file that differs is listed, and takes nothing back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, UserError
from topaz_tui.rules import people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.people import matching
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services import access, pairs, search_index
from topaz_tui.services.clients.fields import EDITABLE, Stored
from topaz_tui.services.clients.search import found_of
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Change, Client, Duty, Note, Phone

TYPED = ("first_name", "last_name", "born_on", "address", "postcode", "language")
"""The fields of EDITABLE that are asked for; beside them 'phone', 'nhs_number' and 'how'."""
MOST = 8  # candidates on show
MISSING = {"born_on": "date of birth", "phone": "telephone", "address": "address", "nhs_number": "NHS number"}
"""The facts worth finding out about somebody, in words."""


STOPPED = {*(code for code, _ in queue_rules.STOPPED.values()), Reason.NOT_SAFE_TO_CALL, Reason.UNREAD_TIMES}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be that of the person who is being added; `why` says what speaks for it, `words` where they
    stand in the queue, `is_stopped` whether something keeps everybody from calling them: a death, a refusal, a call
    that is not safe."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name"})

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    postcode: str | None
    why: str
    words: str
    is_stopped: bool


class NotSeen(Conflict):
    """There is a record like the new person's that the worker was not shown."""


@dataclass(frozen=True, slots=True)
class _NewPerson:
    """What was typed of a new person, in the form that is kept."""

    facts: dict[str, Stored]
    phone: people.PhoneNumber | None
    how: str

    @property
    def known(self) -> matching.Known:
        first, last, born, nhs, postcode = (
            str(self.facts.get(name) or "") for name in ("first_name", "last_name", "born_on", "nhs_number", "postcode")
        )
        numbers = frozenset((self.phone.number,)) if self.phone else frozenset[str]()
        return matching.Known(first, last, "", born or None, nhs or None, postcode or None, numbers)


def wrong_with(typed: Mapping[str, str]) -> UserError | None:
    """The error that `add` would raise for what was typed; None where all of it can be kept."""
    try:
        _read(typed)
    except UserError as trouble:
        return trouble
    return None


def candidates(session: Session, typed: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Who on the list may be the person that was typed, the likeliest first."""
    return access.shown(session, _candidates(session, _read(typed)))


def add(
    session: Session, typed: Mapping[str, str], seen: Collection[int], *, to_call: bool = False,
    known: Collection[str] = (),
) -> int:  # fmt: skip
    """Put them on the list; returns their id. `seen` are the candidates that the worker was shown and did not take.
    `to_call` owes them a call, due at once; `known` is what of MISSING is known of them all the same. Raises NotSeen
    where there is one more by now."""
    person = _read(typed)
    now = clock.to_store(clock.now())
    with transaction():
        if any(each.client_id not in seen for each in _candidates(session, person)):
            raise NotSeen("Somebody like them is on the list by now.", "Press F10 again to see who it is.")
        client_id = _new(session, person, now, known)
        if to_call:
            Duty.insert(
                client=client_id, kind=DutyKind.FOLLOW_UP, due_at=now, reason=f"Added by hand. {person.how}".strip(),
                made_by=session.worker_id, made_at=now,
            ).execute()  # fmt: skip
        search_index.write(client_id)
        pairs.look((client_id,), session.worker_id)
        queue_status.refresh((client_id,), session.settings)
        audit.record(session.worker_id, "added by hand", client_id)
    return client_id


def _new(session: Session, person: _NewPerson, now: str, known: Collection[str]) -> int:
    """The rows of somebody new: who they are, their number, each fact among the changes, and who added them."""
    facts = {name: value for name, value in person.facts.items() if value not in (None, "")}
    key = people.sort_name(str(facts.get("first_name") or ""), str(facts.get("last_name") or ""))
    client_id = int(Client.select(fn.COALESCE(fn.MAX(Client.id), 0) + 1).scalar())  # as an import numbers them, too
    Client.insert(
        id=client_id, person_id=_free_id(client_id), added_by=session.worker_id, added_at=now, name_key=key, **facts
    ).execute()
    said = dict(facts)
    if person.phone:
        note = person.phone.note or None
        Phone.insert(client=client_id, number=person.phone.number, note=note, position=1, source="worker").execute()
        said["phone"] = person.phone.number
    for field, value in said.items():
        Change.insert(client=client_id, worker=session.worker_id, field=field, now=str(value), changed_at=now).execute()
    missing = [words for name, words in MISSING.items() if name not in {*said, *known}]
    words = "Added by hand." + (f" Not known: {', '.join(missing)}." if missing else "")
    text = "\n".join(filter(None, (words, person.how)))
    Note.insert(client=client_id, worker=session.worker_id, kind=NoteKind.ADDED, text=text, made_at=now).execute()
    return client_id


def _free_id(client_id: int) -> str:
    """An ID for somebody added by hand that nobody on the list has."""
    number = client_id
    while Client.select().where(Client.person_id == people.hand_id(number)).exists():
        number += 1_000_000
    return people.hand_id(number)


def _read(typed: Mapping[str, str]) -> _NewPerson:
    """The form that is kept of what was typed. Raises UserError where it can't be kept."""
    facts: dict[str, Stored] = {name: _fact(name, typed.get(name) or "") for name in TYPED}
    if not (facts["first_name"] or facts["last_name"]):
        do = "Or what they are known by: the neighbour at number 12."
        raise Invalid("They need a name.", do, "first_name")
    number = (typed.get("nhs_number") or "").strip()
    facts["nhs_number"] = people.nhs_number(number)
    if number and facts["nhs_number"] is None:
        do = "It has ten digits, and its last one checks the others."
        raise Invalid(f"{number} is no NHS number.", do, "nhs_number")
    written = (typed.get("phone") or "").strip()
    phone = people.parse_phone(written) if written else None
    if written and phone is None:
        raise Invalid("That can't be a phone number.", "Write all its digits, such as 020 7946 0123.", "phone")
    return _NewPerson(facts, phone, people.clean(typed.get("how") or ""))


def _fact(name: str, typed: str) -> Stored:
    try:
        return EDITABLE[name].read(typed)
    except UserError as trouble:
        raise Invalid(trouble.message, trouble.hint, name) from trouble


def _candidates(session: Session, person: _NewPerson) -> tuple[Candidate, ...]:
    """As `candidates`. Where nothing but a name is known, everybody whose name is or sounds the same is one: nothing
    else can tell them apart."""
    known = person.known
    more = known.born or known.nhs or known.postcode or known.phones
    like = dict(pairs.like(known)[:MOST] if more else pairs.namesakes(known, MOST))
    found = {each.client_id: each for each in found_of(session, tuple(like))}
    return tuple(
        Candidate(
            id,
            each.person_id,
            each.name,
            each.born_on,
            each.postcode,
            matching.words_of(like[id]),
            format_status(each.stands, clock.now()),
            each.reason in STOPPED,
        )
        for id in like
        if (each := found.get(id))
    )
