"""Keep where each client stands in the queue: gather the facts, ask rules/queue.py, write its answer.

Every transaction that changes a fact calls `refresh` in its own transaction; `sweep` does the rest when time alone has
changed something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import linked, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Reason
from topaz_tui.services import links, owing, owned, twins, unread
from topaz_tui.services.queue import holds
from topaz_tui.services.queue.facts import RecordFacts, one_fate, records_of
from topaz_tui.store import metadata
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import QueueEntry
from topaz_tui.store.rows import named
from topaz_tui.store.sql import status as sql

SWEEP_AT_ONCE = 500  # clients re-decided in one transaction, so that nobody waits long for the lock
SWEPT = "swept"  # the key under which the moment stands at which time last changed something
CLOCKS_DIFFER = timedelta(minutes=5)  # by which the clocks of two machines may differ


def row(
    client_id: int, standing: queue_rules.QueueStatus, band: str | None, for_worker: int | None = None
) -> tuple[object, ...]:
    """The values for one client of the statement that writes where they stand (store/sql/status.py: WRITE)."""
    due, until, changes = standing.due_at, standing.until, standing.changes_at
    return (
        client_id,
        standing.state,
        standing.reason,
        standing.why,
        standing.rank,
        clock.to_store(due) if due else None,
        for_worker,
        standing.cause,
        clock.to_store(until) if until else None,
        standing.about or None,
        standing.record or None,
        band,
        standing.tries,
        clock.to_store(changes) if changes else None,
    )


def refresh(client_ids: Iterable[int], settings: Settings, since: datetime | None = None) -> None:
    """Decide anew where these clients stand, as part of the transaction that changed a fact about them: with all
    records of a person who has several, and those that look like theirs (twins.py). `since` is when it changed, if not
    now: whoever is to own them has had them since then."""
    ids = tuple(client_ids)
    if not ids:
        return
    now = clock.now()
    with transaction():
        groups = links.groups(ids)
        ids = tuple(sorted({*ids, *groups}))
        database.lock_rows("standing", "client_id", ids)  # claims go beside this transaction
        found = records_of(ids)
        if others := twins.spread([each.client_id for each in found], clock.to_store(now)):
            groups |= links.groups(others)
            ids = tuple(sorted({*ids, *others, *groups}))
            database.lock_rows("standing", "client_id", ids)
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
            refresh(ids, settings, since)
            return
        owned.settle(people, since or now, settings)


def _owed_again(people: Iterable[owned.OwnedPerson], now: datetime, settings: Settings) -> bool:
    """Is something owed again to people who seem to be owed nothing, or only next year's recall?"""
    quiet = [each for each in people if each.stands.reason in owing.QUIET and each.stands.why != DutyKind.FOLLOW_UP]
    nothing = [record for each in quiet if each.stands.reason == Reason.NO_RECALL for record in each.records]
    return owing.again(nothing, [record for each in quiet for record in each.records], now, settings.calls)


def _decided(of: RecordFacts, now: datetime, settings: Settings) -> queue_rules.QueueStatus:
    if of.facts:
        with unread.aside("client", of.client_id):
            return queue_rules.queue_status(of.facts, now, settings.calls)
    return queue_rules.unreadable(now)


def _together(records: Sequence[RecordFacts], now: datetime, settings: Settings) -> owned.OwnedPerson:
    """One person's records, one of which represents all of them."""
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
    """Write where a record stands."""
    database.run(sql.WRITE, row(of.client_id, standing, of.band, of.for_worker))
    if standing.reason != Reason.HELD:
        holds.release_from_anybody(of.client_id)


def sweep(settings: Settings, *, at_once: int = SWEEP_AT_ONCE) -> bool:
    """Decide anew about those for whom time has changed something. True when that may not have been all of them.

    Where the clock was set back, who is callable may be so for a time that has not come: it is decided anew about each
    of them, and until then nobody takes them, as of all whose time has changed."""
    now = clock.to_store(clock.now())
    set_back = _was_set_back()
    if not set_back and not _changed(1):
        return False
    with transaction():
        if set_back:
            QueueEntry.update(changes_at=now).where(QueueEntry.state == "ready").execute()
        ids = _changed(at_once)  # looked for again: who waited for the lock behind another's sweep has nothing to do
        refresh(ids, settings)
        metadata.keep(SWEPT, now)
    return len(ids) == at_once


def _was_set_back() -> bool:
    """Has the clock gone back, by more than two machines' clocks differ, since time last changed something here?"""
    swept = metadata.value_of(SWEPT)
    return swept is not None and clock.to_store(clock.now() + CLOCKS_DIFFER) < swept


def _changed(most: int) -> tuple[int, ...]:
    rows = named(database.run(sql.CHANGED, (clock.to_store(clock.now()), most)))
    return tuple(row["client_id"] for row in rows)
