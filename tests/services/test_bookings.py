"""An interpreter is booked, moved, cancelled, missed: the call goes along, and nothing is left without an owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.calls import CHECKED, SAME
from tests.support.desks import ON_A_FILE
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import bookings as rules
from topaz_tui.services import bookings, calls, clients, interpreters, owned
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.deadlines import advance_deadlines
from topaz_tui.store import models

BOOK = {"answer": "Language Line", "language": "Tigrinya", "reference": "LL-881", "at": "2026-11-25T14:00:00Z",
        "call": "then"}  # fmt: skip


def ended(client):
    rows = models.Booking.select().where(models.Booking.client == client).order_by(models.Booking.id)
    return [(row.at[:16], row.ended_how) for row in rows]


def promised(client):
    """The callbacks that are owed: when, and why."""
    duties = models.Duty.select().where(
        models.Duty.client == client, models.Duty.kind == "callback", models.Duty.closed_at.is_null()
    )
    return [(duty.due_at[:16], duty.reason) for duty in duties]


def waits(client):
    return [item.kind for item in escalations.board(job()).every if item.client_id == client]


def safety(session, client):
    said = clients.open_profile(session, client).safety.said
    return next((each.words for each in said if "Interpreter" in each.words), "")


def test_forms_of_bookings_are_sound():
    assert rules.check() == ()


def test_call_is_bound_to_the_interpreter_and_moves_and_is_cancelled_with_them(session, make_client):
    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, BOOK)
    assert promised(client) == [("2026-11-25T14:00", "Interpreter booked")]
    words = "Interpreter booked for Wed 25 Nov, 14:00: Language Line, Tigrinya, reference LL-881"
    assert safety(session, client) == words and words in str(calls.brief(session, client).safety.booked)
    bookings.keep(session, client, {"what": "moved", "at": "2026-11-26T15:00:00Z"})
    assert promised(client) == [("2026-11-26T15:00", "Interpreter booked")]
    assert ended(client) == [("2026-11-25T14:00", "moved"), ("2026-11-26T15:00", None)] and waits(client) == []
    bookings.keep(session, client, {"what": "cancelled", "why": "Ill, the agency says."})
    assert ended(client)[1] == ("2026-11-26T15:00", "cancelled")
    assert promised(client) == [("2026-11-25T10:00", "Interpreter cancelled")]
    assert waits(client) == ["interpreter"] and "NOT BOOKED" in safety(session, client)
    told = [each.words + each.detail for each in clients.open_profile(session, client).timeline]
    assert any("CANCELLED" in each and "Ill, the agency says." in each for each in told)
    with pytest.raises(UserError, match="No interpreter is booked"):
        bookings.keep(session, client, {"what": "cancelled", "why": "Again"})
    bookings.keep(session, client, BOOK)
    assert waits(client) == [] and promised(client) == [("2026-11-25T14:00", "Interpreter booked")]


@ON_A_FILE
def test_call_is_bound_to_no_time_at_which_nobody_may_call(session, make_client):
    for known in ({"safe_to_call": "times", "safe_times": "Mon 10:00-12:00"}, {"not_before": "2026-12-20T00:00:00Z"},
                  {"away": "hospital"}, {"stopped": "refused"}):  # fmt: skip
        client = make_client(**known)
        with pytest.raises(UserError, match="Nobody may call then"):
            bookings.keep(session, client, BOOK)
        assert promised(client) == ended(client) == []
        bookings.keep(session, client, BOOK | {"call": "stays"})
        assert promised(client) == [] and ended(client) == [("2026-11-25T14:00", None)]
    client = make_client(safe_to_call="times", safe_times="Wed 13:00-16:00")
    bookings.keep(session, client, BOOK)
    bookings.keep(session, client, {"what": "moved", "at": "2026-11-26T15:00:00Z"})
    assert promised(client) == [("2026-11-25T14:00", "Interpreter booked")], "the agency moved it: a manager says which"
    assert "question" in waits(client)


@ON_A_FILE
def test_call_set_for_another_time_stays_and_a_manager_is_asked(session, manager, make_client):
    client = make_client(callback=clock.now() + timedelta(days=1))
    bookings.keep(session, client, BOOK | {"call": "stays"})
    assert waits(client) == ["question"] and promised(client)[0][0] == "2026-11-24T10:00"
    bookings.keep(session, client, {"what": "moved", "at": "2026-11-24T10:00:00Z"})
    assert waits(client) == [], "the call and the interpreter are at one time"


@ON_A_FILE
def test_time_that_passed_without_a_call_is_on_the_board_and_the_call_is_still_owed(session, client, at):
    bookings.keep(session, client, BOOK)
    at("2026-11-25T14:50:00Z")
    advance_deadlines(job())
    assert ended(client) == [("2026-11-25T14:00", None)], "the call may be going on"
    at("2026-11-25T15:10:00Z")
    advance_deadlines(job())
    advance_deadlines(job())
    assert ended(client) == [("2026-11-25T14:00", "missed")] and waits(client) == ["interpreter"]
    assert promised(client) == [("2026-11-25T14:00", "Interpreter booked")]
    [line] = [item for item in escalations.board(job()).every if item.client_id == client]
    assert line.owner and "nobody called then" in str(escalations.case(session, line.id))


@ON_A_FILE
@pytest.mark.parametrize(("hours", "how"), [(0, "held"), (-2, None)])
def test_review_ends_the_booking_or_asks_what_becomes_of_it(session, manager, client, at, hours, how):
    bookings.keep(session, client, BOOK)
    when = clock.from_store(BOOK["at"]) + timedelta(hours=hours)
    at(clock.to_store(when))
    phone = models.Phone.get(models.Phone.client == client).id
    calls.record(
        session, calls.CallRecord("a", client, "reached", when, when, phone_id=phone, ticks=CHECKED, review=SAME)
    )
    assert ended(client)[0][1] == how
    assert waits(client) == ([] if how else ["question"])
    at("2026-11-25T15:10:00Z")
    advance_deadlines(job())
    assert ended(client)[0][1] == (how or "not needed") and "interpreter" not in waits(client)


@ON_A_FILE
def test_booking_said_by_mistake_is_unsaid(session, client):
    owned.put_once("interpreter", client, session.worker_id, clock.now(), session.settings)
    bookings.keep(session, client, BOOK)
    line = models.Escalation.get(models.Escalation.kind == "interpreter")
    assert models.Booking.get().escalation_id == line.id and line.closed_at
    interpreters.unsay(line.id, clock.now())
    assert ended(client) == [("2026-11-25T14:00", "mistake")] and safety(session, client) == ""
