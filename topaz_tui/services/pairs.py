"""Find records that may be one person's, and keep them as pairs for somebody to judge.

Nobody is compared with everybody: only those who share an NHS number, a date of birth (or that with day and month
turned round), a telephone, or a postcode and the sound of the name. Whoever puts people on the list or changes them
looks for them in the same transaction: `look`, of the many whom a file brings `look_for_new`. `client.sound` is empty
for those for whom nobody has looked yet, as in a list from before Topaz looked (catching_up.py).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.people import WAITS, Known, PhoneStatus, Verdict, matching, sort_name
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, Duplicate, Judgement, Phone
from topaz_tui.store.rows import as_json, ids_as_one, ids_in, named, texts_in, written
from topaz_tui.store.sql import pairs as sql

AT_ONCE = 1_000  # people looked for in one transaction
COMMON = 40  # a number or a day that more than so many share says nothing: a care home's, a filler's
SPEAKS = (PhoneStatus.USABLE, PhoneStatus.UNOBTAINABLE)  # numbers that are theirs; a wrong one is somebody else's

Pair = tuple[int, int]
"""Two ids, the lower one first."""


def waiting() -> int:
    """How many pairs wait to be judged."""
    return int(Duplicate.select().where(Duplicate.verdict.in_(WAITS)).count())


def unmatched(most: int) -> list[int]:
    """The ids of up to `most` clients for whom nobody has looked yet."""
    rows = Client.select(Client.id).where(Client.sound.is_null()).order_by(Client.id).limit(most)
    return [row["id"] for row in _rows(rows)]


def look(ids: Collection[int], worker_id: int) -> None:
    """Keep who may be the same as these people, in the caller's transaction: new pairs wait to be judged, those
    dismissed come back where something new speaks for them, and those for which nothing speaks any more are gone."""
    people = known(ids)
    _keep_sounds(people)
    found = {pair: evidence for pair, evidence in _compared(people).items() if evidence}
    at = clock.to_store(clock.now())
    kept: dict[Pair, Duplicate] = {}
    among = ids_as_one(people)
    for row in Duplicate.select().where(Duplicate.client.in_(among) | Duplicate.other.in_(among)):
        kept[pair_of(row)] = row
    new = [(*pair, Verdict.OPEN, worker_id, at, evidence_json(found[pair])) for pair in found if pair not in kept]
    if new:
        d = Duplicate
        Duplicate.insert_many(new, (d.client, d.other, d.verdict, d.worker, d.judged_at, d.evidence)).execute()
    for pair in found.keys() & kept.keys():
        _again(kept[pair], found[pair], at)
    for pair, row in kept.items():
        if pair not in found and row.verdict in WAITS and row.evidence:
            Duplicate.delete().where(Duplicate.id == row.id).execute()


_MANY = 20_000
"""Rows of one batch: more are a filler's, which thousands share; then each is looked for, and it says nothing."""


def look_for_new(first: int, last: int, worker_id: int) -> None:
    """`look` for people who have just been put on the list in bulk, with their sounds: their ids are a run, and the
    newest."""
    found = database.run(sql.SHARE, (first, last, first, last, first, last, _MANY))
    share = [(row["other_id"], row["client_id"]) for row in named(found)]
    ids: Collection[int] = range(first, last + 1)
    if len(share) < _MANY:
        people = known({id for pair in share for id in pair})
        alike = [pair for pair in set(share) if matching.evidence(*map(people.__getitem__, pair))]
        ids = {id for pair in alike for id in pair if id >= first}
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        look(ordered[start : start + AT_ONCE], worker_id)


def _again(row: Duplicate, found: frozenset[str], at: str) -> None:
    """Update a pair that is kept already by what speaks for it now."""
    before = evidence_of(row.evidence)
    if row.verdict == Verdict.DISMISSED:
        if row.evidence is None:  # judged before Topaz kept what spoke for it: that is what speaks now
            Duplicate.update(evidence=evidence_json(found)).where(Duplicate.id == row.id).execute()
        elif matching.speaks_anew(found, before):
            here = Duplicate.id == row.id
            Duplicate.update(verdict=Verdict.OPEN, evidence=evidence_json(found), judged_at=at).where(here).execute()
            one, other = pair_of(row)
            Judgement.insert(
                client=one, other=other, verdict=Verdict.OPEN, evidence=evidence_json(found - before), judged_at=at
            ).execute()
    elif row.verdict in WAITS and found != before:
        Duplicate.update(evidence=evidence_json(found)).where(Duplicate.id == row.id).execute()


def pair_of(row: Any) -> Pair:
    """The two records of a row of `duplicate`, the lower id first."""
    return row.client_id, row.other_id


def of_client(row: Any) -> int:
    """The client id of a row, by the column that Peewee has for its link: no type knows that name."""
    return int(row.client_id)


def like(person: Known) -> list[tuple[int, frozenset[str]]]:
    """Clients who may be this person, who is not on the list, with what speaks for each; the likeliest first."""
    people = known(_blocks({0: person})[0])
    found = [(id, evidence) for id, other in people.items() if (evidence := matching.evidence(person, other))]
    return sorted(found, key=lambda each: (-len(each[1]), each[0]))


def namesakes(person: Known, most: int) -> list[tuple[int, frozenset[str]]]:
    """Up to `most` clients whose first and last name is this person's, or sounds so: too little for a pair, and enough
    to ask."""
    if not (person.first and person.last):
        return []
    heard = f"{matching.sound(person.first, person.last)}|"
    sounds = (Client.sound >= heard) & (Client.sound < f"{heard[:-1]}}}")
    same = Client.name_key == sort_name(person.first, person.last)
    rows: Any = [row for where in (same, sounds) for row in Client.select(Client.id).where(where).limit(COMMON)]
    people = known({row.id for row in rows})
    found = [(id, frozenset((how,))) for id, each in people.items() if (how := matching.named(person, each))]
    return sorted(found, key=lambda each: (each[1] != {"name"}, each[0]))[:most]


def speaks_for(client_id: int) -> dict[int, frozenset[str]]:
    """The clients who may be the same person as this one, with what speaks for each. Writes nothing."""
    compared = _compared(known((client_id,)))
    return {one + other - client_id: evidence for (one, other), evidence in compared.items() if evidence}


def known(ids: Iterable[int]) -> dict[int, Known]:
    """By client, the facts that may tell them from others."""
    among = as_json(ids)
    numbers: dict[int, set[str]] = defaultdict(set)
    for phone in _phones(among):
        numbers[phone["client_id"]].add(phone["number"])
    return {
        row["id"]: Known(
            row["first_name"] or "", row["last_name"] or "", row["preferred_name"] or "", row["born_on"],
            row["nhs_number"], row["postcode"], frozenset(numbers[row["id"]]), row["added_by"] is not None,
        )
        for row in _people(among)
    }  # fmt: skip


# Built once: a person's page asks all of these.


@Compiled
def _phones(among: Any) -> Any:
    return Phone.select(Phone.client, Phone.number).where(Phone.client.in_(ids_in(among)), Phone.status.in_(SPEAKS))


@Compiled
def _people(among: Any) -> Any:
    c = Client
    known = c.select(c.id, c.first_name, c.last_name, c.preferred_name, c.born_on, c.nhs_number, c.postcode, c.added_by)
    return known.where(c.id.in_(ids_in(among)))


@Compiled
def _share(nhs: Any, numbers: Any, sounds: Any, names: Any) -> Any:
    """Who has one of these: what it is, the value, and whose; and, 'alone', of whom nothing but the name was taken
    down."""
    c = Client
    nothing = c.added_by.is_null(False) & c.born_on.is_null() & c.nhs_number.is_null() & c.postcode.is_null()
    return (
        _whose("nhs", c.nhs_number, c.id, c.nhs_number.in_(texts_in(nhs)))
        .union_all(_whose("phone", Phone.number, Phone.client, Phone.number.in_(texts_in(numbers)) & _SPEAKS))
        .union_all(_whose("sound", c.sound, c.id, c.sound.in_(texts_in(sounds))))
        .union_all(_whose("name", c.name_key, c.id, c.name_key.in_(texts_in(names))))
        .union_all(_whose("alone", c.name_key, c.id, nothing))
    )


_SPEAKS = Phone.status.in_(SPEAKS)


def _whose(what: str, value: Any, whose: Any, where: Any) -> Any:
    return value.model.select(written(what).alias("what"), value.alias("value"), whose.alias("whose")).where(where)


@Compiled
def _born_on(days: Any) -> Any:
    """By columns of one index: of whom nobody looked for yet the sound is missing."""
    c = Client
    return c.select(c.born_on, c.sound, c.id).where(c.born_on.in_(texts_in(days)))


@Compiled
def _names(among: Any) -> Any:
    return Client.select(Client.id, Client.first_name, Client.last_name).where(Client.id.in_(ids_in(among)))


def _rows(query: Any) -> list[dict[str, Any]]:
    """The rows by the names that the database gives their columns: Peewee's own way takes ten times as long, and these
    are many."""
    return named(database.execute(query))


def evidence_of(text: str | None) -> frozenset[str]:
    """The evidence for a pair, from the text that is kept."""
    return frozenset(map(str, json.loads(text))) if text else frozenset()


def evidence_json(evidence: Iterable[str]) -> str:
    """The evidence for a pair, as the text that is kept."""
    return json.dumps(sorted(evidence), ensure_ascii=False)


def _keep_sounds(people: dict[int, Known]) -> None:
    rows = [(sound_of(person), id) for id, person in people.items()]
    database.many(sql.KEEP_SOUND, rows)


def _compared(people: dict[int, Known]) -> dict[Pair, frozenset[str]]:
    """Each of these people with everybody with whom they share a block."""
    others = _blocks(people)
    strangers = {id for found in others.values() for id in found} - people.keys()
    everybody = people | (known(strangers) if strangers else {})
    pairs = {(min(one, other), max(one, other)) for one, found in others.items() for other in found if other != one}
    return {
        (one, other): matching.evidence(everybody[one], everybody[other])
        for one, other in pairs
        if one in everybody and other in everybody
    }


def _blocks(people: dict[int, Known]) -> dict[int, set[int]]:
    """By client, the others who share something with them: two queries, for any number of clients."""
    sounds = {id: sound_of(each) for id, each in people.items()}
    share = _sharing(
        {each.nhs for each in people.values() if each.nhs},
        {number for each in people.values() for number in each.phones},
        {sound for sound in sounds.values() if sound[0] != "|" != sound[-1]},
        {sort_name(each.first, each.last) for each in people.values() if each.is_a_name_alone},
    )
    born = _born(people.values())
    found: dict[int, set[int]] = {}
    for id, each in people.items():
        name = sort_name(each.first, each.last)
        blocks = [share.get(("nhs", each.nhs or ""), []), share.get(("sound", sounds[id]), [])]
        blocks += [share.get(("phone", number), []) for number in each.phones]
        blocks += [share.get((what, name), []) for what in ("alone", "name")]
        blocks += [born.get(key, []) for day in _days((each,)) for key in _keys(day, sounds[id])]
        found[id] = {other for block in blocks if len(block) <= COMMON for other in block} - {id}
    return found


def _born(people: Iterable[Known]) -> dict[tuple[str, str], list[int]]:
    """Those who were born on these days, by what one of their names sounds like; by both, where there are too many."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    if days := _days(people):
        rows = _born_on(as_json(days))
        unmatched = [row["id"] for row in rows if row["sound"] is None]
        names = _names(as_json(unmatched)) if unmatched else ()
        sounds = {row["id"]: matching.sound(row["first_name"], row["last_name"]) for row in names}
        for row in rows:
            for key in _keys(row["born_on"], row["sound"] or sounds.get(row["id"], "")):
                found[key].append(row["id"])
    return found


def _keys(day: str, sound: str) -> tuple[tuple[str, str], ...]:
    name = sound.partition("|")[0]
    return tuple((day, part) for part in {name, *name.split()})


def sound_of(person: Known) -> str:
    """What a name sounds like, and where they live: what is kept as `client.sound`."""
    return matching.kept_sound(person.first, person.last, person.postcode)


def _days(people: Iterable[Known]) -> set[str]:
    return {day for each in people for day in (each.born, matching.turned_day(each.born)) if day}


def _sharing(
    nhs: Collection[str], numbers: Collection[str], sounds: Collection[str], names: Collection[str]
) -> dict[tuple[str, str], list[int]]:
    """The ids of those who have each of these values, by what it is."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in _share(as_json(nhs), as_json(numbers), as_json(sounds), as_json(names)):
        found[row["what"], row["value"]].append(row["whose"])
    return found
