"""A review through somebody else: kept with who, why, and what was seen of their authority; and how that stands."""

from __future__ import annotations

import pytest

from tests.support.calls import CHECKED, SAME
from tests.support.desks import ON_A_FILE
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.services import calls, clients, support
from topaz_tui.store import models

SEEN = {"acts_as": "attorney", "seen": "document", "document": "LPA 7000-1", "seen_on": "2026-11-20",
        "until": "2026-12-31"}  # fmt: skip
NEW = {"through": "for_them", "who": "new", "name": "Ada Stone", "relation": "daughter", "why": "memory", **SEEN}


def reached(session, client, token, **answers):
    """A call with a whole review, in which these were the answers about whoever spoke."""
    phone = models.Phone.get(models.Phone.client == client)
    now = clock.now()
    return calls.record(session, calls.CallRecord(
        token, client, "reached", now, now, phone_id=phone.id, ticks=CHECKED, review=SAME, spoke_with=answers or None,
    ))  # fmt: skip


def on_record(client):
    """What stands of the last review: with whom, as what, why, and on which authority."""
    row = models.Review.select().where(models.Review.client == client).order_by(models.Review.id.desc()).get()
    return row.spoke_with, row.contact and row.contact.name, row.acts_as, row.why_through, row.authority_id


def moment(session, client, kind):
    return next(each for each in clients.open_profile(session, client).timeline if each.kind == kind)


def test_review_through_an_attorney_stands_with_who_why_and_what_was_seen(session, client):
    reached(session, client, "a", **NEW)
    authority = models.Authority.get()
    assert on_record(client) == ("for_them", "Ada Stone", "attorney", "memory", authority.id)
    assert models.Call.get().spoke_to == authority.contact
    told = moment(session, client, "Review")
    assert told.words.startswith("Through somebody for them: ")
    assert f"LPA 7000-1, seen by {session.name} on 20 Nov 2026, until 31 Dec 2026" in told.detail
    assert "Ada Stone, daughter" in told.detail and "memory" in told.detail
    assert moment(session, client, "Authority").words.startswith("Ada Stone, daughter: Attorney for health and welfare")
    [contact] = clients.open_profile(session, client).contacts
    assert contact.acts_as == "attorney" and not contact.ask
    given = {"to": "council", "asked": "See her.", "worse": "Stairs.", "urgency": "routine", "consent": "given",
             "limits": "None"}  # fmt: skip
    document = support.view(session, support.refer(session, client, given).id).document
    [said] = [words for name, words in dict(document)["What was found"] if name == "Spoken with"]
    assert said.startswith("Through somebody for them: Ada Stone, daughter · Attorney for health and welfare: LPA")


@ON_A_FILE
def test_authority_on_record_holds_until_its_end_and_is_then_asked_for_again(session, client, at):
    reached(session, client, "a", **NEW)
    again = {"through": "with_help", "who": str(models.Contact.get().id), "acts_as": "attorney", "why": "asked",
             "seen": "on_record"}  # fmt: skip
    at("2026-12-31T10:00:00Z")
    reached(session, client, "b", **again)
    assert on_record(client)[-1] == models.Authority.get().id, "no second row"
    at("2027-01-01T10:00:00Z")
    with pytest.raises(UserError, match="nothing on record holds now"):
        reached(session, client, "c", **again)
    assert models.Call.select().count() == 2
    [contact] = calls.brief(session, client).contacts
    assert contact.role.ask and "LAPSED on 31 Dec 2026" in contact.role.words
    reached(session, client, "d", **again | {"seen": "said"})
    assert "NOTHING SEEN" in moment(session, client, "Review").detail


@ON_A_FILE
def test_review_with_the_person_says_so_and_a_correction_keeps_with_whom(session, client, at):
    reached(session, client, "a")
    assert on_record(client) == ("person", None, None, None, None)
    assert moment(session, client, "Review").words.startswith("10 same")
    at("2026-11-24T10:00:00Z")
    done = reached(session, client, "b", **NEW)
    calls.correct(session, done.call_id, calls.IntendedOutcome("reached", "She said more."), "The note was missing.")
    assert on_record(client)[:3] == ("for_them", "Ada Stone", "attorney")


@ON_A_FILE
def test_call_through_somebody_who_is_no_contact_of_theirs_saves_nothing(session, client, make_client):
    other = models.Contact.create(
        client=make_client(), name="Bo Lund", source="worker", added_at=clock.to_store(clock.now())
    )
    with pytest.raises(UserError, match="no longer among their contacts"):
        reached(session, client, "a", **NEW | {"who": str(other)})
    with pytest.raises(UserError, match="Say why it goes through them"):
        reached(session, client, "a", **NEW | {"why": None})
    assert not models.Call.select().exists() and not models.Authority.select().exists()


@ON_A_FILE
def test_authority_is_kept_on_the_page_and_taken_back_with_why(session, client):
    contact = clients.save_contact(session, client, None, name="Bo Lund", relation="son", seen=None)
    assert contact is not None
    clients.keep_authority(session, contact, SEEN)
    assert "LPA 7000-1" in clients.open_profile(session, client).contacts[0].role
    clients.keep_authority(session, contact, {"acts_as": "attorney", "seen": "ended", "ended_why": "It was for money."})
    [line] = clients.open_profile(session, client).contacts
    assert line.ask and "NOTHING SEEN" in line.role
    assert moment(session, client, "Authority").detail == "It was for money."
    with pytest.raises(UserError, match="which document"):
        clients.keep_authority(session, contact, SEEN | {"document": " "})
