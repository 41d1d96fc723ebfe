"""Keep what somebody asks about being called, and let it hold: nobody calls any more, or not before a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import forms, wishes
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.duties import DutyCause, DutyEnd, DutyKind
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import interpreter_bookings, interpreters, links, owing, unread
from topaz_tui.services.clients.changes import client_row, finish, set_facts
from topaz_tui.services.clients.fields import Stored
from topaz_tui.services.clients.own_stop import OwnStop, own_stop
from topaz_tui.services.clients.resuming import answer_by_calls, let_go_on
from topaz_tui.services.escalations import opening
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import CallWish, Client, Duty

_FACTS = ("stopped", "stopped_at", "look_on", "not_before", "not_before_cause")
Rows = Mapping[int, Mapping[str, object]]
"""By record of the person, its columns about stops and wishes."""


def keep_wish(session: Session, client_id: int, answers: Mapping[str, Answer]) -> None:
    """Keep a wish about calls, and do what it asks.

    A stop holds for all records of the person; a manager is told of it, and looks again on the day that was named.
    They are told of any wish where it is in doubt that the person can decide it.
    What was put off is called again from that day on, by the last wish under any of the records; a call that was
    promised before, or that an earlier such wish moved, is promised for then. Where an interpreter is booked for
    another time, a manager is asked. Calls that were stopped go on only by whoever may say so (`let_go_on`). Raises
    Invalid where an answer is missing or wrong, Conflict where nothing can come of it.
    """
    given = {question.id: answers.get(question.id) for question in forms.visible_questions(wishes.QUESTIONS, answers)}
    lacking = [(question.id, sentence) for question, sentence in forms.all_lacking(wishes.QUESTIONS, given)]
    field, trouble = lacking[0] if lacking else (wishes.day_asked(given), wishes.wrong(given))
    if trouble:
        raise Invalid(trouble, "Nothing was saved.", field)
    wish, until = Wish(str(given["wish"])), wishes.day_named(given)
    with transaction():
        rows = {each: client_row(each, _FACTS) for each in links.group_of(client_id)}
        if any(row["stopped"] not in (None, CallStop.REFUSED) for row in rows.values()):
            raise Conflict("Nobody calls this person, for another reason than their wish.", "Look at why.")
        now = clock.now()
        _keep(session, client_id, wish, until, given, now)
        match wish:
            case Wish.NO_CALLS:
                _stop(session, client_id, rows, until, now)
            case Wish.PUT_OFF:
                _put_off(session, client_id, rows, until)
            case Wish.CALL_AGAIN:
                call_after_all(session, client_id, str(given["words"]))
        is_stop = wish == Wish.NO_CALLS and not any(row["stopped"] for row in rows.values())
        if is_stop or given["capacity"] in wishes.IN_DOUBT:
            opening.question(client_id, session.worker_id, wishes.told_to_a_manager(given), now, session.settings)
        interpreters.point_out(session, client_id, clock.now())
        finish(session, client_id, "a wish about calls")


def _keep(
    session: Session, client_id: int, wish: Wish, until: date | None, given: Mapping[str, Answer], now: datetime
) -> None:  # fmt: skip
    texts = {name: str(given.get(name) or "").strip() or None for name in ("asked_name", "capacity_done")}
    CallWish.insert(
        client=client_id, worker=session.worker_id, wish=wish, until=until.isoformat() if until else None,
        asked_by=given["asked_by"], how=given["how"], capacity=given["capacity"], **texts,
        words=str(given["words"]).strip(), made_at=clock.to_store(now),
    ).execute()  # fmt: skip


def _stop(session: Session, client_id: int, rows: Rows, until: date | None, now: datetime) -> None:
    """Stop calls under this record; where the person had refused before, only the day of the second look changes."""
    look_on = until.isoformat() if until else None
    facts: dict[str, Stored] = {"stopped": CallStop.REFUSED, "look_on": look_on}
    refused = [each for each, row in rows.items() if row["stopped"]]
    for each in refused or (client_id,):
        if new := {name: value for name, value in facts.items() if rows[each][name] != value}:
            set_facts(session, each, rows[each], new)
    if not refused:
        Client.update(stopped_at=clock.to_store(now)).where(Client.id == client_id).execute()
        owing.end_for_a_stop(tuple(rows), clock.to_store(now))


def _put_off(session: Session, client_id: int, rows: Rows, until: date | None) -> None:
    if any(row["stopped"] for row in rows.values()):
        raise Conflict("They asked not to be called at all.", "Choose 'Calls after all' first.")
    assert until is not None  # the form asks for it
    open_again = queue_rules.due_moment(until)
    here = {*_put_off_before(rows), client_id}  # of two days under two records the later would hold
    Client.update(**owing.put_off(open_again, Cause.ASKED_LATER)).where(Client.id.in_(here)).execute()
    promised = interpreter_bookings.due_call(tuple(rows))
    if _is_moved_by_a_wish(rows) or (promised and promised < open_again):
        then = session.settings.calls.hours.next_open(open_again)
        interpreters.set_call(session, client_id, then, None, DutyCause.ASKED_LATER)


def _put_off_before(rows: Rows) -> list[int]:
    """Those of the records under which the person asked to be called later."""
    return [each for each, row in rows.items() if row["not_before"] and row["not_before_cause"] == Cause.ASKED_LATER]


def _is_moved_by_a_wish(records: Iterable[int]) -> bool:
    """Does the promised call stand at another time because of a wish to be called later?"""
    promised = interpreter_bookings.callback(tuple(records))
    return promised is not None and promised["cause"] == DutyCause.ASKED_LATER


def call_after_all(session: Session, client_id: int, words: str) -> None:
    """End whatever the person asked against calls, since they want calls again: a stop, and that they be called later.
    Whoever kept a stop by mistake takes it back that day; else a manager does. Where an interpreter is booked for
    another time, a manager is asked. Part of the caller's transaction. Raises UserError where they asked nothing, or
    this worker may not."""
    rows = {each: client_row(each, _FACTS) for each in links.group_of(client_id)}
    is_stopped, here = any(row["stopped"] for row in rows.values()), _put_off_before(rows)
    if is_stopped:
        let_go_on(session, client_id, words, own_mistake=own_stop(session, tuple(rows)) == OwnStop.WISH)
    elif not here:
        raise Conflict("Nothing that they asked keeps calls from them.", "Look at why they can't be called now.")
    if here:
        Client.update(**owing.NOT_PUT_OFF).where(Client.id.in_(here)).execute()
        if _is_moved_by_a_wish(rows):
            _set_back(session, client_id, tuple(rows), words)
        queue_status.refresh(here, session.settings)
    answer_by_calls(tuple(rows), clock.now())
    interpreters.point_out(session, client_id, clock.now())


def _set_back(session: Session, client_id: int, records: Sequence[int], words: str) -> None:
    """Move the call that a wish had moved back to the time that was promised before; where that is past, to as soon as
    somebody calls."""
    theirs = Duty.client.in_(list(records)), Duty.kind == DutyKind.CALLBACK, Duty.closed_how == DutyEnd.REPLACED
    by_wish = Duty.cause == DutyCause.ASKED_LATER
    before: Any = Duty.select().where(*theirs, Duty.cause.is_null() | ~by_wish).order_by(Duty.id.desc()).first()
    at = unread.value("duty", before.id, clock.from_store, before.due_at) if before else None
    if at and at > clock.now():
        interpreters.set_call(session, client_id, at, before.reason or words, before.cause)
    else:
        interpreters.set_call(session, client_id, session.settings.calls.hours.next_open(clock.now()), words)


def look_again(session: Session, client_id: int, look_on: date) -> None:
    """Keep a refusal that still holds until another day of the second look, under every record that has it. Part of the
    caller's transaction. Raises Invalid where the day is not one to come, within a year."""
    if trouble := wishes.wrong({"wish": Wish.NO_CALLS, "look_on": look_on.isoformat()}):
        raise Invalid(trouble, "Nothing was recorded.", "look_on")
    for each in links.group_of(client_id):
        row = client_row(each, _FACTS)
        if row["stopped"] == CallStop.REFUSED:
            set_facts(session, each, row, {"look_on": look_on.isoformat()})
