"""Referrals for support: the list of services, the way out by the same outbox as concerns, and the end of each."""

from __future__ import annotations

from dataclasses import replace

import peewee
import pytest

from tests.support.desks import ON_A_FILE
from tests.support.outbox import ACCEPTED, BY_MAIL, REFUSED, attempt, messages, moves, state, taken
from tests.support.rows import one
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Folder
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.exchange.delivery.package import Package
from topaz_tui.rules import reviews
from topaz_tui.services import actions, calls, clients, support
from topaz_tui.services.calls.correct import _actions_as_they_stood
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import models

GIVEN = {"asked": "See her at home.", "worse": "Stairs: now unable.", "urgency": "routine", "consent": "given",
         "limits": "None"}  # fmt: skip
TAKEN_ON = {"who": "J. Osei", "starts": "A visit on Friday."}


@pytest.fixture
def settings():
    return BY_MAIL


@pytest.fixture
def surgery(manager):
    return support.add(manager, "Bramble surgery", "gp", "mail", mail="bramble@gp.example")


def act(session, case, move, **answers):
    escalations.move(session, case, models.Escalation.get_by_id(case).version, move, answers)


def made(session, client, to, **more):
    return support.refer(session, client, GIVEN | {"to": str(to)} | more)


def test_list_of_services_is_kept_by_a_manager(manager, session) -> None:
    with pytest.raises(NotAllowed):
        support.add(session, "Age Well", "voluntary", "by hand")
    support.add(manager, " Age  Well ", "voluntary", "by hand", phone="020 7946 0100")
    for wrong in ({"name": "age well"}, {"kind": "club"}, {"channel": "folder"}, {"channel": "mail"}, {"mail": "at"}):
        given = {"name": "Other", "kind": "voluntary", "channel": "by hand"} | wrong
        with pytest.raises((Invalid, Conflict)):
            support.add(manager, **given)
    support.change(manager, "Age Well", name="Age Well", channel="mail", mail="hello@agewell.example")
    with pytest.raises(Invalid, match="Nothing was changed"):
        support.change(manager, "Age Well", channel="mail")
    [line] = support.lines(session)
    assert (line.name, line.way) == ("Age Well", "mail to hello@agewell.example")
    support.retire(manager, "Age Well")
    assert support.lines(session) == () and len(support.lines(session, retired=True)) == 1
    support.take_up(manager, "Age Well")
    assert len(support.lines(session)) == 1


def test_referral_to_a_service_goes_by_mail_to_its_address_and_to_its_end(session, client, surgery, settings) -> None:
    done = made(session, client, surgery)
    assert (done.reference, done.goes_by, done.counts, done.to) == ("RF-2026-00001", "mail", False, "Bramble surgery")
    [message] = messages("support")
    package = Package(job(settings), taken(settings))
    assert "See her at home." in package.text and package.pdf().startswith(b"%PDF")
    assert package.subject == "Referral RF-2026-00001" and "Stone" not in package.name
    models.Outbox.update(state="due", claim=None).where(models.Outbox.id == message.id).execute()
    attempt(settings, ACCEPTED)
    assert state(done.escalation_id) == "sent"
    assert escalations.letter(session, done.escalation_id).to == "bramble@gp.example"
    assert "Referral RF-2026-00001" in escalations.letter(session, done.escalation_id).text
    [item] = escalations.board(session).items
    assert (item.reference, item.chaseable, item.waiting_for) == (done.reference, True, "the service to acknowledge")
    act(session, item.id, "acknowledge", who="J. Osei", reference="none given")
    act(session, item.id, "take_on", **TAKEN_ON)
    act(session, item.id, "outcome", result="helps", said="Rails are in.")
    assert escalations.board(session).items == () and state(item.id) == "closed"
    told = [line.words for line in clients.open_profile(session, client).timeline]
    assert "RF-2026-00001: Referred to Bramble surgery" in told
    assert "RF-2026-00001: Taken on by the service" in told
    assert escalations.case(session, item.id).document


def test_referral_that_mail_does_not_take_stands_with_a_person(session, client, surgery, settings) -> None:
    done = made(session, client, surgery)
    attempt(settings, REFUSED)
    [item] = escalations.board(session, "failed").items
    assert item.status == "delivery_failed" and "Telephone Bramble surgery" in item.advice
    act(session, item.id, "send", how="phone", who="Reception")
    act(session, item.id, "decline", who="Reception", reason="Not on our list.")
    [item] = escalations.board(session).items
    assert item.waiting_for == "us to find another way" and "refer them elsewhere" in item.advice
    wrong = escalations.recorded(session, done.escalation_id)[0]
    meant = escalations.MoveMeant("take_on", TAKEN_ON)
    escalations.correct(session, item.id, item.version, wrong.event_id, meant, "It was about another person.")
    assert state(item.id) == "taken_on"


def test_referral_back_goes_the_councils_way_and_counts(session, client, settings) -> None:
    own = replace(settings.sending.mail, referrals_to="frontdoor@council.example")
    with_door = replace(settings, sending=replace(settings.sending, mail=own))
    to, *_ = support.begin(replace(session, settings=with_door), client).questions
    assert to.options[0] == ("council", "The council: formal care (by mail)")
    done = made(replace(session, settings=with_door), client, "council")
    assert done.counts and models.Escalation.get_by_id(done.escalation_id).kind == "referral back"
    message = taken(with_door)
    assert escalations.ways(job(with_door), message).mail.to == "frontdoor@council.example"
    assert settings.sending.mail.to, "there is somebody who takes concerns"
    assert escalations.ways(job(settings), message).mail.to == "frontdoor@council.example", "as it was put in"
    older = replace(message, goes_to=None)
    assert escalations.ways(job(settings), older).mail.to is None, "never to those who take concerns"


@pytest.mark.parametrize("channels", [("mail", "folder", "by hand"), ("folder",)])
def test_referral_back_waits_for_a_person_where_the_council_has_no_place_for_it(
    session, client, settings, channels
) -> None:
    sending = replace(settings.sending, channels=channels, folder=Folder("/srv/concerns"))
    theirs = replace(session, settings=replace(settings, sending=sending))
    to, *_ = support.begin(theirs, client).questions
    assert to.options[0] == ("council", "The council: formal care (by hand)"), "the form says so first"
    done = made(theirs, client, "council")
    assert done.goes_by is None and not messages("support")
    [item] = escalations.board(theirs).items
    assert "A person has to send it" in item.advice and "7946" not in item.advice
    act(theirs, item.id, "send", how="phone", who="Front door")
    assert escalations.letter(theirs, item.id).to is None, "nor is the letter that chases them mailed there"


def test_referral_back_goes_to_the_councils_own_folder_for_them(session, client, settings) -> None:
    folder = Folder("/srv/concerns", referrals_path="/srv/front-door")
    sending = replace(settings.sending, channels=("mail", "folder"), folder=folder)
    with_door = replace(settings, sending=sending)
    assert made(replace(session, settings=with_door), client, "council").goes_by == "folder"
    assert escalations.ways(job(with_door), taken(with_door)).folder.path == "/srv/front-door"


def test_referral_is_shown_and_its_letter_is_written(session, client, settings, surgery) -> None:
    done = made(session, client, surgery)
    attempt(settings, ACCEPTED)
    assert "See her at home." in support.find(session, "rf-2026-1").text()
    assert "Referral RF-2026-00001" in escalations.letter_about(session, support_id=done.id)
    assert one("SELECT COUNT(*) FROM audit WHERE action = 'took out a referral'") == 1
    with pytest.raises(NotFound):
        support.find(session, "RF-2026-00009")


def test_referral_that_is_called_off_is_sent_no_more_and_late_ones_climb(session, client, manager, at) -> None:
    support.add(manager, "Age Well", "voluntary", "by hand")
    [service] = support.lines(session)
    done = made(session, client, service.id)
    assert done.goes_by is None
    at("2026-11-26T10:00:00Z")
    escalations.advance_deadlines(job(session.settings))
    [item] = escalations.board(session).items
    assert item.overdue and item.owner == manager.name and "climbed" in moves(item.id)
    act(session, item.id, "call_off", reason="consent", why="She rang.")
    assert escalations.board(session).items == ()
    act(session, item.id, "reopen", reason="She agrees again.")
    assert state(item.id) == "submitted"


@pytest.fixture
def action(session, client):
    """The call of today ended in a referral back, which is to be put in place."""
    now = clock.now()
    put = calls.NewAction("referral_back", "Can't wash: asks for an assessment", "", None)
    phone = models.Phone.get(models.Phone.client == client)
    review = reviews.ReviewState({"hygiene": reviews.AreaAnswer("worse", "yes")}, {})
    ticks = ("name", "born", "address", "postcode", "ok")
    call = calls.CallRecord(
        "t", client, "reached", now, now, phone_id=phone.id, ticks=ticks, actions=(put,), review=review
    )
    calls.record(session, call)
    return models.ClientAction.get()


def ended(action):
    found = models.ClientAction.get_by_id(action.id)
    return found.ended_as, found.ended_why


def test_outcome_of_a_referral_answers_the_action_that_it_sees_to(session, client, action, at) -> None:
    known = support.begin(session, client).known
    assert known["action"] == str(action.id), "the one that the call led to"
    done = made(session, client, "council", action=known["action"])
    assert not [each for each in support.begin(session, client).questions if each.id == "action"], "seen to already"
    act(session, done.escalation_id, "send", how="phone", who="Front door")
    act(session, done.escalation_id, "take_on", **TAKEN_ON)
    assert ended(action) == (None, None)
    at("2026-11-24T10:00:00Z")
    act(session, done.escalation_id, "outcome", result="helps", said="Assessed on Monday.")
    assert ended(action) == ("came", "RF-2026-00001: Assessed on Monday.")
    told = {line.words: line.detail for line in clients.open_profile(session, client).timeline}
    assert told["RF-2026-00001: Referred to the council"] == f"For: {action.detail}"
    assert told[f"{action.detail}: it came"] == "RF-2026-00001: Assessed on Monday."
    at("2026-11-25T10:00:00Z")
    act(session, done.escalation_id, "reopen", reason="Nobody came after all.")
    assert ended(action) == (None, None)
    [moment] = [each for each in clients.open_profile(session, client).timeline if each.key == f"action {action.id}"]
    assert moment.detail.endswith("referred: RF-2026-00001")


@pytest.mark.parametrize(
    ("move", "given", "says"),
    [
        ("call_off", {"reason": "consent", "why": "She rang."}, ("not wanted", "RF-2026-00001: She rang.")),
        ("call_off", {"reason": "error", "why": "Of another."}, (None, None)),
        ("instead", {"reason": "Her daughter does it."}, ("not done", "RF-2026-00001: Her daughter does it.")),
    ],
)
def test_end_of_a_referral_says_what_it_says_of_its_action(session, client, action, move, given, says) -> None:
    done = made(session, client, "council", action=str(action.id))
    act(session, done.escalation_id, move, **given)
    assert ended(action) == says


def test_action_that_a_referral_sees_to_is_late_on_the_board_only_without_it(session, client, action, at) -> None:
    done = made(session, client, "council", action=str(action.id))
    at("2027-02-01T10:00:00Z")
    escalations.advance_deadlines(job(session.settings))
    assert [item.kind for item in escalations.board(session).items] == ["referral back"]
    act(session, done.escalation_id, "call_off", reason="error", why="Of another.")
    escalations.advance_deadlines(job(session.settings))
    assert [item.kind for item in escalations.board(session).items] == ["action"]


def test_another_referral_sees_to_the_action_of_one_that_was_declined(session, client, action, manager) -> None:
    support.add(manager, "Age Well", "voluntary", "by hand")
    [service] = support.lines(session)
    first = made(session, client, "council", action=str(action.id))
    act(session, first.escalation_id, "send", how="phone", who="Front door")
    act(session, first.escalation_id, "decline", who="Front door", reason="No need.")
    second = made(session, client, service.id, action=support.begin(session, client).known["action"])
    act(session, first.escalation_id, "instead", reason="Age Well.")
    assert ended(action) == (None, None), "it is the second's now"
    assert models.Escalation.get_by_id(second.escalation_id).action_id == action.id


def test_referral_goes_on_with_the_action_of_the_call_that_was_put_right(session, client, action) -> None:
    done = made(session, client, "council", action=str(action.id))
    wrong = models.Call.get()
    at = {"rang_at": wrong.rang_at, "ended_at": wrong.ended_at}
    meant = models.Call.create(client=client, worker=session.worker_id, outcome="reached", token="u", **at)
    same = {"client": client, "kind": action.kind, "detail": action.detail, "made_by": session.worker_id}
    new = models.ClientAction.create(**same, call=meant.id, made_at=action.made_at)
    _actions_as_they_stood(wrong.id, meant.id)
    assert models.Escalation.get_by_id(done.escalation_id).action_id == new.id


def test_what_counts_against_the_contract_is_kept_of_each_referral_back(session, client, action, manager) -> None:
    """Whom it is about, who made it and when, and whether a review led to it; what was entered in error counts not."""
    support.add(manager, "Age Well", "voluntary", "by hand")
    [service] = support.lines(session)
    counted, wrong = made(session, client, "council"), made(session, client, "council")
    assert not made(session, client, service.id).counts
    act(session, wrong.escalation_id, "call_off", reason="error", why="Twice.")
    s, e, r = models.SupportReferral, models.Escalation, models.Review
    found = (
        s.select(s.id, s.client, s.made_by, s.made_at, r.complete)
        .join(e, on=e.support == s.id)
        .join_from(s, r, peewee.JOIN.LEFT_OUTER, on=r.call == s.call)
        .where(s.service.is_null(), e.state != "withdrawn")
    )
    assert list(found.tuples()) == [(counted.id, client, session.worker_id, "2026-11-23T10:00:00Z", 0)]


def test_referral_without_consent_is_refused_whole_and_stands_as_it_went(session, client, make_client) -> None:
    with pytest.raises(Invalid) as caught:
        made(session, client, "council", consent="refused")
    assert caught.value.field == "consent" and not models.SupportReferral.select().exists()
    unsafe = make_client(person_id="P2", safe_to_call="no")
    done = made(session, unsafe, "council", contact="Ring her sister, 020 7946 0199.")
    kept = models.SupportReferral.get_by_id(done.id)
    assert "7946" not in kept.document + kept.answers and "Do NOT telephone" in kept.document
    for query in (models.SupportReferral.update(urgent=1), models.SupportReferral.delete()):
        with pytest.raises(peewee.IntegrityError):
            query.execute()


def test_action_of_a_follow_up_says_which_referral_sees_to_it_until_that_is_declined(session, client, surgery) -> None:
    now = clock.to_store(clock.now())
    action = models.ClientAction.insert(
        client=client, kind="support", detail="Rails", made_by=session.worker_id, owner=session.worker_id, made_at=now,
    ).execute()  # fmt: skip
    assert [each.referred for each in calls.brief(session, client).actions] == [""]
    done = made(session, client, surgery, action=str(action))
    assert [each.referred for each in calls.brief(session, client).actions] == [done.reference]
    models.ClientAction.update(by_on="2026-11-02").execute()
    [mine] = actions.mine(session)
    assert (mine.referred, mine.days_late(clock.today())) == (done.reference, 0), "the referral has a day of its own"
    act(session, done.escalation_id, "send", how="phone", who="Reception")
    act(session, done.escalation_id, "decline", who="Reception", reason="Not on our list.")
    assert [each.referred for each in calls.brief(session, client).actions] == [""]


@pytest.mark.parametrize(("ended", "bound"), [("2026-07-01T23:10:00Z", True), ("2026-07-01T22:50:00Z", False)])
def test_referral_belongs_to_a_call_of_the_same_day_here(session, client, settings, at, ended, bound) -> None:
    """At half past one of a summer's night that day began at eleven in UTC."""
    at("2026-07-02T00:30:00Z")
    models.Call.create(client=client, worker=session.worker_id, outcome="reached", rang_at=ended, ended_at=ended)
    made(session, client, "council")
    assert (models.SupportReferral.get().call_id is not None) == bound


@ON_A_FILE
def test_number_in_the_words_about_who_spoke_for_them_is_held_back_as_others_are(session, make_client, surgery) -> None:
    client = make_client(safe_to_call="no")
    rang = {"rang_at": "2026-11-02T08:50:00Z", "ended_at": "2026-11-02T09:00:00Z", "outcome": "reached"}
    call = models.Call.create(client=client, worker=session.worker_id, **rang)
    sister = models.Contact.create(
        client=client, name="Jo", relation="sister 020 7946 0999", source="worker", added_at="2026-11-02T09:00:00Z"
    )
    models.Review.create(
        client=client,
        call=call,
        worker=session.worker_id,
        reviewed_at="2026-11-02T09:00:00Z",
        complete=1,
        spoke_with="for_them",
        contact=sister,
        why_through="asked",
    )
    written = str(support.view(session, made(session, client, surgery).id).document)
    assert "Jo, sister (number not shown)" in written and "0999" not in written
