"""Two records that look like one person's: what stops calls under one is looked at before anybody calls under the
other.

They look so where they have the same NHS number, or the same name and date of birth and a number or a spelling of the
ID in common. Nothing is merged: the other record gets a doubt that says which record stops it and why, unless somebody
has said that these are two people, or that they are one (services/links.py: then one stops the other by itself).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from topaz_tui.rules import people
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

_COLUMNS = """
    a.id, a.person_id, coalesce(a.stopped, CASE a.safe_to_call WHEN 'no' THEN 'unsafe' END),
    b.id, b.person_id, coalesce(b.stopped, CASE b.safe_to_call WHEN 'no' THEN 'unsafe' END)
"""
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
    return STOPS.get(stop, "is not called, and why can't be read")


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
            if one.stops and not other.stops and _raise(other.id, f"Record {one.person_id} {why(one.stops)}", at):
                found.add(other.id)
    return found


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


def _raise(client_id: int, words: str, at: str) -> bool:
    """A doubt about this record; False where it was raised before, settled or not."""
    here = (Doubt.client == client_id) & (Doubt.code == "twin") & (Doubt.words == words)
    if Doubt.select().where(here).exists():
        return False
    Doubt.insert(client=client_id, code="twin", words=words, made_at=at).execute()
    return True
