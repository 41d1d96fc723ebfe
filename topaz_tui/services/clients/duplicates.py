"""The same person twice: likely ones are shown, and a person confirms or dismisses them. Nothing is ever
merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people
from topaz_tui.services import unread
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed

VERDICTS = {"confirmed": "The same person", "dismissed": "Somebody else"}
MOST = 20  # likely ones on show: a number that a whole care home shares is no sign of one person


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another record that may be of the same person; `why` says what is the same. `verdict` is a key of
    VERDICTS, or None while nobody has judged it."""

    client_id: int
    person_id: str
    name: str
    born_on: date | None
    why: str
    verdict: str | None


_SAME = (
    (
        "same NHS number",
        "SELECT b.id FROM client a JOIN client b ON b.nhs_number = a.nhs_number"
        " WHERE a.id = ?1 AND a.nhs_number IS NOT NULL AND b.id <> ?1 LIMIT ?2",
    ),
    (
        "same name and date of birth",
        "SELECT b.id FROM client a JOIN client b ON b.name_key = a.name_key"
        " AND b.born_on = a.born_on WHERE a.id = ?1 AND a.name_key <> '' AND b.id <> ?1 LIMIT ?2",
    ),
    (
        "same phone",
        "SELECT DISTINCT q.client_id FROM phone p JOIN phone q ON q.number = p.number"
        " WHERE p.client_id = ?1 AND q.client_id <> ?1 AND p.status IN ('usable', 'unobtainable')"
        " AND q.status IN ('usable', 'unobtainable') LIMIT ?2",
    ),
)
_OTHER = """
SELECT c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, d.verdict FROM client c
LEFT JOIN duplicate d ON d.client_id = ? AND d.other_id = ? WHERE c.id = ?
"""
_JUDGE = """
INSERT INTO duplicate (client_id, other_id, verdict, worker_id, judged_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (client_id, other_id) DO UPDATE
SET verdict = excluded.verdict, worker_id = excluded.worker_id, judged_at = excluded.judged_at
"""
_CONFIRMED = """
SELECT CASE client_id WHEN ?1 THEN other_id ELSE client_id END FROM duplicate
WHERE (client_id = ?1 OR other_id = ?1) AND verdict = 'confirmed'
"""


def likely(client_id: int) -> tuple[Duplicate, ...]:
    """Those not yet judged first, then those confirmed; not those dismissed."""
    why: dict[int, list[str]] = {
        other: [] for (other,) in database.execute_sql(_CONFIRMED, (client_id,)).fetchall()
    }
    for words, sql in _SAME:
        for (other,) in database.execute_sql(sql, (client_id, MOST)).fetchall():
            why.setdefault(other, []).append(words)
    found = []
    for other, same in why.items():
        pair = sorted((client_id, other))
        person_id, *names, born_on, verdict = database.execute_sql(_OTHER, (*pair, other)).fetchone()
        if verdict != "dismissed":
            born = unread.value("client", other, date.fromisoformat, born_on)
            name = people.full_name(*names) or person_id
            found.append(Duplicate(other, person_id, name, born, "; ".join(same), verdict))
    return tuple(sorted(found, key=lambda each: (each.verdict is not None, each.name)))


def judge_duplicate(desk: Desk, a: int, b: int, verdict: str) -> None:
    """Say whether two records are of one person: a key of VERDICTS. It can be judged again."""
    if verdict not in VERDICTS or a == b:
        raise Trouble("That is no judgement about two records.", f"Choose one of: {', '.join(VERDICTS)}.")
    with deed():
        values = (min(a, b), max(a, b), verdict, desk.worker_id, clock.to_store(clock.now()))
        database.execute_sql(_JUDGE, values)
        for client_id, other in ((a, b), (b, a)):
            audit.note(desk.worker_id, f"duplicate {verdict}", client_id, f"client {other}")
