"""The same person twice: likely ones are shown, and a person confirms or dismisses them. Nothing is ever
merged: confirmed, two records are linked (services/links.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people
from topaz_tui.rules.people import matching
from topaz_tui.services import pairs, standing, unread
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import deed
from topaz_tui.store.models import Client, Duplicate, Judgement, Phone

VERDICTS = {"confirmed": "The same person", "dismissed": "Somebody else", "later": "Later"}
MOST = 20  # likely ones on show: a number that a whole care home shares is no sign of one person


@dataclass(frozen=True, slots=True)
class Likely:
    """Another record that may be of the same person; `why` says what is the same. `verdict` is a key of
    VERDICTS, or None while nobody has judged it."""

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    why: str
    verdict: str | None


def likely(client_id: int) -> tuple[Likely, ...]:
    """Those not yet judged first, then those confirmed; not those dismissed. Who shares a telephone alone is shown
    here, and waits for nobody: a household does."""
    judged = {_other(row, client_id): row for row in _judged(client_id)}
    household = {other: frozenset(("phone",)) for other in _same_phone(client_id) if other not in judged}
    speaks = household | pairs.speaks_for(client_id)
    found = []
    for row in _clients({*speaks, *(id for id, each in judged.items() if each.verdict == "confirmed")}):
        verdict = judged[row.id].verdict if row.id in judged else None
        if verdict != "dismissed":
            born = unread.value("client", row.id, date.fromisoformat, row.born_on)
            name = people.full_name(row.title, row.first_name, row.last_name, row.preferred_name) or row.person_id
            why = matching.words_of(speaks.get(row.id, ()))
            settled = verdict if verdict == "confirmed" else None
            found.append(Likely(row.id, row.person_id, name, born, why, settled))
    return tuple(sorted(found, key=lambda each: (each.verdict is not None, each.name, each.client_id))[:MOST])


def judge_duplicate(desk: Desk, a: int, b: int, verdict: str) -> None:
    """Say whether two records are of one person: a key of VERDICTS. It can be judged again; what spoke for it then
    is kept, and each judgement stands on both timelines."""
    if verdict not in VERDICTS or a == b:
        raise Trouble("That is no judgement about two records.", f"Choose one of: {', '.join(VERDICTS)}.")
    one, other = min(a, b), max(a, b)
    with deed():
        row = Duplicate.get_or_none(Duplicate.client == one, Duplicate.other == other)
        if row and row.verdict == verdict:
            return
        at = clock.to_store(clock.now())
        evidence = pairs.evidence_json(pairs.speaks_for(one).get(other, frozenset()))
        judged = {"verdict": verdict, "worker": desk.worker_id, "judged_at": at, "evidence": evidence}
        if row:
            Duplicate.update(**judged).where(Duplicate.id == row.id).execute()
        else:
            Duplicate.insert(client=one, other=other, **judged).execute()
        if verdict != "later":
            Judgement.insert(client=one, other=other, **judged).execute()
        standing.refresh((one, other), desk.settings)
        for client_id, its in ((one, other), (other, one)):
            audit.note(desk.worker_id, f"duplicate {verdict}", client_id, f"client {its}")


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
