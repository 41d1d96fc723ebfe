"""Reads escalations and their events. What can't be read is named, and takes nothing else away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import OTHER_EVENTS, MoveId, OtherEvent
from topaz_tui.services import unread
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.mistakes import counted
from topaz_tui.store import models
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import database
from topaz_tui.store.models import Addition, Client, Concern, Escalation, Service, SupportReferral, Worker
from topaz_tui.store.rows import objects
from topaz_tui.store.sql import escalations as sql

_OPENER, _OWNER, _ADDER = (Worker.alias(name) for name in ("opener", "owner", "adder"))
_RAISED_BY = fn.COALESCE(Concern.submitted_by, Escalation.opened_by)
_ADDED = Addition.alias("added")
_NEWEST_ADDITION = _ADDED.select(fn.MAX(_ADDED.id)).where(_ADDED.concern == Escalation.concern)
_ROWS = (
    Escalation.select(
        Escalation.id, Escalation.kind, Escalation.client.alias("client_id"), Client.title, Client.first_name,
        Client.last_name, Client.preferred_name, Client.person_id, Escalation.concern.alias("concern_id"),
        fn.COALESCE(Concern.reference, SupportReferral.reference).alias("reference"),
        _RAISED_BY.alias("opened_by"), _OPENER.name.alias("opener"),
        _OPENER.retired_at.is_null(False).alias("opener_retired"),
        fn.COALESCE(Concern.submitted_at, Escalation.opened_at).alias("opened_at"), Escalation.danger,
        Escalation.owner.alias("owner_id"), _OWNER.name.alias("owner"),
        _OWNER.retired_at.is_null(False).alias("owner_retired"), Escalation.version, Escalation.closed_at,
        Escalation.council, Escalation.state.alias("kept_state"), Escalation.deadline.alias("kept_deadline"),
        Escalation.level.alias("kept_level"), Escalation.moves_at,
        Addition.added_at, _ADDER.name.alias("adder"), Addition.text.alias("added"),
        Escalation.support.alias("support_id"), SupportReferral.urgent, SupportReferral.service.alias("service_id"),
        Service.name.alias("service"), Service.channel, Service.mail.alias("service_mail"),
        Service.phone.alias("service_phone"),
    )
    .join_from(Escalation, Client, on=Client.id == Escalation.client)
    .join_from(Escalation, Concern, JOIN.LEFT_OUTER, on=Concern.id == Escalation.concern)
    .join_from(Escalation, SupportReferral, JOIN.LEFT_OUTER, on=SupportReferral.id == Escalation.support)
    .join_from(SupportReferral, Service, JOIN.LEFT_OUTER, on=Service.id == SupportReferral.service)
    .join_from(Escalation, _OPENER, JOIN.LEFT_OUTER, on=_OPENER.id == _RAISED_BY)
    .join_from(Escalation, _OWNER, JOIN.LEFT_OUTER, on=_OWNER.id == Escalation.owner)
    .join_from(Escalation, Addition, JOIN.LEFT_OUTER, on=Addition.id == _NEWEST_ADDITION)
    .join_from(Addition, _ADDER, JOIN.LEFT_OUTER, on=_ADDER.id == Addition.worker)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _EventRow:
    """An event as it is stored, with the name of its worker."""

    id: int
    escalation_id: int
    at: str
    worker_id: int | None
    worker: str | None
    move: str
    body: str
    corrects: int | None


_EVENTS = (
    models.Event.select(
        models.Event.id, models.Event.escalation.alias("escalation_id"), models.Event.at,
        models.Event.worker.alias("worker_id"), Worker.name.alias("worker"), models.Event.move, models.Event.body,
        models.Event.corrects.alias("corrects"),
    )
    .join_from(models.Event, Worker, JOIN.LEFT_OUTER, on=Worker.id == models.Event.worker)
    .order_by(models.Event.id)
)  # fmt: skip


def read(*which: Any) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    """The escalations of which all this holds (conditions on Escalation; all of them without any), each with the events
    that count (`counted`)."""
    which = which or (Escalation.id.is_null(False),)
    events = objects(_EVENTS.where(models.Event.escalation.in_(_ids(*which))), _EventRow)
    return _with_events(objects(_ROWS.where(*which), _row), events)


def outstanding() -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    """The escalations that are not over, each with its events, as `read` gives them; those too of which nobody can tell
    whether they are over."""
    events = [_EventRow(**event) for event in _events_outstanding()]
    return [*_with_events([_row(**row) for row in _rows_outstanding()], events), *_unread_ends()]


def to_move(at: str) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    """The documents, and the other lines whose clock has something to do by this time, as `read` gives them."""
    events = [_EventRow(**event) for event in _events_to_move(at)]
    return [*_with_events([_row(**row) for row in _rows_to_move(at)], events), *_unread_ends(*_moves(at))]


def open_lines(records: tuple[int, ...]) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    """The open lines about these records of a person, without documents, as `read` gives them."""
    events = [_EventRow(**event) for event in _events_open(records)]
    return _with_events([_row(**row) for row in _rows_open(records)], events)


def _unread_ends(*which: Any) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    ids = [id for (id,) in database.run(sql.UNREAD_ENDS, ()).fetchall()]
    return read(Escalation.id.in_(ids), *which) if ids else []


def _with_events(
    rows: Iterable[EscalationRow], events: Iterable[_EventRow]
) -> list[tuple[EscalationRow, tuple[EscalationEvent, ...]]]:
    found, spoilt = _by_escalation(events)
    return [(replace(row, unread=True) if row.id in spoilt else row, counted(found.get(row.id, ()))) for row in rows]


def _ids(*which: Any) -> Any:
    return Escalation.select(Escalation.id).where(*which)


_OUTSTANDING = Escalation.closed_at.is_null()


def _moves(at: Any) -> tuple[Any, ...]:
    by_itself = Escalation.moves_at.is_null() | (Escalation.moves_at <= at)
    return (Escalation.kind.in_(tuple(rules.DocumentKind)) | by_itself,)


@Compiled
def _rows_outstanding() -> Any:
    return _ROWS.where(_OUTSTANDING)


@Compiled
def _events_outstanding() -> Any:
    return _EVENTS.where(models.Event.escalation.in_(_ids(_OUTSTANDING)))


@Compiled
def _rows_to_move(at: Any) -> Any:
    return _ROWS.where(_OUTSTANDING, *_moves(at))


@Compiled
def _events_to_move(at: Any) -> Any:
    return _EVENTS.where(models.Event.escalation.in_(_ids(_OUTSTANDING, *_moves(at))))


def _open_lines(records: Any) -> tuple[Any, ...]:
    return Escalation.client.in_(records), _OUTSTANDING, Escalation.kind.not_in(rules.OF_DOCUMENTS)


@Compiled
def _rows_open(records: Any) -> Any:
    return _ROWS.where(*_open_lines(records))


@Compiled
def _events_open(records: Any) -> Any:
    return _EVENTS.where(models.Event.escalation.in_(_ids(*_open_lines(records))))


def _row(**columns: Any) -> EscalationRow:
    """An escalation's row; where its end can't be read it counts as not over."""
    row = EscalationRow(**columns)
    ended = unread.value("escalation", row.id, clock.from_store, row.closed_at)
    return row if ended or row.closed_at is None else replace(row, closed_at=None, unread=True)


def history(escalation_id: int) -> tuple[EscalationEvent, ...]:
    """All events of an escalation in the order of recording, mistakes too."""
    return _history(escalation_id)[0]


def _history(escalation_id: int) -> tuple[tuple[EscalationEvent, ...], bool]:
    """The events of an escalation, and whether its newest one can't be read."""
    events, spoilt = _by_escalation(_EventRow(**row) for row in _events_of(escalation_id))
    return tuple(events.get(escalation_id, ())), escalation_id in spoilt


@Compiled
def _row_of(escalation_id: Any) -> Any:
    return _ROWS.where(Escalation.id == escalation_id)


@Compiled
def _events_of(escalation_id: Any) -> Any:
    return _EVENTS.where(models.Event.escalation == escalation_id)


def _by_escalation(rows: Iterable[_EventRow]) -> tuple[dict[int, list[EscalationEvent]], set[int]]:
    """By escalation the events that can be read (the others are noted as unreadable), and the escalations whose newest
    event can't be."""
    events: dict[int, list[EscalationEvent]] = {}
    newest: dict[int, bool] = {}
    for row in rows:
        sound = False
        with unread.aside("event", row.id):
            event = _event(row)
            events.setdefault(row.escalation_id, []).append(event)
            sound = event.sound
        if row.move not in BY_CLOCK:
            newest[row.escalation_id] = sound
    return events, {escalation_id for escalation_id, sound in newest.items() if not sound}


def _event(row: _EventRow) -> EscalationEvent:
    """The event of a row. An event whose answers can't be read still counts as having happened."""
    facts = unread.value("event", row.id, unread.object_of, row.body)
    if row.move not in _KNOWN:
        unread.note("event", row.id)
    return EscalationEvent(
        at=clock.from_store(row.at), worker_id=row.worker_id, worker=row.worker or "Topaz", move=row.move,
        facts=facts or {}, id=row.id, corrects=row.corrects,
        sound=row.move in _KNOWN and (facts is not None or not row.body),
    )  # fmt: skip


BY_CLOCK = (MoveId.TRY, MoveId.CLIMBED, MoveId.REMINDED, MoveId.TOLD, MoveId.NOT_TOLD)
"""Events that only time has brought: none of them is what was last done or said."""
_DECIDED = (each.id for some in rules.RECORDED_DECISIONS.values() for each in some)
_KNOWN = frozenset((*rules.MOVES, *_DECIDED, *OTHER_EVENTS, *BY_CLOCK, OtherEvent.OPENED))


def get(escalation_id: int) -> tuple[EscalationRow, tuple[EscalationEvent, ...]]:
    """The escalation of this number. Raises UserError where there is none."""
    found = _row_of(escalation_id)
    if not found:
        raise NotFound("That escalation is not there.", "Look at the board again (F4).")
    events, spoilt = _history(escalation_id)
    row = _row(**found[0])
    return replace(row, unread=row.unread or spoilt), counted(events)
