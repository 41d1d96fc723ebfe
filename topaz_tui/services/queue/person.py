"""One line of the queue: a person, their status, and what to know before opening their record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import duties, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.contact_safety import Safety, Warned
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.queue import QueueStatus
from topaz_tui.services import links, unread
from topaz_tui.services.queue.entry import status_of
from topaz_tui.services.queue.facts import facts_of
from topaz_tui.services.safety import COLUMNS, safety_of
from topaz_tui.services.safety import read as read_safety
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Note, Worker

MARKS = {"!": "warning", "C": "concern before", "L": "another language", "T": "safe at times only", "1": "put first"}


@dataclass(frozen=True, slots=True)
class QueuePerson:
    """One line of the queue. `stands`: why the person is here, or why they can't be called. `last_by`: who made the
    last call. `rank`: their place in the queue (rules/duties.py: PLACES)."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name", "rank"})

    client_id: int
    person_id: str
    name: str
    age: int | None
    band: str | None
    assessed_on: date | None
    stands: QueueStatus
    held_by: str | None
    kept_for: str | None
    language: str | None
    safe_to_call: str | None
    concern_before: bool
    warned: bool
    put_first: bool
    handover_note: str | None
    last_call: tuple[datetime, str, str | None] | None
    last_by: str | None = None
    rank: int = duties.LAST_RANK
    safety: Safety = field(default_factory=Safety)

    @property
    def reason(self) -> queue_rules.Reason:
        """The reason of their queue status."""
        return self.stands.reason

    @property
    def why(self) -> str | None:
        """The kind of duty that is owed to the person."""
        return self.stands.why

    @property
    def due_at(self) -> datetime | None:
        """When what is owed to them is due; None where nothing is."""
        return self.stands.due_at

    @property
    def attempts(self) -> int:
        """How many attempts of this recall reached nobody."""
        return self.stands.attempts

    @property
    def again_at(self) -> datetime | None:
        """When their status may change by time alone."""
        return self.stands.changes_at

    @property
    def speaks(self) -> str | None:
        """Their language, where it is not English."""
        return None if (self.language or "").casefold().startswith("english") else self.language

    @property
    def marks(self) -> str:
        """The signs (keys of MARKS) for what to know before opening the record."""
        holds = (self.warned, self.concern_before, self.speaks, self.safe_to_call == "times", self.put_first)
        return "".join(mark for mark, held in zip(MARKS, holds, strict=True) if held)


def person_of(
    row: dict[str, Any], now: datetime, gate: queue_rules.CallingHours, warnings: tuple[Warned, ...]
) -> QueuePerson:
    """The line of a row of store/sql/queue.py: PEOPLE. What of the row can't be read is put aside (unread.py)."""
    client_id = row["client_id"]
    stands = status_of(row, gate, partial(unread.value, "queue_status", client_id, clock.from_store))
    if stands.reason == queue_rules.Reason.UNREADABLE != row["reason"]:
        unread.note("queue_status", client_id)
    born = unread.value("client", client_id, date.fromisoformat, row["born_on"])
    rang = unread.value("call", row["call_id"], clock.from_store, row["rang_at"])
    known = read_safety(client_id, [row[name] for name in COLUMNS], warnings)
    known = replace(known, no_interpreter_booked=bool(row["no_interpreter_booked"]))
    names = row["title"], row["first_name"], row["last_name"], row["preferred_name"]
    return QueuePerson(
        client_id=client_id,
        person_id=str(row["person_id"]),
        name=people.full_name(*names) or str(row["person_id"]),
        age=people.age(born, clock.local(now).date()) if born else None,
        band=row["band"],
        assessed_on=unread.value("assessment", f"of client {client_id}", date.fromisoformat, row["assessed_on"]),
        stands=stands,
        held_by=row["held_by"],
        kept_for=row["kept_for"],
        language=row["language"],
        safe_to_call=known.safe_to_call,
        concern_before=bool(row["concern_found"]),
        warned=bool(warnings),
        put_first=bool(row["put_first"]),
        handover_note=row["left_word"],
        last_call=(rang, str(row["outcome"]), row["note"]) if rang else None,
        last_by=row["last_by"],
        rank=row["rank"],
        safety=known,
    )


def with_their_other_records(found: list[QueuePerson]) -> list[QueuePerson]:
    """The line with what other records of the person add: their safety, which is marked; and, from whichever record has
    it, the last call, a handover note and a concern."""
    groups = links.groups(person.client_id for person in found)
    return [_of_all(person, groups[person.client_id]) if person.client_id in groups else person for person in found]


def _of_all(person: QueuePerson, records: tuple[int, ...]) -> QueuePerson:
    """One line from the lines of all records of a person."""
    order = (person.client_id, *(id for id in records if id != person.client_id))
    safety = safety_of(order, clock.today())
    last_call, last_by = person.last_call, person.last_by
    for call in _newest_call(records):
        rang = unread.value("call", call["id"], clock.from_store, call["rang_at"])
        last_call, last_by = (rang, str(call["outcome"]), call["note"]) if rang else None, call["by"]
    facts = facts_of(person.client_id)
    return replace(
        person,
        safety=safety,
        warned=bool(safety.warnings),
        safe_to_call=safety.safe_to_call,
        last_call=last_call,
        last_by=last_by,
        handover_note=next((note["text"] for note in _handover_note(records)), None),
        concern_before=person.concern_before or bool(facts and facts.concern_before),
    )


@Compiled
def _newest_call(records: Any) -> Any:
    calls = Call.select(Call.id, Call.rang_at, Call.outcome, Call.note, Worker.name.alias("by"))
    theirs = calls.join(Worker, JOIN.LEFT_OUTER).where(Call.client.in_(records))
    return theirs.order_by(Call.rang_at.desc(), Call.id.desc()).limit(1)


@Compiled
def _handover_note(records: Any) -> Any:
    waits = Note.client.in_(records), Note.kind == NoteKind.HANDOVER, Note.seen_at.is_null()
    return Note.select(Note.text).where(*waits).order_by(Note.id.desc()).limit(1)
