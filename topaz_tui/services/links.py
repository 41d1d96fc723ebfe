"""Which records are one person's: those that somebody has said are, and nobody has said since that they are not.

A link is a row of `duplicate`. Nothing is merged or moved: taken back, each record stands as it did.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from topaz_tui.rules import linked
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, Phone, QueueEntry
from topaz_tui.store.rows import as_json, ids_in, named
from topaz_tui.store.sql import links as sql


def groups(ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """By record, all records of its person, the oldest first; only people who have several are in it."""
    mine: dict[int, set[int]] = {}
    new = set(ids)
    seen: set[int] = set()
    while new:
        asked, found = new, set[int]()
        seen |= asked
        for one, other in _pairs(asked):
            group = mine.get(one, {one}) | mine.get(other, {other})
            for each in group:
                mine[each] = group
            found |= {one, other}
        new = found - seen
    return {id: tuple(sorted(group)) for id, group in mine.items()}


def group_of(client_id: int) -> tuple[int, ...]:
    """All records of this record's person, this one too, the oldest first."""
    return groups((client_id,)).get(client_id, (client_id,))


def _pairs(ids: set[int]) -> list[tuple[int, int]]:
    among = json.dumps(sorted(ids))
    return [(row["client_id"], row["other_id"]) for row in named(database.run(sql.PAIRS, (among, among)))]


def lead_of(client_id: int) -> int:
    """The record under which this person is called."""
    return next((int(row["lead_id"]) for row in _leads(client_id) if row["lead_id"]), client_id)


@Compiled
def _leads(client_id: Any) -> Any:
    return QueueEntry.select(QueueEntry.lead).where(QueueEntry.client == client_id)


def keep_lead(lead: int, followers: Sequence[int]) -> None:
    """Keep the record under which these records' person is called. Part of the transaction that decides their queue
    status."""
    QueueEntry.update(lead=lead).where(QueueEntry.client.in_(list(followers))).execute()
    QueueEntry.update(lead=None).where(QueueEntry.client == lead).execute()


def no_lead(ids: Sequence[int]) -> None:
    """Keep that each of these records is its person's only one."""
    if ids:
        _no_lead(as_json(ids))


@Compiled
def _no_lead(among: Any) -> Any:
    return QueueEntry.update(lead=None).where(QueueEntry.client.in_(ids_in(among)), QueueEntry.lead.is_null(False))


def person_ids(ids: Iterable[int]) -> dict[int, str]:
    """The person ID of each of these clients."""
    wanted = list(ids)
    return {row["id"]: row["person_id"] for row in _person_ids(as_json(wanted))} if wanted else {}


@Compiled
def _person_ids(among: Any) -> Any:
    return Client.select(Client.id, Client.person_id).where(Client.id.in_(ids_in(among))).order_by(Client.id)


def stopped_with(group: Sequence[int], said_under: int) -> str:
    """The words behind a stop of somebody with several records: under which record it was said, and which others it
    stops too. '' for one record."""
    ids = person_ids(group) if len(group) > 1 else {}
    return linked.shared(ids[said_under], [ids[each] for each in sorted(ids)]) if ids else ""


def numbers(group: Sequence[int]) -> dict[str, int]:
    """The telephone numbers of the person's records, each with the id of the row that decides about it: a number that
    is wrong or can't be obtained under one record is so under all."""
    found: dict[str, int] = {}
    given_up: set[str] = set()
    for row in _phones(as_json(group)):
        if row["status"] == PhoneStatus.USABLE:
            found.setdefault(row["number"], row["id"])
        elif row["status"] in (PhoneStatus.WRONG, PhoneStatus.UNOBTAINABLE):
            given_up.add(row["number"])
    return {number: id for number, id in found.items() if number not in given_up}


@Compiled
def _phones(among: Any) -> Any:
    theirs = Phone.select(Phone.id, Phone.number, Phone.status).where(Phone.client.in_(ids_in(among)))
    return theirs.order_by(Phone.position, Phone.id)


def stop(group: Sequence[int]) -> tuple[str, int] | None:
    """What stops calls to this person, and the record on which it stands; None where nothing does."""
    stops = [(row["stopped"], row["id"]) for row in _stopped(as_json(group))]
    found = linked.stop_of([code for code, _ in stops])
    return next(((code, id) for code, id in stops if code == found and code), None)


@Compiled
def _stopped(among: Any) -> Any:
    return Client.select(Client.id, Client.stopped).where(Client.id.in_(ids_in(among))).order_by(Client.id)
