"""Reads the facts that decide a queue status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from topaz_tui import clock
from topaz_tui.rules import contact_safety, duties, linked
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Away
from topaz_tui.rules.queue_words import put_off_cause
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import links, unread
from topaz_tui.services.safety import warnings_of
from topaz_tui.store.database import database
from topaz_tui.store.rows import named
from topaz_tui.store.sql import status as sql

_SAFETY = ("safe_to_call", "safe_times", "voicemail_ok", "sms_ok", "say_who")
"""The columns that decide whether it is safe to call, in the order of contact_safety.read."""


class RecordFacts(NamedTuple):
    """A record and the facts that decide its queue status; `facts` is None where one of them can't be read."""

    client_id: int
    person_id: str
    facts: queue_rules.QueueFacts | None
    band: str | None
    for_worker: int | None
    attempts_since: str


def facts_of(client_id: int) -> queue_rules.QueueFacts | None:
    """The facts that decide whether this person is called, from all their records; None where one can't be read."""
    records = records_of(links.group_of(client_id))
    with unread.aside("client", client_id):
        return one_fate(records) if len(records) > 1 else records[0].facts
    return None


def one_fate(records: Sequence[RecordFacts]) -> queue_rules.QueueFacts | None:
    """The facts about one person from these records; None where a fact of one record can't be read."""
    known = [each.facts for each in records if each.facts]
    if len(known) < len(records):
        return None
    since = max(each.attempts_since for each in records)
    fate = linked.one_fate(known)
    attempts = tuple(when for when in fate.attempts if clock.to_store(when) > since)
    return replace(fate, numbers=len(links.numbers(tuple(each.client_id for each in records))), attempts=attempts)


def records_of(ids: tuple[int, ...]) -> list[RecordFacts]:
    """The known facts of each record; None for a record with a deciding fact that can't be read."""
    owed_by: dict[int, dict[str, tuple[datetime, int | None]]] = {}
    hurt: set[int] = set()
    for duty in named(database.run(sql.of(sql.DUTIES, len(ids)), ids)):
        is_known = duty["kind"] in duties.WORDS
        when = unread.value("duty", duty["id"], clock.from_store, duty["due_at"]) if is_known else None
        if when:
            owed_by.setdefault(duty["client_id"], {})[duty["kind"]] = when, duty["for_worker_id"]
        else:
            unread.note("duty", duty["id"])
            hurt.add(duty["client_id"])
    attempts: dict[int, list[datetime]] = {}
    for call in named(database.run(sql.of(sql.ATTEMPTS, len(ids)), ids)):
        with unread.aside("call", call["id"]):
            attempts.setdefault(call["client_id"], []).append(clock.from_store(call["rang_at"]))
    found: list[RecordFacts] = []
    clients = named(database.run(sql.of(sql.CLIENTS, len(ids)), ids))
    warned = warnings_of([client["id"] for client in clients if client["has_warning"]], clock.today())
    hurt.update(id for id, each in warned.items() if any(on is None for *_, on in each))
    for client in clients:
        id = client["id"]
        owed = owed_by.get(id, {})
        facts = None
        if id not in hurt:
            with unread.aside("client", id):
                facts = _of(client, {kind: when for kind, (when, _) in owed.items()}, attempts.get(id, []))
        found.append(
            RecordFacts(
                client_id=id,
                person_id=client["person_id"],
                facts=facts,
                band=client["band"],
                for_worker=owed.get(DutyKind.CALLBACK, (None, None))[1],
                attempts_since=client["attempts_since"] or "",
            )
        )
    return found


def _of(client: dict[str, Any], due: dict[str, datetime], attempts: Sequence[datetime]) -> queue_rules.QueueFacts:
    """The facts in a row of sql.CLIENTS. Raises ValueError where one can't be read."""
    known = contact_safety.read((*(client[name] for name in _SAFETY), None, None, None, None, None))
    away = client["away"]
    if known.unreadable or away not in (None, "", *Away) or (client["stopped"] or None) not in (None, *CallStop):
        raise ValueError("whether it is safe, whether calls are stopped, or where they are, can't be read")
    died = bool(client["died_on"] and date.fromisoformat(client["died_on"]))  # a death, whoever wrote it down, and when
    return queue_rules.QueueFacts(
        stopped=client["stopped"] or ("died" if died and not client["doubt"] else None),
        look_on=date.fromisoformat(client["look_on"]) if client["look_on"] else None,
        doubt=client["doubt"] or "",
        open_to_services=bool(client["open_to_services"]),
        restricted=bool(client["restricted"]),
        safe_to_call=known.safe_to_call,
        safe_times=known.windows,
        unread_times=known.unread_times,
        numbers=client["numbers"],
        away=away,
        away_until=clock.from_store(client["away_until"]) if client["away_until"] else None,
        held_until=clock.from_store(client["held_until"]) if client["held_by"] and client["held_until"] else None,
        duties=due,
        put_first=bool(client["put_first"]),
        concern_before=bool(client["concern_found"]),
        attempts=tuple(attempts),
        not_before=clock.from_store(client["not_before"]) if client["not_before"] else None,
        not_before_cause=put_off_cause(client["not_before_cause"]),
        not_before_why=client["not_before_why"] or "",
    )
