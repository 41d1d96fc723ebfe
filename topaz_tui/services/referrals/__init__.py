"""The manager's board: what is outstanding, how each thing stands, and the moves that may be made.

How something stands is the sum of its events, reckoned by the tables of rules/referrals; the columns of the
escalation keep that sum as it was after the last event. A concern moves by MOVES, all else by the DECISIONS
of its kind.
"""

from __future__ import annotations

from topaz_tui.rules.referrals import MOST_DAYS
from topaz_tui.services.referrals.board import FIGURES, SHOWS, URGENT, Board, board, figures, unsent
from topaz_tui.services.referrals.case import Case, Happening, Move, case
from topaz_tui.services.referrals.correct import MoveMeant, Recorded, correct, recorded
from topaz_tui.services.referrals.correct import preview as preview_correction
from topaz_tui.services.referrals.delivery import Told, next_message, settle, sweep, ways
from topaz_tui.services.referrals.item import DANGER, SHORT, SOON, Item
from topaz_tui.services.referrals.ladder import move_clocks
from topaz_tui.services.referrals.letters import Letter, letter, letter_about, mail_letter
from topaz_tui.services.referrals.moves import chase_all, move, read_answer, take, wrong_with
from topaz_tui.services.referrals.to_read import Answered, answers
from topaz_tui.services.referrals.watch import Alarm, Run, Status, last_run
from topaz_tui.services.referrals.watch import due as dispatch_due
from topaz_tui.services.referrals.watch import ran as dispatched
from topaz_tui.services.referrals.watch import status as dispatch_status

__all__ = [
    "DANGER",
    "FIGURES",
    "MOST_DAYS",
    "SHORT",
    "SHOWS",
    "SOON",
    "URGENT",
    "Alarm",
    "Answered",
    "Board",
    "Case",
    "Happening",
    "Item",
    "Letter",
    "Move",
    "MoveMeant",
    "Recorded",
    "Run",
    "Status",
    "Told",
    "answers",
    "board",
    "case",
    "chase_all",
    "correct",
    "dispatch_due",
    "dispatch_status",
    "dispatched",
    "figures",
    "last_run",
    "letter",
    "letter_about",
    "mail_letter",
    "move",
    "move_clocks",
    "next_message",
    "preview_correction",
    "read_answer",
    "recorded",
    "settle",
    "sweep",
    "take",
    "unsent",
    "ways",
    "wrong_with",
]
