"""Keep where each client stands in the queue: gather the facts, ask rules/recalls.py, write its answer.

Every deed that changes a fact calls `refresh` in its own transaction; `sweep` does the rest when time alone has changed
something. The statements are constant SQL because they run in front of every claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import contact_safety, linked, people, recalls
from topaz_tui.services import links, owing, owned, twins, unread
from topaz_tui.services.safety import warnings_of
from topaz_tui.store.database import database, deed

_TRIES_SINCE = 9  # the place of that column in _CLIENTS, after who it is
_HAS_WARNING = 18  # and of this one
SWEEP_AT_ONCE = 500  # clients re-decided in one transaction, so that nobody waits long for the lock

CONCERN_FOUND = """EXISTS (SELECT 1 FROM concern k WHERE k.client_id = c.id AND k.submitted_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM escalation x WHERE x.concern_id = k.id AND x.in_error = 1))"""
"""Was a concern found about this client (`c`)? One that was withdrawn as an error marks nobody."""
_CLIENTS = f"""
SELECT c.id, c.person_id, c.stopped, c.open_to_services, c.safe_to_call, c.safe_times, c.away, c.away_until,
       c.put_first, c.not_before, c.not_before_why, c.tries_since, s.held_by, s.held_until, c.voicemail_ok, c.sms_ok,
       c.say_who, c.died_on, EXISTS (SELECT 1 FROM warning w WHERE w.client_id = c.id),
       (SELECT count(*) FROM phone p WHERE p.client_id = c.id AND p.status = 'usable'),
       (SELECT eligibility FROM assessment a WHERE a.client_id = c.id ORDER BY assessed_on DESC, a.id DESC LIMIT 1),
       {CONCERN_FOUND},
       (SELECT min(d.code) FROM doubt d WHERE d.client_id = c.id AND d.settled_at IS NULL)
FROM client c LEFT JOIN standing s ON s.client_id = c.id WHERE c.id IN (%s)
"""
_DUTIES = "SELECT id, client_id, kind, due_at, for_worker_id FROM duty WHERE closed_at IS NULL AND client_id IN (%s)"
_TRIES = """
SELECT k.id, k.client_id, k.rang_at FROM call k JOIN client c ON c.id = k.client_id
WHERE k.client_id IN (%s) AND k.is_try = 1 AND k.replaced_by IS NULL AND k.rang_at > coalesce(c.tries_since, '')
ORDER BY k.rang_at
"""
WRITE = """
INSERT INTO standing (client_id, state, reason, why, rank, due_at, for_worker_id, words, band, tries, changes_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (client_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, why = excluded.why,
    rank = excluded.rank, due_at = excluded.due_at, for_worker_id = excluded.for_worker_id, words = excluded.words,
    band = excluded.band, tries = excluded.tries, changes_at = excluded.changes_at
"""
_LET_GO = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ?"
_CHANGED = "SELECT client_id FROM standing WHERE changes_at IS NOT NULL AND changes_at <= ? ORDER BY changes_at LIMIT ?"


def doubt_words(code: str | None) -> str:
    """Why somebody has to look before anybody calls, as it stands in the queue."""
    return f"{people.DOUBTS.get(code, code)}: somebody has to look first" if code else ""


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
    a person who has several. `since` is when it changed, if not now: whoever is to own them has had them since then."""
    ids = tuple(client_ids)
    if not ids:
        return
    now = clock.now()
    with deed():
        groups = links.groups(ids)
        ids = tuple(sorted({*ids, *groups}))
        database.hold("standing", "client_id", ids)  # claims go beside this deed
        found = _facts(ids)
        stopping = [each.client_id for each in found if each.stops]
        if others := twins.spread(stopping, clock.to_store(now)):
            groups |= links.groups(others)
            ids = tuple(sorted({*ids, *others, *groups}))
            database.hold("standing", "client_id", ids)
            found = _facts(ids)
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


def _decided(of: _Of, now: datetime, settings: Settings) -> recalls.Standing:
    if of.facts:
        with unread.aside("client", of.client_id):
            return recalls.decide(of.facts, now, settings.calls)
    return recalls.unreadable(now)


def _together(records: Sequence[_Of], now: datetime, settings: Settings) -> owned.Person:
    """One person's records: one of them stands for all."""
    lead = linked.lead(
        linked.Record(each.client_id, bool(each.facts and each.facts.held_until and each.facts.held_until > now),
                      people.is_hand_id(each.person_id)) for each in records
    )  # fmt: skip
    standing = recalls.unreadable(now)
    with unread.aside("client", lead):
        if facts := _one_fate(records):
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


def _one_fate(records: Sequence[_Of]) -> recalls.Facts | None:
    """What decides about one person who has these records; None where something of one can't be read."""
    known = [each.facts for each in records if each.facts]
    if len(known) < len(records):
        return None
    since = max(each.tries_since for each in records)
    fate = linked.one_fate(known)
    tries = tuple(when for when in fate.tries if clock.to_store(when) > since)
    return replace(fate, numbers=len(links.numbers(tuple(each.client_id for each in records))), tries=tries)


def facts_of(client_id: int) -> recalls.Facts | None:
    """What decides whether this person is called, under all their records; None where it can't be read."""
    records = _facts(links.group_of(client_id))
    with unread.aside("client", client_id):
        return _one_fate(records) if len(records) > 1 else records[0].facts
    return None


def _keep(of: _Of, standing: recalls.Standing) -> None:
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


class _Of(NamedTuple):
    """What decides where a record stands; `facts` is None where something of it can't be read."""

    client_id: int
    person_id: str
    facts: recalls.Facts | None
    band: str | None
    for_worker: int | None
    tries_since: str
    stops: bool
    """Does it stop calls also under a record that looks like the same person's?"""


def _facts(ids: tuple[int, ...]) -> list[_Of]:
    """What is known of each, and None for the facts of somebody of whom something that decides can't be read."""
    marks = ",".join("?" * len(ids))
    duties: dict[int, dict[str, tuple[datetime, int | None]]] = {}
    hurt: set[int] = set()
    for id, client_id, kind, due_at, for_worker in database.execute_sql(_DUTIES % marks, ids).fetchall():
        when = unread.value("duty", id, clock.from_store, due_at) if kind in recalls.WHY_WORDS else None
        if when:
            duties.setdefault(client_id, {})[kind] = when, for_worker
        else:
            unread.note("duty", id)
            hurt.add(client_id)
    tries: dict[int, list[datetime]] = {}
    for id, client_id, rang_at in database.execute_sql(_TRIES % marks, ids).fetchall():
        with unread.aside("call", id):
            tries.setdefault(client_id, []).append(clock.from_store(rang_at))
    found: list[_Of] = []
    rows = database.execute_sql(_CLIENTS % marks, ids).fetchall()
    warned = warnings_of([row[0] for row in rows if row[_HAS_WARNING]], clock.today())
    hurt.update(id for id, each in warned.items() if any(on is None for *_, on in each))
    for client_id, person_id, *values, band, concern, doubt in rows:
        owed = duties.get(client_id, {})
        facts = None
        if client_id not in hurt:
            with unread.aside("client", client_id):
                due = {kind: when for kind, (when, _) in owed.items()}
                facts = _of(values, concern, doubt, due, tries.get(client_id, []))
        for_worker = owed.get("callback", (None, None))[1]
        stopped, _, safe, *_ = values
        stops = bool(stopped) or safe == "no"
        found.append(_Of(client_id, person_id, facts, band, for_worker, values[_TRIES_SINCE] or "", stops))
    return found


def _of(
    values: Sequence[Any], concern: int, doubt: str | None, due: dict[str, datetime], tries: Sequence[datetime]
) -> recalls.Facts:
    (stopped, is_open, safe, times, away, away_until, put_first, not_before, why_not, _, held_by, held_until,
     voicemail, sms, say_who, died_on, _, numbers) = values  # fmt: skip
    known = contact_safety.read((safe, times, voicemail, sms, say_who, None, None, None, None, None))
    if known.unreadable or away not in (None, "", "hospital", "away"):
        raise ValueError("whether it is safe, or where they are, can't be read")
    if died_on:  # somebody wrote down a death, whenever it was
        date.fromisoformat(died_on)
    return recalls.Facts(
        stopped=stopped,
        doubt=doubt_words(doubt),
        open_to_services=bool(is_open),
        safe_to_call=known.safe_to_call,
        safe_times=known.windows,
        numbers=numbers,
        away=away,
        away_until=clock.from_store(away_until) if away_until else None,
        held_until=clock.from_store(held_until) if held_by and held_until else None,
        callback=due.get("callback"),
        follow_up=due.get("follow-up"),
        recall=due.get("recall"),
        put_first=bool(put_first),
        concern_before=bool(concern),
        tries=tuple(tries),
        not_before=clock.from_store(not_before) if not_before else None,
        not_before_why=why_not or "",
    )


# Counts that are kept: see store/migrations/0003_counts.py

_COUNTED = {
    "tally": "SELECT state, reason, rank, count(*) FROM standing GROUP BY state, reason, rank",
    "calls_made": "SELECT substr(rang_at, 1, 13), count(*) FROM call WHERE replaced_by IS NULL"
    " GROUP BY substr(rang_at, 1, 13)",
}
RECOUNT = tuple(
    statement
    for table, counted in _COUNTED.items()
    for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} {counted}")
)
"""Count anew, in a file whose rows were made without its triggers."""


def tally_wrong() -> tuple[str, ...]:
    """What is kept as a count and is not what there is, each in a sentence; nothing where all is well. Counts
    everything: for a check, not for a screen."""
    found = []
    for table, counted in _COUNTED.items():
        kept = {tuple(key): count for *key, count in database.execute_sql(f"SELECT * FROM {table}").fetchall() if count}
        there = {tuple(key): count for *key, count in database.execute_sql(counted).fetchall()}
        for key in sorted(kept.keys() | there.keys()):
            if kept.get(key, 0) != there.get(key, 0):
                words = " ".join(map(str, key))
                found.append(f"{table} says {kept.get(key, 0)} for '{words}', and there are {there.get(key, 0)}.")
    return tuple(found)
