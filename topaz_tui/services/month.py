"""The people behind the Month line of the board: to whom a call fell due in the last whole month, by what became of
them, and who falls between. Looked up anew when somebody asks, and then the board's line says the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services import nobody, queue
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, QueueEntry
from topaz_tui.store.rows import dicts, ids_as_one

LISTED = 1_000  # of each kind, the first by name


@dataclass(frozen=True, slots=True)
class MonthPerson:
    """One of them: `words` says where they stand now."""

    client_id: int
    person_id: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthPeople:
    """What became of everybody, and who they are: the LISTED first of each kind (a key of nobody.BECAME)."""

    found: nobody.Coverage
    at: datetime
    counts: Mapping[str, int]
    people: Mapping[str, tuple[MonthPerson, ...]]


def look(session: Session) -> MonthPeople:
    """Ask of everybody what became of them, at this moment; the board shows the same from now on."""
    now = clock.now()
    found, became = nobody.look(nobody.ask_list, now)
    nobody.keep(found, now)
    kinds: dict[str, list[int]] = {kind: [] for kind in nobody.BECAME}
    for client_id, kind in became.items():
        kinds[kind].append(client_id)
    counts = {kind: len(ids) for kind, ids in kinds.items()}
    return MonthPeople(found, now, counts, {kind: tuple(_people(ids, now)) for kind, ids in kinds.items()})


def _people(ids: Collection[int], now: datetime) -> Iterator[MonthPerson]:
    names = Client.title, Client.first_name, Client.last_name, Client.preferred_name
    rows = (
        Client.select(Client.id, Client.person_id, *names, *queue.entry_columns(QueueEntry))
        .join(QueueEntry, JOIN.LEFT_OUTER, on=QueueEntry.client == Client.id)
        .where(Client.id.in_(ids_as_one(ids)))
        .order_by(Client.name_key, Client.id)
        .limit(LISTED)
    )
    for row in dicts(rows) if ids else ():
        name = people.full_name(*(row[each.name] for each in names)) or str(row["person_id"])
        yield MonthPerson(row["id"], str(row["person_id"]), name, format_status(queue.status_of(row), now))
