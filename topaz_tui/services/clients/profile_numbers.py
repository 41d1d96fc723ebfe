"""Reads the lines of a person's profile in which telephone numbers stand, and passes every number through contact
safety (rules/contact_safety.py)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.rules import linked, people
from topaz_tui.rules.contact_safety import Numbers, SafetyDecision
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.services.clients.authorities import NO_ROLE, ContactRole, roles
from topaz_tui.services.clients.fields import field_words, value_words
from topaz_tui.services.clients.filled import Filled
from topaz_tui.services.clients.lines import ChangeLine, ContactLine, PhoneLine
from topaz_tui.services.clients.profile_lines import lines_of, once, rows_of
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Change, Contact, Phone, Worker

T = TypeVar("T")
_HIDDEN = "(not shown)"
_STATES: Mapping[str, int] = {PhoneStatus.WRONG: 0, PhoneStatus.UNOBTAINABLE: 1, PhoneStatus.USABLE: 2}


class NumberLines:
    """The lines with telephone numbers, as far as contact safety lets numbers be seen. `revealed`: a manager gave a
    reason to see them."""

    def __init__(self, decision: SafetyDecision, *, revealed: bool) -> None:
        self._door = Numbers(decision, revealed=revealed)

    def throughout(self, answer: T, *but: str) -> T:
        """As Numbers.throughout."""
        return self._door.throughout(answer, *but)

    def phones(self, records: Iterable[int], ids: Mapping[int, str]) -> tuple[PhoneLine, ...]:
        """Each number once, with the records that have it; those that can be rung first. One that is wrong, or can't be
        obtained, under one of them is so under all (links.numbers)."""
        found: dict[str, list[tuple[int, PhoneLine]]] = {}
        for record in records:
            for row in _phones(record):
                found.setdefault(row["number"], []).append((record, _phone(self._door, **row)))
        told = []
        for lines in found.values():
            line = min((line for _, line in lines), key=lambda each: _STATES.get(each.status, len(_STATES)))
            under = linked.records([ids[record] for record, _ in lines]) if len(lines) > 1 and ids else ""
            told.append(replace(line, under=under))
        return tuple(sorted(told, key=lambda line: line.status != PhoneStatus.USABLE))

    def contacts(self, there: Filled) -> tuple[ContactLine, ...]:
        """The contacts, those whom the council named first."""
        known = roles((id for id, tables in there.items() if "contact" in tables), clock.today())
        found = (_contact(self._door, **row) for row in rows_of("contact", _contacts, there))
        return once(_with_role(line, known.get(line.id, NO_ROLE)) for line in found)

    def changes(self, client_id: int, there: Filled) -> tuple[ChangeLine, ...]:
        """The changes of this one record, the newest first."""
        of_it = {client_id: there[client_id]}
        return lines_of("change", _changes, of_it, functools.partial(_change, self._door))


@Compiled
def _phones(client: Any) -> Any:
    order = Phone.status != PhoneStatus.USABLE, Phone.position, Phone.id
    columns = Phone.id, Phone.number, Phone.note, Phone.status, Phone.source, Phone.dial_first
    return Phone.select(*columns).where(Phone.client == client).order_by(*order)


@Compiled
def _contacts(client: Any) -> Any:
    columns = Contact.id, Contact.name, Contact.relation, Contact.phone, Contact.may_be_told, Contact.authority_seen
    order = Contact.source != "council", Contact.id
    return (
        Contact.select(*columns, Contact.source, Contact.phone_status).where(Contact.client == client).order_by(*order)
    )


@Compiled
def _changes(client: Any) -> Any:
    columns = Change.id, Change.changed_at.alias("at"), Change.field, Change.was, Change.now
    found = Change.select(*columns, Worker.name.alias("by")).join(Worker)
    return found.where(Change.client == client).order_by(Change.id.desc()).limit(200)


def _phone(
    door: Numbers, id: int, number: str, note: str | None, status: str, source: str, dial_first: str | None
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


def _contact(
    door: Numbers,
    id: int,
    name: str,
    relation: str | None,
    phone: str | None,
    may_be_told: str | None,
    authority_seen: str | None,
    source: str,
    phone_status: str | None,
) -> ContactLine:
    return ContactLine(
        id=id,
        name=name,
        relation=door.beside(relation),
        phone=door.words(phone) if phone else None,
        may_be_told=door.beside(may_be_told),
        authority_seen=door.beside(authority_seen),
        key=source == "council",
        phone_state=people.PHONE_STATES.get(phone_status or "", ""),
    )


def _with_role(line: ContactLine, role: ContactRole) -> ContactLine:
    return replace(line, acts_as=role.acts_as, role=role.words, ask=role.ask)


def _change(door: Numbers, id: int, at: str, field: str, was: str | None, now: str | None, by: str) -> ChangeLine:
    words, before, after = field_words(field), _shown(field, was, door), _shown(field, now, door)
    return ChangeLine(id, clock.from_store(at), words, before, after, by)


def _shown(field: str, value: str | None, door: Numbers) -> str:
    """A change's value: numbers are held back with the others."""
    return _HIDDEN if value and door.hidden and field in ("phone", "contact") else value_words(field, value)
