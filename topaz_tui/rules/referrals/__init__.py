"""A concern on its way to the council and back: states, moves, clocks and the ladder, as tables."""

from __future__ import annotations

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
    RUNGS,
    STEPS,
    Deadline,
    DefaultTerms,
    Step,
    Terms,
    deadline,
    rung_words,
    to_submit,
)
from topaz_tui.rules.referrals.standing import (
    Case,
    Event,
    Worker,
    decision_words,
    feedback_open,
    lacks,
    legal,
    status,
)
from topaz_tui.rules.referrals.states import FINAL, MOVES, STATES, Move, State, check

__all__ = [
    "DECISIONS",
    "FINAL",
    "KINDS",
    "MOST_DAYS",
    "MOVES",
    "QUESTION_DECISIONS",
    "RUNGS",
    "STATES",
    "STEPS",
    "TRIES_DECISIONS",
    "Case",
    "Deadline",
    "Decision",
    "DefaultTerms",
    "Event",
    "Move",
    "State",
    "Step",
    "Terms",
    "Worker",
    "check",
    "days_wrong",
    "deadline",
    "decision_lacks",
    "decision_words",
    "feedback_open",
    "lacks",
    "legal",
    "rung_words",
    "status",
    "to_submit",
    "waiting",
]
