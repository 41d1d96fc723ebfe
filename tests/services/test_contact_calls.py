"""A call to the number of somebody beside the person: through the one door, and counted as what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.calls import CHECKED, SAME
from tests.support.desks import ON_A_FILE
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.services import calls, clients, queue
from topaz_tui.store import models

SPOKE = {"through": "with_help", "acts_as": "carer", "why": "asked"}


@pytest.fixture
def daughter(session, client):
    id = clients.save_contact(session, client, None, name="Ada Stone", relation="daughter", phone="020 7946 0177",
                              may_be_told="that we rang", seen=None)  # fmt: skip
    assert id is not None
    return id


def rang(session, client, contact, outcome, **more):
    now = clock.now()
    return calls.record(session, calls.CallRecord(
        f"{now}/{outcome}", client, outcome, now, now, contact_id=contact, note="She said so.", ticks=CHECKED, **more,
    ))  # fmt: skip


def stands(client):
    return models.QueueEntry.get_by_id(client).reason, models.Client.get_by_id(client).not_before


def test_call_to_a_contact_counts_as_no_try_and_changes_nothing_of_the_person(session, client, daughter):
    before = stands(client)
    done = rang(session, client, daughter, "no_answer")
    call = models.Call.get()
    assert (call.phone, call.contact.id, call.is_attempt, call.spoke_to) == (None, daughter, 0, None)
    assert stands(client) == before and done.next_number is None
    told = calls.brief(session, client)
    assert told.attempts == 0 and not told.tried_today and told.last_call
    assert told.last_call.outcome == "Nobody answered (rang Ada Stone)"
    [other] = told.others
    assert other.note == "Ada Stone, daughter · may be told: that we rang" and "Nobody answered" in other.last
    assert clients.open_profile(session, client).timeline[0].words == "To Ada Stone, daughter: Nobody answered"


@ON_A_FILE
def test_call_to_a_contact_says_of_the_person_what_they_are_told(session, client, daughter):
    rang(session, client, daughter, "callback", when=clock.now() + timedelta(hours=26))
    [duty] = models.Duty.select().where(models.Duty.kind == "callback")
    assert duty.reason == "Call back at an agreed time: so Ada Stone said"
    rang(session, client, daughter, "machine")
    assert models.Duty.get_by_id(duty.id).closed_at is None, "nobody spoke with them of it"
    rang(session, client, daughter, "hospital")
    assert models.Client.get_by_id(client).away == "hospital"


@ON_A_FILE
def test_review_on_a_contacts_number_says_with_whom(session, client, daughter):
    with pytest.raises(UserError, match="say with whom you spoke"):
        rang(session, client, daughter, "reached", review=SAME)
    rang(session, client, daughter, "reached", review=SAME, spoke_with=SPOKE | {"who": str(daughter)})
    review = models.Review.get()
    assert (review.spoke_with, review.contact.id, review.complete) == ("with_help", daughter, 1)
    with pytest.raises(UserError, match="is for a call to them"):
        rang(session, client, daughter, "refused_hard")


@ON_A_FILE
def test_number_of_a_contact_is_rung_through_the_door_and_with_what_they_may_be_told(session, client, daughter):
    unknown = clients.save_contact(session, client, None, name="Bo Lund", phone="020 7946 0178", seen=None)
    held = queue.claim(session, client)
    started = calls.start(session, client, held, None, contact_id=daughter)
    assert (started.phone_id, started.contact_id) == (None, daughter)
    with pytest.raises(UserError, match="Nobody has said what they may be told"):
        calls.start(session, client, started.held, None, contact_id=unknown)
    calls.start(session, client, started.held, None, contact_id=unknown, reason="She fell, and nobody answers.")
    with pytest.raises(UserError, match="no longer to be used"):
        calls.start(session, client, started.held, None, contact_id=99)
    models.Client.update(safe_to_call="no").where(models.Client.id == client).execute()
    assert calls.brief(session, client).others == ()
    with pytest.raises(UserError, match="Not safe to call"):
        calls.start(session, client, started.held, None, contact_id=daughter)


@ON_A_FILE
def test_wrong_number_of_a_contact_is_not_rung_again_until_it_is_another(session, client, daughter):
    phones = [phone.status for phone in models.Phone.select()]
    done = rang(session, client, daughter, "wrong_number")
    assert calls.brief(session, client).others == () and [phone.status for phone in models.Phone.select()] == phones
    assert "wrong number" in clients.open_profile(session, client).contacts[0].phone_state
    calls.correct(session, done.call_id, calls.IntendedOutcome("no_answer", "", None), "It was the other line.")
    assert len(calls.brief(session, client).others) == 1
    rang(session, client, daughter, "unobtainable")
    clients.save_contact(session, client, daughter, phone="020 7946 0179", seen=None)
    assert len(calls.brief(session, client).others) == 1
