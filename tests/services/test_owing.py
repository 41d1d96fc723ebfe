"""What did not come to its end is owed again, whatever ended the thing that stood in its way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.calls import CHECKED, REVIEWS, SAME, break_off
from tests.support.desks import ON_A_FILE
from topaz_tui import clock
from topaz_tui.rules import fates, reviews
from topaz_tui.rules.duties import DutyCause
from topaz_tui.services import calls, clients, nobody, owing, queue
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store.models import Client, Duty, Escalation, Phone

pytestmark = ON_A_FILE
DAY = timedelta(days=1)


@pytest.fixture
def two(make_client, session):
    """Two records that somebody takes for one person's, with a recall each."""
    both = make_client(person_id="1"), make_client(person_id="2", last_name="STONE", phones=("+442079460777",))
    clients.judge_duplicate(session, *both, "confirmed")
    return both


def call(session, client_id, outcome, review=reviews.NOTHING_YET, **more):
    phone = Phone.select(Phone.id).where(Phone.client == client_id).scalar()
    facts = {"phone_id": phone, "note": "What was said", "ticks": CHECKED, "review": review} | more
    now = clock.now()
    return calls.record(
        session, calls.CallRecord(f"{client_id} {outcome} {now}", client_id, outcome, now, now, **facts)
    )


def owed(client_id):
    rows = Duty.select().where(Duty.client == client_id, Duty.closed_at.is_null()).order_by(Duty.kind)
    return [(row.kind, clock.local(clock.from_store(row.due_at)).date().isoformat()) for row in rows]


def fate(client_id):
    [person] = [person for _, id, person in nobody.everybody(nobody.ask_list) if id == client_id]
    return fates.fate(person)


def test_broken_off_review_goes_on_when_calls_are_resumed(session, manager, make_client) -> None:
    client = make_client(recall=clock.now() + 100 * DAY)
    call(session, client, "refused_hard", REVIEWS["broken off"])
    assert (owed(client), fate(client)) == ([], "stopped")
    clients.resume_calls(manager, client, "It was her son who refused")
    assert owed(client) == [("follow-up", "2026-11-24"), ("recall", "2027-03-03")]
    assert fate(client) == "waits"


def test_stop_by_mistake_after_another_owes_again_what_the_first_ended(session, manager, make_client) -> None:
    client = make_client()
    call(session, client, "moved")
    at = clock.to_store(clock.now() + DAY)
    Client.update(stopped="died", stopped_at=at).where(Client.id == client).execute()  # as a file says it
    queue_status.refresh((client,), session.settings)
    clients.resume_calls(manager, client, "Both were somebody else")
    assert [kind for kind, _ in owed(client)] == ["recall"] and fate(client) == "callable"


@pytest.mark.parametrize(("outcome", "then"), [("died", "owned"), ("reached", "callable")])
def test_unlinked_record_is_owed_what_the_others_call_ended(session, manager, two, outcome, then) -> None:
    first, second = two
    before = owed(second)
    call(session, first, outcome, SAME if outcome == "reached" else reviews.NOTHING_YET)
    assert owed(second) == []
    clients.unlink(session, first, second)
    assert owed(second) == before
    assert fate(second) == then, "who looks like the dead is looked at first"
    assert [kind for kind, _ in owed(first)] == (["recall"] if outcome == "reached" else [])


def test_unlinked_record_uses_a_number_again_that_the_other_gave_up(session, two) -> None:
    first, second = two
    Phone.update(number="+442079460777").where(Phone.client == first).execute()
    call(session, first, "wrong_number")
    assert {row.status for row in Phone.select()} == {"wrong"}
    clients.unlink(session, first, second)
    assert [row.status for row in Phone.select().order_by(Phone.client)] == ["wrong", "usable"]


def test_end_by_a_manager_is_that_of_all_their_records(manager, session, two) -> None:
    first, second = two
    Phone.update(status="wrong").execute()
    queue_status.refresh(two, session.settings)
    [line] = Escalation.select().where(Escalation.closed_at.is_null())
    escalations.move(manager, line.id, line.version, "close", {"reason": "The flat is empty."})
    assert owed(first) == owed(second) == [] and fate(first) == "nothing owed"


def test_broken_off_review_completed_as_they_ring_back_owes_no_call(session, make_client, at) -> None:
    client = make_client(recall=clock.now() + 100 * DAY)
    call(session, client, "reached", REVIEWS["broken off"])
    assert ("follow-up", "2026-11-24") in owed(client)
    at("2026-11-23T15:00:00Z")
    call(session, client, "reached", SAME, direction="in", phone_id=None)
    assert owed(client) == [("recall", "2027-11-23")]


def test_broken_off_review_is_owed_once_and_ends_by_a_manager(session, make_client) -> None:
    client = make_client(recall=clock.now() + 100 * DAY)
    break_off(session, client, clock.now() - DAY)
    for _ in range(2):
        queue_status.refresh((client,), session.settings)
    assert owing.broke_off((client,)) == [] and len(owed(client)) == 2
    Duty.update(closed_at=clock.to_store(clock.now()), closed_how="closed by a manager").where(
        Duty.kind == "follow-up"
    ).execute()
    queue_status.refresh((client,), session.settings)
    assert [kind for kind, _ in owed(client)] == ["recall"]
    assert queue.counts(session)["not_due"] == 1


def test_broken_off_review_leaves_a_follow_up_that_somebody_set(session, make_client) -> None:
    client = make_client()
    later = (clock.now() + 9 * DAY).date()
    call(session, client, "reached", SAME, follow_up_on=later, follow_up_why=owing.UNFINISHED)
    assert ("follow-up", later.isoformat()) in owed(client)
    owing.over((client,), clock.to_store(clock.now()))
    assert ("follow-up", later.isoformat()) in owed(client)


def test_broken_off_review_and_missed_callback_owe_one_call(session, make_client, at) -> None:
    client = make_client(recall=clock.now() + 100 * DAY, callback=clock.now() - DAY)
    call(session, client, "no_answer")
    [duty] = Duty.select().where(Duty.kind == "follow-up", Duty.closed_at.is_null())
    assert duty.cause == DutyCause.MISSED_CALLBACK
    at("2026-11-24T10:00:00Z")
    call(session, client, "refused_soft", REVIEWS["broken off"])
    [duty] = Duty.select().where(Duty.kind == "follow-up", Duty.closed_at.is_null())
    assert (duty.cause, duty.reason) == (None, f"{owing.UNFINISHED}; Promised callback: nobody answered")
