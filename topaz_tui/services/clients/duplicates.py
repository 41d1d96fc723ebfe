"""The same person twice: likely ones are shown, and a person confirms or dismisses them. Nothing is ever
merged: confirmed, two records are linked (services/links.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import contact_safety, people
from topaz_tui.rules.contact_safety import Said
from topaz_tui.rules.people import matching
from topaz_tui.services import effects, links, pairs, twins, unread
from topaz_tui.services.desk import Desk
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.safety import safety_of, unsafe_talk
from topaz_tui.store import audit
from topaz_tui.store.database import deed
from topaz_tui.store.models import Client, Doubt, Duplicate, Judgement, Phone, Standing

VERDICTS = {"confirmed": "The same person", "dismissed": "Somebody else", "later": "Later"}
LINKED = "linked"  # how a doubt is settled by a link, as long as that holds
DOUBTED = {
    "death": "may have died, says the council's file",
    "late": "may have died, says the name",
    "move": "may have moved away, says the council's file",
}
"""What is said of another record while nobody has looked into what the file says of it, by the doubt's code."""
NOT_SAFE_TO_TALK = "could not talk safely last time"
MOST = 20  # likely ones on show: a number that a whole care home shares is no sign of one person


@dataclass(frozen=True, slots=True)
class Likely:
    """Another record that may be of the same person; `why` says what is the same. `verdict` is a key of
    VERDICTS, or None while nobody has judged it. `stops` says what is to be known of it before anybody rings: why
    nobody is called under it ('has died'), what the council's file leaves open ('may have died'), that it was not safe
    to talk; '' where there is nothing, or where they share a telephone and no more."""

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    why: str
    verdict: str | None
    stops: str = ""


def likely(client_id: int, *, household: bool = True) -> tuple[Likely, ...]:
    """Those not yet judged first, and of them those first under whose record nobody is called; then those confirmed;
    not those dismissed. With `household` also those who share a telephone and no more: that waits for nobody."""
    judged = {_other(row, client_id): row for row in _judged(client_id)}
    same_phone = _same_phone(client_id) if household else []
    alike = pairs.speaks_for(client_id)
    speaks = {other: frozenset(("phone",)) for other in same_phone if other not in judged} | alike
    rows = _clients({*speaks, *(id for id, each in judged.items() if each.verdict == "confirmed")})
    stops = _stops([row for row in rows if row.id in alike and not (row.id in judged and _is_judged(judged[row.id]))])
    found = []
    for row in rows:
        verdict = judged[row.id].verdict if row.id in judged else None
        if verdict != "dismissed":
            born = unread.value("client", row.id, date.fromisoformat, row.born_on)
            name = people.full_name(row.title, row.first_name, row.last_name, row.preferred_name) or row.person_id
            why = matching.words_of(speaks.get(row.id, ()))
            settled = verdict if verdict == "confirmed" else None
            found.append(Likely(row.id, row.person_id, name, born, why, settled, stops.get(row.id, "")))
    return tuple(sorted(found, key=_order)[:MOST])


def may_be(found: Iterable[Likely]) -> Said | None:
    """Of these, of whom something is to be known first, in a sentence to be read before ringing; None where that is of
    nobody."""
    stopped = [each for each in found if each.stops]
    if not stopped:
        return None
    return contact_safety.may_be(stopped[0].name, stopped[0].person_id, stopped[0].stops, len(stopped) - 1)


_FIRST = (*twins.STOPS.values(), *DOUBTED.values(), NOT_SAFE_TO_TALK)


def _order(each: Likely) -> tuple[bool, int, str, int]:
    stops = _FIRST.index(each.stops) if each.stops in _FIRST else len(_FIRST) - bool(each.stops)
    return each.verdict is not None, stops, each.name, each.client_id


def _is_judged(row: Duplicate) -> bool:
    return row.verdict in ("confirmed", "dismissed")


def _stops(rows: Sequence[Client]) -> dict[int, str]:
    """What is to be known of these records first, in words: what stops each, or another record of that person; what of
    a death or a move waits in Imports; that it was not safe to talk. One of nobody says nothing of a person."""
    today, doubted = clock.today(), _doubted(rows)
    groups = links.groups(row.id for row in rows)
    found = {}
    for row in rows:
        records = groups.get(row.id, (row.id,))
        stop = links.stop(records)
        code = stop[0] if stop else "died" if row.died_on else None
        if code is None and safety_of(records, today).hides_numbers:
            code = "unsafe"
        if code and code != "nobody":
            found[row.id] = twins.why(code)
        elif row.id in doubted:
            found[row.id] = doubted[row.id]
        elif any(unsafe_talk(each) for each in records):
            found[row.id] = NOT_SAFE_TO_TALK
    return found


def _doubted(rows: Sequence[Client]) -> dict[int, str]:
    """What the council's files say of these, and nobody has settled: a death before a move."""
    order = list(DOUBTED)
    waits = Doubt.select(Doubt.client, Doubt.code).where(
        Doubt.client.in_([row.id for row in rows]), Doubt.settled_at.is_null(), Doubt.code.in_(order)
    )
    found: dict[int, str] = {}
    for doubt in sorted(waits, key=lambda each: order.index(each.code)):
        found.setdefault(pairs.of_client(doubt), DOUBTED[doubt.code])
    return found


def judge_duplicate(desk: Desk, a: int, b: int, verdict: str) -> None:
    """Say whether two records are of one person: a key of VERDICTS. 'confirmed' links them, and anything else undoes
    that: each then stands as it did. It can be judged again; each judgement stands on both timelines."""
    if verdict not in VERDICTS or a == b:
        raise Trouble("That is no judgement about two records.", f"Choose one of: {', '.join(VERDICTS)}.")
    _judge(desk, a, b, verdict, verdict)


def unlink(desk: Desk, a: int, b: int) -> None:
    """Take back that two records are of one person: they wait again to be judged, and each stands as it did."""
    row = Duplicate.get_or_none(Duplicate.client == min(a, b), Duplicate.other == max(a, b))
    if row is None or row.verdict != "confirmed":
        raise Trouble("They are not linked.", "A colleague may have undone it: look again.")
    _judge(desk, a, b, "open", "undone")


def _judge(desk: Desk, a: int, b: int, verdict: str, said: str) -> None:
    one, other = min(a, b), max(a, b)
    with deed():
        row = Duplicate.get_or_none(Duplicate.client == one, Duplicate.other == other)
        before = row.verdict if row else None
        if before == verdict:
            return
        if verdict == "confirmed":
            _one_worker_at_most((*links.group_of(one), *links.group_of(other)))
        elif before != "confirmed" and other in links.group_of(one):
            raise Trouble(
                "They are linked, each with a third record: so they are one person.",
                "Undo one of those links first (u on the pair of the third).",
            )
        at = clock.to_store(clock.now())
        evidence = pairs.evidence_json(pairs.speaks_for(one).get(other, frozenset()))
        judged = {"worker": desk.worker_id, "judged_at": at, "evidence": evidence}
        if row:
            Duplicate.update(verdict=verdict, **judged).where(Duplicate.id == row.id).execute()
        else:
            Duplicate.insert(client=one, other=other, verdict=verdict, **judged).execute()
        if said != "later":
            Judgement.insert(client=one, other=other, verdict=said, **judged).execute()
        if "confirmed" in (before, verdict):
            _twin_doubts(one, other, verdict == "confirmed", desk.worker_id, at)
        if before == "confirmed" and other not in (mine := links.group_of(one)):
            effects.take_apart(mine, links.group_of(other), at)
        queue_status.refresh((one, other), desk.settings)
        for client_id, its in ((one, other), (other, one)):
            audit.note(desk.worker_id, f"duplicate {said}", client_id, f"client {its}")


def _one_worker_at_most(records: tuple[int, ...]) -> None:
    """Two who talk to the same person at once finish first."""
    s = Standing
    now = clock.to_store(clock.now())
    rows = s.select(s.held_by).where(s.client.in_(records), s.held_until > now, s.held_by.is_null(False)).distinct()
    if rows.count() > 1:
        raise Trouble("Two colleagues are with this person now, each under one record.", "Link them once one is done.")


def _twin_doubts(one: int, other: int, linked: bool, worker_id: int, at: str) -> None:
    """That the other record stops calls is no doubt any more once they are one person's, and is one again after."""
    ids = links.person_ids((one, other))
    for client_id, twin in ((one, ids[other]), (other, ids[one])):
        about = Doubt.client == client_id, Doubt.code == "twin", Doubt.words.startswith(f"Record {twin} ")
        if linked:
            Doubt.update(settled_at=at, settled_by=worker_id, how=LINKED).where(
                *about, Doubt.settled_at.is_null()
            ).execute()
        else:
            Doubt.update(settled_at=None, settled_by=None, how=None).where(*about, Doubt.how == LINKED).execute()


def _other(row: Duplicate, client_id: int) -> int:
    one, other = pairs.pair_of(row)
    return other if one == client_id else one


def _judged(client_id: int) -> list[Duplicate]:
    return list(Duplicate.select().where((Duplicate.client == client_id) | (Duplicate.other == client_id)))


def _clients(ids: set[int]) -> list[Client]:
    return list(Client.select().where(Client.id.in_(ids))) if ids else []


def _same_phone(client_id: int) -> list[int]:
    """Who shares a telephone with them: the first few."""
    theirs = Phone.select(Phone.number).where(Phone.client == client_id, Phone.status.in_(pairs.SPEAKS))
    others = Phone.select(Phone.client).where(
        Phone.number.in_(theirs), Phone.client != client_id, Phone.status.in_(pairs.SPEAKS)
    )
    return [pairs.of_client(row) for row in others.distinct().limit(MOST)]
