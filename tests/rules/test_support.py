"""Referrals for support: the form, consent, what each kind of service is told, and the way to an end."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta

import pytest

from topaz_tui import clock
from topaz_tui.rules import forms, referrals, support
from topaz_tui.rules.concerns import Adult, RaisedBy
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.referrals import DocumentKind, MoveEvent, Referral
from topaz_tui.rules.safety_sentences import for_others
from topaz_tui.rules.terms import ReferralTerms

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = clock.Week((("09:00", "17:00"),) * 5 + (None, None))
ASKED = support.questions((("7", "Bramble surgery (GP)"),))
GIVEN = {"to": "7", "asked": "A home visit.", "worse": "Stairs.", "urgency": "routine", "consent": "given",
         "limits": "Nothing of money."}  # fmt: skip


class Worker:
    id, role = 1, "worker"


def way(*moves: str, urgent: bool = False, kind: DocumentKind = DocumentKind.SERVICE) -> Referral:
    """A referral with a move an hour."""
    made = tuple(MoveEvent(move, MONDAY + timedelta(hours=n), 1) for n, move in enumerate(moves, 1))
    return Referral(MONDAY, 1, events=made, kind=kind, urgent=urgent)


def test_support_form_is_sound() -> None:
    assert support.check() == ()


@pytest.mark.parametrize(
    "name", ["bookings", "correspondence", "referrals", "representatives", "support", "wishes"]
)  # fmt: skip
def test_table_with_a_fault_is_refused_as_it_is_loaded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.find_spec(f"topaz_tui.rules.{name}")
    assert spec and spec.loader
    monkeypatch.setattr(forms, "faults_of_form", lambda questions: ("a fault",))
    with pytest.raises(ValueError, match="a fault"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, None),
        ({"consent": "refused"}, "consent"),
        ({"consent": "not_asked"}, "consent"),
        ({"limits": ""}, "limits"),
        ({"consent": "without"}, "ground"),
        ({"consent": "without", "ground": "vital"}, "why"),
        ({"consent": "without", "ground": "vital", "why": "He can't get up, and eats nothing."}, None),
        ({"consent": "best_interests"}, "why"),
        ({"to": "8"}, "to"),
        ({"worse": " "}, "worse"),
    ],
)
def test_referral_goes_nowhere_without_consent_or_a_ground(change, lacks) -> None:
    found = [name for name, _ in support.lacks(ASKED, GIVEN | change)]
    assert found[:1] == ([lacks] if lacks else [])


def test_each_answer_that_ends_a_referral_says_something_of_its_action_or_leaves_it_open() -> None:
    stays_open = {"error", "other"}
    for move, question in (("outcome", "result"), ("call_off", "reason"), ("take_back", "reason")):
        [options] = [each.options for each in referrals.MOVES[move].needs if each.id == question]
        for answer, _ in options:
            said = support.of_action(move, {question: answer, "why": "So."})
            assert (said is None) == (answer in stays_open), (move, answer)
    assert {move for move, _ in support.ACTION_ENDS} == {"outcome", "call_off", "take_back"}
    assert support.of_action("instead", {"reason": "By bus."}) == ("not done", "By bus.")
    assert support.of_action("send", {"how": "phone"}) is None


@pytest.mark.parametrize("health", [True, False])
def test_referral_tells_a_service_only_what_it_needs(health) -> None:
    adult = Adult(name="Ada Stone", nhs_number="999 000 0018", phones="020 7946 0123")
    safety = for_others(Safety("times", "Mon-Fri 10:00-12:00", code_word="Marmalade", say_who=False))
    sections = support.document(ASKED, GIVEN, adult, RaisedBy("Róisín Kelly"), safety, to="Bramble surgery",
                                health=health, reference="RF-2026-00001", made_at=MONDAY)  # fmt: skip
    told = " ".join(f"{label} {words}" for _, lines in sections for label, words in lines)
    assert ("999 000 0018" in told) == health
    assert "Nothing of money." in told and "Telephone only Mon-Fri" in told and "Never say who calls" in told
    assert "Marmalade" not in told, "a code word is for those who ring with it"
    assert "020 7946 0123" not in str(support.held_back(sections, "not shown"))


@pytest.mark.parametrize(
    ("moves", "state", "waits_for"),
    [
        ((), "submitted", "us to send it"),
        (("try", "accepted"), "sent", "the service to acknowledge"),
        (("send", "acknowledge"), "acknowledged", "the service to take it on"),
        (("send", "take_on"), "taken_on", "what came of it"),
        (("send", "chase", "decline"), "declined", "us to find another way"),
        (("send", "decline", "take_on"), "taken_on", "what came of it"),
        (("send", "take_on", "outcome"), "closed", None),
        (("send", "decline", "instead"), "closed", None),
        (("send", "take_on", "outcome", "reopen"), "taken_on", "what came of it"),
        (("call_off",), "withdrawn", None),
        (("send", "take_back", "reopen"), "submitted", "us to send it"),
    ],
)
def test_referral_for_support_comes_to_its_end(moves, state, waits_for) -> None:
    there = way(*moves)
    due = referrals.deadline(there, ReferralTerms(), WEEK, MONDAY + timedelta(hours=9))
    assert (there.state, due and due.waiting_for) == (state, waits_for)


def test_referral_back_is_said_of_the_council_and_no_move_of_a_concern_is_one_of_it() -> None:
    back = way("send", kind=DocumentKind.REFERRAL_BACK)
    due = referrals.deadline(back, ReferralTerms(), WEEK, MONDAY)
    assert due and due.waiting_for == "the council to acknowledge"
    for move in ("decide", "feed_back", "close", "propose_withdrawal"):
        assert str(referrals.legal(back, referrals.MOVES[move], Worker())) == "That is not done with such a document."
    legal = {m.id for m in referrals.persons_of(back.kind) if referrals.legal(back, m, Worker()) is None}
    assert legal == {"bounce", "acknowledge", "chase", "take_on", "decline", "instead", "take_back"}
    assert not [m.id for m in referrals.persons_of("service") if "council" in f"{m.words}{m.does}{m.then}".lower()]


def test_referral_that_is_urgent_is_late_sooner() -> None:
    terms = ReferralTerms()
    usual, urgent = (referrals.deadline(way("send", urgent=each), terms, WEEK, MONDAY) for each in (False, True))
    assert usual and urgent and urgent.at < usual.at
    late = referrals.deadline(way("send", "chase", urgent=True), terms, WEEK, MONDAY + timedelta(days=2))
    assert late and (late.at, late.level) == (urgent.at, "manager"), "a chase buys no time"
