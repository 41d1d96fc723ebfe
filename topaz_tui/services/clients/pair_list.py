"""The team's list of records that may be one person's: both beside each other, what speaks for it first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.access import RESTRICTED, marked
from topaz_tui.rules.people import PhoneStatus, Verdict, matching
from topaz_tui.rules.queue_words import format_status
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, pairs, twins, unread
from topaz_tui.services.catching_up import catch_up
from topaz_tui.services.clients.search import found_of
from topaz_tui.services.safety import numbers_of_each
from topaz_tui.services.session import Session
from topaz_tui.store.models import Call, Client, Duplicate, Phone

SHOWN = 100  # pairs at once: the next ones come as these are judged
WAITING = SQL("verdict = 'open' OR verdict = 'later'")  # in the words of its index
LABELS = ("Name", "Born", "NHS number", "Telephone", "Address", "GP", "Record", "Calls", "Where they stand")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records of a pair: `facts` has a text for each of LABELS, '' where the fact is not known."""

    client_id: int
    person_id: str
    name: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that wait to be judged; `later` says that somebody has put it off."""

    one: Side
    other: Side
    why: str
    since: datetime
    later: bool
    holds: bool  # one of them keeps calls from whoever it is: a manager says that they are two people

    @property
    def key(self) -> str:
        """The pair's key among others: its two records."""
        return f"{self.one.client_id} {self.other.client_id}"


@dataclass(frozen=True, slots=True)
class PairList:
    """The pairs that wait to be judged, those with the most evidence first; `count` of them in all. `more`: there are
    people for whom nobody has looked for a duplicate yet."""

    pairs: tuple[Pair, ...]
    count: int
    more: bool


def open_pairs(session: Session) -> PairList:
    """The pairs that wait for somebody. Looks for some more, where there are people left to look for."""
    more = catch_up(session)
    d = Duplicate
    rows = list(d.select().where(WAITING).order_by(d.judged_at, d.id).limit(SHOWN))
    ids = {id for row in rows for id in pairs.pair_of(row)}
    sides, holding, held = _sides(session, ids), twins.holding(ids), access.closed(session)
    sides |= {each: _unsaid(sides[each]) for each in held.intersection(ids)}
    found = []
    for row in rows:
        one, other = pairs.pair_of(row)
        evidence = pairs.evidence_of(row.evidence)
        since = unread.value("duplicate", row.id, clock.from_store, row.judged_at) or clock.now()
        later, why = row.verdict == Verdict.LATER, matching.words_of(evidence)
        if held.intersection((one, other)):  # what is the same tells of both
            evidence, why = frozenset(), RESTRICTED
        pair = Pair(sides[one], sides[other], why, since, later, not holding.isdisjoint((one, other)))
        found.append((later, -len(evidence), pair))
    found.sort(key=lambda each: each[:2])
    access.looked(session, Reading.PAIRS, "", len(found))
    return PairList(tuple(pair for *_, pair in found), d.select().where(WAITING).count(), more)


def _unsaid(side: Side) -> Side:
    """One side of a pair for those to whom the record is not open."""
    name = marked(side.name)
    return Side(side.client_id, side.person_id, name, (name, *("" for _ in LABELS[1:])))


def _sides(session: Session, ids: set[int]) -> dict[int, Side]:
    now = clock.now()
    stands = {each.client_id: format_status(each.stands, now) for each in found_of(session, tuple(ids))}
    doors = numbers_of_each(ids)
    phones: dict[int, list[str]] = {}
    for phone in (
        Phone.select().where(Phone.client.in_(ids), Phone.status == PhoneStatus.USABLE).order_by(Phone.position)
    ):
        whose = pairs.of_client(phone)
        phones.setdefault(whose, []).append(doors[whose].said(phone.number))
    calls: dict[int, list[Call]] = {}
    made = Call.client.in_(ids), Call.replaced_by.is_null()  # one that was put right is told by what took its place
    for call in Call.select(Call.id, Call.client, Call.rang_at).where(*made).order_by(Call.rang_at):
        calls.setdefault(pairs.of_client(call), []).append(call)
    return {
        row.id: _side(row, phones.get(row.id, []), calls.get(row.id, []), stands.get(row.id, ""))
        for row in Client.select().where(Client.id.in_(ids))
    }


def _side(row: Client, phones: list[str], calls: list[Any], stands: str) -> Side:
    name = people.full_name(row.title, row.first_name, row.last_name, row.preferred_name) or row.person_id
    born = unread.value("client", row.id, date.fromisoformat, row.born_on)
    last = unread.value("call", calls[-1].id, clock.from_store, calls[-1].rang_at) if calls else None
    told = f"{len(calls)}, the last {clock.format_day(clock.local(last).date())}" if last else "none"
    home = ", ".join(filter(None, (row.address, row.postcode)))
    record = "added by hand" if people.is_hand_id(row.person_id) else row.person_id
    facts = (
        name,
        clock.format_day(born) if born else "",
        people.format_nhs_number(row.nhs_number) if row.nhs_number else "",
        ", ".join(dict.fromkeys(phones)),
        home, row.gp or "", f"{record}{f' · {row.council}' if row.council else ''}", told, stands,
    )  # fmt: skip
    return Side(row.id, row.person_id, name, facts)
