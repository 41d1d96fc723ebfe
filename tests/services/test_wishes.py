"""What somebody asked about calls is kept, holds, is looked at again by a manager, and is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed, UserError
from topaz_tui.rules import wishes
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import bookings, clients, queue
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import moves
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import models

ASKED = {"asked_by": "attorney", "asked_name": "Ada, her daughter; power of attorney seen", "how": "writing",
         "capacity": "doubt", "capacity_done": "Her GP is asked.", "words": "She is afraid of it."}  # fmt: skip
STOP = {"wish": Wish.NO_CALLS, "look_on": "2027-05-03", **ASKED}
PUT_OFF = {"wish": Wish.PUT_OFF, "until": "2027-03-01", **ASKED}
SURE = {"capacity": "no_doubt"}
AGAIN = {"wish": Wish.CALL_AGAIN, **ASKED, **SURE}


def stands(client):
    return models.QueueEntry.get_by_id(client).reason


def board(client):
    return [item for item in escalations.board(job()).every if item.client_id == client]


def test_wish_for_no_calls_stops_them_and_is_told_and_stands_with_who_asked(session, make_client, settings):
    client = make_client()
    clients.keep_wish(session, client, STOP)
    page = clients.open_profile(session, client)
    assert stands(client) == "asked_not_to_be_called" and not page.duties and "3 May 2027" in page.banner[0]
    assert [item.kind for item in board(client)] == ["question"]
    [asked] = [moment for moment in page.timeline if moment.kind == "Asked"]
    assert all(part in asked.words + asked.detail for part in ("3 May 2027", *list(ASKED.values())[1:2], "Her GP"))


def test_wish_for_no_calls_of_somebody_who_refused_before_moves_the_day_alone(session, make_client):
    client = make_client(stopped="refused", stopped_at="2026-11-20T10:00:00Z", look_on="2027-11-20", recall=None)
    for _ in range(2):
        clients.keep_wish(session, client, STOP | SURE)
    changes = models.Change.select().where(models.Change.client == client)
    assert [(each.field, each.was, each.now) for each in changes] == [("look_on", "2027-11-20", "2027-05-03")]
    assert board(client) == []


@ON_A_FILE
def test_wish_for_no_calls_is_taken_back_that_day_by_whoever_kept_it_and_then_by_a_manager(
    session, colleague, manager, make_client, at
):
    client = make_client()
    clients.keep_wish(session, client, STOP)
    with pytest.raises(NotAllowed):
        clients.keep_wish(colleague, client, AGAIN)
    said = [clients.open_profile(each, client).own_stop for each in (session, colleague)]
    assert said == [clients.OwnStop.WISH, None]
    clients.keep_wish(session, client, AGAIN)
    assert board(client) == [], "the manager has nothing to answer any more"
    assert stands(client) == "callable" and [duty.kind for duty in models.Duty.select().where(
        models.Duty.client == client, models.Duty.closed_at.is_null())] == ["recall"]  # fmt: skip
    clients.keep_wish(session, client, STOP)
    at("2026-11-24T10:00:00Z")
    clients.keep_wish(session, client, STOP)  # the day of the second look alone
    with pytest.raises(NotAllowed):
        clients.keep_wish(session, client, AGAIN)
    clients.keep_wish(manager, client, AGAIN)
    assert stands(client) == "callable"


def test_wish_for_no_calls_holds_for_all_records_of_the_person(session, make_client, manager):
    one, other = make_client(), make_client()
    clients.judge_duplicate(manager, one, other, "confirmed", "The same birthday.")
    clients.keep_wish(session, one, STOP)
    assert (stands(one), stands(other)) == ("asked_not_to_be_called", "asked_not_to_be_called")
    assert not clients.open_profile(session, other).duties


@ON_A_FILE
def test_wish_is_taken_back_or_changed_on_the_page_of_any_record_of_the_person(session, make_client, manager):
    one, other = make_client(), make_client()
    clients.judge_duplicate(manager, one, other, "confirmed", "The same birthday.")
    clients.keep_wish(session, one, PUT_OFF)
    clients.keep_wish(session, other, PUT_OFF | {"until": "2026-12-20"})
    days = [models.Client.get_by_id(each).not_before for each in (one, other)]
    assert days == ["2026-12-20T00:00:00Z"] * 2, "the last wish holds"
    with pytest.raises(Conflict, match="asked to be called later"):
        queue.skip(session, other, "busy", clock.at(date(2026, 12, 1), "10:00"))
    clients.keep_wish(session, one, AGAIN)
    assert "waiting" not in (stands(one), stands(other))
    clients.keep_wish(session, one, STOP)
    clients.keep_wish(session, other, STOP | {"look_on": "2027-06-01"})
    assert [models.Client.get_by_id(each).look_on for each in (one, other)] == ["2027-06-01", None]
    with pytest.raises(Conflict, match="not to be called at all"):
        clients.keep_wish(session, other, PUT_OFF)
    clients.keep_wish(manager, other, AGAIN)
    assert {stands(one), stands(other)} == {"callable", "linked"}
    models.Client.update(stopped="died").where(models.Client.id == one).execute()
    for wish in (STOP, PUT_OFF, AGAIN):
        with pytest.raises(Conflict, match="for another reason"):
            clients.keep_wish(manager, other, wish)


@pytest.mark.parametrize(
    ("move", "answers", "then"),
    [
        ("stays", {"reason": "She said so again.", "look_on": "2027-12-01"}, "asked_not_to_be_called"),
        ("call_again", {"reason": "She would like a call."}, "callable"),
    ],
)
def test_stop_is_a_managers_on_its_day_and_stands_as_they_decide(
    session, manager, make_client, at, move, answers, then
):
    client = make_client()
    clients.keep_wish(session, client, STOP)
    at("2027-05-03T09:00:00Z")
    queue_status.sweep(session.settings)
    [line] = [item for item in board(client) if item.kind == "stop to review"]
    assert line.owner == manager.name and line.deadline and stands(client) == "stop_to_review"
    escalations.move(manager, line.id, line.version, move, answers)
    assert stands(client) == then and "stop to review" not in [item.kind for item in board(client)]


def test_day_that_is_no_day_to_come_leaves_the_stop_with_the_manager(session, manager, make_client, at):
    client = make_client()
    clients.keep_wish(session, client, STOP)
    at("2027-05-03T09:00:00Z")
    queue_status.sweep(session.settings)
    [line] = [item for item in board(client) if item.kind == "stop to review"]
    [stays] = [each for each in escalations.case(manager, line.id).moves if each.id == "stays"]
    for day in ("2029-01-01", "2027-05-03", "2027-05-02"):
        answers = {"reason": "She said so.", "look_on": day}
        said = moves.wrong_with(stays.needs, clock.now(), answers)
        assert said and said.field == "look_on", "in the form, before anything is shown as it will stand"
        with pytest.raises(UserError):
            escalations.move(manager, line.id, line.version, "stays", answers)
    assert stands(client) == "stop_to_review"


def test_wish_to_be_called_later_waits_until_its_day_and_no_longer(session, make_client, at):
    client = make_client()
    clients.keep_wish(session, client, PUT_OFF)
    entry = models.QueueEntry.get_by_id(client)
    assert (entry.reason, entry.cause, entry.until) == ("waiting", "asked later", "2027-03-01T00:00:00Z")
    at("2027-03-01T10:00:00Z")
    queue_status.sweep(session.settings)
    assert stands(client) == "callable"


@ON_A_FILE
def test_wish_moves_the_call_that_was_promised_and_asks_about_the_interpreter(session, manager, make_client):
    def promised() -> list[str]:
        theirs = models.Duty.client == client, models.Duty.kind == "callback", models.Duty.closed_at.is_null()
        return [duty.due_at for duty in models.Duty.select().where(*theirs)]

    client = make_client(language="Tigrinya", interpreter="yes")
    bookings.keep(session, client, {"answer": "Language Line", "at": "2026-11-25T14:00:00Z", "call": "then"})
    for wish, then, says in (
        (PUT_OFF, ["2027-03-01T09:00:00Z"], "a call is set for 1 Mar 2027 09:00"),
        (PUT_OFF | {"until": "2026-12-21"}, ["2026-12-21T09:00:00Z"], "a call is set for 21 Dec 2026 09:00"),
        (AGAIN, ["2026-11-25T14:00:00Z"], ""),  # as it was promised, while that is still to come
        (STOP, [], "no call is set for then"),
    ):
        clients.keep_wish(manager, client, wish | {"capacity": "no_doubt"})
        assert promised() == then
        asked = str([escalations.case(session, item.id).history for item in board(client)])
        assert ("The interpreter is booked for 25 Nov 2026 14:00" in asked) == bool(says) and says in asked


def test_doubt_whether_somebody_can_decide_it_is_a_managers_to_see_to(session, make_client):
    told = {}
    for capacity in wishes.CAPACITY:
        for before, wish in ((None, STOP), (STOP, STOP), (None, PUT_OFF), (PUT_OFF, AGAIN)):
            client = make_client()
            if before:
                clients.keep_wish(session, client, before | SURE)
            clients.keep_wish(session, client, wish | {"capacity": capacity})
            asked = [escalations.case(session, item.id).history for item in board(client)]
            told[capacity, wish["wish"], bool(before)] = "afraid of it. Able to decide this?" in str(asked)
    assert {capacity for (capacity, *_), said in told.items() if said} == {"doubt", "not_considered"}
    assert sum(told.values()) == 8


@ON_A_FILE
@pytest.mark.parametrize("said", ["to a worker", "on the board"])
def test_wish_to_be_called_after_all_ends_what_was_put_off_before_the_stop_too(manager, make_client, at, said):
    client = make_client(callback=clock.now() + clock.DAY)
    for wish in (PUT_OFF, STOP | {"look_on": "2026-12-07"}):
        clients.keep_wish(manager, client, wish)
    bookings.keep(manager, client, {"answer": "Language Line", "at": "2026-12-09T14:00:00Z", "call": "stays"})
    at("2026-12-07T09:30:00Z")
    if said == "to a worker":
        clients.keep_wish(manager, client, AGAIN)
    else:
        queue_status.sweep(manager.settings)
        [line] = [item for item in board(client) if item.kind == "stop to review"]
        escalations.move(manager, line.id, line.version, "call_again", {"reason": "She would like a call."})
    assert stands(client) == "callable" and models.Client.get_by_id(client).not_before is None
    asked = str([escalations.case(manager, item.id).history for item in board(client)])
    assert "booked for 9 Dec 2026 14:00; a call is set for 7 Dec 2026" in asked


def test_wish_to_be_called_after_all_ends_what_was_put_off_for_a_worker_and_a_stop_for_a_manager_alone(
    session, manager, make_client
):
    later, stopped = make_client(), make_client(first_name="Bo", last_name="Xu", born_on="1931-02-03")
    clients.keep_wish(session, later, PUT_OFF)
    clients.keep_wish(manager, stopped, STOP)
    clients.keep_wish(session, later, AGAIN)
    with pytest.raises(UserError):
        clients.keep_wish(session, stopped, AGAIN)
    assert (stands(later), stands(stopped)) == ("callable", "asked_not_to_be_called")
    clients.keep_wish(manager, stopped, AGAIN)
    assert stands(stopped) == "callable" and models.Client.get_by_id(stopped).look_on is None


@pytest.mark.parametrize("facts", [{"stopped": "died"}, {"stopped": "moved"}])
def test_wish_about_somebody_who_is_not_called_for_another_reason_is_refused_and_not_kept(session, make_client, facts):
    client = make_client(**facts)
    with pytest.raises(UserError):
        clients.keep_wish(session, client, STOP)
    assert not models.CallWish.select().exists()


def test_wish_that_nothing_can_come_of_is_refused_and_not_kept(session, make_client):
    client = make_client()
    with pytest.raises(UserError):
        clients.keep_wish(session, client, AGAIN)
    assert not models.CallWish.select().exists()
