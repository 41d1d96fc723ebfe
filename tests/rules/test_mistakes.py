"""What of a concern's way can be taken back as a mistake, by whom, and what was built on it."""

from __future__ import annotations

import pytest

from tests.support.referrals import (
    DECIDED,
    MANAGER,
    OTHER,
    RAISER,
    REFUSED,
    TO_ADULT,
    TO_RAISER,
    Event,
    Person,
    case,
)
from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import MOVES, mistakes

FED_BACK = (*DECIDED, TO_ADULT, TO_RAISER)
BUILT = [  # the events, which of them was the mistake, and what rests on it
    (("send", "acknowledge"), 1, ()),
    (("send", "acknowledge", "chase"), 1, ()),  # one chases what is sent, too
    (("send", "chase"), 0, ("chase",)),  # and nobody chases what is not
    (("send", "acknowledge", "chase"), 2, ()),
    (("send", "acknowledge"), 0, ("acknowledge",)),
    (DECIDED, 2, ()),
    ((*DECIDED, TO_ADULT), 2, ("feed_back",)),
    ((*DECIDED, TO_ADULT), 3, ()),
    (FED_BACK, 3, ("feed_back",)),
    ((*REFUSED, "disagree"), 2, ("disagree",)),
    (("acknowledge", "send"), 1, ()),  # how and when, for the history alone
    (("acknowledge", "send", "decide"), 1, ()),
    (("send", "propose_withdrawal"), 1, ()),
    (("send", "propose_withdrawal"), 0, ("propose_withdrawal",)),
    (("send", "propose_withdrawal", "confirm_withdrawal"), 1, ("confirm_withdrawal",)),
    (("send", "propose_withdrawal", "confirm_withdrawal", "council_told"), 3, ()),
    (("send", "bounce", "resend", "try"), 1, ("resend",)),
    (("send", "climbed", "reminded"), 0, ()),
]


@pytest.mark.parametrize(("events", "number", "built"), BUILT)
def test_mistaken_move_names_what_was_built_on_it(events, number, built):
    made = case(*events).events
    assert tuple(each.move for each in referrals.built_on(made, number)) == built
    why_not = referrals.cannot_take_back(made, number)
    assert bool(built) == ("built on it" in (why_not or ""))


@pytest.mark.parametrize(("move", "events"), [
    ("close", (*FED_BACK, "close")), ("close_early", ("send", "close_early")), ("withdraw", ("withdraw",)),
    ("confirm_withdrawal", ("send", "propose_withdrawal", "confirm_withdrawal")), ("resend", ("resend",)),
])  # fmt: skip
def test_mistaken_move_that_ended_or_sent_cannot_be_taken_back(move, events):
    assert events[-1] == move and referrals.cannot_take_back(case(*events).events, len(events) - 1)


def test_mistaken_move_needs_a_second_person_where_it_would_close():
    disputed, reopened = case(*REFUSED, "disagree"), case(*FED_BACK, "close", "reopen")
    raiser = Person(RAISER.id, "manager")
    for each, number in ((disputed, 3), (reopened, 6)):
        assert "second person" in str(referrals.cannot_leave_out(each, number, raiser))
        assert "Only a manager" in str(referrals.cannot_leave_out(each, number, OTHER))
        assert referrals.cannot_leave_out(each, number, MANAGER) is None
    assert set(mistakes.AMOUNTS_TO) | set(mistakes.AMOUNTS_TO.values()) <= set(MOVES)


@pytest.mark.parametrize("who", [RAISER, OTHER, MANAGER])
def test_mistaken_move_is_not_replaced_by_one_that_needs_a_second_person(who):
    ways: tuple[tuple[Event, ...], ...] = (
        ("send",), DECIDED, (*REFUSED, "disagree"), FED_BACK, ("send", "propose_withdrawal"),
    )  # fmt: skip
    for events in ways:
        for number, event in enumerate(events):
            same = event if isinstance(event, str) else event[0]
            meant = referrals.may_be_meant(case(*events), number, who)
            assert same in {move.id for move in meant} or who.role != MOVES[same].role
            for move in meant:
                if move.id != same:
                    assert not (move.second_person or move.third or move.back or move.sends)
                    assert move.to_state not in referrals.FINAL and move.role == "worker"


def test_mistaken_move_is_replaced_by_a_move_that_was_possible_then():
    meant = {move.id for move in referrals.may_be_meant(case("send", "acknowledge"), 1, OTHER)}
    assert meant == {"acknowledge", "bounce", "chase", "return", "decide"}
