"""The numbers on which a person can be rung, in the order to try them, and how the last call to each ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules.contact_safety import Numbers
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.services import links, unread
from topaz_tui.services.clients import NO_ROLE, ContactRole
from topaz_tui.services.safety import safety_of
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Contact, Phone


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
class ContactNumber:
    """A number of somebody beside the person, to be rung as theirs: `who` they are, what they may be `told`, and as
    what they speak (`role`); the rest as of a `Number`."""

    contact_id: int
    number: str
    words: str
    who: str
    told: str
    role: str
    last: str

    @property
    def note(self) -> str:
        """Who it is and what they may be told, as it stands beside the number."""
        told = f"may be told: {self.told}" if self.told else "NOBODY HAS SAID WHAT THEY MAY BE TOLD"
        return " · ".join(filter(None, (self.who, told, self.role)))


@Compiled
def _contacts_of(client: Any) -> Any:
    """The numbers of those beside one record, each with the last call to it."""
    rung = Call.alias()
    last = rung.select(rung.id).where(rung.contact == Contact.id).order_by(rung.rang_at.desc(), rung.id.desc()).limit(1)
    return (
        Contact.select(
            Contact.id, Contact.name, Contact.relation, Contact.phone, Contact.may_be_told, Call.id.alias("call_id"),
            Call.outcome, Call.rang_at,
        )
        .join(Call, JOIN.LEFT_OUTER, on=Call.id == last)
        .where(Contact.client == client, Contact.phone.is_null(False), Contact.phone_status.is_null())
        .order_by(Contact.id)
    )  # fmt: skip


def of_contacts(
    records: Sequence[int], door: Numbers, now: datetime, known: Mapping[int, ContactRole]
) -> Iterator[ContactNumber]:
    """The contacts' numbers that contact safety (`door`) lets be seen."""
    for row in (row for id in records for row in _contacts_of(id)):
        words, dialled = door.words(row["phone"]), door.dialled(row["phone"])
        if words is None or dialled is None:
            continue
        who = ", ".join(filter(None, (row["name"], door.beside(row["relation"]))))
        role = known.get(row["id"], NO_ROLE).words
        yield ContactNumber(
            row["id"], dialled, words, who, door.beside(row["may_be_told"]), role,
            _last(row["call_id"], row["outcome"], row["rang_at"], now),
        )  # fmt: skip


def _last(call_id: int, outcome: str, rang_at: str, now: datetime) -> str:
    rang = unread.value("call", call_id, clock.from_store, rang_at)
    return f"{outcome_words(call_id, outcome)}, {clock.format_moment(rang, now)}" if rang else ""


@Compiled
def _usable_of(client: Any) -> Any:
    """The numbers of one record that can be rung, each with the last call to it."""
    rung = Call.alias()
    last = rung.select(rung.id).where(rung.phone == Phone.id).order_by(rung.rang_at.desc(), rung.id.desc()).limit(1)
    return (
        Phone.select(
            Phone.id, Phone.number, Phone.note, Phone.dial_first, Call.id.alias("call_id"), Call.outcome, Call.rang_at
        )
        .join(Call, JOIN.LEFT_OUTER, on=Call.id == last)
        .where(Phone.client == client, Phone.status == PhoneStatus.USABLE)
        .order_by(Phone.position, Phone.id)
    )


def usable(records: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of their numbers that can be rung, in the order to try them."""
    rows = [row for id in records for row in _usable_of(id)]
    if len(records) > 1:  # each number once, and none that is wrong under one of them
        shown = set(links.numbers(records).values())
        rows = [row for row in rows if row["id"] in shown]
    return rows


def to_ring(rows: Iterable[dict[str, Any]], door: Numbers, now: datetime) -> Iterator[Number]:
    """The person's numbers that contact safety (`door`) lets be seen, in the order of the rows."""
    midnight = clock.from_store(midnight_of(now))
    for row in rows:
        words = door.words(row["number"], row["dial_first"])
        dialled = door.dialled(row["number"], row["dial_first"])
        if words is None or dialled is None:
            continue
        rang = unread.value("call", row["call_id"], clock.from_store, row["rang_at"])
        told = _last(row["call_id"], row["outcome"], row["rang_at"], now)
        today = rang is not None and rang >= midnight
        yield Number(row["id"], dialled, words, row["note"] or "", told, today)


def numbers_now(client_id: int) -> tuple[Number, ...]:
    """The numbers on which this person may be rung now, under any of their records: none of somebody who is not safe
    to call."""
    records = (client_id, *(id for id in links.group_of(client_id) if id != client_id))
    now = clock.now()
    door = Numbers(safety_of(records, clock.local(now).date()).decided(now))
    return tuple(to_ring(usable(records), door, now))


def same_number(numbers: Sequence[Number], phone_id: int) -> int | None:
    """The id of the row in `numbers` with the same number as the row `phone_id`, which may belong to another record of
    the person; None where none has it."""
    ids = [number.phone_id for number in numbers]
    if phone_id in ids:
        return phone_id
    wanted = Phone.select(Phone.number).where(Phone.id == phone_id)
    found = Phone.select(Phone.id).where(Phone.id.in_(ids), Phone.number.in_(wanted)).scalar()
    return int(found) if found is not None else None


def outcome_words(call_id: int, code: str) -> str:
    """The outcome of a call in words; an unknown code stays a code."""
    known = unread.value("call", call_id, outcomes.BY_CODE.__getitem__, code)
    return known.words if known else code


def midnight_of(now: datetime) -> str:
    """The beginning of the day of `now` in London, in the clock's store form."""
    return clock.to_store(clock.at(clock.local(now).date(), "00:00"))
