"""Two records that look like one person's: what stops calls under one is looked at before anybody calls under the
other.

They look so surely where they have the same NHS number, or the same name and date of birth and a number or a spelling
of the ID in common. Where being wrong could cost most (`GRAVE` of rules/twins.py: a death, a call that is not safe, a
refusal) whatever makes a pair for the team to judge (pairs.py) is enough: a name that sounds alike with the date of
birth, the telephone number or the postcode, or date of birth and number. To look takes a minute.
Nothing is merged: the other record gets a doubt that says which record stops it and why, unless somebody has said that
these are two people, or that they are one (services/links.py: then one stops the other by itself).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from topaz_tui import clock
from topaz_tui.rules import linked, people
from topaz_tui.rules import twins as rules
from topaz_tui.rules.people import DoubtCode, Settlement, matching
from topaz_tui.rules.twins import TwinStop
from topaz_tui.services import links, pairs
from topaz_tui.services.safety import numbers_of_each, unsafe_talks
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, Doubt
from topaz_tui.store.rows import as_json, ids_in
from topaz_tui.store.sql import twins as sql
from topaz_tui.store.statement import statement, tuples

_MAY_HAVE = frozenset(rules.OF_DOUBT.values())

_AMONG = "IN (SELECT CAST(value AS INTEGER) FROM json_each(?))"


class Stop(NamedTuple):
    """What is to be known of a record before anybody rings one that looks like it; since when that is so ('': nobody
    knows); and the code of the open doubt that says so, if one does."""

    code: TwinStop
    since: str = ""
    doubt: str = ""

    @property
    def words(self) -> str:
        """'has died'; 'may have died, says the council's file'."""
        return rules.words(self.code, self.doubt)


def spread(client_ids: Collection[int], at: str) -> set[int]:
    """Raise the doubts that these records bring to others, and others to them; returns whom there is a new one about.
    Part of the caller's transaction."""
    if not client_ids:
        return set()
    alike = _alike(client_ids)
    stops = stops_of({id for pair in alike for id in pair})
    found = set()
    for pair, surely in alike.items():
        for one, other in (pair, pair[::-1]):
            stop, theirs = stops.get(one), stops.get(other)
            if stop is None or not (surely or stop.code in rules.GRAVE) or (theirs and _is_kept_from(stop, theirs)):
                continue
            if _raise(other, one, stop, at):
                found.add(other)
    return found


def _is_kept_from(stop: Stop, theirs: Stop) -> bool:
    """Does a stop of their own keep everybody from calling them, so that nothing need be said of the other record? Once
    it ends, the question is put anew."""
    if theirs.code in _MAY_HAVE:
        return stop.code in _MAY_HAVE
    return theirs.code != TwinStop.UNSAFE_TALK


def stops_of(ids: Collection[int]) -> dict[int, Stop]:
    """By record, what is to be known before anybody rings one that looks like it, the gravest of all records of its
    person: what stops calls, what makes a call unsafe (rules/contact_safety.py), what waits in Imports, an unsafe
    talk."""
    if not ids:
        return {}
    groups = links.groups(ids)
    records = {*ids, *(each for group in groups.values() for each in group)}
    rows = {row["id"]: row for row in _stopped(as_json(records))}
    doors, doubted, talks = numbers_of_each(ids), _doubted(records), unsafe_talks(records)
    found = {}
    for id in doors:
        group = [rows[each] for each in groups.get(id, (id,)) if each in rows]
        code = linked.stop_of([row["stopped"] for row in group])
        waits = min((doubted[row["id"]] for row in group if row["id"] in doubted), key=_order, default=None)
        talk = max((talks[row["id"]] for row in group if row["id"] in talks), default=None)
        if code:
            since = max((row["stopped_at"] or "" for row in group if row["stopped"]), default="")
            found[id] = Stop(rules.twin_stop(code), since)
        elif doors[id].decision.hides_numbers:
            found[id] = Stop(rules.unsafe(doors[id].decision.why))
        elif waits:
            found[id] = waits
        elif talk:
            found[id] = Stop(TwinStop.UNSAFE_TALK, clock.to_store(talk))
    return found


@Compiled
def _stopped(among: Any) -> Any:
    return Client.select(Client.id, Client.stopped, Client.stopped_at).where(Client.id.in_(ids_in(among)))


def holding(ids: Collection[int]) -> set[int]:
    """Those of the records under which, or under another record of the same person, something keeps everybody from
    calling: a death, a refusal, a move, a call that is not safe."""
    return {id for id, stop in stops_of(ids).items() if stop.code not in rules.ENDS_ON_ITS_OWN_RECORD}


def settled(client_id: int, worker_id: int, at: str, how: str) -> set[int]:
    """Settle the doubts that the doubts of this record raised under other records, by the same worker. Returns the
    clients that had one. Part of the caller's transaction."""
    here = (Doubt.twin == client_id) & Doubt.stop.in_(_MAY_HAVE) & Doubt.settled_at.is_null()
    others = {pairs.of_client(doubt) for doubt in Doubt.select(Doubt.client).where(here)}
    Doubt.update(settled_at=at, settled_by=worker_id, how=how).where(here).execute()
    return others


def put_right(client_ids: Collection[int], stop: TwinStop, call_id: int, at: str) -> set[int]:
    """Settle the doubts that these records raised because of this call, which was saved by mistake; a later stop raises
    a new one. Returns the clients that had one. Part of the caller's transaction."""
    here = Doubt.twin.in_(list(client_ids)) & (Doubt.stop == stop) & Doubt.settled_at.is_null()
    others = {pairs.of_client(doubt) for doubt in Doubt.select(Doubt.client).where(here)}
    Doubt.update(settled_at=at, how=Settlement.PUT_RIGHT, put_right=call_id).where(here).execute()
    return others


def said(words: str | None, twin_id: int | None, stop: str | None, person_ids: Mapping[int, str]) -> str:
    """The words of a doubt. About another record: made of its code and that record's ID (from `person_ids`); about a
    file: what stood there. A doubt about another record from before there were codes stays as it was written."""
    if twin_id is not None and twin_id in person_ids:
        return rules.sentence(person_ids[twin_id], stop or "")
    return clock.format_days_in(words or "")


def _alike(client_ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """The pairs that may be one person's and that nobody has judged, the lower id first; True of those that surely
    look so."""
    among: str
    values: tuple[object, ...]
    if isinstance(client_ids, range):  # a batch of new ones, which nobody has linked
        among, values = "BETWEEN ? AND ?", (client_ids[0], client_ids[-1])
    else:
        ids = {*client_ids, *(each for group in links.groups(client_ids).values() for each in group)}
        among, values = _AMONG, (json.dumps(sorted(ids)),)
    found: dict[tuple[int, int], bool] = {}
    for row in tuples(database.run(statement(sql.PAIRS % ((among,) * 4)), values * 4), sql.Alike):
        pair = min(row.one, row.other), max(row.one, row.other)
        if row.surely or (row.its_id and people.person_key(row.its_id) == people.person_key(row.other_id)):
            found[pair] = True
        elif matching.is_alike(pairs.evidence_of(row.evidence)):
            found.setdefault(pair, False)
    groups = links.groups({one for one, _ in found})
    return {pair: surely for pair, surely in found.items() if pair[1] not in groups.get(pair[0], ())}


def _order(stop: Stop) -> int:
    return list(TwinStop).index(stop.code)


def _doubted(client_ids: Iterable[int]) -> dict[int, Stop]:
    """By record, the gravest doubt from a council's file that nobody has settled (a death before a move), and since
    when."""
    found: dict[int, Stop] = {}
    for doubt in _of_files(as_json(client_ids)):
        known = found.get(doubt["client_id"])
        code = min(known.doubt if known else doubt["code"], doubt["code"], key=list(rules.OF_DOUBT).index)
        found[doubt["client_id"]] = Stop(rules.OF_DOUBT[code], doubt["made_at"], code)
    return found


@Compiled
def _of_files(among: Any) -> Any:
    d = Doubt
    here = d.client.in_(ids_in(among)), d.code.in_(list(rules.OF_DOUBT)), d.settled_at.is_null()
    return d.select(d.client, d.code, d.made_at).where(*here).order_by(d.made_at)


def _raise(client_id: int, twin: int, stop: Stop, at: str) -> bool:
    """Raise a doubt about this record because of the other one's stop. False where one waits already, or was settled
    after that stop began ('': whenever), but for one settled as two people's that nobody calls that any more."""
    here = (Doubt.client == client_id) & (Doubt.twin == twin) & (Doubt.stop == stop.code) & Doubt.put_right.is_null()
    before = Doubt.select(Doubt.id, Doubt.settled_at, Doubt.how).where(here).first()
    if before is None:
        Doubt.insert(client=client_id, code=DoubtCode.TWIN, twin=twin, stop=stop.code, made_at=at).execute()
    elif before.settled_at is None or (before.settled_at >= stop.since and before.how != Settlement.APART):
        return False
    else:
        anew = {"made_at": at, "settled_at": None, "settled_by": None, "how": None, "due_at": None}
        Doubt.update(**anew).where(Doubt.id == before.id).execute()
    return True
