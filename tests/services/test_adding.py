"""Somebody who is on no list: held against everybody, added by hand, and joined by the file that brings them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.council import row
from topaz_tui.errors import UserError
from topaz_tui.services import calls, clients, concerns, queue
from topaz_tui.services.catching_up import catch_up
from topaz_tui.services.importing import Importer, Source, prepare
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store.models import Change, Client, CouncilAnswer, Duplicate, Duty, Note, QueueEntry

ADA = {
    "first_name": "Ada", "last_name": "Stone", "phone": "020 7946 0123", "born_on": "3 May 1944",
    "postcode": "se249zz", "how": "Her neighbour rang: she is alone.",
}  # fmt: skip
RECORD = row(person_id="4711", address="14 Pellan Road", phones=["+442079460123"])


def told(client_id):
    return Client.get_by_id(client_id)


def take(session, **facts):
    """The council's file brings Mrs Ada Stone, with these facts."""
    return Importer(session, Source("f1", frozenset())).take(prepare([RECORD._replace(**facts)]))


def test_somebody_added_by_hand_is_on_the_list_with_who_added_them_and_what_is_not_known(session):
    added = clients.add(session, ADA, ())
    page = clients.open_profile(session, added)
    assert page.person_id == f"HAND-{added}" and page.name == "Ada Stone" and page.born_on == date(1944, 5, 3)
    [moment] = page.timeline
    assert (moment.kind, moment.who) == ("Added", session.name)
    assert moment.words == "Added by hand. Not known: address, NHS number."
    assert moment.detail.strip() == ADA["how"]
    assert {change.words for change in page.changes} >= {"Phone", "Date of birth", "Postcode"}
    assert clients.find(session, "ada st").people[0].client_id == added
    assert page.why_no_call is None, "they can be called at once"
    assert page.reason == "no_recall"
    assert concerns.open(session, added).adult.name == "Ada Stone"


def test_whom_nobody_knows_but_by_a_word_can_be_added_and_put_on_the_phone_list(session):
    added = clients.add(
        session, {"first_name": "the neighbour at number 12", "phone": "07700 900123"}, (), to_call=True
    )
    assert QueueEntry.get_by_id(added).reason == "callable"
    held = queue.claim_next(session)
    assert held and held.client_id == added
    assert Duty.get(Duty.client == added).made_by_id == session.worker_id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "need a name"),
        ({"last_name": "Stone", "phone": "12"}, "can't be a phone"),
        ({"last_name": "Stone", "nhs_number": "9990000019"}, "is no NHS number"),
        ({"last_name": "Stone", "born_on": "3 May 2044"}, "is no date of birth"),
        ({"last_name": "Stone", "postcode": "nowhere"}, "is no postcode"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nobody_is_added(session, typed, words):
    assert words in str(clients.wrong_with(typed))
    with pytest.raises(UserError, match=words):
        clients.add(session, typed, ())
    assert not Client.select().exists()


def test_whoever_may_be_them_already_is_shown_and_must_have_been_seen(session, make_client):
    same = make_client(first_name="Aida", phones=("+442079460123",))
    make_client(last_name="Rowe", born_on="1950-01-01")
    [found] = clients.candidates(session, ADA)
    assert found.client_id == same and "telephone" in found.why and "sounds" in found.why and found.words
    with pytest.raises(clients.NotSeen):
        clients.add(session, ADA, ())
    added = clients.add(session, ADA, (same,))
    assert Duplicate.get().verdict == "open", "and they wait as a pair"
    assert {Duplicate.get().client_id, Duplicate.get().other_id} == {same, added}


def test_a_match_whom_nobody_may_call_is_known_as_such(session, make_client):
    client = make_client(first_name="Aida", phones=("+442079460123",))
    assert [each.is_stopped for each in clients.candidates(session, ADA)] == [False]
    for facts in ({"stopped": "died"}, {"stopped": None, "safe_to_call": "no"}):
        Client.update(**facts).where(Client.id == client).execute()
        queue_status.refresh((client,), session.settings)
        [found] = clients.candidates(session, ADA)
        assert found.is_stopped and found.words


def test_of_a_name_alone_whoever_has_it_or_one_that_sounds_so_is_shown(session, make_client):
    same = make_client(first_name="Harish", last_name="Amin")
    sounds = make_client(first_name="Harish", last_name="Ameen")
    make_client(first_name="Harish", last_name="Patel")
    while catch_up(session):
        pass
    found = clients.candidates(session, {"first_name": "harish", "last_name": "amin"})
    assert [(each.client_id, each.why) for each in found] == [
        (same, "same name"), (sounds, "name that sounds or looks alike"),
    ]  # fmt: skip
    with pytest.raises(UserError, match="Somebody like them"):
        clients.add(session, {"first_name": "harish", "last_name": "amin"}, ())


def test_a_later_file_that_brings_them_joins_them(session, make_client):
    make_client(first_name="Bob")
    added = clients.add(session, ADA, ())
    clients.add_note(session, added, "Cold in the flat")
    taken = take(session)
    assert (taken.added, taken.changed) == (0, 1)
    joined = told(added)
    assert (joined.person_id, joined.title, joined.address) == ("4711", "Mrs", "14 Pellan Road")
    assert Change.get(Change.field == "person_id").was == f"HAND-{added}"
    assert Duty.get(Duty.client == added).kind == "recall"
    assert Note.select().where(Note.client == added).count() == 2
    assert take(session).unchanged == 1 and Client.select().count() == 2, "and once"


@pytest.mark.parametrize(
    "facts",
    [{"born_on": None, "postcode": None}, {"postcode": None, "phones": ()}, {"first_name": "Aida", "phones": ()}],
)
def test_where_it_is_not_sure_the_file_s_person_is_new_and_both_wait_as_a_pair(session, facts):
    added = clients.add(session, ADA, ())
    assert take(session, **facts).added == 1
    other = Client.get(Client.person_id == "4711")
    assert told(added).person_id == f"HAND-{added}"
    assert [each.client_id for each in clients.open_profile(session, other.id).duplicates] == [added]


def test_who_was_added_by_a_name_alone_is_a_pair_with_whomever_of_that_name_a_file_brings(session):
    added = clients.add(session, {"first_name": "Ada", "last_name": "Stone"}, ())
    other = clients.add(session, {"first_name": "Ida", "last_name": "Stone"}, (added,))
    assert take(session).added == 1
    file_s = Client.get(Client.person_id == "4711")
    [pair] = clients.open_profile(session, file_s.id).duplicates
    assert (pair.client_id, pair.why) == (added, "same name; nothing but that name is known of one of them")
    assert [each.client_id for each in clients.open_profile(session, added).duplicates] == [file_s.id]
    assert not clients.open_profile(session, other).duplicates
    clients.add_phone(session, added, "020 7946 0555")
    assert not clients.open_profile(session, added).duplicates, "now there is something to tell them apart"


def test_of_two_who_were_added_and_look_alike_the_file_joins_neither(session):
    first = clients.add(session, ADA, ())
    clients.add(session, ADA, (first,))
    assert take(session).added == 1


def test_a_death_in_the_file_is_believed_of_somebody_who_was_added_by_hand(session):
    added = clients.add(session, ADA, ())
    areas = (("toilet", "Needs help"),)  # found at no assessment that is known: there is no day to keep it with
    [said] = prepare([RECORD._replace(kind="event", died=True, eligibility=None, areas=areas)])
    importer = Importer(session, Source("f1", frozenset()))
    assert importer.take_events([(said, "row")])[1] == []
    assert told(added).person_id == "4711" and QueueEntry.get_by_id(added).reason == "died"
    assert calls.brief(session, added).stopped and not CouncilAnswer.select().exists()
