"""The outbox, what becomes of a sending, the clocks and the watchdog, on a real file. Nothing is sent here: how a try
ended is said, as exchange/dispatch says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.concerns import WHOLE
from tests.support.desks import ON_A_FILE
from tests.support.outbox import (
    ACCEPTED,
    LATER,
    MAIL,
    REFUSED,
    UNSURE,
    attempt,
    facts,
    messages,
    moves,
    state,
    submit,
    taken,
)
from tests.support.sessions import desk_of, employ, job
from topaz_tui import actions, clock
from topaz_tui.config import Sending, Settings
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery import dispatcher
from topaz_tui.rules import concerns as form
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import Result
from topaz_tui.services import concerns, owned, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import health, opening, outbox, records
from topaz_tui.services.escalations.api import AlarmKind, SendResult
from topaz_tui.store import database as store
from topaz_tui.store import models


@pytest.fixture
def settings():
    return Settings(sending=Sending(channels=("mail", "folder", "by hand"), mail=MAIL))


@pytest.fixture
def concern(session, client):
    return submit(session, client)


def concern_of(escalation_id: int) -> int:
    """The number of the concern that this escalation is about."""
    concern_id = models.Escalation.get_by_id(escalation_id).concern_id
    assert concern_id
    return concern_id


# Submitting and the outbox


def test_concern_sent_by_hand_can_go_by_a_channel_set_later(worker, client, settings):
    by_hand = replace(worker, settings=Settings())
    concern = submit(by_hand, client)
    [item] = escalations.board(by_hand, "failed").items
    assert item.id == concern and item.advice.startswith("A person has to send it")
    assert escalations.dispatch_status(job(by_hand.settings)).unsent == (item.reference,)
    [resend] = [move for move in escalations.case(by_hand, concern).moves if move.id == "resend"]
    assert resend.why_not and "itself" in resend.why_not

    with_mail = replace(worker, settings=settings)
    [item] = escalations.board(with_mail, "failed").items
    assert "{case.resend} lets Topaz send it now" in item.advice
    assert escalations.dispatch_status(job(settings)).unsent == (item.reference,)
    escalations.move(with_mail, concern, item.version, "resend", {"reason": "Mail was set up."})
    [item] = escalations.board(with_mail, "failed").items  # it has not gone yet, and Topaz sends it
    status = escalations.dispatch_status(job(settings))
    assert (status.unsent, status.coming, item.advice) == ((), (item.reference,), "")
    attempt(settings, ACCEPTED)
    assert state(concern) == "sent" and not escalations.board(with_mail, "failed").items


def test_dispatch_is_not_said_never_to_have_run_while_it_sends(session, concern, settings):
    assert any(alarm.kind == AlarmKind.DISPATCH_NEVER_RAN for alarm in escalations.board(job(settings)).alarms)
    assert escalations.next_message(job(settings))
    assert not any(alarm.kind == AlarmKind.DISPATCH_NEVER_RAN for alarm in escalations.board(job(settings)).alarms)


def test_that_something_went_and_that_a_dispatch_runs_are_written_down_together(
    session, concern, settings, monkeypatch
):
    class Stopped(Exception):
        pass

    def stop(*_):
        raise Stopped

    monkeypatch.setattr(dispatcher, "lacking", lambda *_: None)
    monkeypatch.setattr(dispatcher, "send", lambda message, settings: (ACCEPTED, clock.now()))
    monkeypatch.setattr("topaz_tui.services.escalations.health.record_run", stop)
    with pytest.raises(Stopped):
        dispatcher.run(job(settings))
    assert state(concern) == "sending"


@pytest.mark.parametrize("kind", [kind for kind in rules.STATES.values() if kind.advice], ids=lambda kind: kind.id)
def test_advice_names_the_key_with_which_topaz_sends_only_where_topaz_can(kind):
    can_send = kind.id in rules.MOVES["resend"].from_states
    assert ("{case.resend}" in kind.advice) is can_send
    assert kind.advice_by_hand and "{case.resend}" not in kind.advice_by_hand


def test_the_next_step_names_the_keys_that_the_settings_have(worker, client):
    by_hand = replace(worker, settings=Settings(keys={"case.send": ("f11",)}))
    advice = escalations.case(by_hand, submit(by_hand, client)).item.advice
    advice = actions.with_keys(advice, by_hand.settings.keys)
    assert "record it: F11" in advice and "{" not in advice


def test_a_concern_that_is_not_delivered_offers_no_sending_where_a_person_sends(worker, client):
    by_hand = replace(worker, settings=Settings())
    concern = submit(by_hand, client)
    for move, given in (("send", {"how": "phone", "who": "Ms Grant"}), ("bounce", {"who": "Them", "said": "No"})):
        version = escalations.case(by_hand, concern).item.version
        escalations.move(by_hand, concern, version, move, given)
    case = escalations.case(by_hand, concern)
    assert case.item.status == "delivery_failed" and "{case.resend}" not in case.item.advice


def test_concern_submitted_is_in_the_outbox_in_the_same_transaction(session, concern):
    [message] = messages()
    assert (message.state, message.channel, message.tries) == ("due", "mail", 0)
    assert message.message_id.startswith("<") and message.message_id.endswith("@topaz.example>")
    assert state(concern) == "submitted"
    assert concerns.submit(session, message.concern_id, {}).goes_by == "mail"


def test_concern_goes_where_it_was_to_go_as_it_was_submitted(session, concern, settings):
    fixed, own = f"{settings.sending.mail.to}", replace(settings.sending, channels=("folder",))
    evil = replace(own, mail=replace(own.mail, to="x@evil.test"), folder=replace(own.folder, path="/tmp/evil"))
    theirs = job(replace(settings, sending=evil))
    assert escalations.case(session, concern).goes_to == (f"mail, {fixed}",)
    message = escalations.next_message(theirs)
    assert message and escalations.ways(theirs, message).mail.to == fixed
    assert outbox.handing_over(theirs, message)
    escalations.settle(theirs, message, ACCEPTED)
    assert escalations.case(session, concern).goes_to == ()


def test_concern_is_not_put_in_the_outbox_where_nothing_sends_by_itself(worker, client):
    by_hand = replace(worker, settings=Settings())
    draft = concerns.open(by_hand, client)
    done = concerns.submit(by_hand, draft.id, WHOLE)
    assert messages() == [] and done.goes_by is None
    assert escalations.next_message(job(by_hand.settings)) is None


def test_concern_is_sent_once_and_what_happened_is_kept(session, concern, settings):
    message = attempt(settings, ACCEPTED)
    assert state(concern) == "sent"
    assert escalations.next_message(job(settings)) is None
    [sent] = facts(concern, "accepted")
    assert sent == {
        "channel": "mail", "to": ACCEPTED.to, "answer": ACCEPTED.answer, "message_id": message.message_id,
        "_carried": "2026-11-23T10:00:00Z",
    }  # fmt: skip
    [row] = messages()
    assert (row.state, row.tries, row.answer) == ("sent", 1, ACCEPTED.answer)


def test_message_is_claimed_by_one_sending(session, concern, settings):
    assert escalations.next_message(job(settings)) is not None
    assert escalations.next_message(job(settings)) is None
    assert state(concern) == "sending"


def test_message_in_danger_goes_first(session, make_client, settings, at):
    submit(session, make_client())
    at("2026-11-23T10:05:00Z")
    danger = submit(session, make_client(), danger="yes", called_999="yes", called_999_at="10:00")
    assert taken(settings).escalation_id == danger


# Not now, never, perhaps


def test_message_that_fails_for_now_is_tried_again_within_its_share(session, concern, settings, at):
    attempt(settings, LATER)
    assert state(concern) == "sending"
    assert escalations.next_message(job(settings)) is None, "not before its pause is over"
    at("2026-11-23T10:01:00Z")
    attempt(settings, LATER)
    [later, again] = facts(concern, "later")
    assert later["next"] == "Tried again today 10:01." and again["next"] == "Tried again today 10:03."
    [row] = messages()
    # Due at 17:00, two ways and a person: a third of seven hours.
    assert clock.from_store(row.give_up_at) == clock.from_store("2026-11-23T12:20:00Z")
    at("2026-11-23T12:20:01Z")
    attempt(settings, LATER)
    assert [message.channel for message in messages()] == ["mail", "folder"]
    assert "Now by folder." in facts(concern, "refused")[0]["next"]


def test_message_that_fails_for_good_goes_by_the_next_channel_then_a_person(session, manager, concern, settings):
    attempt(settings, REFUSED)
    assert (state(concern), [row.channel for row in messages()]) == ("sending", ["mail", "folder"])
    attempt(settings, SendResult(Result.REFUSED, "/out", "Read-only"))
    assert state(concern) == "delivery_failed"
    assert moves(concern) == ["opened", "try", "refused", "try", "refused", "failed"]
    [item] = escalations.board(manager, "failed").items
    assert item.waiting_for == "us to send it another way"
    assert escalations.board(manager).alarms[0].kind == AlarmKind.DISPATCH_NEVER_RAN


def test_managers_are_told_by_mail_when_a_way_fails(session, manager, concern, settings):
    workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
    attempt(settings, REFUSED)
    [notice] = messages("notice")
    assert notice.recipient == "h.marsh@topaz.example" and "could not be sent" in notice.body
    assert "Ada" not in notice.body and "Stone" not in notice.body


def test_message_that_may_have_arrived_is_not_sent_again(session, concern, settings, at):
    attempt(settings, UNSURE)
    assert state(concern) == "perhaps_sent"
    at("2026-11-23T16:59:00Z")
    assert escalations.next_message(job(settings)) is None
    assert len(messages()) == 1
    case = escalations.case(session, concern)
    escalations.move(session, concern, case.item.version, "resend", {"reason": "They have nothing."})
    assert (state(concern), [row.state for row in messages()]) == ("sending", ["perhaps", "due"])
    attempt(settings, ACCEPTED)
    assert state(concern) == "sent"


def test_a_sending_that_broke_off_before_it_was_handed_over_is_tried_again(session, concern, settings, at):
    assert escalations.next_message(job(settings))
    assert escalations.sweep(job(settings)) == 0
    at("2026-11-23T10:03:01Z")
    assert escalations.sweep(job(settings)) == 1
    assert [row.state for row in messages()] == ["due"] and state(concern) == "sending"
    assert "before anything was handed over" in facts(concern, "later")[0]["answer"]


def test_a_sending_that_broke_off_as_it_was_handed_over_may_have_arrived(session, concern, settings, at):
    message = taken(settings)
    assert outbox.handing_over(job(settings), message)
    at("2026-11-23T10:03:01Z")
    assert escalations.sweep(job(settings)) == 1
    assert state(concern) == "perhaps_sent"
    escalations.settle(job(settings), message, ACCEPTED)  # it was only slow
    assert state(concern) == "sent" and messages()[0].state == "sent"


def test_message_whose_claim_was_lost_is_not_sent(session, concern, settings, at):
    slow = taken(settings)
    at("2026-11-23T10:03:01Z")
    escalations.sweep(job(settings))
    at("2026-11-23T10:05:00Z")
    quick = taken(settings)
    assert quick.id == slow.id
    assert not outbox.handing_over(job(settings), slow)
    assert outbox.handing_over(job(settings), quick)
    escalations.settle(job(settings), slow, REFUSED)
    assert messages()[0].state == "handing over", "the word of who lost the claim counts for nothing"


# People and Topaz at once


def test_message_that_waits_is_stopped_by_what_a_person_records(session, concern, settings):
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "send", {"how": "portal", "who": "Duty desk"})
    assert [row.state for row in messages()] == ["cancelled"]
    assert escalations.next_message(job(settings)) is None
    assert moves(concern)[-1] == "stopped", "and the history says so"


def test_message_goes_though_the_council_was_told_by_telephone(session, manager, concern, settings):
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "send", {"how": "phone", "who": "Duty desk"})
    assert state(concern) == "sent"
    chased = {"how": "phone", "who": "Duty desk", "said": "Tomorrow."}
    escalations.move(session, concern, escalations.case(session, concern).item.version, "chase", chased)
    attempt(settings, REFUSED)
    assert (state(concern), [row.channel for row in messages()]) == ("sent", ["mail", "folder"])
    attempt(settings, SendResult(Result.REFUSED, "/out", "Read-only"))
    assert moves(concern)[-1] == "letter_failed" and escalations.board(manager, "failed").items


def test_message_under_way_as_a_person_records_it_is_history_alone(session, concern, settings):
    message = taken(settings)
    assert outbox.handing_over(job(settings), message)
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "acknowledge", {"who": "Duty desk", "reference": "LB-1"})
    escalations.settle(job(settings), message, ACCEPTED)
    assert state(concern) == "acknowledged"
    assert moves(concern)[-1] == "accepted"


def test_message_withdrawn_before_it_is_handed_over_does_not_go(session, manager, concern, settings):
    message = taken(settings)
    version = escalations.case(manager, concern).item.version
    escalations.move(manager, concern, version, "withdraw", {"reason": "error"})
    assert not outbox.handing_over(job(settings), message)
    assert (state(concern), messages()[0].state) == ("withdrawn", "cancelled")


def test_the_end_of_a_sending_is_seen_before_a_move_on_the_older_version(session, concern, settings):
    version = escalations.case(session, concern).item.version
    attempt(settings, LATER)
    escalations.move(session, concern, version, "acknowledge", {"who": "x", "reference": "LB-1"})  # a try is no news
    other = models.Outbox.get()
    assert other.state == "cancelled"


def test_move_on_a_version_before_a_failed_delivery_is_refused(session, concern, settings):
    version = escalations.case(session, concern).item.version
    attempt(settings, UNSURE)
    with pytest.raises(UserError, match="Topaz was quicker"):
        escalations.move(session, concern, version, "send", {"how": "phone", "who": "x"})


def test_bounce_brings_a_concern_back(session, concern, settings):
    attempt(settings, ACCEPTED)
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "bounce", {"who": "Their server", "said": "Unknown user"})
    assert state(concern) == "delivery_failed"


def test_an_addition_goes_after_the_concern(session, concern, settings):
    concern_id = concern_of(concern)
    concerns.add(session, concern_id, "It was Tuesday.")
    assert messages("addition") == [], "it goes with the concern itself"
    attempt(settings, ACCEPTED)
    concerns.add(session, concern_id, "And Wednesday.")
    [addition] = messages("addition")
    attempt(settings, REFUSED)
    assert state(concern) == "sent"
    assert moves(concern)[-1] == "letter_failed"
    assert models.Outbox.get_by_id(addition.id).state == "failed"


def test_a_letter_chases_and_is_mailed(session, manager, concern, settings):
    attempt(settings, ACCEPTED)
    letter = escalations.letter(session, concern)
    assert letter.to == MAIL.to and "not acknowledged it yet" in letter.text and "Stone" not in letter.text
    assert escalations.mail_letter(session, concern, letter.version) == MAIL.to
    [row] = messages("letter")
    assert row.body == letter.text
    assert moves(concern)[-1] == "letter_put" and state(concern) == "sent"
    assert escalations.board(session).items[0].chased_at is None, "nobody is chased by what lies in our outbox"
    with pytest.raises(UserError, match="meanwhile"):
        escalations.mail_letter(session, concern, letter.version)
    attempt(settings, ACCEPTED)
    assert moves(concern)[-2:] == ["chase", "letter_sent"] and escalations.board(session).items[0].chased_at
    chase = escalations.case(session, concern).history[-2]
    assert (chase.who, dict(chase.said)["Who was asked"]) == (session.name, MAIL.to)
    recorded = next(each for each in escalations.recorded(session, concern) if each.move == "chase")
    assert recorded.why_not and "has gone" in recorded.why_not, "a letter that has gone is no mistake of the record"


def test_a_letter_that_could_not_be_mailed_chased_nobody_and_is_on_the_board(session, manager, concern, settings):
    attempt(settings, ACCEPTED)
    escalations.mail_letter(session, concern, escalations.letter(session, concern).version)
    attempt(settings, REFUSED)
    assert moves(concern)[-1] == "letter_failed" and "chase" not in moves(concern)
    [item] = escalations.board(manager, "failed").items
    assert item.chased_at is None and "before" not in escalations.letter(session, concern).text.casefold()


def test_chase_of_several_is_not_held_up_by_one_that_moved(session, make_client, settings):
    numbers = [submit(session, make_client()) for _ in range(3)]
    for _ in numbers:
        attempt(settings, ACCEPTED)
    versions = {number: escalations.case(session, number).item.version for number in numbers}
    escalations.take(session, numbers[1])
    said = {"how": "phone", "who": "Duty desk", "said": "All three tomorrow."}
    done, refused = escalations.move_all(session, versions, "chase", said)
    assert done == 2 and [number for number, _ in refused] == [numbers[1]]
    assert [moves(number)[-1] for number in numbers] == ["chase", "taken", "chase"]


# The clocks and the ladder


@pytest.fixture
def ladder(manager):
    employ("nrahman", "Nadia Rahman", "head of service", mail="n.rahman@topaz.example")
    employ("ecastle", "Ewan Castle", "director")


def test_escalation_overdue_is_told_once_and_again_at_its_pace(session, manager, ladder, concern, settings, at):
    attempt(settings, ACCEPTED)
    for moment, told in (
        ("2026-11-24T17:00:00Z", []),  # due: the moment itself is in time
        ("2026-11-24T17:00:01Z", ["climbed"]),
        ("2026-11-24T20:00:00Z", ["climbed"]),
        ("2026-11-25T17:00:01Z", ["climbed", "climbed"]),
        ("2026-11-26T17:00:01Z", ["climbed", "climbed", "climbed"]),
        ("2026-11-27T17:00:01Z", ["climbed", "climbed", "climbed", "reminded"]),
        ("2026-11-29T17:00:01Z", ["climbed", "climbed", "climbed", "reminded"]),
        ("2026-11-30T17:00:01Z", ["climbed", "climbed", "climbed", "reminded", "reminded"]),
    ):
        at(moment)
        for _ in range(3):  # three dispatchers, or one thrice
            escalations.advance_deadlines(job(settings))
        assert moves(concern)[3:] == told, moment
    levels = [each["to"] for each in facts(concern, "climbed")]
    assert levels == ["Manager: Helen Marsh", "Head of service: Nadia Rahman", "Director: Ewan Castle"]
    assert [row.recipient for row in messages("notice")] == ["n.rahman@topaz.example"]
    assert facts(concern, "climbed")[1]["told"] == "on the board and a mail goes to Nadia Rahman"


def test_escalation_passes_over_a_level_with_nobody_and_says_so(session, manager, concern, settings, at):
    employ("ecastle", "Ewan Castle", "director")
    attempt(settings, ACCEPTED)
    at("2026-11-25T17:00:01Z")
    escalations.advance_deadlines(job(settings))
    [climbed] = facts(concern, "climbed")
    assert (climbed["to"], climbed["passed"]) == ("Director: Ewan Castle", "Head of service")
    [item] = escalations.board(manager).items
    assert (item.owner, item.passed) == ("Ewan Castle", ("Head of service",))
    workers.retire(manager, "ecastle")
    [item] = escalations.board(manager).items
    assert (item.level, item.owner, item.passed) == ("manager", "Helen Marsh", ("Head of service", "Director"))


def test_escalation_of_who_retires_is_handed_on_at_once(session, manager, concern, settings):
    workers.retire(manager, session.account)
    escalations.advance_deadlines(job(settings))
    [climbed] = facts(concern, "climbed")
    assert climbed["to"] == "Manager: Helen Marsh" and climbed["passed"] == "Róisín Kelly (retired)"


def test_a_late_draft_is_told_to_the_managers(session, manager, client, settings, at):
    workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
    draft = concerns.open(session, client)
    concerns.save(session, draft.id, {"danger": "yes"})
    at("2026-11-23T11:00:01Z")
    for _ in range(2):
        escalations.advance_deadlines(job(settings))
    [notice] = messages("notice")
    assert "begun and is not submitted" in notice.body and notice.body.startswith("IMMEDIATE DANGER")


def test_reminders_do_not_push_aside_what_was_last_said(session, manager, ladder, concern, settings, at):
    attempt(settings, ACCEPTED)
    at("2026-11-30T17:00:01Z")
    version = escalations.case(session, concern).item.version
    escalations.advance_deadlines(job(settings))
    [item] = escalations.board(manager).items
    assert item.last.startswith("Sent: taken at the other end") and item.version == version


# A disagreement


def test_disagreement_goes_up_level_by_level_in_writing(session, manager, ladder, concern, settings, at):
    attempt(settings, ACCEPTED)

    def move(who, name, /, **answers):
        escalations.move(who, concern, escalations.case(who, concern).item.version, name, answers)

    move(session, "decide", decision="not_met", next=["no_action"], reason="No care needs.", who="Duty manager")
    written = {"who": "Their manager", "written": "The risk is still there."}
    move(session, "disagree", **written)
    item = escalations.case(session, concern).item
    assert (item.status, item.level, item.waiting_for) == ("disputed", "worker", "the council to answer us")
    with pytest.raises(UserError, match="Only a manager"):
        move(session, "disagree", **written)
    for level in ("manager", "head of service", "director"):
        move(manager, "disagree", **written)
        assert escalations.case(session, concern).item.level == level
    with pytest.raises(UserError, match="with the director already"):
        move(manager, "disagree", **written)
    move(session, "decide", decision="met", who="Their director")
    with pytest.raises(UserError, match="The s42 duty is met"):
        move(session, "disagree", **written)
    assert state(concern) == "decided"


def test_after_a_disagreement_that_rests_feedback_given_before_still_counts(session, manager, concern, settings):
    attempt(settings, ACCEPTED)

    def move(who, name, /, **answers):
        escalations.move(who, concern, escalations.case(who, concern).item.version, name, answers)

    move(session, "decide", decision="not_met", next=["advice"], reason="No care needs.", who="Duty manager")
    for to in ("adult", "referrer"):
        move(session, "feed_back", to=to, given="given")
    move(session, "disagree", who="Their manager", written="The risk is still there.")
    move(manager, "accept", reason="They have visited since.")
    assert state(concern) == "fed_back"
    with pytest.raises(UserError, match="a second person has to"):
        move(session, "close", enquiry="none")
    move(manager, "close", enquiry="none")
    assert state(concern) == "closed"


# The watchdog


def test_alarms_are_none_after_a_dispatch(session, manager, concern, settings, at):
    attempt(settings, ACCEPTED)
    escalations.dispatched(job(), escalations.Run(clock.now(), 1))
    assert escalations.board(manager).alarms == ()
    assert not escalations.dispatch_due(manager)
    at("2026-11-23T10:15:01Z")
    assert escalations.dispatch_due(manager)
    [alarm] = escalations.board(manager).alarms
    assert alarm.what.startswith("Dispatch ran last 15 min ago") and alarm.kind == AlarmKind.DISPATCH_LATE
    at("2026-11-23T10:16:01Z")
    [later] = escalations.board(manager).alarms
    assert later.what != alarm.what and later.key == alarm.key, "the cursor stays on it"


def test_alarm_for_a_missed_dispatch_is_none_where_nothing_sends_by_itself(worker, manager, client):
    plain = replace(manager, settings=Settings())
    assert escalations.board(plain).alarms == () and not escalations.dispatch_due(plain)


def test_alarm_for_a_concern_without_a_referral(session, manager, client, settings):
    draft = concerns.open(session, client)
    with store.transaction():
        models.Concern.update(submitted_at="2026-11-23T10:00:00Z", submitted_by=session.worker_id).execute()
    escalations.dispatched(job(), escalations.Run(clock.now()))
    [alarm] = escalations.dispatch_status(job(settings)).alarms
    assert (alarm.kind, alarm.about) == (AlarmKind.ON_NO_BOARD, draft.reference) and draft.reference in alarm.what


def test_alarm_for_a_concern_on_its_way_that_nothing_sends(session, manager, concern, settings):
    escalations.dispatched(job(), escalations.Run(clock.now()))
    escalations.next_message(job(settings))
    assert escalations.dispatch_status(job(settings)).alarms == ()
    with store.transaction():
        models.Outbox.update(state="cancelled").execute()
    [alarm] = escalations.dispatch_status(job(settings)).alarms
    assert (alarm.kind, alarm.escalation_id) == (AlarmKind.NOTHING_SENDS, concern)


def test_alarm_for_a_referral_changed_behind_our_back(session, manager, concern, settings):
    escalations.dispatched(job(), escalations.Run(clock.now()))
    with store.transaction():
        models.Escalation.update(state="closed").execute()
    [alarm] = escalations.dispatch_status(job(settings)).alarms
    assert alarm.kind == AlarmKind.OTHER_STATE and "its history says 'submitted'" in alarm.what


def test_board_keeps_others_beside_one_that_cannot_be_computed(session, manager, concern, make_client, settings):
    escalations.dispatched(job(), escalations.Run(clock.now()))
    with store.transaction():
        owned.put_once("tries used up", make_client(), None, clock.now(), settings)
    broken = models.Escalation.select().order_by(models.Escalation.id.desc()).get().id
    with store.transaction():
        models.Escalation.update(opened_at="soon").where(models.Escalation.id == broken).execute()
    for found in (escalations.board(manager), escalations.dispatch_status(job(settings))):
        [alarm] = [each for each in found.alarms if each.escalation_id == broken]
        assert alarm.kind == AlarmKind.NOT_COMPUTED
    lines = {item.id: item for item in escalations.board(manager).items}
    assert lines.keys() == {concern, broken}
    assert lines[broken].unread and lines[broken].owner == "Helen Marsh"


def test_the_council_is_asked_how_a_concern_stands_and_about_nothing_of_which_it_knows_nothing(
    manager, concern, make_client, settings
):
    with store.transaction():
        owned.put_once("tries used up", make_client(), None, clock.now(), settings)
    tries = models.Escalation.select().order_by(models.Escalation.id.desc()).get().id
    for broken, asks in ((concern, True), (tries, False)):
        said = health.failed_to_compute(records.get(broken)[0], ValueError("no body")).do
        assert ("council" in said, "F3" in said) == (asks, not asks)
    with store.transaction():
        opening.event(tries, clock.now(), manager.worker_id, "letter", {})  # without its days
    case = escalations.case(manager, tries)
    assert case.item.unread and "F3" in case.item.advice and "council" not in case.item.advice
    assert [happening.words for happening in case.history][-1] == "A letter is sent"


def test_a_notice_that_could_not_be_mailed_is_said(session, manager, concern, settings):
    workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
    attempt(settings, UNSURE)
    escalations.dispatched(job(), escalations.Run(clock.now()))
    attempt(settings, SendResult(Result.REFUSED, "h.marsh", "550 Unknown"))
    [alarm] = escalations.board(manager).alarms
    assert alarm.what == "Helen Marsh could not be told by mail: 550 Unknown." and alarm.minor
    assert alarm.kind == AlarmKind.NOT_TOLD


def test_the_history_says_who_was_told_by_mail_when_the_server_took_it_and_who_could_not_be(
    session, manager, ladder, concern, settings, at
):
    workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
    attempt(settings, ACCEPTED)
    at("2026-11-24T17:00:01Z")
    escalations.advance_deadlines(job(settings))
    assert moves(concern)[-1] == "climbed", "put in, and nobody is told yet"
    before = models.Escalation.get_by_id(concern).version
    attempt(settings, SendResult(Result.LATER, "", "451 Not now"))
    assert moves(concern)[-1] == "climbed"
    at("2026-11-24T17:05:00Z")
    attempt(settings, SendResult(Result.REFUSED, "h.marsh", "550 Unknown"))
    assert moves(concern)[-1] == "not_told"
    assert facts(concern, "not_told") == [{"to": "Helen Marsh", "answer": "550 Unknown"}]
    at("2026-11-25T17:00:01Z")
    escalations.advance_deadlines(job(settings))
    attempt(settings, SendResult(Result.ACCEPTED, "n.rahman", "250 Taken"))
    assert facts(concern, "told") == [{"to": "Nadia Rahman", "answer": "250 Taken"}]
    board = escalations.board(manager)
    assert [alarm.about for alarm in board.alarms if alarm.kind == AlarmKind.NOT_TOLD] == ["h.marsh@topaz.example"], (
        "that another was told does not hide it"
    )
    [item] = board.items
    assert not item.last.startswith(("Told", "Could not")), "it is not what was last done about it"
    assert models.Escalation.get_by_id(concern).version == before, "and nobody's move is refused for it"
    words = [happening.words for happening in escalations.case(manager, concern).history]
    assert "Told by mail" in words and "Could not be told" in words


# Councils


def test_each_council_has_its_own_ways_and_terms(worker, make_client, settings):
    from topaz_tui.config import Council

    own = Council(replace(settings.referral, send_days=2), Sending(channels=("folder", "by hand")))
    settings = replace(settings, councils={"Ealing": own})
    session = replace(worker, settings=settings)
    there, here = submit(session, make_client(council="Ealing")), submit(session, make_client())
    assert [row.channel for row in messages()] == ["folder", "mail"]
    deadlines = {item.id: item.deadline for item in escalations.board(session).items}
    assert deadlines[there] - deadlines[here] == timedelta(days=2)
    assert desk_of("rkelly", settings).worker_id == session.worker_id


def test_the_document_says_its_version(session, concern, settings):
    concern_id = concern_of(concern)
    view = concerns.view(job(), concern_id)
    assert (view.version, dict(view.sections[0][1])["Version"]) == (1, "1, as submitted")
    concerns.add(session, concern_id, "It was Tuesday.")
    view = concerns.view(job(), concern_id)
    assert (view.version, dict(view.sections[0][1])["Version"]) == (2, "2, with what was added 23 Nov 2026 10:00")
    assert form.as_text(view.sections) == view.text()
    assert rules.check() == ()


# What the attacker found


def test_an_addition_made_as_the_concern_was_on_its_way_goes_after_it(session, concern, settings, at):
    message = taken(settings)
    made = clock.now()
    assert outbox.handing_over(job(settings), message)
    at("2026-11-23T10:00:30Z")
    assert message.concern_id
    assert concerns.add(session, message.concern_id, "It was Tuesday.") == "Added: it goes with the concern."
    escalations.settle(job(settings), message, ACCEPTED, made)
    for _ in range(2):
        escalations.advance_deadlines(job(settings))
    [addition] = messages("addition")
    assert addition.state == "due"


def test_addition_made_since_does_not_go_with_a_perhaps_sent_that_arrived(session, manager, concern, settings, at):
    attempt(settings, UNSURE)
    at("2026-11-23T10:05:00Z")
    concerns.add(session, messages()[0].concern_id, "It was Tuesday.")
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "send", {"how": "phone", "who": "Duty desk"})
    escalations.advance_deadlines(job(settings))
    assert len(messages("addition")) == 1


def test_by_hand_an_addition_waits_for_somebody_to_tell_it(worker, manager, client, at):
    session = replace(worker, settings=Settings())
    number = submit(session, client)
    escalations.move(session, number, 1, "send", {"how": "phone", "who": "Duty desk"})
    at("2026-11-23T10:05:00Z")
    told = concerns.add(session, concern_of(number), "It was Tuesday.")
    assert "tell them, and record that" in told
    [item] = escalations.board(session, "failed").items
    assert "record that with {case.hand_on}" in item.advice
    escalations.move(session, number, item.version, "hand_on", {"how": "phone", "who": "Duty desk"})
    assert escalations.board(session, "failed").items == ()
    with pytest.raises(UserError, match="Nothing was added"):
        escalations.move(session, number, item.version + 1, "hand_on", {"how": "phone", "who": "Duty desk"})


def test_an_addition_that_is_refused_goes_the_next_way(session, concern, settings, at):
    attempt(settings, ACCEPTED)
    at("2026-11-23T10:05:00Z")
    concerns.add(session, messages()[0].concern_id, "It was Tuesday.")
    attempt(settings, REFUSED)
    assert [row.channel for row in messages("addition")] == ["mail", "folder"]


def test_message_that_this_process_cannot_send_is_left_to_others(session, concern, settings):
    assert escalations.next_message(job(settings), lambda message: False) is None
    assert messages()[0].state == "due" and state(concern) == "submitted"


def test_message_that_none_can_send_is_an_alarm(session, manager, concern, settings, at):
    at("2026-11-23T10:16:00Z")
    escalations.dispatched(job(), escalations.Run(clock.now()))
    [alarm] = escalations.board(manager).alarms
    assert alarm.kind == AlarmKind.NOBODY_SENDS and "waits to go by mail" in alarm.what


def test_a_late_word_after_it_was_sent_again_starts_no_second_way(session, concern, settings, at):
    slow = taken(settings)
    assert outbox.handing_over(job(settings), slow)
    at("2026-11-23T10:04:00Z")
    escalations.sweep(job(settings))
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "resend", {"reason": "They have nothing."})
    for late in (REFUSED, LATER):
        escalations.settle(job(settings), slow, late)
        assert [row.state for row in messages()] == ["failed", "due"]


@pytest.mark.parametrize("late", [REFUSED, LATER, UNSURE])
def test_closed_during_handover_is_not_retried_by_another_channel(session, manager, concern, settings, late):
    message = taken(settings)
    assert outbox.handing_over(job(settings), message)
    version = escalations.case(manager, concern).item.version
    with pytest.raises(UserError, match="being sent at this moment"):
        escalations.move(manager, concern, version, "withdraw", {"reason": "error"})
    escalations.move(manager, concern, version, "close_early", {"reason": "She has died."})
    escalations.settle(job(settings), message, late)
    assert state(concern) == "closed" and escalations.next_message(job(settings)) is None
    assert [row.state in ("failed", "perhaps") for row in messages()] == [True]


def test_send_now_makes_the_next_try_now(session, concern, settings):
    attempt(settings, LATER)
    assert escalations.next_message(job(settings)) is None
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "resend", {"reason": "Their server is back."})
    assert len(messages()) == 1 and attempt(settings, ACCEPTED)
    assert state(concern) == "sent"


def withdraw(session, manager, escalation_id, **why):
    """Two people take it back."""
    version = escalations.case(session, escalation_id).item.version
    asked = {"reason": "error", "why": "Meant for her sister."} | why
    escalations.move(session, escalation_id, version, "propose_withdrawal", asked)
    version = escalations.case(session, escalation_id).item.version
    escalations.move(manager, escalation_id, version, "confirm_withdrawal", {"words": "Both records."})


def test_withdrawal_stops_what_waited_and_the_council_is_told(session, manager, concern, settings, at):
    attempt(settings, ACCEPTED)
    escalations.mail_letter(session, concern, escalations.letter(session, concern).version)
    at("2026-11-23T10:05:00Z")
    concerns.add(session, messages()[0].concern_id, "It was Tuesday.")
    withdraw(session, manager, concern)
    assert state(concern) == "withdrawing"
    told = attempt(settings, ACCEPTED)
    assert told.kind == "withdrawal" and "Meant for her sister." in told.body and "Helen Marsh" in told.body
    assert (state(concern), moves(concern)[-1]) == ("withdrawn", "withdrawal_sent")
    assert escalations.next_message(job(settings)) is None and escalations.board(manager).outstanding == 0


def test_a_withdrawal_that_does_not_reach_the_council_stays_on_the_board(session, manager, concern, settings):
    attempt(settings, ACCEPTED)
    withdraw(session, manager, concern)
    attempt(settings, REFUSED)
    assert [row.channel for row in messages("withdrawal")] == ["mail", "folder"]
    attempt(settings, SendResult(Result.UNSURE, "/out", "Read-only"))
    assert (state(concern), moves(concern)[-1]) == ("withdrawing", "withdrawal_failed")
    [item] = escalations.board(manager, "failed").items
    assert "telephone the council" in item.advice
    version = item.version
    escalations.move(session, concern, version, "council_told", {"how": "phone", "who": "Duty desk"})
    assert state(concern) == "withdrawn"


def test_reopened_concern_sends_no_withdrawal_but_what_was_not_sent(session, manager, concern, settings):
    attempt(settings, ACCEPTED)
    withdraw(session, manager, concern)
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "reopen", {"reason": "It was her after all."})
    assert state(concern) == "sent" and escalations.next_message(job(settings)) is None
    withdraw(session, manager, concern, reason="other")
    attempt(settings, ACCEPTED)
    escalations.move(
        session,
        concern,
        escalations.case(session, concern).item.version,
        "reopen",
        {"reason": "It has happened again."},
    )
    assert state(concern) == "submitted"
    assert attempt(settings, ACCEPTED).kind == "concern" and state(concern) == "sent"


def test_raiser_is_told_by_mail_too(session, manager, concern, settings):
    workers.change(manager, session.account, mail="rkelly@topaz.example")
    told_by_mail = replace(settings, ladder=replace(settings.ladder, worker=("board", "mail")))
    seen = replace(manager, settings=told_by_mail)
    attempt(settings, ACCEPTED)
    withdraw(session, seen, concern)
    notice = next(row for row in messages("notice") if row.recipient == "rkelly@topaz.example")
    assert "which you raised, is withdrawn" in notice.body and "Stone" not in notice.body


def test_notice_is_not_lost_by_a_key_pressed_after_the_deadline(session, manager, ladder, concern, settings, at):
    attempt(settings, ACCEPTED)
    at("2026-11-24T17:00:30Z")
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "chase", {"how": "phone", "who": "x", "said": "Soon."})
    assert escalations.dispatch_due(manager)
    at("2026-11-24T17:01:00Z")
    escalations.advance_deadlines(job(settings))
    assert moves(concern)[-1] == "climbed"


def test_notice_is_not_hidden_by_a_clock_that_was_ahead_once(session, manager, concern, settings, at):
    at("2030-01-01T10:00:00Z")
    assert escalations.next_message(job(settings))
    escalations.dispatched(job(), escalations.Run(clock.now()))
    at("2026-11-23T10:01:00Z")
    assert any(alarm.kind == AlarmKind.DISPATCH_IN_FUTURE for alarm in escalations.board(manager).alarms)
    assert escalations.dispatch_due(manager)
    assert escalations.sweep(job(settings)) == 1
    at("2026-11-23T10:02:00Z")
    attempt(settings, ACCEPTED)
    escalations.dispatched(job(), escalations.Run(clock.now()))
    assert escalations.board(manager).alarms == () and state(concern) == "sent"


def test_a_sending_dated_ahead_makes_no_deadline_that_never_comes(session, manager, concern, settings, at):
    at("2030-01-01T10:00:00Z")
    attempt(settings, ACCEPTED)
    at("2026-11-26T10:00:00Z")
    [item] = escalations.board(manager).items
    assert item.overdue


def test_message_that_is_damaged_stops_no_other(session, make_client, settings, at):
    broken, whole = submit(session, make_client()), submit(session, make_client())
    with store.transaction():
        models.Event.insert(escalation=broken, at="2026-11-23T10:00:00Z", move="decide", body="[]").execute()
    at("2026-11-23T18:00:00Z")
    escalations.advance_deadlines(job(settings))
    assert moves(whole)[-1] == "climbed" or moves(whole)[-1] == "reminded"


def test_a_message_that_belongs_to_nothing_stops_no_other(session, manager, make_client, settings):
    broken, whole = submit(session, make_client()), submit(session, make_client())
    with store.transaction():
        models.Outbox.update(escalation=None).where(models.Outbox.escalation == broken).execute()
    message = escalations.next_message(job(settings), lambda message: not dispatcher.lacking(job(settings), message))
    assert message and message.escalation_id == whole
    assert escalations.board(manager).outstanding == 2


@pytest.mark.parametrize("council", ["Croydon", "London Borough of Ealing"])
def test_unknown_council_is_sent_nothing_automatically(worker, make_client, settings, council):
    settings = replace(settings, council="Lambeth")
    session = replace(worker, settings=settings)
    submit(session, make_client(council=council))
    assert messages() == []
    submit(session, make_client(council=" lambeth "))
    assert [row.channel for row in messages()] == ["mail"]


def test_move_with_a_time_before_submission_is_asked_again(session, concern):
    version = escalations.case(session, concern).item.version
    with pytest.raises(UserError, match="before it was submitted"):
        escalations.move(session, concern, version, "send", {"how": "phone", "who": "x", "when": "18:30"})
    with pytest.raises(UserError, match="20 min ago"):
        escalations.move(session, concern, version, "send", {"how": "phone", "who": "x", "when": "in 5 min"})
    since = escalations.case(session, concern).item.since
    early = {"how": "phone", "who": "x", "when": clock.to_store(since - timedelta(hours=1))}
    wrong = escalations.wrong_with(rules.MOVES["send"].needs, since, early, it="SC-1")
    assert wrong and wrong.field == "when" and "before SC-1 was submitted" in wrong.message
    assert escalations.wrong_with(rules.MOVES["resend"].needs, since, early) is None, (
        "what is not asked there is no fault"
    )
    escalations.move(session, concern, version, "send", {"how": "phone", "who": "x", "when": "now"})
    assert state(concern) == "sent"


@ON_A_FILE
def test_message_stopped_by_a_mistaken_move_goes_after_all(session, concern, at, settings):
    at("2026-11-23T10:05:00Z")
    version = escalations.case(session, concern).item.version
    escalations.move(session, concern, version, "acknowledge", {"who": "Duty desk", "reference": "LB-1"})
    assert [message.state for message in messages()] == ["cancelled"]
    item = escalations.case(session, concern).item
    [event, *_] = escalations.recorded(session, concern)
    at("2026-11-23T10:10:00Z")
    told = escalations.correct(
        session, concern, item.version, event.event_id, escalations.MoveMeant(), "The line above."
    )
    assert "Topaz sends it: what was recorded had stopped that." in told.done
    attempt(settings, ACCEPTED)
    assert state(concern) == "sent"
