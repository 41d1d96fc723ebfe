"""The manager's board: what is outstanding, how each thing stands, and the moves that may be made.

How something stands is the sum of its events, reckoned by the tables of rules/referrals; the columns of the
escalation keep that sum as it was after the last event. A concern moves by MOVES, all else by the DECISIONS
of its kind.
"""

from __future__ import annotations

from topaz_tui.rules.referrals import MOST_DAYS
from topaz_tui.services.escalations.alarms import Alarm, AlarmKind
from topaz_tui.services.escalations.board import FIGURES, SHOWS, URGENT, Board, board, figures, unsent
from topaz_tui.services.escalations.case import Case, Happening, OfferedMove, case, support_of
from topaz_tui.services.escalations.correct import MoveMeant, RecordedMove, correct, recorded
from topaz_tui.services.escalations.correct import preview as preview_correction
from topaz_tui.services.escalations.deadlines import advance_deadlines
from topaz_tui.services.escalations.delivery import SendResult, next_message, settle, settle_within, sweep, ways
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.health import DispatchHealth, Run, last_run
from topaz_tui.services.escalations.health import due as dispatch_due
from topaz_tui.services.escalations.health import record_run as dispatched
from topaz_tui.services.escalations.health import status as dispatch_status
from topaz_tui.services.escalations.item import DANGER, SHORT, SOON, Item
from topaz_tui.services.escalations.letters import ChaseLetter, letter, letter_about, mail_letter
from topaz_tui.services.escalations.moves import move, read_answer, take, wrong_with
from topaz_tui.services.escalations.several import Refused, common_moves, give, give_all, move_all, take_all
from topaz_tui.services.escalations.to_read import AnsweredItem, Did, answers

__all__ = [
    "DANGER",
    "FIGURES",
    "MOST_DAYS",
    "SHORT",
    "SHOWS",
    "SOON",
    "URGENT",
    "Alarm",
    "AlarmKind",
    "AnsweredItem",
    "Board",
    "Case",
    "ChaseLetter",
    "Did",
    "DispatchHealth",
    "EscalationEvent",
    "EscalationRow",
    "Happening",
    "Item",
    "MoveMeant",
    "OfferedMove",
    "RecordedMove",
    "Refused",
    "Run",
    "SendResult",
    "advance_deadlines",
    "answers",
    "board",
    "case",
    "common_moves",
    "correct",
    "dispatch_due",
    "dispatch_status",
    "dispatched",
    "figures",
    "give",
    "give_all",
    "last_run",
    "letter",
    "letter_about",
    "mail_letter",
    "move",
    "move_all",
    "next_message",
    "preview_correction",
    "read_answer",
    "recorded",
    "settle",
    "settle_within",
    "support_of",
    "sweep",
    "take",
    "take_all",
    "unsent",
    "ways",
    "wrong_with",
]
