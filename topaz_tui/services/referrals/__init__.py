"""The manager's board: what is outstanding, how each thing stands, and the moves that may be made.

How something stands is the sum of its events, reckoned by the tables of rules/referrals; the columns of the
escalation keep that sum as it was after the last event. A concern moves by MOVES, all else by the DECISIONS
of its kind.
"""

from __future__ import annotations

from topaz_tui.rules.referrals import MOST_DAYS
from topaz_tui.services.referrals.board import DANGER, SHORT, SOON, Answered, Board, Item, answers, board
from topaz_tui.services.referrals.case import Case, Happening, Move, case
from topaz_tui.services.referrals.moves import move, read_answer, take

__all__ = [
    "DANGER",
    "MOST_DAYS",
    "SHORT",
    "SOON",
    "Answered",
    "Board",
    "Case",
    "Happening",
    "Item",
    "Move",
    "answers",
    "board",
    "case",
    "move",
    "read_answer",
    "take",
]
