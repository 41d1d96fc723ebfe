"""Keep where each client stands in the queue: gather the facts, ask rules/recalls.py, write its answer.

Every deed that changes a fact calls `refresh` in its own transaction; `sweep` does the rest when time alone has changed
something. The statements are constant SQL because they run in front of every claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import linked, people, recalls
from topaz_tui.services import links, owing, owned, twins, unread
from topaz_tui.services.queue.facts import RecordFacts, one_fate, records_of
from topaz_tui.store.database import database, deed

SWEEP_AT_ONCE = 500  # clients re-decided in one transaction, so that nobody waits long for the lock

WRITE = """
INSERT INTO standing (client_id, state, reason, why, rank, due_at, for_worker_id, words, band, tries, changes_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (client_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, why = excluded.why,
    rank = excluded.rank, due_at = excluded.due_at, for_worker_id = excluded.for_worker_id, words = excluded.words,
    band = excluded.band, tries = excluded.tries, changes_at = excluded.changes_at
"""
_LET_GO = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ?"
_CHANGED = "SELECT client_id FROM standing WHERE changes_at IS NOT NULL AND changes_at <= ? ORDER BY changes_at LIMIT ?"


def row(
    client_id: int, standing: recalls.Standing, band: str | None, for_worker: int | None = None
) -> tuple[object, ...]:
    """The values of WRITE for one client."""
    due, changes = standing.due_at, standing.changes_at
    return (
        client_id,
        standing.state,
        standing.reason,
        standing.why,
        standing.rank,
        clock.to_store(due) if due else None,
        for_worker,
        standing.words,
        band,
        standing.tries,
        clock.to_store(changes) if changes else None,
    )


def refresh(client_ids: Iterable[int], settings: Settings, since: datetime | None = None) -> None:
    """Decide anew where these clients stand, as part of the deed that changed a fact about them: with all records of
    a person who has several, and those that look like theirs (twins.py). `since` is when it changed, if not now:
    whoever is to own them has had them since then."""
    ids = tuple(client_ids)
    if not ids:
        return
    now = clock.now()
    with deed():
        groups = links.groups(ids)
        ids = tuple(sorted({*ids, *groups}))
        database.hold("standing", "client_id", ids)  # claims go beside this deed
        found = records_of(ids)
        if others := twins.spread([each.client_id for each in found], clock.to_store(now)):
            groups |= links.groups(others)
            ids = tuple(sorted({*ids, *others, *groups}))
            database.hold("standing", "client_id", ids)
            found = records_of(ids)
        alone = [each for each in found if each.client_id not in groups]
        people = [owned.Person(each.client_id, (each.client_id,), _decided(each, now, settings)) for each in alone]
        for each, person in zip(alone, people, strict=True):
            _keep(each, person.stands)
        links.no_lead([each.client_id for each in alone])
        by_id = {each.client_id: each for each in found}
        for group in set(groups.values()):
            people.append(_together([by_id[id] for id in group if id in by_id], now, settings))
        if _owed_again(people, now, settings):
            refresh(ids, settings, since)
            return
        owned.settle(people, since or now, settings)


def _owed_again(people: Iterable[owned.Person], now: datetime, settings: Settings) -> bool:
    """Is something owed again to those who seem to be owed nothing, or only the recall of another year?"""
    quiet = [each for each in people if each.stands.reason in owing.QUIET and each.stands.why != "follow-up"]
    nothing = [record for each in quiet if each.stands.reason == "no_recall" for record in each.records]
    return owing.again(nothing, [record for each in quiet for record in each.records], now, settings.calls)


def _decided(of: RecordFacts, now: datetime, settings: Settings) -> recalls.Standing:
    if of.facts:
        with unread.aside("client", of.client_id):
            return recalls.decide(of.facts, now, settings.calls)
    return recalls.unreadable(now)


def _together(records: Sequence[RecordFacts], now: datetime, settings: Settings) -> owned.Person:
    """One person's records: one of them stands for all."""
    lead = linked.lead(
        linked.Record(each.client_id, bool(each.facts and each.facts.held_until and each.facts.held_until > now),
                      people.is_hand_id(each.person_id)) for each in records
    )  # fmt: skip
    standing = recalls.unreadable(now)
    with unread.aside("client", lead):
        if facts := one_fate(records):
            standing = recalls.decide(facts, now, settings.calls)
    first = next(each for each in records if each.client_id == lead)
    band = first.band or next((each.band for each in records if each.band), None)
    for_worker = next((each.for_worker for each in records if each.for_worker), None)
    group = tuple(each.client_id for each in records)
    _keep(first._replace(band=band, for_worker=for_worker), standing)
    followers = [each for each in records if each.client_id != lead]
    for each in followers:
        _keep(each, linked.of_another(standing, first.person_id))
    links.keep_lead(lead, [each.client_id for each in followers])
    return owned.Person(lead, group, standing)


def _keep(of: RecordFacts, standing: recalls.Standing) -> None:
    """Write where a record stands."""
    database.execute_sql(WRITE, row(of.client_id, standing, of.band, of.for_worker))
    if standing.reason != "held":
        database.execute_sql(_LET_GO, (of.client_id,))


def sweep(settings: Settings, *, at_once: int = SWEEP_AT_ONCE) -> bool:
    """Decide anew about those for whom time has changed something. True when that may not have been all of them."""
    if not _changed(1):
        return False
    with deed():
        ids = _changed(at_once)  # looked for again: who waited for the lock behind another's sweep has nothing to do
        refresh(ids, settings)
    return len(ids) == at_once


def _changed(most: int) -> tuple[int, ...]:
    rows = database.execute_sql(_CHANGED, (clock.to_store(clock.now()), most)).fetchall()
    return tuple(client_id for (client_id,) in rows)
