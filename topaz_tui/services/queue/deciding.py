"""Decides the queue status of people anew, from all their records, and writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import linked, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Reason
from topaz_tui.services import links, owing, owned, twins, unread
from topaz_tui.services.queue import holds
from topaz_tui.services.queue.entry import values_of
from topaz_tui.services.queue.facts import RecordFacts, one_fate, records_of
from topaz_tui.store.database import database, transaction
from topaz_tui.store.sql import status as sql


def decide(ids: tuple[int, ...], settings: Settings, since: datetime | None = None) -> None:
    """Decide anew for these clients, as status.refresh describes it."""
    now = clock.now()
    with transaction():
        groups = links.groups(ids)
        ids = tuple(sorted({*ids, *groups}))
        database.lock_rows("queue_status", "client_id", ids)  # claims go beside this transaction
        found = records_of(ids)
        if others := twins.spread([each.client_id for each in found], clock.to_store(now)):
            groups |= links.groups(others)
            ids = tuple(sorted({*ids, *others, *groups}))
            database.lock_rows("queue_status", "client_id", ids)
            found = records_of(ids)
        alone = [each for each in found if each.client_id not in groups]
        people = [owned.OwnedPerson(each.client_id, (each.client_id,), _decided(each, now, settings)) for each in alone]
        for each, person in zip(alone, people, strict=True):
            _keep(each, person.stands)
        links.no_lead([each.client_id for each in alone])
        by_id = {each.client_id: each for each in found}
        people += [
            _together([by_id[id] for id in group if id in by_id], now, settings) for group in set(groups.values())
        ]
        if _owed_again(people, now, settings):
            decide(ids, settings, since)
            return
        owned.settle(people, since or now, settings)


def _owed_again(people: Iterable[owned.OwnedPerson], now: datetime, settings: Settings) -> bool:
    """Owe what has to be owed again to people who seem to be owed nothing, or only next year's recall; True where there
    was something."""
    quiet = [each for each in people if each.stands.reason in owing.QUIET and each.stands.why != DutyKind.FOLLOW_UP]
    nothing = [record for each in quiet if each.stands.reason == Reason.NO_RECALL for record in each.records]
    return owing.again(nothing, [record for each in quiet for record in each.records], now, settings.calls)


def _decided(of: RecordFacts, now: datetime, settings: Settings) -> queue_rules.QueueStatus:
    if of.facts:
        with unread.aside("client", of.client_id):
            return queue_rules.queue_status(of.facts, now, settings.calls)
    return queue_rules.unreadable(now)


def _together(records: Sequence[RecordFacts], now: datetime, settings: Settings) -> owned.OwnedPerson:
    """The queue status of one person, from their records, of which one leads."""
    lead = linked.lead(
        linked.LinkedRecord(each.client_id, bool(each.facts and each.facts.held_until and each.facts.held_until > now),
                      people.is_hand_id(each.person_id)) for each in records
    )  # fmt: skip
    standing = queue_rules.unreadable(now)
    with unread.aside("client", lead):
        if facts := one_fate(records):
            standing = queue_rules.queue_status(facts, now, settings.calls)
    first = next(each for each in records if each.client_id == lead)
    band = first.band or next((each.band for each in records if each.band), None)
    for_worker = next((each.for_worker for each in records if each.for_worker), None)
    group = tuple(each.client_id for each in records)
    _keep(first._replace(band=band, for_worker=for_worker), standing)
    followers = [each for each in records if each.client_id != lead]
    for each in followers:
        _keep(each, linked.of_another(standing, first.person_id))
    links.keep_lead(lead, [each.client_id for each in followers])
    return owned.OwnedPerson(lead, group, standing)


def _keep(of: RecordFacts, standing: queue_rules.QueueStatus) -> None:
    """Write the queue status of one record."""
    database.run(sql.WRITE, values_of(of.client_id, standing, of.band, of.for_worker))
    if standing.reason != Reason.HELD:
        holds.release_from_anybody(of.client_id)
