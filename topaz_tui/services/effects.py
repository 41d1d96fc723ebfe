"""What a call that was saved, or a decision of the board, changed, field by field: kept with it, so that a correction
can undo it as it was.

A field that somebody changed since stays as they left it: only what is still as the call left it is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import duties, outcomes, people
from topaz_tui.rules.call_effects import CallEffect, EffectCode, effect
from topaz_tui.rules.duties import DutyEnd, DutyKind
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import links, owned, unread
from topaz_tui.services.safety import numbers_of
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Client, ClientAction, Doubt, Duty, Effect, Escalation, Letter, Note, Phone
from topaz_tui.store.rows import dicts

CLIENT = (
    "not_before", "not_before_cause", "not_before_why", "away", "away_until", "attempts_since", "put_first",
    "stopped", "stopped_at", "look_on",
    "safe_to_call", "safe_times",
)  # fmt: skip
TABLES: dict[str, Any] = {
    "client": Client, "duty": Duty, "phone": Phone, "note": Note, "escalation": Escalation, "action": ClientAction,
    "letter": Letter,
}  # fmt: skip
FIELDS = {
    "client": CLIENT,
    "duty": ("closed_at", "closed_how"),
    "phone": ("status", "status_at"),
    "note": ("seen_at",),
    "escalation": ("closed_at", "state", "waiting_for", "deadline", "moves_at"),
    "action": ("done_at", "done_by", "ended_as", "ended_why", "by_on"),
    "letter": ("ended_at",),
    "doubt": ("settled_at", "settled_by", "how"),
}
"""What of each row; where one is closed, that comes first: the rest comes back with it, or not at all."""
OF_AN_ANSWER = ("died_on", "open_to_services")
"""What of a client an answer given in Imports can change besides."""
LED_TO = "_led_to"
"""What followed from a decision, in its event beside what was given for it."""
EARLIER_NAMES = {"tries_since": "attempts_since"}
"""Of columns that events from before schema 45 name: an event is never altered."""
MADE = "made"
"""The field of a row that was not there before."""
Key = tuple[str, int, str]
State = dict[Key, str | None]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A change of one field of one row: the value before and after. A row that the call made has the field MADE."""

    about: str
    row_id: int
    field: str
    was: str | None
    became: str | None


def state_of(records: Collection[int]) -> State:
    """All that a call can change of this person, under any of their records."""
    return {(about, id, field): value for about, id, field, value in _values(records)}


def _values(records: Collection[int]) -> Iterator[tuple[str, int, str, str | None]]:
    for about in TABLES:
        for row in _rows_of(about)(tuple(records)):
            yield about, row["id"], MADE, "yes"
            for name in FIELDS[about]:
                yield about, row["id"], name, _text(row[name])


def with_answers(records: Collection[int]) -> State:
    """All that an answer given in Imports can change, of this person and of those whom their doubts are about."""
    found = state_of(records)
    for client in dicts(
        Client.select(Client.id, *(getattr(Client, name) for name in OF_AN_ANSWER)).where(Client.id.in_(list(records)))
    ):
        found |= {("client", client["id"], name): _text(client[name]) for name in OF_AN_ANSWER}
    theirs = Doubt.client.in_(list(records)) | Doubt.twin.in_(list(records))
    names = FIELDS["doubt"]
    for doubt in dicts(Doubt.select(Doubt.id, *(getattr(Doubt, name) for name in names)).where(theirs)):
        found[("doubt", doubt["id"], MADE)] = "yes"
        found |= {("doubt", doubt["id"], name): _text(doubt[name]) for name in names}
    return found


def facts_of(changes: Iterable[FieldChange]) -> dict[str, list[list[Any]]]:
    """The changes of a decision in the form in which its event keeps them."""
    return {LED_TO: [[each.about, each.row_id, each.field, each.was, each.became] for each in changes]}


def of_facts(facts: Mapping[str, Any]) -> tuple[FieldChange, ...] | None:
    """The changes of a decision, from the facts of its event; None where the event is from before they were kept."""
    kept = facts.get(LED_TO)
    if kept is None:
        return None
    return tuple(
        change
        for about, row_id, field, was, became in kept
        for change in _in_codes(FieldChange(about, row_id, EARLIER_NAMES.get(field, field), was, became))
    )


def _in_codes(change: FieldChange) -> Iterator[FieldChange]:
    """The change, or of one from before schema 55 that names a wish in words, the changes of its code and those words
    (store/migrations/0055_put_off.py; an event is never altered)."""
    said = {duties.ASKED_LATER: Cause.ASKED_LATER}
    if change.field == "not_before_why" and {change.was, change.became} & set(said):
        causes = said.get(change.was or ""), said.get(change.became or "")
        yield FieldChange(change.about, change.row_id, "not_before_cause", *causes)
        words = (None if each in said else each for each in (change.was, change.became))
        yield FieldChange(change.about, change.row_id, "not_before_why", *words)
    else:
        yield change


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@cache
def _rows_of(about: str) -> Compiled:
    """The query for what stands in the fields of one table that a call can change."""
    model = TABLES[about]
    whose = model.id if about == "client" else model.client
    fields = [getattr(model, name).alias(name) for name in FIELDS[about]]

    def build(records: Any) -> Any:
        return model.select(model.id, *fields).where(whose.in_(records))

    return Compiled(build)


def between(before: State, after: State) -> Iterator[FieldChange]:
    """The changes between two states."""
    for (about, row_id, field), became in after.items():
        made = (about, row_id, MADE) not in before
        if (made and field == MADE) or (not made and before[about, row_id, field] != became):
            yield FieldChange(about, row_id, field, before.get((about, row_id, field)), became)


def keep(call_id: int, before: State, after: State) -> None:
    """Keep the changes that the call made. Part of the caller's transaction."""
    for each in between(before, after):
        Effect.insert(
            call=call_id, about=each.about, row_id=each.row_id, field=each.field, was=each.was, became=each.became
        ).execute()


def of(call: Any) -> tuple[FieldChange, ...]:
    """The changes of this call; for one that was saved before changes were kept (before `led_to`), those that its times
    show."""
    rows = Effect.select().where(Effect.call == call.id).order_by(Effect.id)
    found = tuple(FieldChange(row.about, row.row_id, row.field, row.was, row.became) for row in rows)
    return found if found or call.led_to is not None else tuple(_told_by_times(call))


def _told_by_times(call: Any) -> Iterator[FieldChange]:
    at, outcome = call.ended_at, unread.value("call", call.id, outcomes.BY_CODE.__getitem__, call.outcome)
    client = Client.get_by_id(call.client_id)
    if outcome and outcome.stop and client.stopped_at == at:
        yield FieldChange("client", client.id, "stopped", None, client.stopped)
        yield FieldChange("client", client.id, "stopped_at", None, at)
    if outcome and outcome.away and client.away == outcome.away:
        yield FieldChange("client", client.id, "away", None, client.away)
        yield FieldChange("client", client.id, "away_until", None, client.away_until)
    if client.attempts_since == at:
        yield FieldChange("client", client.id, "attempts_since", None, at)
    duties: list[Any] = list(Duty.select().where(Duty.client == call.client_id))
    for duty in duties:
        if duty.made_at == at and duty.made_by_id == call.worker_id:
            yield FieldChange("duty", duty.id, MADE, None, "yes")
        elif duty.closed_at == at:
            yield FieldChange("duty", duty.id, "closed_at", None, at)
            yield FieldChange("duty", duty.id, "closed_how", None, duty.closed_how)
    for note in Note.select().where(Note.client == call.client_id, Note.seen_at == at):
        yield FieldChange("note", note.id, "seen_at", None, at)
    lines = Escalation.client == call.client_id, Escalation.opened_by == call.worker_id, Escalation.opened_at >= at
    for line in Escalation.select().where(*lines, Escalation.closed_at.is_null()):
        yield FieldChange("escalation", line.id, MADE, None, "yes")
    for phone in Phone.select().where(Phone.id == call.phone_id, Phone.status_at == at):
        yield FieldChange("phone", phone.id, "status", PhoneStatus.USABLE, phone.status)
        yield FieldChange("phone", phone.id, "status_at", None, at)


CALL_PUT_RIGHT = "The call that ended it was put right."


def undo(changes: Iterable[FieldChange], at: str, because: str = CALL_PUT_RIGHT) -> list[FieldChange]:
    """Take back what is still as the call left it; returns that. A duty that it made is closed, none is deleted. Of a
    line of the board that is open again, its history says `because`. Part of the caller's transaction."""
    ordered = sorted(changes, key=lambda change: change.field != MADE)  # what was made goes before what comes back
    return [change for change in ordered if _undone(change, at, because)]


_OF_CLIENT = {
    "stopped": EffectCode.CALLS_GO_ON,
    "away": EffectCode.NOT_AWAY,
    "not_before": EffectCode.NO_WAIT,
    "attempts_since": EffectCode.ATTEMPTS_COUNT,
    "put_first": EffectCode.PLACE_BACK,
    "safe_times": EffectCode.SAFETY_AS_BEFORE,
}
"""What it means that this of a client stands as before."""


def undone_effect(change: FieldChange) -> CallEffect | None:
    """The effect that tells people that this change was taken back; None where another effect says so."""
    if change.about == "client":
        return effect(_OF_CLIENT[change.field]) if change.field in _OF_CLIENT else None
    if change.about == "phone" and change.field == "status":
        phone: Any = Phone.get_by_id(change.row_id)
        shown = numbers_of(phone.client_id).words(phone.number, phone.dial_first)
        return effect(EffectCode.NUMBER_AGAIN, shown or "")
    if change.about == "duty" and change.field in (MADE, "closed_at"):
        duty = Duty.get_by_id(change.row_id)
        code = EffectCode.NOT_OWED if change.field == MADE else EffectCode.OWED_AGAIN
        ids = links.person_ids(group) if len(group := links.group_of(duty.client_id)) > 1 else {}
        return effect(code, duty.kind, duty.due_at, *filter(None, (ids.get(duty.client_id),)))
    if change.about == "action" and change.field == "done_at":
        return effect(EffectCode.OPEN_AGAIN, ClientAction.get_by_id(change.row_id).detail)
    if change.about == "letter" and change.field == "ended_at":
        return effect(EffectCode.OPEN_AGAIN, Letter.get_by_id(change.row_id).reference)
    if change.about == "escalation" and change.field == "closed_at":
        return effect(EffectCode.ON_THE_BOARD, Escalation.get_by_id(change.row_id).kind)
    return None


def take_apart(one: Collection[int], other: Collection[int], at: str) -> None:
    """Two records are no longer one person's: what a call under one of them changed of the other is taken back. Part of
    the caller's transaction."""
    for mine, theirs in ((one, other), (other, one)):
        state = {(about, row_id) for about, row_id, _ in state_of(theirs)}
        made = Effect.select().join(Call).where(Call.client.in_(list(mine))).order_by(Effect.call.desc(), Effect.id)
        rows = [FieldChange(row.about, row.row_id, row.field, row.was, row.became) for row in made]
        undo([change for change in rows if (change.about, change.row_id) in state], at)


def _undone(change: FieldChange, at: str, because: str) -> bool:
    model = {**TABLES, "doubt": Doubt}[change.about]
    row = model.get_or_none(model.id == change.row_id)
    if row is None:
        return False
    if change.field == MADE:
        if change.about != "duty" or row.closed_at or _is_of_an_assessment(row):
            return False
        Duty.update(closed_at=at, closed_how=DutyEnd.PUT_RIGHT).where(Duty.id == row.id).execute()
        return True
    if _text(getattr(row, change.field)) != change.became:
        return False
    if change.field == "closed_at" and not _opened_again(change.about, row, at, because):
        return False
    if FIELDS[change.about][0] == "closed_at" and change.field != "closed_at" and row.closed_at:
        return False  # it stays closed
    value: object = int(change.was) if change.field == "put_first" and change.was is not None else change.was
    model.update({change.field: value}).where(model.id == row.id).execute()
    if change.field == "stopped" and value is None and row.end_said:
        _ask_about_end(row, at)
        return False  # calls do not go on: somebody looks first
    return True


def _is_of_an_assessment(duty: Any) -> bool:
    """Was the recall that a worker made moved by a file, since the council had assessed the person again? Then it
    stands."""
    return bool(duty.kind == DutyKind.RECALL and duty.made_by_id is None)


def _ask_about_end(client: Any, at: str) -> None:
    """The council's file says by itself that somebody died or moved whom a mistaken call had stopped: nobody calls them
    until somebody has looked, unless these very words were settled before."""
    code = people.SAID_AGAIN[CallStop.DIED if client.stopped == CallStop.DIED else CallStop.MOVED]
    Doubt.insert(client=client.id, code=code, words=client.end_said, made_at=at).on_conflict_ignore().execute()


def _opened_again(about: str, row: Any, at: str, because: str) -> bool:
    """May this row be open again, because no other of its kind is? The history of a line of the board then says so."""
    model = TABLES[about]
    another = (model.client == row.client_id) & (model.kind == row.kind) & model.closed_at.is_null()
    if about == "escalation" and row.action_id:  # there is a line for each action
        another &= model.action == row.action_id
    if about == "escalation" and row.letter_id:
        another &= model.letter == row.letter_id
    if model.select().where(another).exists():
        return False
    if about == "escalation":
        owned.open_again(row.id, clock.from_store(at), because)
    return True
