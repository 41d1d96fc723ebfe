"""People who are new to the list: nothing is known of them, so every row can be made without a look, and
written in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import contact_safety, fates, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import owing, owned, pairs, twins
from topaz_tui.services.importing import council_found
from topaz_tui.services.importing.imported_person import (
    SAFE,
    TIMES,
    ImportedPerson,
    Source,
    doubts_of,
    has_moved,
    prints_of,
    record_of,
)
from topaz_tui.services.importing.register import Register
from topaz_tui.services.queue import entry
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.database import database
from topaz_tui.store.models import Client
from topaz_tui.store.sql import imports as sql
from topaz_tui.store.statement import Statement

# As the store has them: over a member of an enum the driver takes four times as long (1.7 and not 0.4 µs).
_DIED, _MOVED = CallStop.DIED.value, CallStop.MOVED.value
_USABLE, _RETIRED = PhoneStatus.USABLE.value, PhoneStatus.RETIRED.value


class NewClientWriter:
    """Writes people who are not on the list yet."""

    def __init__(self, session: Session, now: datetime, source: Source, register: Register) -> None:
        self.register = register
        settings, self.worker_id = session.settings, session.worker_id
        self.settings, self.calls, self.now, self.source = settings, settings.calls, now, source
        self.at = clock.to_store(now)
        self._stand = lru_cache(maxsize=50_000)(self._standing)

    def write(self, new: Iterable[ImportedPerson]) -> None:
        """Write them all: to be called within a transaction."""
        clients: list[tuple[object, ...]] = []
        phones: list[tuple[object, ...]] = []
        contacts: list[tuple[object, ...]] = []
        assessed: list[tuple[object, ...]] = []
        areas: list[tuple[object, ...]] = []
        duties: list[tuple[object, ...]] = []
        doubts: list[tuple[object, ...]] = []
        standings: list[tuple[object, ...]] = []
        nobodys: list[owned.OwnedPerson] = []
        lines: list[tuple[int, str]] = []
        first = int(Client.select(fn.COALESCE(fn.MAX(Client.id), 0) + 1).scalar())
        for client_id, said in enumerate(new, first):
            person_id, facts, contact, found = said.person_id, said.facts, said.contact, said.assessed
            stopped = _DIED if said.died else _MOVED if said.moved and has_moved(said) else ""
            looks = doubts_of(said) if said.moved else said.doubts
            at = self.at if stopped else ""
            is_open = 1 if said.open_to_services else 0
            clients.append(
                (
                    client_id,
                    person_id,
                    *facts,
                    said.name_key,
                    is_open,
                    stopped,
                    at,
                    f"{self.source.mark} {prints_of(said)}",
                    self.at,
                    said.sound,
                    said.ended,
                )
            )
            usable = 0
            for position, phone in enumerate(said.phones, 1):
                phones.append((client_id, *phone_row(phone, position)))
                usable += not phone.retired
            for code, words in looks:
                doubts.append((client_id, code, words, self.at, record_of(said)))
            if contact is not None:
                contacts.append((client_id, *contact, "council", self.at))
            for day, band, reference in found:
                assessed.append((client_id, day, band, reference))
            day, band, _ = found[-1]
            if said.areas:
                areas += council_found.rows(client_id, said, self.source)
            due = ""
            if band in people.RECALL_BANDS and not stopped and not is_open:
                due = owing.recall_due(day, self.calls.recall_months)
                duties.append((client_id, due, self.at))
            doubt = min(looks)[0] if looks else ""
            stand, to_own = self._stand(stopped, doubt, is_open, facts[SAFE], facts[TIMES], usable, due, band)
            standings.append((client_id, *stand))
            if to_own:
                nobodys.append(owned.OwnedPerson(client_id, (client_id,), to_own))
            lines.append((client_id, said.line))
        for statement, rows in (
            (sql.ADD_CLIENT, clients),
            (sql.ADD_PHONE, phones),
            (sql.ADD_CONTACT, contacts),
            (sql.ADD_ASSESSMENT, assessed),
            (sql.ADD_AREA, areas),
            (sql.ADD_RECALL, duties),
            (sql.ADD_DOUBT, doubts),
            (sql.ADD_STANDING, standings),
        ):
            many(statement, rows)
        write_lines(lines)
        if clients:
            ids = range(first, first + len(clients))
            self.register.added(ids)
            owned.settle(nobodys, self.now, self.settings)
            pairs.look_for_new(ids[0], ids[-1], self.worker_id)
            queue_status.refresh(twins.spread(ids, clock.to_store(clock.now())), self.settings)

    def _standing(
        self, stopped: str, doubt: str, is_open: int, safe: str, times: str, numbers: int, due: str, band: str
    ) -> tuple[tuple[object, ...], queue_rules.QueueStatus | None]:
        """A row of `queue_status` without its client, and how they stand where somebody has to own them: the same for
        many, so it is asked for through a cache."""
        said = contact_safety.read((safe or None, times, *(None,) * 8))
        known = queue_rules.QueueFacts(
            stopped=stopped or None,
            doubt=doubt,
            open_to_services=bool(is_open),
            safe_to_call=safe or None,
            safe_times=said.windows,
            unread_times=said.unread_times,
            numbers=numbers,
            duties={DutyKind.RECALL: clock.from_store(due)} if due else {},
        )
        stands = queue_rules.queue_status(known, self.now, self.calls)
        row = entry.values_of(0, stands, band or None)
        return tuple("" if value is None else value for value in row[1:]), stands if fates.owned_as(stands) else None


def phone_row(phone: people.PhoneNumber, position: int) -> tuple[object, ...]:
    """The values of ADD_PHONE behind the client's: one that is not to be rung is there, and not usable."""
    number, note, dial_first, retired = phone
    return number, note, position, "council", dial_first, _RETIRED if retired else _USABLE


def many(statement: Statement, rows: list[tuple[Any, ...]]) -> None:
    """Run one statement for many rows, as part of the transaction."""
    if rows:
        database.many(statement, rows)


def write_lines(lines: list[tuple[int, str]]) -> None:
    """Write what find looks through: a client's id, and `search_index.words`."""
    if lines:
        database.run(sql.lines(len(lines)), tuple(chain.from_iterable(lines)))
