"""What was recorded of a concern's way by mistake, put right beside it: the clocks go on from the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.escalations import ACKNOWLEDGE, SEND, make, stored, submit
from tests.support.moments import MONDAY
from tests.support.sessions import desk_of, employ, job
from topaz_tui import clock
from topaz_tui.errors import Invalid, NotAllowed, UserError
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.forms import Answer
from topaz_tui.services import clients
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import MoveMeant
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.status import referral, snapshot
from topaz_tui.services.reasons import NoReason
from topaz_tui.store import models

NOTHING = MoveMeant()
MET = {"decision": "met", "who": "Duty desk"}
NOT_MET: dict[str, Answer] = {
    "decision": "not_met",
    "next": ["no_action"],
    "reason": "No care needs.",
    "who": "Duty desk",
}


@pytest.fixture
def danger(session, client):
    """A concern of immediate danger that `session` has submitted, and sent: the council has an hour to acknowledge
    it."""
    concern = submit(session, client, danger=True)
    make(session, concern, "send", **SEND)
    return concern


def last(session, concern):
    return escalations.recorded(session, concern)[0]


def right(session, concern, meant=NOTHING, reason="The wrong case.", which=0):
    version = escalations.case(session, concern).item.version
    event = escalations.recorded(session, concern)[which].event_id
    return escalations.correct(session, concern, version, event, meant, reason)


def test_move_on_the_wrong_case_put_right_counts_no_more(session, manager, client, danger, at):
    before = escalations.case(session, danger).item
    at("2026-11-23T10:30:00Z")
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    at("2026-11-23T11:30:00Z")
    event = last(session, danger).event_id
    told = escalations.preview_correction(session, danger, event, NOTHING)
    assert escalations.case(session, danger).item.status == "acknowledged", "it is only shown"
    assert right(session, danger) == told
    item = escalations.case(session, danger).item
    assert (item.status, item.deadline, item.overdue) == ("sent", before.deadline, True)
    assert "It is then sent, and waits for the council to acknowledge: 30 min over." in told.done
    assert (stored(danger).state, stored(danger).moves_at) == ("sent", clock.to_store(clock.now())), "told at once"
    assert escalations.advance_deadlines(job(session.settings)) == 1 and stored(danger).level == "manager"
    words = [each.words for each in escalations.case(session, danger).history]
    assert words[2:4] == [
        "Acknowledged by the council · RECORDED BY MISTAKE", "Put right: it was recorded by mistake",
    ]  # fmt: skip
    said = dict(escalations.case(session, danger).history[3].said)
    assert said["Mistake"] == "Acknowledged by the council" and said["Reason"] == "The wrong case."
    timeline = {each.words: each.detail for each in clients.open_profile(manager, client).timeline}
    assert any(words.endswith("Acknowledged by the council · RECORDED BY MISTAKE") for words in timeline)
    assert "The wrong case." in timeline["SC-2026-00001: Put right: it was recorded by mistake"]
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    assert stored(danger).state == "acknowledged"


@ON_A_FILE
def test_move_put_right_stands_in_its_place_and_at_its_time(session, manager, danger, at):
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    at("2026-11-23T11:00:00Z")
    make(session, danger, "decide", **NOT_MET)
    decided = escalations.case(session, danger).item.deadline
    at("2026-11-23T15:00:00Z")
    told = right(session, danger, MoveMeant("decide", MET), reason="The line above it.")
    assert "Decided by the council: The s42 duty is met; Duty desk." in told.done
    case = escalations.case(session, danger)
    assert (case.item.status, case.item.deadline) == ("decided", decided), "feedback is due from when it was decided"
    why_not = next(move for move in case.moves if move.id == "disagree").why_not
    assert why_not and "met" in why_not
    assert [each.words for each in case.history][-2:] == [
        "Put right: it was recorded by mistake", "Decided by the council",
    ]  # fmt: skip
    right(session, danger, MoveMeant("decide", NOT_MET), reason="It was right.")
    case = escalations.case(session, danger)
    assert next(move for move in case.moves if move.id == "disagree").why_not is None, "a correction is put right, too"
    assert case.item.deadline == decided and len([e for e in case.history if "MISTAKE" in e.words]) == 2
    right(session, danger, reason="None was.")
    assert (
        escalations.case(session, danger).item.status == "acknowledged"
        and escalations.board(session).counts["danger"] == 1
    )


def test_move_is_put_right_by_its_author_that_day_and_later_by_a_manager(session, colleague, manager, danger, at):
    make(colleague, danger, "acknowledge", **ACKNOWLEDGE)
    with pytest.raises(NotAllowed, match="Tunde Bello saved it"):
        right(session, danger)
    at("2026-11-24T10:00:00Z")
    with pytest.raises(NotAllowed, match="before today"):
        right(colleague, danger)
    with pytest.raises(NoReason):
        right(manager, danger, reason=" ")
    told = right(manager, danger)
    assert told.done[-1] == "Told: Róisín Kelly and Tunde Bello on the board."
    for each in (session, colleague):
        [heard] = escalations.answers(each)
        assert (heard.did, heard.by) == ("put right", "Helen Marsh") and "Acknowledged by the council" in heard.answer
        escalations.read_answer(each, danger)
        assert escalations.answers(each) == ()
    assert escalations.answers(manager) == ()
    with pytest.raises(UserError, match="put right already"):
        event = models.Event.get(models.Event.move == "acknowledge").id
        escalations.correct(manager, danger, escalations.case(manager, danger).item.version, event, NOTHING, "Again.")


@ON_A_FILE
def test_move_that_others_are_built_on_is_not_put_right_and_they_are_named(session, manager, danger):
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    make(session, danger, "decide", **MET)
    make(session, danger, "feed_back", to="adult", given="given")
    before = models.Event.select().count()
    with pytest.raises(Invalid, match=r"built on it since: feedback\. .*decision anew"):
        right(manager, danger, which=1)
    with pytest.raises(UserError, match="That is what was recorded"):
        right(session, danger, MoveMeant("feed_back", {"to": "adult", "given": "given"}))
    with pytest.raises(UserError, match="Say whom the feedback was for"):
        right(session, danger, MoveMeant("feed_back", {"given": "given"}))
    with pytest.raises(UserError, match="can't have been meant"):
        right(manager, danger, MoveMeant("close_early", {"reason": "Over."}))
    assert models.Event.select().count() == before
    right(session, danger)
    assert rules.feedback_open(referrals_events(session, danger)) == ("The adult", "Who raised it")


def referrals_events(session, concern):
    row, events = get(concern)
    return referral(row, events, snapshot(session.settings)).events


@ON_A_FILE
def test_move_put_right_meanwhile_names_who_was_quicker(session, manager, danger):
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    version, event = escalations.case(session, danger).item.version, last(session, danger).event_id
    make(manager, danger, "chase", how="phone", who="Duty desk", said="Tomorrow.")
    with pytest.raises(UserError, match="Helen Marsh was quicker"):
        escalations.correct(session, danger, version, event, NOTHING, "The wrong case.")


@ON_A_FILE
def test_move_that_the_council_has_it_put_right_withdraws_nothing(manager, danger, settings):
    right(manager, danger)
    assert stored(danger).state == "submitted"
    with pytest.raises(NotAllowed, match="You said that the council has not got it: a second person"):
        make(manager, danger, "withdraw", reason="error")
    employ("robin", "Robin Ashe", "manager")
    make(desk_of("robin", settings), danger, "withdraw", reason="error")
    assert stored(danger).state == "withdrawn"


@ON_A_FILE
def test_move_of_disagreement_put_right_lets_no_decision_stand(session, manager, danger):
    make(session, danger, "decide", **NOT_MET)
    make(session, danger, "disagree", who="Their manager", written="The risk is there.")
    assert last(session, danger).stays and last(session, danger).why_not is None
    with pytest.raises(NotAllowed, match="second person"):
        right(session, danger)
    right(session, danger, MoveMeant("disagree", {"who": "Their head", "written": "The risk is there."}))
    assert stored(danger).state == "disputed"
    right(manager, danger)
    assert stored(danger).state == "decided"


@ON_A_FILE
def test_move_that_the_council_was_told_put_right_opens_it_again(session, colleague, manager, danger):
    make(colleague, danger, "propose_withdrawal", reason="error", why="Meant for her sister.")
    make(manager, danger, "confirm_withdrawal", words="Read both records.")
    make(colleague, danger, "council_told", how="phone", who="Duty desk")
    assert stored(danger).closed_at
    right(colleague, danger)
    row = stored(danger)
    assert (row.state, row.closed_at, row.waiting_for) == ("withdrawing", None, "us to tell the council")


@ON_A_FILE
def test_move_of_a_letter_put_right_takes_its_decision_back(session, manager, make_client):
    tries = tuple(MONDAY - timedelta(days=days, hours=hours) for days, hours in ((5, 0), (4, -4), (3, 0)))
    client = make_client(attempts=tries, by=session.worker_id)
    [line] = models.Escalation.select().where(models.Escalation.client == client)
    make(manager, line.id, "letter", days="5")
    assert escalations.case(manager, line.id).item.resting
    right(manager, line.id)
    assert not escalations.case(manager, line.id).item.resting and stored(line.id).state == "open"
    make(manager, line.id, "put_back", reason="She is home.")
    right(manager, line.id)
    assert stored(line.id).state == "open" and stored(line.id).closed_at is None
