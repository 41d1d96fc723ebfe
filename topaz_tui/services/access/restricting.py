"""A manager restricts a record, changes to whom it is open, and lifts that. Each restriction stays on record with who
set it, when and why; one that was changed has ended, and another holds. The timeline, which only those see to whom the
record is open, tells all of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import forms, referrals
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.notes import NoteKind
from topaz_tui.rules.permissions import Act
from topaz_tui.services import access, links, reasons
from topaz_tui.services.actions import late
from topaz_tui.services.clients import client_row, write_note
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import board_lines, pieces
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Escalation, OpenTo, Restriction, Worker, YoungPerson
from topaz_tui.store.rows import dicts


def keep(session: Session, client_id: int, answers: Answers) -> None:
    """Do what the form says: restrict the record, change to whom it is open (`named`), or lift the restriction, with
    the reason."""
    named, why = [int(each) for each in forms.codes(answers.get("named"))], str(answers.get("reason") or "")
    match answers.get("what"):
        case "lift":
            lift(session, client_id, why)
        case "change":
            change(session, client_id, why, named)
        case _:
            restrict(session, client_id, why, named)


def restrict(session: Session, client_id: int, reason: str, named: Collection[int]) -> None:
    """Restrict the record: from now on it is open to managers, and to these workers. Raises UserError for others than
    managers, without a reason, and where it is restricted already."""
    session.require(Act.RESTRICT)
    why = reasons.given(reason, "Say why it is restricted.")
    with transaction():
        client_row(client_id, ("id",))
        if access.holding(client_id):
            raise Conflict("The record is restricted already.", "Look at it again: a colleague may have done it.")
        names = _set(session, client_id, why, named)
        _leave(session, client_id, f"Restricted, {names}. {why}", "restricted the record", why)


def for_court(session: Session, clients: Collection[int], named: Collection[int], why: str) -> list[str]:
    """A court ordered a report about these young people: their records are restricted, open to whoever records it, to
    whoever has them or work that goes on for them, to these workers and to managers; one that is restricted stays as it
    is. Returns what is to be said. Part of the caller's transaction; raises Invalid for somebody named who is not at
    work here any more."""
    told = []
    at_work = frozenset(row["id"] for row in dicts(Worker.select(Worker.id).where(TAKES_WORK)))
    for client_id in clients:
        whose = [
            row["owner"] for row in dicts(YoungPerson.select(YoungPerson.owner).where(YoungPerson.client == client_id))
        ]
        whose += [each.stands.worker for each in pieces.every((client_id,))]
        row = client_row(client_id, ("person_id",))
        if access.restricted(links.group_of(client_id)):
            told.append(f"The record of {row['person_id']} is restricted already, and stays as it is.")
            continue
        names = _set(session, client_id, why, {*named, *(at_work & {session.worker_id, *whose})})
        _leave(session, client_id, f"Restricted, {names}. {why}", "restricted the record", why)
        told.append(f"The record of {row['person_id']} is restricted, {names}.")
    return told


def change(session: Session, client_id: int, reason: str, named: Collection[int]) -> None:
    """Open a restricted record to these workers, and to no others. Raises UserError as `restrict` does, and where it is
    not restricted."""
    session.require(Act.RESTRICT)
    why = reasons.given(reason, "Say why that changes.")
    with transaction():
        kept = str(_end(session, client_id, why)["reason"])
        names = _set(session, client_id, kept, named)
        _leave(session, client_id, f"Restricted as before, {names}. {why}", "changed who may open the record", why)


def lift(session: Session, client_id: int, reason: str) -> None:
    """The record is restricted no longer. Raises UserError for others than managers, without a reason, and where it is
    not restricted."""
    session.require(Act.RESTRICT)
    why = reasons.given(reason, "Say why it is restricted no longer.")
    with transaction():
        _end(session, client_id, why)
        _leave(session, client_id, f"Not restricted any more. {why}", "lifted the restriction", why)


def _set(session: Session, client_id: int, reason: str, named: Collection[int]) -> str:
    """Keep a restriction; returns to whom the record is open, in words."""
    there = {row["id"]: row["name"] for row in dicts(Worker.select(Worker.id, Worker.name).where(
        TAKES_WORK, Worker.id.in_(list(named)),
    ))}  # fmt: skip
    if set(named) - set(there):
        raise Invalid("One of those named is not at work here any more.", "Choose somebody else.", "named")
    id = Restriction.insert(
        client=client_id, reason=reason, made_by=session.worker_id, made_at=clock.to_store(clock.now())
    ).execute()
    for worker_id in sorted(there):
        OpenTo.insert(restriction=id, worker=worker_id).execute()
    return f"open to {', '.join((*sorted(there.values()), 'managers'))}"


def _end(session: Session, client_id: int, why: str) -> dict[str, Any]:
    """End the restriction that holds, and return it."""
    found = access.holding(client_id)
    if not found:
        raise Conflict("This record is not restricted.", "Look at it again: a colleague may have lifted it.")
    Restriction.update(ended_at=clock.to_store(clock.now()), ended_by=session.worker_id, ended_why=why).where(
        Restriction.id == found[0]["id"]
    ).execute()
    return found[0]


def _leave(session: Session, client_id: int, words: str, action: str, why: str) -> None:
    """Do what follows from every change: a line on the timeline and in the log; give on what somebody can no longer see
    to; decide the queue status anew."""
    write_note(session, client_id, NoteKind.NOTE, words)
    audit.record(session.worker_id, action, client_id, why=why)
    records = links.group_of(client_id)
    pass_on(records)
    queue_status.refresh(records, session.settings)
    board_lines.look_at(session, records)


def pass_on(records: Sequence[int]) -> None:
    """The lines of the board about this person, and what was put in place for them, that are with somebody to whom
    their record is not open, are given to one to whom it is. Part of the caller's transaction."""
    if access.open_to_by_name(records) is None:
        return
    late.pass_on(records)
    hands = Hands()
    open_lines = Escalation.select(
        Escalation.id, Escalation.kind, Escalation.owner.alias("owner_id"), Escalation.opened_by.alias("opened_by_id")
    ).where(Escalation.client.in_(list(records)), Escalation.closed_at.is_null())
    for row in dicts(open_lines):
        kind, is_document = referrals.KIND.get(row["kind"]), row["kind"] in tuple(referrals.DocumentKind)
        has_it = row["owner_id"] or (row["opened_by_id"] if is_document else None)  # a document is with who raised it
        if (kind or is_document) and not hands.may_have(has_it, records):
            owner = hands.open_to(records) if kind is None else hands.owner(kind, row["owner_id"], records=records)
            Escalation.update(owner=owner, version=Escalation.version + 1).where(Escalation.id == row["id"]).execute()
