"""How somebody can be called safely, from all records of the person; and contact safety for their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import contact_safety as rules
from topaz_tui.rules import linked
from topaz_tui.rules.contact_safety import Numbers, Safety, Warned
from topaz_tui.services import interpreter_bookings, links, unread
from topaz_tui.services.interpreter_bookings import InterpreterState
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Change, Client, Warning
from topaz_tui.store.rows import as_json, ids_in

COLUMNS = (
    "safe_to_call", "safe_times", "voicemail_ok", "sms_ok", "say_who", "what_to_say", "code_word", "language",
    "interpreter", "communication",
)  # fmt: skip
"""Of a client, in the order of Safety's fields."""
_HOW_TO_CALL = COLUMNS[:7]
_SAFETY = tuple(getattr(Client, name) for name in COLUMNS)


def safety_of(records: Sequence[int], today: date, interpreter: InterpreterState | None = None) -> Safety:
    """The safety of a person with these records: the stricter of each answer, and every warning. `interpreter` is given
    where it was read already."""
    warned = warnings_of(records, today)
    now = clock.now()
    interpreter = interpreter or interpreter_bookings.state(records, now)
    columns = {row["id"]: [row[name] for name in COLUMNS] for row in _how_to_call(as_json(records))}
    each = {id: read(id, columns[id], warned.get(id, ())) for id in records}
    known = linked.safety(list(each.values()))
    if len(records) > 1 and known.hides_numbers:
        says = next((id for id, safety in each.items() if safety.hides_numbers), records[0])
        known = replace(known, said_under=links.stopped_with(records, says))
    return replace(
        known,
        no_interpreter_booked=interpreter.to_book,
        booked=interpreter_bookings.said(records, interpreter.booked, now),
    )


_NO_OTHERS = (None,) * (len(COLUMNS) - 2)


def by_file(record: Mapping[str, Any]) -> Numbers:
    """Contact safety of somebody by what a council's file alone says (imported_person.py: record_of)."""
    return Numbers(read_record(record).decided())


def read_record(record: Mapping[str, Any]) -> Safety:
    """The safety facts of a record in the form of imported_person.record_of."""
    return rules.read((record.get("safe_to_call"), record.get("safe_times"), *_NO_OTHERS))


def numbers_of(client_id: int) -> Numbers:
    """Contact safety for the numbers of this person and of their contacts."""
    return numbers_of_each((client_id,))[client_id]


def numbers_of_each(client_ids: Iterable[int]) -> dict[int, Numbers]:
    """As `numbers_of` for several people, read at once for a list."""
    return {id: Numbers(known.decided()) for id, known in safety_of_each(client_ids).items()}


def safety_of_each(client_ids: Iterable[int]) -> dict[int, Safety]:
    """How each of these people can be called safely, by all records that are theirs, read at once; without what is
    booked of interpreters."""
    ids = tuple(client_ids)
    if not ids:
        return {}
    groups = links.groups(ids)
    records = {*ids, *(each for group in groups.values() for each in group)}
    warned = warnings_of(records, clock.today())
    rows = _how_to_call(as_json(records))
    known = {row["id"]: read(row["id"], [row[name] for name in COLUMNS], warned.get(row["id"], ())) for row in rows}
    return {id: linked.safety([known[each] for each in groups.get(id, (id,))]) for id in ids if id in known}


@Compiled
def _how_to_call(among: Any) -> Any:
    return Client.select(Client.id, *_SAFETY).where(Client.id.in_(ids_in(among)))


def read(client_id: int, columns: Sequence[Any], warned: tuple[Warned, ...] = ()) -> Safety:
    """The safety facts of this client, from their COLUMNS; a column that can't be read is noted (unread.py)."""
    found = rules.read(columns, warned)
    if rules.read(columns).unreadable:
        unread.note("client", client_id)
    return found


def warnings_of(client_ids: Iterable[int], today: date) -> dict[int, tuple[Warned, ...]]:
    """By client, the warnings that hold; one of which nobody can read whether it has ended holds too."""
    ids = tuple(client_ids)
    found: dict[int, tuple[Warned, ...]] = {}
    if not ids:
        return found
    for row in _warnings(as_json(ids)):
        on: date | None = None
        with unread.aside("warning", row["id"]):
            if row["ended_at"]:
                clock.from_store(row["ended_at"])
                continue
            if row["starts_on"]:
                date.fromisoformat(row["starts_on"])
            on = date.fromisoformat(row["review_on"]) if row["review_on"] else today
        found[row["client_id"]] = (*found.get(row["client_id"], ()), (row["kind"], row["detail"], on))
    return found


@Compiled
def _warnings(among: Any) -> Any:
    w = Warning
    rows = w.select(w.client, w.id, w.kind, w.detail, w.starts_on, w.review_on, w.ended_at)
    return rows.where(w.client.in_(ids_in(among))).order_by(w.id)


def unsafe_talk(client_id: int) -> datetime | None:
    """When it was not safe to talk last; None where it was not so, or somebody has set anew how to call them safely."""
    return unsafe_talks((client_id,)).get(client_id)


def unsafe_talks(client_ids: Iterable[int]) -> dict[int, datetime]:
    """As `unsafe_talk` for several clients; those who have none are left out."""
    calls = _ended_so(as_json(client_ids))
    if not calls:
        return {}
    changes = _set_anew(as_json(call["client_id"] for call in calls))
    set_anew = {change["client_id"]: change["at"] for change in changes}
    return {
        call["client_id"]: unread.value("call", call["id"], clock.from_store, call["rang_at"]) or clock.now()
        for call in calls
        if (call["ended_at"] or "") > (set_anew.get(call["client_id"]) or "")
    }


@Compiled
def _ended_so(among: Any) -> Any:
    theirs = Call.client.in_(ids_in(among)), Call.replaced_by.is_null(), Call.outcome == "not_safe"
    return Call.select(Call.id, Call.client, Call.rang_at, Call.ended_at).where(*theirs).order_by(Call.rang_at)


@Compiled
def _set_anew(among: Any) -> Any:
    theirs = Change.client.in_(ids_in(among)), Change.field.in_(_HOW_TO_CALL)
    return Change.select(Change.client, fn.MAX(Change.changed_at).alias("at")).where(*theirs).group_by(Change.client)
