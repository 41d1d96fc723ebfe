"""The names of the kinds of line on the board: what each is, is a row of referrals/board_kinds.py."""

from __future__ import annotations

from enum import StrEnum


class EscalationKind(StrEnum):
    """The kinds of line on the board, as the store names them."""

    CONCERN = "concern"
    REFERRAL_BACK = "referral back"
    SERVICE = "service"
    ATTEMPTS_EXHAUSTED = "tries used up"
    QUESTION = "question"
    NO_NUMBER = "no number"
    NOT_SAFE = "not safe"
    UNREAD_TIMES = "unread times"
    OUTSIDE_HOURS = "outside hours"
    DOUBT = "doubt"
    AWAY = "away"
    PROMISE = "promise"
    UNREADABLE = "unreadable"
    INTERPRETER = "interpreter"
    WHOSE_NUMBER = "whose number"
    WITHDRAWAL = "withdrawal"
    DISCARD = "put away"
    ACTION = "action"
    STOP_REVIEW = "stop to review"
    LETTER = "letter"
    DUTY_LATE = "duty late"
    DUTY_AT_RISK = "duty at risk"
    WORK_RETURNED = "work returned"
    WORK_ON_HOLD = "work on hold"
    WORK_UNOWNED = "work unowned"
    RESTRICTED = "restricted"
    BROKEN_GLASS = "broken glass"
