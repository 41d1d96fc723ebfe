"""Read the lines of a person's profile, under all of their records."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import duties, linked, people, reviews, warnings
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.notes import NoteKind
from topaz_tui.services import unread
from topaz_tui.services.clients.filled import Filled
from topaz_tui.services.clients.lines import (
    ActionLine,
    AssessmentLine,
    ConcernLine,
    ContactLine,
    DutyLine,
    HandoverNote,
    WarningLine,
)
from topaz_tui.services.clients.timeline import action_words, stage
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Assessment, ClientAction, Concern, Duty, Escalation, Note, Warning, Worker

T = TypeVar("T")


def assessments(there: Filled) -> tuple[AssessmentLine, ...]:
    """Their assessments, the newest first."""
    return once(lines_of("assessment", _assessments, there, _assessment))


def owed(there: Filled, ids: Mapping[int, str], now: datetime) -> tuple[DutyLine, ...]:
    """The calls that are owed, the soonest first. What is owed under several records stands there once, with their
    IDs."""
    found: dict[DutyLine, list[int]] = {}
    for record, tables in there.items():
        for line in lines_of("duty", _duties, {record: tables}, functools.partial(_duty, now)):
            what = line.kind, line.due_at, line.for_worker
            same = next((each for each in found if (each.kind, each.due_at, each.for_worker) == what), line)
            found.setdefault(same, []).append(record)
    under = {
        line: f" ({linked.records([ids[each] for each in those])})" if ids else "" for line, those in found.items()
    }
    return tuple(
        sorted((replace(line, words=line.words + under[line]) for line in found), key=lambda each: each.due_at)
    )


def handover_notes(there: Filled, now: datetime) -> tuple[HandoverNote, ...]:
    """The handover notes that nobody has read."""
    return lines_of("note", _unseen, there, functools.partial(_left, now))


def warnings_of(there: Filled, today: date) -> tuple[WarningLine, ...]:
    """Their warnings, those that hold first."""
    return tuple(_warning(today, **row) for row in rows_of("warning", _warnings, there))


def open_actions(there: Filled, today: date) -> tuple[ActionLine, ...]:
    """The open actions that stay open until somebody has done them."""
    found = []
    for row in rows_of("action", _open_actions, there):
        known, by = reviews.ACTION.get(row["kind"]), unread.value("action", row["id"], date.fromisoformat, row["by_on"])
        if known is None or known.stays_open:
            words = action_words(row["kind"], row["detail"], row["who"], by)
            found.append(ActionLine(row["id"], words, by, late=by is not None and by < today))
    return tuple(found)


def concerns(there: Filled) -> tuple[ConcernLine, ...]:
    """The concerns about them, the newest first."""
    return lines_of("concern", _concerns, there, _concern)


L = TypeVar("L", ContactLine, AssessmentLine)


def once(lines: Iterable[L]) -> tuple[L, ...]:
    """The lines without those that say the same as an earlier one and differ in their row's id alone: several records
    of one person may."""
    return tuple({replace(line, id=0): line for line in reversed(tuple(lines))}.values())[::-1]


def rows_of(table: str, query: Compiled, there: Filled) -> list[dict[str, Any]]:
    """The rows of one table about each of a person's records, where there are any."""
    return [row for id, tables in there.items() if table in tables for row in query(id)]


def lines_of(table: str, query: Compiled, there: Filled, make: Callable[..., T]) -> tuple[T, ...]:
    """The lines that `make` builds of a table's rows about this person; rows that can't be read are left out."""
    return tuple(unread.each_named(table, rows_of(table, query, there), make))


@Compiled
def _assessments(client: Any) -> Any:
    columns = Assessment.id, Assessment.assessed_on, Assessment.eligibility, Assessment.reference
    order = Assessment.assessed_on.desc(), Assessment.id.desc()
    return Assessment.select(*columns).where(Assessment.client == client).order_by(*order)


@Compiled
def _warnings(client: Any) -> Any:
    columns = Warning.id, Warning.kind, Warning.detail, Warning.starts_on, Warning.review_on, Warning.told
    order = Warning.ended_at.is_null(False), Warning.id.desc()
    found = Warning.select(*columns, Warning.ended_at, Worker.name.alias("agreed_by")).join(
        Worker, on=Warning.agreed_by
    )
    return found.where(Warning.client == client).order_by(*order)


@Compiled
def _duties(client: Any) -> Any:
    found = Duty.select(Duty.id, Duty.kind, Duty.due_at, Worker.name.alias("for_worker"), Duty.reason, Duty.cause)
    theirs = Duty.client == client, Duty.closed_at.is_null()
    return found.join(Worker, JOIN.LEFT_OUTER, on=Duty.for_worker == Worker.id).where(*theirs).order_by(Duty.due_at)


@Compiled
def _unseen(client: Any) -> Any:
    found = Note.select(Note.id, Note.text, Worker.name.alias("by"), Note.made_at.alias("at")).join(Worker)
    theirs = Note.client == client, Note.kind == NoteKind.HANDOVER, Note.seen_at.is_null()
    return found.where(*theirs).order_by(Note.id.desc())


@Compiled
def _open_actions(client: Any) -> Any:
    theirs = ClientAction.client == client, ClientAction.done_at.is_null(), ClientAction.taken_back_at.is_null()
    found = ClientAction.select(
        ClientAction.id, ClientAction.kind, ClientAction.detail, ClientAction.who, ClientAction.by_on
    ).where(*theirs)
    return found.order_by(ClientAction.by_on.asc(nulls="first"), ClientAction.id)


@Compiled
def _concerns(client: Any) -> Any:
    return (
        Concern.select(
            Concern.id, Concern.reference, Concern.opened_at, Concern.submitted_at, Concern.discarded_at,
            Escalation.state, Escalation.waiting_for, Escalation.in_error, Escalation.closed_at,
        )
        .join(Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
        .where(Concern.client == client)
        .order_by(Concern.id.desc())
    )  # fmt: skip


def _assessment(id: int, assessed_on: str, eligibility: str | None, reference: str) -> AssessmentLine:
    words = people.BANDS.get(eligibility or "", "Not known")
    return AssessmentLine(id, date.fromisoformat(assessed_on), eligibility, words, reference)


def _duty(  # rows come by name
    now: datetime,
    id: int,  # noqa: ARG001
    kind: str,
    due_at: str,
    for_worker: str | None,
    reason: str | None,
    cause: str | None,
) -> DutyLine:
    due = clock.from_store(due_at)
    return DutyLine(kind, _duty_words(kind, due, now), due, for_worker, duties.reason_words(reason, cause))


def _left(now: datetime, id: int, text: str, by: str, at: str) -> HandoverNote:
    """A handover note; one whose date can't be read is shown all the same, with a word about that."""
    when = unread.value("note", id, clock.from_store, at)
    return HandoverNote(id, text if when else f"{text} (left on a day that can't be read)", by, when or now)


def _concern(
    id: int,
    reference: str,
    opened_at: str,
    submitted_at: str | None,
    discarded_at: str | None,
    state: str | None,
    waiting_for: str | None,
    in_error: int | None,
    closed_at: str | None,
) -> ConcernLine:
    words = stage(submitted_at, discarded_at, state, waiting_for) + (": entered in error" if in_error else "")
    at, is_open = clock.from_store(submitted_at or opened_at), not discarded_at and not closed_at
    return ConcernLine(id, reference, at, words, submitted=bool(submitted_at), in_error=bool(in_error), open=is_open)


def _warning(
    today: date,
    id: int,
    kind: str,
    detail: str | None,
    starts_on: str,
    review_on: str,
    agreed_by: str,
    told: str | None,
    ended_at: str | None,
) -> WarningLine:
    known = warnings.KIND.get(kind)
    # A warning holds, and is due to be looked at, whatever can't be read of its days.
    review = unread.value("warning", id, date.fromisoformat, review_on) or today
    return WarningLine(
        id=id,
        kind=kind,
        words=known.words if known else kind.capitalize(),
        detail=detail or "",
        starts_on=unread.value("warning", id, date.fromisoformat, starts_on) or review,
        review_on=review,
        overdue=ended_at is None and warnings.overdue(review, today),
        agreed_by=agreed_by,
        told=warnings.TOLD_WORDS.get(told or "", told or "not known whether they were told"),
        ended_at=unread.value("warning", id, clock.from_store, ended_at),
    )


def _duty_words(kind: str, due: datetime, now: datetime) -> str:
    when = clock.format_moment(due, now) if kind == DutyKind.CALLBACK else clock.format_day(clock.local(due).date())
    return f"{duties.WORDS.get(kind, kind)} due {when}"
