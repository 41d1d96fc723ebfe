"""What is kept of people, in the parts that a file can touch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from topaz_tui.store.database import database
from topaz_tui.store.sql import imports as sql
from topaz_tui.store.statement import Statement, tuples


class FieldHistory(NamedTuple):
    """What a worker made of a field: what stood there before each change, and what stands there now."""

    was: frozenset[str | None]
    now: str | None
    at: str  # the last


class OfClient(Protocol):
    """A row that belongs to a client."""

    @property
    def client_id(self) -> int:
        """The client whose row it is."""


Theirs = TypeVar("Theirs", bound=OfClient)
Made = TypeVar("Made")


class CurrentClient(NamedTuple):
    """What is kept of one person, in the parts that a file can touch."""

    id: int
    person_id: str
    facts: tuple[str | int | None, ...]
    open_to_services: int
    stopped: str | None
    stopped_at: str | None
    attempts_since: str | None
    council_row: str
    end_said: str
    phones: Sequence[sql.PhoneRow]
    contacts: Sequence[sql.ContactRow]
    assessed: Sequence[sql.AssessmentRow]
    areas: Sequence[sql.AreaRow]
    changes: Mapping[str, FieldHistory]
    recalls: Sequence[sql.Recall]
    doubts: Sequence[sql.DoubtRow]
    reviewed_at: str | None


def current_clients(ids: Iterable[int]) -> list[CurrentClient]:
    """What is kept of these clients, read in a few statements for all of them together."""
    among = (json.dumps(list(ids)),)

    def asked(statement: Statement, make: type[Made]) -> list[Made]:
        return tuples(database.run(statement, among), make)

    phones = _by_client(asked(sql.PHONES, sql.PhoneRow))
    contacts = _by_client(asked(sql.CONTACTS, sql.ContactRow))
    assessed = _by_client(asked(sql.ASSESSMENTS, sql.AssessmentRow))
    areas = _by_client(asked(sql.AREAS, sql.AreaRow))
    changes = _by_client(asked(sql.CHANGES, sql.ChangeRow))
    recalls = _by_client(asked(sql.RECALLS, sql.Recall))
    doubts = _by_client(asked(sql.DOUBTS, sql.DoubtRow))
    reviewed = {each.client_id: each.reviewed_at for each in asked(sql.REVIEWED, sql.Reviewed)}
    states = []
    for client in asked(sql.CLIENTS, sql.ClientRow):
        made: dict[str, FieldHistory] = {}
        for change in changes[client.id]:
            was = made[change.field].was if change.field in made else frozenset()
            made[change.field] = FieldHistory(was | {change.was}, change.now, change.changed_at)
        states.append(
            CurrentClient(
                id=client.id,
                person_id=client.person_id,
                facts=tuple(client)[sql.FACTS_OF_CLIENT],
                open_to_services=client.open_to_services,
                stopped=client.stopped,
                stopped_at=client.stopped_at,
                attempts_since=client.attempts_since,
                council_row=client.council_row or "-",
                end_said=client.end_said or "",
                phones=phones[client.id],
                contacts=contacts[client.id],
                assessed=assessed[client.id],
                areas=areas[client.id],
                changes=made,
                recalls=recalls[client.id],
                doubts=doubts[client.id],
                reviewed_at=reviewed.get(client.id),
            )
        )
    return states


def _by_client(rows: Iterable[Theirs]) -> dict[int, list[Theirs]]:
    found: dict[int, list[Theirs]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found
