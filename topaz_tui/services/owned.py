"""Gives each line of the board that says why somebody can't be called an owner, by name, from the moment it is there.

A line comes as its reason begins, and goes as that ends; `settle` does both, as part of the transaction that decides
where people stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from peewee import fn

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import escalation_ends, fates
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.rules.referrals import EscalationKind, EscalationState, OtherEvent
from topaz_tui.services import links, proposals, unread
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Hands, NewLine
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import STILL_OPEN, snapshot, status_of
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Doubt, Escalation, Event, Phone, Worker
from topaz_tui.store.rows import columns, dicts


@dataclass(frozen=True, slots=True)
class OwnedLine:
    """An open line about somebody who can't be called."""

    id: int
    client_id: int
    kind: str
    state: str


OF_PEOPLE = tuple(kind.id for kind in rules.OF_REASON.values())


def put_once(
    kind_id: str,
    client_id: int,
    opened_by: int | None,
    now: datetime,
    settings: Settings,
    *,
    records: Sequence[int] = (),
    by: datetime | None = None,
    body: Mapping[str, object] | None = None,
) -> None:
    """Put a line of this kind on the board, where none is open about this person, under any of their `records`; one for
    each number that it is about (`_phone` of the `body`). Part of the caller's transaction."""
    lines = _open((client_id, *records), (kind_id,))
    if isinstance(phone_id := (body or {}).get("_phone"), int) and kind_id == EscalationKind.WHOSE_NUMBER:
        lines = [line for line in lines if _number_of(line) == _number(phone_id)]
    if not lines:
        line = NewLine(kind=rules.KIND[kind_id], client_id=client_id, opened_by=opened_by, by=by, body=body)
        opening.put(line, now, settings)


def _number_of(line: OwnedLine) -> str | None:
    """The telephone number that a line is about; None where it is about none."""
    opened = Event.select(Event.body).where(Event.escalation == line.id, Event.move == OtherEvent.OPENED)
    with unread.aside("escalation", line.id):
        phone_id = json.loads(opened.scalar() or "{}").get("_phone")
        return _number(phone_id) if isinstance(phone_id, int) else None
    return None


def _number(phone_id: int) -> str | None:
    found = Phone.select(Phone.number).where(Phone.id == phone_id).scalar()
    return str(found) if found else None


@dataclass(frozen=True, slots=True)
class OwnedPerson:
    """A person's queue status: under the record by which they are called (`client_id`), for all their `records`."""

    client_id: int
    records: tuple[int, ...]
    stands: QueueStatus


def settle(people: Iterable[OwnedPerson], now: datetime, settings: Settings) -> None:
    """Bring the lines of these people in line with where they stand from now on: whoever has to be owned gets a line,
    one for all their records, and the lines of a reason that has ended end. Whoever is held keeps theirs. Part of the
    caller's transaction."""
    people = [person for person in people if person.stands.reason != Reason.HELD]
    whose = {record: person for person in people for record in person.records}
    wanted = {person.client_id: kind for person in people if (kind := fates.owned_as(person.stands))}
    there: set[int] = set()
    for line in _open(whose, OF_PEOPLE):
        person = whose[line.client_id]
        kind = wanted.get(person.client_id)
        if kind and kind.id == line.kind and person.client_id not in there:
            there.add(person.client_id)
            if line.kind == EscalationKind.DOUBT and line.state in _RESTS:
                _wake(line, person.records, settings)
        else:
            end(line.id, now, EscalationEnd(EndReason.STANDS, stands=person.stands))
    missing = [person for person in people if person.client_id in wanted.keys() - there]
    if missing:
        _put(sorted(missing, key=lambda person: person.client_id), wanted, now, settings)


_OF_IMPORTS = (EscalationKind.DOUBT, EscalationKind.UNREAD_TIMES)
_RESTS = frozenset(each.id for kind in _OF_IMPORTS for each in rules.DECISIONS[kind] if each.then == "waits")
"""The decisions that let a line of what a file leaves open rest."""


_NEWEST = "_doubt"
"""The newest doubt of all as a line was let rest, in the event that says so."""


def seen_as_it_rests(move_id: str) -> dict[str, object]:
    """What the event of this decision keeps, where it lets a line of what a file leaves open rest: what comes after it
    is new, whatever the clocks say."""
    return {_NEWEST: int(Doubt.select(fn.coalesce(fn.max(Doubt.id), 0)).scalar())} if move_id in _RESTS else {}


def _wake(line: OwnedLine, records: Sequence[int], settings: Settings) -> None:
    """Let the line of somebody about whom there is more to settle than when it was let rest wait again."""
    rests = Event.select(Event.at, Event.body).where(Event.escalation == line.id, Event.move.in_(_RESTS))
    last: Any = rests.order_by(Event.id.desc()).first()
    newest = unread.object_of(last.body if last else "{}").get(_NEWEST)
    is_new = Doubt.made_at > (last.at if last else "")  # one that was settled and is raised anew keeps its number
    if isinstance(newest, int):
        is_new |= Doubt.id > newest
    if Doubt.select().where(Doubt.client.in_(list(records)), Doubt.settled_at.is_null(), is_new).exists():
        _wake_lines((line.id,), settings)


def wake_times(client_ids: Sequence[int], settings: Settings) -> None:
    """A file has other safe times of these people: the lines of those whose times nobody can read, under whichever
    record of theirs, rest no longer. Part of the caller's transaction."""
    ids = {*client_ids, *chain.from_iterable(links.groups(client_ids).values())}
    lines = [line.id for line in _open(ids, (EscalationKind.UNREAD_TIMES,)) if line.state in _RESTS]
    _wake_lines(lines, settings)


def _wake_lines(escalation_ids: Iterable[int], settings: Settings) -> None:
    """Let those of these lines that rest wait again from now on, as new lines do: there is something new to settle."""
    for escalation_id in escalation_ids:
        seen = snapshot(settings)
        with unread.aside("escalation", escalation_id):
            if status_of(*get(escalation_id), seen).resting:
                opening.event(escalation_id, seen.now, None, OtherEvent.NEWS)
                save_status(*get(escalation_id), seen)


def _put(people: list[OwnedPerson], wanted: Mapping[int, rules.LineKind], now: datetime, settings: Settings) -> None:
    ids = [person.client_id for person in people]
    hands, callers, deciders, decided_by = Hands(), _last_callers(ids), _deciders(ids), _decided_by(ids)
    for person in people:
        id, stands, kind = person.client_id, person.stands, wanted[person.client_id]
        by = stands.due_at if stands.why == DutyKind.CALLBACK and stands.due_at and stands.due_at > now else None
        if kind.id == EscalationKind.DOUBT:  # the day that Imports says
            by = min(filter(None, (by, decided_by.get(id))), default=None)
        whose = (deciders if kind.id == EscalationKind.DOUBT else callers).get(id)
        opening.put(NewLine(kind=kind, client_id=id, by=by, whose=whose), now, settings, hands)


def _last_callers(client_ids: list[int]) -> dict[int, int]:
    """By client, the worker who rang them last."""
    calls = Call.select(Call.client.alias("client_id"), Call.worker.alias("worker_id"))
    rang = calls.where(Call.client.in_(client_ids)).order_by(Call.rang_at, Call.id)
    return {call["client_id"]: call["worker_id"] for call in dicts(rang)}


def _deciders(client_ids: list[int]) -> dict[int, int]:
    """By client, the worker who is to decide what a file leaves open about them."""
    doubts = Doubt.select(Doubt.client.alias("client_id"), Doubt.owner.alias("owner_id")).where(
        Doubt.client.in_(client_ids), Doubt.settled_at.is_null(), Doubt.owner.is_null(False)
    )
    return {doubt["client_id"]: doubt["owner_id"] for doubt in dicts(doubts.order_by(Doubt.id))}


def _decided_by(client_ids: list[int]) -> dict[int, datetime]:
    """By client, the moment by which the first of their doubts is to be decided."""
    due = Doubt.select(Doubt.id, Doubt.client.alias("client_id"), Doubt.due_at).where(
        Doubt.client.in_(client_ids), Doubt.settled_at.is_null(), Doubt.due_at.is_null(False)
    )
    found: dict[int, datetime] = {}
    for doubt in dicts(due):
        client_id, at = doubt["client_id"], unread.value("doubt", doubt["id"], clock.from_store, doubt["due_at"])
        if at:
            found[client_id] = min(found.get(client_id, at), at)
    return found


def give_doubts(client_ids: Any, worker_id: int) -> None:
    """Whoever imported decides what their file leaves open about these people. Part of the caller's transaction."""
    Escalation.update(owner=worker_id).where(
        Escalation.closed_at.is_null(), Escalation.kind == EscalationKind.DOUBT, Escalation.client.in_(client_ids)
    ).execute()


def handed(client_ids: Iterable[int], by: int, to: Worker, now: datetime) -> None:
    """Record on the line's history who took what there is to decide, or gave it to whom: the line stands with them,
    though it had gone up. Part of the caller's transaction."""
    taken = to.id == by
    move, facts = (OtherEvent.TAKEN, {}) if taken else (OtherEvent.GIVEN, {"to": to.name, "_to": to.id})
    for line in _open(client_ids, (EscalationKind.DOUBT,)):
        opening.event(line.id, now, by, move, facts)


def take_doubts(client_id: int, worker_id: int) -> None:
    """Give the doubts about the client to the worker who takes their line. Part of the caller's transaction."""
    Doubt.update(owner=worker_id).where(
        Doubt.client.in_(links.group_of(client_id)), Doubt.settled_at.is_null()
    ).execute()


def end_of(records: Sequence[int], kind_id: str, now: datetime, ending: EscalationEnd) -> None:
    """End the open lines of this kind about the person, under any of their records, for this reason. Part of the
    caller's transaction."""
    for line in _open(records, (kind_id,)):
        end(line.id, now, ending)


def answered(
    records: Sequence[int], worker_id: int, now: datetime, answer: str, reason: str, facts: Mapping[str, object]
) -> None:
    """Somebody settled in Imports what a file leaves open about this person: the line that waited for it ends so, and
    `facts` say what followed, so that it can be put right there. Where more is open about them it goes on as it stands:
    with whoever has it, until the day on which it is looked at again. Part of the caller's transaction."""
    more = Doubt.select().where(Doubt.client.in_(list(records)), Doubt.settled_at.is_null()).exists()
    said = {"answer": answer, "reason": reason, **facts} | ({STILL_OPEN: True} if more else {})
    for line in _open(records, (EscalationKind.DOUBT,)):
        opening.event(line.id, now, worker_id, rules.ANSWERED.id, said)
        if more:
            Escalation.update(version=Escalation.version + 1).where(Escalation.id == line.id).execute()
        else:
            _close(line.id, now)


def end(escalation_id: int, now: datetime, ending: EscalationEnd) -> None:
    """End a line, because what it waited for has come. Part of the caller's transaction."""
    opening.event(escalation_id, now, None, rules.ENDED, escalation_ends.to_facts(ending))
    _close(escalation_id, now)


def _close(escalation_id: int, now: datetime) -> None:
    Escalation.update(
        state=EscalationState.CLOSED, waiting_for="", deadline=None, moves_at=None, closed_at=clock.to_store(now),
        version=Escalation.version + 1,
    ).where(Escalation.id == escalation_id).execute()  # fmt: skip


def open_again(escalation_id: int, now: datetime, words: str) -> None:
    """Record on the line's history that it goes on, since what ended it was a mistake. Part of the caller's
    transaction, which opens the line again."""
    ended = Event.select(Event.id).where(Event.escalation == escalation_id, Event.move == rules.ENDED)
    last = ended.order_by(Event.id.desc()).scalar()
    if last is not None:
        opening.event(escalation_id, now, None, rules.PUT_RIGHT, {"reason": words}, corrects=int(last))
    Escalation.update(version=Escalation.version + 1).where(Escalation.id == escalation_id).execute()


def hand_round() -> int:
    """Give lines that nobody has, or somebody who does not work here any more, to somebody who does; returns how many.
    Part of the caller's transaction."""
    lines = [OwnedLine(**row) for row in _nobodys()]
    hands, given = Hands() if lines else None, 0
    callers = _last_callers([line.client_id for line in lines]) if lines else {}
    for line in lines:
        kind = rules.KIND.get(line.kind)
        but = proposals.may_not(line.id) if line.kind in proposals.SECOND_PERSON else ()
        records = links.group_of(line.client_id)
        owner = hands.owner(kind, callers.get(line.client_id), but, records) if hands and kind else None
        if owner is not None:
            given += 1
            Escalation.update(owner=owner).where(Escalation.id == line.id).execute()
    return given


@Compiled
def _nobodys() -> Any:
    gone = Worker.select(Worker.id).where(~TAKES_WORK)
    lost = Escalation.select(*columns(Escalation, OwnedLine)).where(
        Escalation.closed_at.is_null(),
        Escalation.kind.not_in(tuple(rules.DocumentKind)),
        Escalation.owner.is_null() | Escalation.owner.in_(gone),
    )
    return lost.order_by(Escalation.id)


def _open(client_ids: Iterable[int], kinds: Iterable[str]) -> list[OwnedLine]:
    return [OwnedLine(**row) for row in _open_lines(tuple(client_ids), tuple(kinds))]


@Compiled
def _open_lines(client_ids: Any, kinds: Any) -> Any:
    return Escalation.select(*columns(Escalation, OwnedLine)).where(
        Escalation.closed_at.is_null(), Escalation.client.in_(client_ids), Escalation.kind.in_(kinds)
    )
