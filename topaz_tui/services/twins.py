"""Two records that look like one person's: what stops calls under one is looked at before anybody calls under the
other.

They look so where they have the same NHS number, or the same name and date of birth and a number or a spelling of the
ID in common. Nothing is merged: the other record gets a doubt that says which record stops it and why, unless somebody
has said that these are two people, or that they are one (services/links.py: then one stops the other by itself).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from peewee import fn

from topaz_tui.rules import people
from topaz_tui.services import pairs
from topaz_tui.store.database import database
from topaz_tui.store.models import Doubt

STOPS = {
    "died": "has died",
    "moved": "has moved away",
    "refused": "asked not to be called",
    "nobody": "is a record of nobody",
    "unsafe": "is not safe to call",
}
"""Why one record stops another, in words."""
DOUBTED = {"death": "may have died", "late": "may have died", "move": "may have moved away"}
"""What a doubt of that code says: it stops another record as long as nobody has settled it."""

_STOPS = f"""
    coalesce(%s.stopped, CASE %s.safe_to_call WHEN 'no' THEN 'unsafe' END,
        (SELECT o.code FROM doubt o WHERE o.client_id = %s.id AND o.settled_at IS NULL
            AND o.code IN ({", ".join(f"'{code}'" for code in DOUBTED)}) ORDER BY o.id LIMIT 1))
"""
_COLUMNS = ", ".join(f"{one}.id, {one}.person_id, {_STOPS.replace('%s', one)}" for one in "ab")
_APART = """
    NOT EXISTS (SELECT 1 FROM duplicate d WHERE d.verdict IN ('dismissed', 'confirmed')
        AND ((d.client_id = a.id AND d.other_id = b.id) OR (d.client_id = b.id AND d.other_id = a.id)))
"""
_SAME_PHONE = """
    EXISTS (SELECT 1 FROM phone p JOIN phone q ON q.number = p.number WHERE p.client_id = a.id AND q.client_id = b.id)
"""
_PAIRS = f"""
SELECT {_COLUMNS}, 1 FROM client a JOIN client b ON b.nhs_number = a.nhs_number AND b.id <> a.id
WHERE a.nhs_number IS NOT NULL AND a.id %s AND {_APART}
UNION ALL
SELECT {_COLUMNS}, CASE WHEN {_SAME_PHONE} THEN 1 ELSE 0 END
FROM client a JOIN client b ON b.name_key = a.name_key AND b.born_on = a.born_on AND b.id <> a.id
WHERE a.name_key <> '' AND a.id %s AND {_APART}
"""


def why(stop: str) -> str:
    """Why a record that has this stop stops another, in words."""
    return (STOPS | DOUBTED).get(stop, "is not called, and why can't be read")


class _Side(NamedTuple):
    id: int
    person_id: str
    stops: str | None


def spread(client_ids: Sequence[int], at: str) -> set[int]:
    """Raise the doubts that these records bring to others, and others to them; returns whom there is a new one about.
    Part of the caller's deed."""
    if not client_ids:
        return set()
    found = set()
    for a, b in _pairs(client_ids):
        for one, other in ((a, b), (b, a)):
            if one.stops and not other.stops:
                since = _doubted_since(one.id) if one.stops in DOUBTED else ""
                if _raise(other.id, f"Record {one.person_id} {why(one.stops)}", at, since):
                    found.add(other.id)
    return found


def settled(person_id: str, worker_id: int, at: str, how: str) -> set[int]:
    """What this record's doubts brought to others ends with them: the same worker settles it. Returns whom. Part of the
    caller's deed."""
    brought = [f"Record {person_id} {words}" for words in set(DOUBTED.values())]
    here = (Doubt.code == "twin") & Doubt.words.in_(brought) & Doubt.settled_at.is_null()
    others = {pairs.of_client(doubt) for doubt in Doubt.select(Doubt.client).where(here)}
    Doubt.update(settled_at=at, settled_by=worker_id, how=how).where(here).execute()
    return others


def _pairs(client_ids: Sequence[int]) -> Iterable[tuple[_Side, _Side]]:
    """The pairs of which one stops calls and the other does not."""
    among, values = f"IN ({', '.join('?' * len(client_ids))})", tuple(client_ids)
    first, last = client_ids[0], client_ids[-1]
    if last - first + 1 == len(client_ids):  # a batch of new ones
        among, values = "BETWEEN ? AND ?", (first, last)
    for *row, surely in database.execute_sql(_PAIRS % (among, among), values * 2).fetchall():
        a, b = _Side(*row[:3]), _Side(*row[3:])
        same = surely or people.person_key(a.person_id) == people.person_key(b.person_id)
        if same and bool(a.stops) != bool(b.stops):
            yield a, b


def _doubted_since(client_id: int) -> str:
    """Since when nobody has settled what the council's file says of this record."""
    here = (Doubt.client == client_id) & Doubt.code.in_(list(DOUBTED)) & Doubt.settled_at.is_null()
    return str(Doubt.select(fn.MAX(Doubt.made_at)).where(here).scalar() or "")


def _raise(client_id: int, words: str, at: str, since: str = "") -> bool:
    """A doubt about this record; False where it waits, or was settled `since` then ('': ever)."""
    here = (Doubt.client == client_id) & (Doubt.code == "twin") & (Doubt.words == words)
    before = Doubt.select(Doubt.id, Doubt.settled_at).where(here).first()
    if before is None:
        Doubt.insert(client=client_id, code="twin", words=words, made_at=at).execute()
    elif before.settled_at is None or before.settled_at >= since:
        return False
    else:
        anew = {"made_at": at, "settled_at": None, "settled_by": None, "how": None, "due_at": None}
        Doubt.update(**anew).where(Doubt.id == before.id).execute()
    return True
