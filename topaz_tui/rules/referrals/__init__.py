"""A concern on its way to the council and back: states, moves, clocks, the ladder and the sending, as tables."""

from __future__ import annotations

from topaz_tui.rules.referrals import clocks, states
from topaz_tui.rules.referrals.board import (
    DECISIONS,
    KINDS,
    MOST_DAYS,
    QUESTION_DECISIONS,
    TRIES_DECISIONS,
    Decision,
    days_wrong,
    decision_lacks,
    waiting,
)
from topaz_tui.rules.referrals.clocks import (
    RUNG_WORDS,
    STEPS,
    Deadline,
    DefaultTerms,
    Ladder,
    Step,
    Terms,
    deadline,
    rung_words,
    telling,
    to_submit,
)
from topaz_tui.rules.referrals.letters import ASKS, chase
from topaz_tui.rules.referrals.sending import (
    BY_HAND,
    CHANNELS,
    OPEN,
    OUTCOMES,
    Result,
    automatic,
    give_up_at,
    next_try,
)
from topaz_tui.rules.referrals.standing import (
    RUNGS,
    Case,
    Event,
    Worker,
    decision,
    decision_words,
    disagreements,
    feedback_open,
    lacks,
    legal,
    status,
)
from topaz_tui.rules.referrals.states import (
    FINAL,
    MOVES,
    OUTSTANDING,
    PERSONS,
    STATES,
    UNDER_WAY,
    WITH_THEM,
    Move,
    State,
)

__all__ = [
    "ASKS",
    "BY_HAND",
    "CHANNELS",
    "DECISIONS",
    "FINAL",
    "KINDS",
    "MOST_DAYS",
    "MOVES",
    "OPEN",
    "OUTCOMES",
    "OUTSTANDING",
    "PERSONS",
    "QUESTION_DECISIONS",
    "RUNGS",
    "RUNG_WORDS",
    "STATES",
    "STEPS",
    "TRIES_DECISIONS",
    "UNDER_WAY",
    "WITH_THEM",
    "Case",
    "Deadline",
    "Decision",
    "DefaultTerms",
    "Event",
    "Ladder",
    "Move",
    "Result",
    "State",
    "Step",
    "Terms",
    "Worker",
    "automatic",
    "chase",
    "check",
    "days_wrong",
    "deadline",
    "decision",
    "decision_lacks",
    "decision_words",
    "disagreements",
    "feedback_open",
    "give_up_at",
    "lacks",
    "legal",
    "next_try",
    "rung_words",
    "status",
    "telling",
    "to_submit",
    "waiting",
]


def check() -> tuple[str, ...]:
    """What is unsound in the tables; empty where all is well, and a test holds it to that."""
    return (*states.check(), *clocks.faults())
