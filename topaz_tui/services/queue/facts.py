"""The facts that decide where somebody stands, as they are kept. The statements are constant SQL because they run in
front of every claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from topaz_tui import clock
from topaz_tui.rules import contact_safety, duties, linked, people, recalls
from topaz_tui.services import links, unread
from topaz_tui.services.safety import warnings_of
from topaz_tui.store.database import database

_TRIES_SINCE = 9  # the place of that column in _CLIENTS, after who it is
_HAS_WARNING = 18  # and of this one

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


def doubt_words(code: str | None) -> str:
    """Why somebody has to look before anybody calls, as it stands in the queue."""
    return f"{people.DOUBTS.get(code, code)}: somebody has to look first" if code else ""


class RecordFacts(NamedTuple):
    """What decides where a record stands; `facts` is None where something of it can't be read."""

    client_id: int
    person_id: str
    facts: recalls.Facts | None
    band: str | None
    for_worker: int | None
    tries_since: str


def facts_of(client_id: int) -> recalls.Facts | None:
    """What decides whether this person is called, under all their records; None where it can't be read."""
    records = records_of(links.group_of(client_id))
    with unread.aside("client", client_id):
        return one_fate(records) if len(records) > 1 else records[0].facts
    return None


def one_fate(records: Sequence[RecordFacts]) -> recalls.Facts | None:
    """What decides about one person who has these records; None where something of one can't be read."""
    known = [each.facts for each in records if each.facts]
    if len(known) < len(records):
        return None
    since = max(each.tries_since for each in records)
    fate = linked.one_fate(known)
    tries = tuple(when for when in fate.tries if clock.to_store(when) > since)
    return replace(fate, numbers=len(links.numbers(tuple(each.client_id for each in records))), tries=tries)


def records_of(ids: tuple[int, ...]) -> list[RecordFacts]:
    """What is known of each, and None for the facts of somebody of whom something that decides can't be read."""
    marks = ",".join("?" * len(ids))
    owed_by: dict[int, dict[str, tuple[datetime, int | None]]] = {}
    hurt: set[int] = set()
    for id, client_id, kind, due_at, for_worker in database.execute_sql(_DUTIES % marks, ids).fetchall():
        when = unread.value("duty", id, clock.from_store, due_at) if kind in duties.WORDS else None
        if when:
            owed_by.setdefault(client_id, {})[kind] = when, for_worker
        else:
            unread.note("duty", id)
            hurt.add(client_id)
    tries: dict[int, list[datetime]] = {}
    for id, client_id, rang_at in database.execute_sql(_TRIES % marks, ids).fetchall():
        with unread.aside("call", id):
            tries.setdefault(client_id, []).append(clock.from_store(rang_at))
    found: list[RecordFacts] = []
    rows = database.execute_sql(_CLIENTS % marks, ids).fetchall()
    warned = warnings_of([row[0] for row in rows if row[_HAS_WARNING]], clock.today())
    hurt.update(id for id, each in warned.items() if any(on is None for *_, on in each))
    for client_id, person_id, *values, band, concern, doubt in rows:
        owed = owed_by.get(client_id, {})
        facts = None
        if client_id not in hurt:
            with unread.aside("client", client_id):
                due = {kind: when for kind, (when, _) in owed.items()}
                facts = _of(values, concern, doubt, due, tries.get(client_id, []))
        for_worker = owed.get("callback", (None, None))[1]
        found.append(RecordFacts(client_id, person_id, facts, band, for_worker, values[_TRIES_SINCE] or ""))
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
        duties=due,
        put_first=bool(put_first),
        concern_before=bool(concern),
        tries=tuple(tries),
        not_before=clock.from_store(not_before) if not_before else None,
        not_before_why=why_not or "",
    )
