"""The referral: states and moves without dead ends, deadlines and the ladder; the rest of the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.moments import MONDAY
from tests.support.referrals import (
    ANSWERS,
    DECIDED,
    EACH_STATE,
    MANAGER,
    NOT_MET,
    OTHER,
    RAISER,
    REFUSED,
    TO_ADULT,
    TO_RAISER,
    Person,
    case,
)
from topaz_tui import clock
from topaz_tui.rules import forms, referrals
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.referrals import MOVES, STATES, STEPS, EscalationState, MoveEvent, Referral, states
from topaz_tui.rules.terms import ReferralTerms

WEEK = clock.Week((("09:00", "17:00"),) * 5 + (None, None))
TERMS = ReferralTerms()


def test_referral_tables_are_sound_without_dead_ends():
    assert referrals.check() == ()


def test_referral_check_finds_a_dead_end(monkeypatch):
    for name in ("confirm_withdrawal", "close_early"):
        stay = tuple(s for s in MOVES[name].from_states if s != EscalationState.ACKNOWLEDGED)
        monkeypatch.setitem(MOVES, name, replace(MOVES[name], from_states=stay))
    monkeypatch.setitem(MOVES, "decide", replace(MOVES["decide"], from_states=(EscalationState.DECIDED,)))
    monkeypatch.setitem(MOVES, "withdraw", replace(MOVES["withdraw"], from_states=(EscalationState.SUBMITTED,)))
    monkeypatch.setitem(MOVES, "return", replace(MOVES["return"], from_states=(EscalationState.SENT,)))
    assert set(referrals.check()) >= {"acknowledged: no way to closed", "acknowledged: no way to withdrawn"}


def test_referral_state_has_a_deadline_unless_it_is_final():
    assert set(STEPS) == {name for name, state in STATES.items() if not state.final}


def test_referral_check_finds_a_deadline_without_a_way_up(monkeypatch):
    monkeypatch.setitem(STEPS, "sent", replace(STEPS["sent"], levels=()))
    monkeypatch.setitem(STEPS, "sending", replace(STEPS["sending"], term="send_weeks"))
    assert "sent: nobody to go to, or nothing to wait for" in referrals.check()
    assert "sending: no such term ['send_weeks']" in referrals.check()


def test_referral_state_of_each_kind_is_reached():
    assert set(EACH_STATE) == set(STATES) - {"draft"}
    for state, there in EACH_STATE.items():
        assert there.state == state


@pytest.mark.parametrize("move", referrals.PERSONS, ids=lambda move: move.id)
def test_referral_move_needs_its_answers(move):
    assert referrals.lacks(move, ANSWERS[move.id]) == ()
    for question in move.needs:
        if question.needed and question.when is None:
            without = {**ANSWERS[move.id], question.id: " "}
            assert (question.id, question.needed) in referrals.lacks(move, without)


def test_referral_decision_not_met_says_what_follows():
    decide = MOVES["decide"]
    assert [name for name, _ in referrals.lacks(decide, {"decision": "not_met", "who": "x"})] == ["next", "reason"]
    both: Answers = {**NOT_MET, "who": "x", "next": ["advice", "no_action"]}
    assert [name for name, _ in referrals.lacks(decide, both)] == ["next"]
    answers: Answers = {"decision": "not_met", "next": ["review", "advice"]}
    assert referrals.decision_words(case("send", ("decide", answers)).events) == "Not met: Advice; Review"
    assert referrals.decision_words(case("send").events) is None


def test_refused_feedback_says_why():
    gaps = referrals.lacks(MOVES["feed_back"], {"to": "adult", "given": "refused"})
    assert [name for name, _ in gaps] == ["why_not"]


def test_closing_asks_what_came_of_it_and_that_the_council_did_not_tell_is_an_answer():
    close, told = MOVES["close"], {"risk": "not_told", "achieved": "not_told"}
    assert [name for name, _ in referrals.lacks(close, {})] == ["enquiry"]
    assert [name for name, _ in referrals.lacks(close, {"enquiry": "concluded"})] == [
        "concluded_on", "risk", "achieved",
    ]  # fmt: skip
    assert not referrals.lacks(close, {"enquiry": "none"})
    assert not referrals.lacks(close, {"enquiry": "not_told", **told})
    assert not referrals.lacks(MOVES["feed_back"], {"to": "adult", "given": "given"}), "asked, and it may stay open"
    assert referrals.lacks(MOVES["feed_back"], {"to": "adult", "given": "given", "enquiry": "no_day"})


# Legal moves

LEGAL = {
    "submitted": "send resend acknowledge",
    "sending": "send resend acknowledge return decide",
    "perhaps_sent": "send resend bounce acknowledge chase return decide propose_withdrawal",
    "delivery_failed": "send resend acknowledge return decide",
    "returned": "send resend acknowledge decide propose_withdrawal",
    "sent": "bounce acknowledge chase return decide propose_withdrawal",
    "acknowledged": "chase return decide propose_withdrawal",
    "decided": "decide feed_back propose_withdrawal",
    "disputed": "chase decide disagree feed_back propose_withdrawal",
    "fed_back": "decide propose_withdrawal",
    "withdrawing": "council_told reopen",
    "closed": "reopen",
    "withdrawn": "reopen",
}


@pytest.mark.parametrize("state", EACH_STATE)
def test_referral_state_allows_its_moves(state):
    there = EACH_STATE[state]
    worker = {move.id for move in referrals.PERSONS if referrals.legal(there, move, RAISER) is None}
    assert worker == set(LEGAL[state].split()) - {"disagree"}  # its second step is a manager's
    manager = {move.id for move in referrals.PERSONS if referrals.legal(there, move, MANAGER) is None}
    early = {"close"} if state == "fed_back" else {"close_early"}
    early |= {"withdraw"} if state in ("submitted", "sending", "delivery_failed") else set()
    early |= {"disagree", "accept"} if state == "disputed" else set()
    assert manager - worker == (set() if state in states.ENDING else early)


ALONE = {"close": "fed_back", "close_early": "sent", "accept": "disputed", "withdraw": "submitted"}


@pytest.mark.parametrize(("name", "state"), ALONE.items())
def test_referral_is_never_ended_alone_by_who_raised_it(name, state):
    own = replace(EACH_STATE[state], raised_by=MANAGER.id)
    refused = referrals.legal(own, MOVES[name], MANAGER)
    assert refused and refused.theirs and "second person" in refused.words
    assert referrals.legal(own, MOVES[name], Person(9, "manager")) is None
    colleague = referrals.legal(own, MOVES[name], OTHER)
    assert colleague is None if name == "close" else "manager" in str(colleague)


@pytest.mark.parametrize(
    ("there", "move", "words"),
    [
        ("submitted", "close", "not decided yet"),
        ("submitted", "feed_back", "has to be decided first"),
        ("acknowledged", "send", "acknowledged already"),
        ("decided", "close", "the adult and who raised it"),
        ("fed_back", "feed_back", "both"),
        ("withdrawn", "send", "is withdrawn"),
    ],
)
def test_referral_move_that_is_not_allowed_says_why(there, move, words):
    refused = referrals.legal(EACH_STATE[there], MOVES[move], MANAGER)
    assert refused and words in refused.words and not refused.theirs, "nobody may"


def test_referral_feedback_is_complete_when_both_were_told_since_the_decision():
    assert case(*DECIDED, TO_ADULT).state == case(*DECIDED, TO_ADULT, TO_ADULT).state == "decided"
    assert referrals.feedback_open(case(*DECIDED, TO_ADULT).events) == ("Who raised it",)
    assert case(*DECIDED, TO_RAISER, TO_ADULT).state == "fed_back"
    again = case(*DECIDED, TO_RAISER, TO_ADULT, "decide", TO_ADULT)
    assert again.state == "decided"
    assert "who raised it" in str(referrals.legal(again, MOVES["close"], MANAGER))


@given(st.lists(st.tuples(st.sampled_from(sorted(ANSWERS)), st.sampled_from(["adult", "referrer"]))))
def test_referral_can_always_be_closed_along_legal_moves(tried):
    here = case()
    for hour, (name, to) in enumerate(tried):
        if referrals.legal(here, MOVES[name], MANAGER) is None:
            made = MoveEvent(name, MONDAY + timedelta(hours=hour), 3, {**ANSWERS[name], "to": to})
            here = replace(here, events=(*here.events, made))
        now = MONDAY + timedelta(hours=hour)
        assert (referrals.deadline(here, TERMS, WEEK, now) is None) == STATES[here.state].final
        if not STATES[here.state].final:
            may = {m.id for m in referrals.PERSONS if referrals.legal(here, m, MANAGER) is None}
            if here.state == "withdrawing":
                assert may == {"council_told", "reopen"}
                continue
            another = {m.id for m in referrals.PERSONS if referrals.legal(here, m, Person(9, "manager")) is None}
            assert len(another & {"withdraw", "propose_withdrawal", "confirm_withdrawal"}) == 1
            assert len(another & {"close", "close_early"}) == 1
            theirs = referrals.proposed(here.events) is not None  # who proposed to withdraw it ends it in no other way
            assert len(may & {"close", "close_early"}) == (0 if theirs else 1)
        else:
            assert referrals.legal(here, MOVES["reopen"], RAISER) is None
        if here.state == "closed" and here.events[-1].move == "close":
            assert referrals.decision_words(here.events) and not referrals.feedback_open(here.events)


# Withdrawing, and opening again


def test_referral_that_the_council_has_is_withdrawn_by_two_people():
    there = case("send", "propose_withdrawal")
    confirm, keep = MOVES["confirm_withdrawal"], MOVES["keep"]
    assert "You proposed" in str(referrals.legal(there, confirm, Person(OTHER.id, "manager")))
    assert "You raised" in str(referrals.legal(there, confirm, Person(RAISER.id, "manager")))
    assert "Only a manager" in str(referrals.legal(there, confirm, Person(9)))
    assert referrals.legal(there, confirm, MANAGER) is None and referrals.legal(there, keep, MANAGER) is None
    for who, why in ((OTHER, "You proposed"), (Person(RAISER.id, "manager"), "You raised"), (Person(9), "Only a")):
        assert why in str(referrals.legal(there, keep, Person(who.id, who.role if who.id == 9 else "manager")))
    assert "proposed already" in str(referrals.legal(there, MOVES["propose_withdrawal"], RAISER))
    assert "Nobody has proposed" in str(referrals.legal(case("send"), confirm, MANAGER))
    assert "propose to withdraw" in str(referrals.legal(case("send"), MOVES["withdraw"], MANAGER))
    assert "withdraw it at once" in str(referrals.legal(case(), MOVES["propose_withdrawal"], MANAGER))
    assert "a second person withdraws" in str(referrals.legal(case(), MOVES["propose_withdrawal"], RAISER))
    refused = case("send", "propose_withdrawal", "keep")
    assert refused.state == "sent" and referrals.proposed(refused.events) is None


HAS = {
    ("send",): True, ("send", "return", "resend"): True, ("try", "unsure"): True,
    ("try", "unsure", "resend", "refused", "failed"): True,
    ("try",): False, ("send", "bounce"): False, ("send", "bounce", "resend"): False,
}  # fmt: skip


@pytest.mark.parametrize(("events", "has"), HAS.items())
def test_referral_is_withdrawn_alone_only_before_the_council_can_have_it(events, has):
    there = case(*events)
    assert (referrals.legal(there, MOVES["withdraw"], MANAGER) is None) == (not has)
    assert (referrals.legal(there, MOVES["propose_withdrawal"], OTHER) is None) == has


def test_withdrawal_proposal_hides_no_deadline_of_the_concern():
    for before in (("send",), ("send", "acknowledge")):
        for danger in (False, True):
            here, asked = (case(*before, *more, danger=danger) for more in ((), ("propose_withdrawal",)))
            assert due(asked) == due(here)


def test_referral_entered_in_error_marks_nobody_until_reopened():
    error, other = case("withdraw"), case(("withdraw", {"reason": "other", "why": "x"}))
    assert referrals.in_error(error.events) and not referrals.in_error(other.events)
    two = case("send", "propose_withdrawal", "confirm_withdrawal", "council_told")
    assert referrals.in_error(two.events) and not referrals.in_error(two.events[:2])
    assert not referrals.in_error(case("withdraw", "reopen").events)


@pytest.mark.parametrize("state", [s for s in EACH_STATE if s not in states.ENDING])
def test_referral_reopened_goes_on_with_the_same_deadline(state):
    there = EACH_STATE[state]
    after = there.events[-1].at if there.events else MONDAY
    for ends in (("close_early",), ("withdraw",), ("propose_withdrawal", "confirm_withdrawal")):
        more = [
            MoveEvent(name, after + timedelta(days=n), 3, ANSWERS[name]) for n, name in enumerate((*ends, "reopen"), 1)
        ]
        again = replace(there, events=(*there.events, *more))
        assert again.state == state and due(again, day(30)) == due(there, day(30))
    told = ("propose_withdrawal", "confirm_withdrawal", "council_told", "reopen")
    more = [MoveEvent(name, after + timedelta(hours=n), 3, ANSWERS[name]) for n, name in enumerate(told, 1)]
    anew = replace(there, events=(*there.events, *more))
    assert anew.state == "submitted", "they have let it go: it has to be sent anew"
    assert due(anew).since == more[-1].at and due(anew).at == due(case(at=more[-1].at)).at, (
        "from now on, and never late"
    )


def test_reopened_concern_has_what_was_left_of_the_time_to_decide():
    """Sent and acknowledged on Monday, so to be decided by Thursday; withdrawn, and the council was told."""
    there = case("send", "acknowledge", "propose_withdrawal", "confirm_withdrawal", "council_told")
    first = due(case("send", "acknowledge")).at

    def again(number, *names):
        at = day(number, 10)
        made = [MoveEvent(name, at + timedelta(minutes=n), 3, ANSWERS[name]) for n, name in enumerate(names)]
        return replace(there, events=(*there.events, *made))

    names = ("reopen", "send")
    assert due(again(24, *names)).waiting_for == "the council to acknowledge"
    assert due(again(24, *names)).at == due(case("send", at=day(24, 10))).at, "that it has it anew is owed anew"
    assert due(again(24, *names, "acknowledge")).at == first
    late = again(30, *names, "acknowledge")
    assert due(late).at > day(30) > first, "it had run out while nobody owed anything: a new one"
    bounced = again(24, *names, "bounce")
    assert due(bounced).at == due(again(24, "reopen")).at, "and a bounce buys no time"


# Deadlines


def due(there, now=MONDAY):
    found = referrals.deadline(there, TERMS, WEEK, now)
    assert found is not None
    return found


def day(number, hour=17):
    return datetime(2026, 11, number, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "at", "waiting_for"),
    [
        ("submitted", day(23), "us to send it"),
        ("sending", day(23), "it to arrive"),
        ("perhaps_sent", day(23), "us to ask if it arrived"),
        ("delivery_failed", day(23), "us to send it another way"),
        ("returned", day(23), "our answer to the council"),
        ("disputed", day(24), "the council to answer us"),
        ("sent", day(24), "the council to acknowledge"),
        ("acknowledged", day(26), "the council's decision"),
        ("decided", day(25), "feedback: the adult and who raised it"),
        ("fed_back", day(30), "us to close it"),
        ("withdrawing", day(23), "us to tell the council"),
    ],
)
def test_deadline_of_each_referral_state(state, at, waiting_for):
    found = due(EACH_STATE[state])
    assert (found.at, found.waiting_for) == (at, waiting_for)
    assert (found.level, found.owner) == ("worker", "Who raised it")
    assert not found.overdue(at) and found.overdue(at + timedelta(seconds=1))


def test_deadline_in_immediate_danger_runs_day_and_night():
    saturday = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert due(case(danger=True, at=saturday)).at == saturday + hour
    assert due(case("send", danger=True, at=saturday)).at == saturday + 2 * hour
    decides = due(case("send", "acknowledge", danger=True, at=saturday))
    assert decides.at == saturday + 25 * hour, "the council's decision does not wait for Monday"
    assert due(case(at=saturday)).at == day(30)
    late = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # the clocks go forward at 01:00
    assert due(case(danger=True, at=late)).at == late + hour


def test_deadline_counts_no_bank_holidays():
    eve = datetime(2026, 12, 24, 10, tzinfo=UTC)
    assert due(case("send", at=eve)).at == datetime(2026, 12, 29, 17, tzinfo=UTC)


LEVELS_REACHED = [
    (
        case(),
        [(day(23), "worker"), (day(24), "manager"), (day(25), "head of service"), (day(26), "director")],
    ),
    (
        case("send"),
        [(day(24), "worker"), (day(25), "manager"), (day(26), "head of service"), (day(30), "director")],
    ),
    (
        case("send", "acknowledge"),
        [
            (day(27), "worker"),
            (day(30), "worker"),
            (day(30) + timedelta(seconds=1), "manager"),
            (day(30) + timedelta(days=7, seconds=1), "head of service"),
            (day(30) + timedelta(days=14, seconds=1), "director"),
        ],
    ),
    (
        case(danger=True),
        [
            (day(23, 11), "worker"),
            (day(23, 12), "manager"),
            (day(23, 13), "head of service"),
            (day(23), "director"),
        ],
    ),
    (EACH_STATE["fed_back"], [(day(30), "worker"), (day(30) + timedelta(days=60), "manager")]),
]


@pytest.mark.parametrize(("there", "levels"), LEVELS_REACHED)
def test_escalation_overdue_goes_up_level_by_level(there, levels):
    assert [due(there, now).level for now, _ in levels] == [level for _, level in levels]


@pytest.mark.parametrize("danger", [True, False])
@pytest.mark.parametrize("state", [name for name, s in STATES.items() if not s.final and name != "draft"])
@given(st.integers(0, 60 * 24 * 60), st.integers(0, 60 * 24 * 60))
def test_escalation_level_never_goes_down(state, danger, minutes, more):
    there = replace(EACH_STATE.get(state, case()), danger=danger)
    now, later = MONDAY + timedelta(minutes=minutes), MONDAY + timedelta(minutes=minutes + more)
    order = referrals.LEVELS
    before, after = due(there, now), due(there, later)
    assert before.at == after.at and order.index(before.level) <= order.index(after.level)
    assert before.owner and before.waiting_for
    if before.next_level_at:
        assert before.next_level_at >= now
        climbed = due(there, before.next_level_at + timedelta(seconds=1))
        assert order.index(climbed.level) > order.index(before.level)


def test_deadline_is_not_moved_by_a_chase_or_a_late_acknowledgement():
    now = day(27)
    assert due(case("send", "chase"), now) == due(case("send"), now)
    late = case("send")
    late = replace(late, events=(*late.events, MoveEvent("acknowledge", day(26), 2, ANSWERS["acknowledge"])))
    assert due(late, now).at == due(case("send", "acknowledge"), now).at


def test_deadline_is_not_moved_by_coming_and_going():
    late = case("try", "accepted", "bounce", danger=True)
    assert due(late).at == due(case(danger=True)).at, "it has not arrived since it was submitted"
    asked = case("send", "return", danger=True)
    again = case("send", "return", "resend", "return", "resend", "return", danger=True)
    assert due(again).at == due(asked).at
    answered = case("send", "return", "resend", "accepted", "return", danger=True)
    assert due(answered).at > due(asked).at, "a second question, once they had the answer to the first"


def test_referral_keeps_a_question_of_the_council_during_a_sending():
    for end in ("later", "accepted", "unsure", "refused", "failed"):
        assert case("try", "return", end).state == "returned"


def test_referral_disagreement_is_not_ended_by_feedback():
    there = case(*REFUSED, "disagree", TO_ADULT, TO_RAISER)
    assert there.state == "disputed"
    rests = MoveEvent("accept", MONDAY + timedelta(days=1), 3, {})
    assert replace(there, events=(*there.events, rests)).state == "fed_back"


def test_deadline_of_a_sending_counts_from_when_it_was_done():
    late = MoveEvent("send", day(25), 2, {**ANSWERS["send"], "when": "2026-11-23T11:00:00Z"})
    assert due(Referral(MONDAY, 1, events=(late,))).at == day(24)
    ahead = MoveEvent("send", day(25), 2, {**ANSWERS["send"], "when": "2027-11-23T11:00:00Z"})
    assert ahead.happened == ahead.at


# The rest of the board


def test_other_case_decisions_are_sound():
    assert {d.id for d in referrals.ATTEMPTS_DECISIONS} == {"letter", "visit", "gp", "put_back", "close"}
    assert set(referrals.DECISIONS) | set(referrals.OF_DOCUMENTS) == set(referrals.KIND_WORDS)
    for kind, decisions in referrals.DECISIONS.items():
        assert len({d.key for d in decisions}) == len(decisions)
        assert any(d.then == "ends" for d in decisions) or (
            referrals.KIND[kind].reason or kind in referrals.OF_CHILDREN
        ), "else it ends with its reason, or with what it is about"
        for decision in decisions:
            assert forms.faults_of_form(decision.needs) == ()
            assert bool(referrals.decision_lacks(decision, {})) == any(each.needed for each in decision.needs)
            assert ("days" in {q.id for q in decision.needs}) == (decision.then == "waits")
            words = {forms.REASON: "They said so.", "look_on": "2026-12-01", "by": "2026-12-01"}
            asked = {q.id: q.options[0][0] if q.options else words.get(q.id, "5") for q in decision.needs}
            assert referrals.decision_lacks(decision, asked) == ()


def test_other_case_has_a_deadline():
    found = waits("tries used up", MONDAY)
    assert (found.at, found.level, found.owner) == (day(30), "manager", "Manager")
    assert "answer" in waits("question", MONDAY).waiting_for


@pytest.mark.parametrize(
    ("kind", "levels"),
    [
        ("tries used up", ("manager", "manager", "head of service", "director")),
        ("no number", ("worker", "manager", "head of service", "director")),
    ],
)
def test_other_case_escalates_from_its_deadline_as_a_concern_does(kind, levels):
    moments = (MONDAY, *(day(30) + timedelta(days=days, minutes=1) for days in range(3)))
    assert tuple(waits(kind, now).level for now in moments) == levels
    assert waits(kind, moments[1]).at == day(30) and waits(kind, moments[-1]).next_level_at is None


def test_other_case_deadline_is_brought_forward_by_a_promise():
    soon = MONDAY + timedelta(hours=2)
    assert waits("not safe", MONDAY, by=soon).at == soon
    assert waits("not safe", MONDAY, by=day(30) + timedelta(days=1)).at == day(30)


def waits(kind, now, **by):
    """What was put on the board on Monday, with five working days to settle it."""
    return referrals.waiting(referrals.KIND[kind], MONDAY, 5, TERMS, WEEK, now, **by)


def test_escalation_of_somebody_retired_is_with_a_manager_at_once():
    found = referrals.deadline(replace(case("send"), gone=True), TERMS, WEEK, MONDAY)
    assert found and (found.level, found.owner) == ("manager", "Manager")
    before = referrals.deadline(case("send"), TERMS, WEEK, MONDAY)
    assert before and before.at == found.at
    assert before.next_level_at and found.next_level_at and before.next_level_at < found.next_level_at


def test_deadline_to_submit_is_a_day_and_in_danger_an_hour():
    assert referrals.to_submit(MONDAY, False, TERMS) == MONDAY + timedelta(hours=24)
    assert referrals.to_submit(MONDAY, True, TERMS) == MONDAY + timedelta(hours=1)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [("0", True), ("1", False), (" 260 ", False), ("261", True), ("9" * 5000, True), ("x", False)],
)
def test_other_case_put_off_comes_back_within_a_year(days, wrong):
    assert bool(referrals.days_wrong({"days": days})) == wrong
