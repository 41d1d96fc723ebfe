"""Find somebody: the lines that the find screen shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.services import concerns, finding, queue, unread
from topaz_tui.services.clients.stands import stands
from topaz_tui.services.clients.timeline import stage
from topaz_tui.services.desk import Desk
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class Found:
    """One client who may be meant. `words` says where they stand; `matched` which part of what was typed it
    was. Where it was the `reference` of a concern about them, `concern_id` is that concern, `words` where it is, and
    `case` the escalation that has its history and moves: None while it is being written."""

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    age: int | None
    postcode: str | None
    reason: str
    words: str
    matched: str
    reference: str = ""
    concern_id: int | None = None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for what was typed; `more` where there are more than were asked for."""

    text: str
    people: tuple[Found, ...]
    more: bool


_FOUND = """
SELECT c.id, c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, c.postcode,
       c.nhs_number, s.state, s.reason, s.why, s.rank, s.due_at, s.words
FROM client c LEFT JOIN standing s ON s.client_id = c.id WHERE c.id IN (%s)
"""


def find(desk: Desk, text: str, limit: int = 50) -> Search:
    """Who is meant by any part of a name, person ID, NHS number, phone, postcode or date of birth: those
    whose surname or number begins so first. Before them, who a concern of this reference is about, open or closed.
    Writes nothing: a line is no record."""
    ids = finding.find_ids(text, limit + 1)
    more, ids = len(ids) > limit, ids[:limit]
    of_concerns = concerns.ids_of(text, limit + 1)
    about = _about_concerns(desk, of_concerns[:limit])
    found = (*about, *found_of(desk, ids, people.fold(text)))
    return Search(text, found, more or len(of_concerns) > limit)


_CONCERNS = """
SELECT k.id, k.client_id, k.reference, k.submitted_at, k.discarded_at, e.id, e.state, e.waiting_for
FROM concern k LEFT JOIN escalation e ON e.concern_id = k.id WHERE k.id IN (%s)
"""


def _about_concerns(desk: Desk, ids: tuple[int, ...]) -> Iterator[Found]:
    """Whom these concerns are about, and where each is, in this order."""
    if not ids:
        return
    rows = {row[0]: row for row in database.execute_sql(_CONCERNS % ",".join("?" * len(ids)), ids).fetchall()}
    whom = {each.client_id: each for each in found_of(desk, tuple({row[1] for row in rows.values()}))}
    for concern_id in ids:
        _, client_id, reference, submitted_at, discarded_at, case, state, waits = rows[concern_id]
        words = stage(submitted_at, discarded_at, state, waits)
        of = {"reference": reference, "concern_id": concern_id, "case": case}
        yield replace(whom[client_id], reason="", words=words, matched="reference", **of)


def found_of(desk: Desk, ids: tuple[int, ...], typed: str = "") -> tuple[Found, ...]:
    """The lines of these clients, in this order."""
    if not ids:
        return ()
    now = clock.now()
    gate, today = queue.gate_now(desk, now), clock.local(now).date()
    rows = {row[0]: row for row in database.execute_sql(_FOUND % ",".join("?" * len(ids)), ids).fetchall()}
    found = []
    for client_id in (each for each in ids if each in rows):
        _, person_id, *names, born_on, postcode, nhs, state, why_not, why, rank, due_at, kept = rows[client_id]
        reason, words = stands(gate, now, state, why_not, why, rank, due_at, kept)
        born = unread.value("client", client_id, date.fromisoformat, born_on)
        found.append(
            Found(
                client_id=client_id,
                person_id=person_id,
                name=people.full_name(*names) or person_id,
                born_on=born,
                age=people.age(born, today) if born else None,
                postcode=postcode,
                reason=reason,
                words=words,
                matched=_matched(typed, names, person_id, nhs, postcode, born_on) if typed else "",
            )
        )
    return tuple(found)


def _matched(
    typed: str,
    names: list[str | None],
    person_id: str,
    nhs: str | None,
    postcode: str | None,
    born_on: str | None,
) -> str:
    """Which part it was, as far as that is plain."""
    close = re.sub(r"[\s().+-]", "", typed)
    if typed[:1].isalpha() and typed.split()[0][:2] in people.fold(" ".join(filter(None, names))):
        return "name"
    if close in people.fold(person_id):
        return "person ID"
    if nhs and close in nhs:
        return "NHS number"
    if postcode and close in postcode.lower().replace(" ", ""):
        return "postcode"
    if born_on and any(needle.strip() in born_on for reading in finding.readings(typed) for needle in reading):
        return "born"
    return "phone" if close.isdigit() else "name"
