"""The people behind the Month line of the board: to whom a call fell due in the last whole month, by what became of
them, and who falls between. Who they are was found out by the daily look (nobody.py), since that reads everybody; where
they stand is as of now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.queue_words import format_status
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, nobody, queue
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, QueueEntry
from topaz_tui.store.rows import dicts, ids_as_one


@dataclass(frozen=True, slots=True)
class MonthPerson:
    """One of the people: `words` says where they stand now."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name"})

    client_id: int
    person_id: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MonthPeople:
    """What the look `at` that moment found of everybody, and who they are of whom it found this `kind` (a key of
    nobody.BECAME): the first by name."""

    found: nobody.Coverage
    at: datetime
    counts: Mapping[str, int]
    kind: str
    people: tuple[MonthPerson, ...]


def look(session: Session, kind: str) -> MonthPeople:
    """The people of this kind (a key of nobody.BECAME). Where no daily look was kept, or it can't be read, everybody is
    looked at first."""
    now = clock.now()
    kept, kinds = nobody.kept(), nobody.kept_kinds()
    if kept is None or kinds is None:
        nobody.look_and_keep(now)
        kept, kinds = nobody.kept(), nobody.kept_kinds()
    assert kept is not None and kinds is not None
    people_found = access.shown(session, _people(kinds.first[kind], now))
    access.looked(session, Reading.MONTH, kind, len(people_found))
    return MonthPeople(kept.found, kept.at, kinds.counts, kind, people_found)


def _people(ids: Collection[int], now: datetime) -> Iterator[MonthPerson]:
    names = Client.title, Client.first_name, Client.last_name, Client.preferred_name
    rows = (
        Client.select(Client.id, Client.person_id, *names, *queue.entry_columns(QueueEntry))
        .join(QueueEntry, JOIN.LEFT_OUTER, on=QueueEntry.client == Client.id)
        .where(Client.id.in_(ids_as_one(ids)))
    )
    found = {row["id"]: row for row in dicts(rows)} if ids else {}
    for row in (found[each] for each in ids if each in found):
        name = people.full_name(*(row[each.name] for each in names)) or str(row["person_id"])
        yield MonthPerson(row["id"], str(row["person_id"]), name, format_status(queue.status_of(row), now))
