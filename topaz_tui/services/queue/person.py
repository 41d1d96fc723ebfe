"""A line of the list: somebody as they stand, with what to know before opening them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import people, recalls
from topaz_tui.rules.contact_safety import Safety, Warned
from topaz_tui.services import links, unread
from topaz_tui.services.queue.facts import facts_of
from topaz_tui.services.safety import read as read_safety
from topaz_tui.services.safety import safety_of
from topaz_tui.store.models import Call, Note, Worker
from topaz_tui.store.sql.status import CONCERN_FOUND

MARKS = {"!": "warning", "C": "concern before", "L": "another language", "T": "safe at times only", "1": "put first"}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. `words` says why they are here, or why they can't be called; `again_at` is when that
    changes. `last_by` is who made the last call."""

    client_id: int
    person_id: str
    name: str
    age: int | None
    band: str | None
    assessed_on: date | None
    tries: int
    reason: str
    why: str | None
    due_at: datetime | None
    words: str
    held_by: str | None
    kept_for: str | None
    language: str | None
    safe_to_call: str | None
    concern_before: bool
    warned: bool
    put_first: bool
    left_word: str | None
    last_call: tuple[datetime, str, str | None] | None
    again_at: datetime | None = None
    last_by: str | None = None
    safety: Safety = field(default_factory=Safety)

    @property
    def speaks(self) -> str | None:
        """Their language, where it is not English."""
        return None if (self.language or "").casefold().startswith("english") else self.language

    @property
    def marks(self) -> str:
        """What to know before opening, as signs of MARKS."""
        holds = (self.warned, self.concern_before, self.speaks, self.safe_to_call == "times", self.put_first)
        return "".join(mark for mark, held in zip(MARKS, holds, strict=True) if held)


PERSON = f"""
SELECT s.client_id, c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, s.band,
       (SELECT max(assessed_on) FROM assessment a WHERE a.client_id = c.id),
       s.tries, s.reason, s.why, s.due_at, s.words, h.name, f.name, c.language, c.safe_to_call,
       {CONCERN_FOUND},
       EXISTS (SELECT 1 FROM warning w WHERE w.client_id = c.id), c.put_first,
       (SELECT text FROM note n WHERE n.client_id = c.id AND n.kind = 'next caller' AND n.seen_at IS NULL
        ORDER BY n.id DESC LIMIT 1),
       k.rang_at, k.outcome, k.note, s.state, s.rank, s.changes_at, b.name, c.safe_times, c.voicemail_ok, c.sms_ok,
       c.say_who, c.what_to_say, c.code_word, c.interpreter, c.communication, k.id,
       EXISTS (SELECT 1 FROM escalation e
               WHERE e.client_id = c.id AND e.kind = 'interpreter' AND e.closed_at IS NULL)
FROM %s JOIN client c ON c.id = s.client_id LEFT JOIN worker b ON b.id = k.worker_id
LEFT JOIN worker h ON h.id = s.held_by LEFT JOIN worker f ON f.id = s.for_worker_id
WHERE %s ORDER BY %s LIMIT ?
"""
HAS_WARNING = 19  # its place in a row of PERSON


def person_of(row: tuple[Any, ...], now: datetime, gate: recalls.Gate, warnings: tuple[Warned, ...]) -> Person:
    """The line that a row of PERSON makes; what of it can't be read is put aside."""
    (client_id, person_id, title, first, last, preferred, born_on, band, assessed_on, tries, reason, why, due_at,
     words, held_by, kept_for, language, safe, concern, _, put_first, left_word, rang_at, outcome, note, state,
     rank, changes_at, last_by, safe_times, voicemail, sms, say_who, what_to_say, code_word, interpreter,
     communication, call_id, no_interpreter) = row  # fmt: skip
    if state == "ready" and rank > gate.top:
        reason, words, changes_at = "waiting", gate.words(now), clock.to_store(gate.until)
    if reason not in recalls.REASON_WORDS or (recalls.state_of(str(reason)) != state and reason != "waiting"):
        unread.note("standing", client_id)
        reason, why, words = "unreadable", None, recalls.REASON_WORDS["unreadable"]
    due = unread.value("standing", client_id, clock.from_store, due_at)
    born = unread.value("client", client_id, date.fromisoformat, born_on)
    rang = unread.value("call", call_id, clock.from_store, rang_at)
    known = read_safety(
        client_id,
        (safe, safe_times, voicemail, sms, say_who, what_to_say, code_word, language, interpreter, communication),
        warnings,
    )
    known = replace(known, no_interpreter_booked=bool(no_interpreter))
    return Person(
        client_id=client_id,
        person_id=str(person_id),
        name=people.full_name(title, first, last, preferred) or str(person_id),
        age=people.age(born, clock.local(now).date()) if born else None,
        band=band,
        assessed_on=unread.value("assessment", f"of client {client_id}", date.fromisoformat, assessed_on),
        tries=tries,
        reason=str(reason),
        why=why,
        due_at=due,
        words=recalls.words_now(str(reason), why, due, str(words), now),
        held_by=held_by,
        kept_for=kept_for,
        language=language,
        safe_to_call=known.safe_to_call,
        concern_before=bool(concern),
        warned=bool(warnings),
        put_first=bool(put_first),
        left_word=left_word,
        last_call=(rang, str(outcome), note) if rang else None,
        again_at=unread.value("standing", client_id, clock.from_store, changes_at),
        last_by=last_by,
        safety=known,
    )


def with_their_other_records(found: list[Person]) -> list[Person]:
    """What another record of theirs says about safety counts here, and is marked; and their last call, a word that
    waits for the next caller, and a concern are of the person, under whichever record they were made."""
    groups = links.groups(person.client_id for person in found)
    return [_of_all(person, groups[person.client_id]) if person.client_id in groups else person for person in found]


def _of_all(person: Person, records: tuple[int, ...]) -> Person:
    """Somebody as all their records together say."""
    order = (person.client_id, *(id for id in records if id != person.client_id))
    safety = safety_of(order, clock.today())
    newest: Any = (
        Call.select(Call.id, Call.rang_at, Call.outcome, Call.note, Worker.name)
        .join(Worker, JOIN.LEFT_OUTER)
        .where(Call.client.in_(records))
        .order_by(Call.rang_at.desc(), Call.id.desc())
    )
    last_call, last_by = person.last_call, person.last_by
    for call_id, rang_at, outcome, note, name in newest.limit(1).tuples():
        rang = unread.value("call", call_id, clock.from_store, rang_at)
        last_call, last_by = ((rang, str(outcome), note), name) if rang else (None, name)
    facts = facts_of(person.client_id)
    waits = Note.client.in_(records) & (Note.kind == "next caller") & Note.seen_at.is_null()
    return replace(
        person,
        safety=safety,
        warned=bool(safety.warnings),
        safe_to_call=safety.safe_to_call,
        last_call=last_call,
        last_by=last_by,
        left_word=Note.select(Note.text).where(waits).order_by(Note.id.desc()).limit(1).scalar(),
        concern_before=person.concern_before or bool(facts and facts.concern_before),
    )
