"""The codes of what a history can tell, as `event.move` keeps them."""

from __future__ import annotations

from enum import StrEnum


class MoveId(StrEnum):
    """A move of a concern (moves.py)."""

    SUBMIT = "submit"
    DISCARD = "put_away"
    SEND = "send"
    RESEND = "resend"
    BOUNCE = "bounce"
    ACKNOWLEDGE = "acknowledge"
    CHASE = "chase"
    RETURN = "return"
    DECIDE = "decide"
    DISAGREE = "disagree"
    ACCEPT = "accept"
    HAND_ON = "hand_on"
    FEED_BACK = "feed_back"
    CLOSE = "close"
    CLOSE_EARLY = "close_early"
    WITHDRAW = "withdraw"
    PROPOSE_WITHDRAWAL = "propose_withdrawal"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    KEEP = "keep"
    COUNCIL_TOLD = "council_told"
    REOPEN = "reopen"
    TAKE_ON = "take_on"
    DECLINE = "decline"
    OUTCOME = "outcome"
    INSTEAD = "instead"
    CALL_OFF = "call_off"
    TAKE_BACK = "take_back"
    TRY = "try"
    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    FAILED = "failed"
    UNSURE = "unsure"
    LETTER_SENT = "letter_sent"
    LETTER_FAILED = "letter_failed"
    WITHDRAWAL_SENT = "withdrawal_sent"
    WITHDRAWAL_FAILED = "withdrawal_failed"
    STOPPED = "stopped"
    CLIMBED = "climbed"
    REMINDED = "reminded"
    TOLD = "told"
    NOT_TOLD = "not_told"


class DecisionId(StrEnum):
    """What is decided of anything else on the board (board_kinds.py)."""

    LETTER = "letter"
    VISIT = "visit"
    GP = "gp"
    PUT_BACK = "put_back"
    CLOSE = "close"
    ASK = "ask"
    LATER = "later"
    AGREED = "agreed"
    SET_TIMES = "set_times"
    ANSWER = "answer"
    BOOKED = "booked"
    NOT_NEEDED = "not_needed"
    THEIRS = "theirs"
    NOT_THEIRS = "not_theirs"
    HANDED_OVER = "handed_over"
    DISCARD = "put_away"
    GOES_ON = "goes_on"
    SETTLED = "settled"  # on the page of Imports
    CAME = "came"  # what was arranged for them
    NOT_YET = "not_yet"
    NOT_WANTED = "not_wanted"
    NOT_DONE = "not_done"
    STAYS = "stays"  # that they want no calls
    CALL_AGAIN = "call_again"
    WENT = "went"  # what was written to them
    NOT_TO_GO = "not_to_go"
    WAS_RIGHT = "was_right"  # that a restricted record was opened all the same
    WAS_WRONG = "was_wrong"


FOR_SEVERAL: frozenset[str] = frozenset((
    MoveId.CHASE, DecisionId.LETTER, DecisionId.VISIT, DecisionId.GP, DecisionId.ASK, DecisionId.LATER,
    DecisionId.PUT_BACK, DecisionId.CAME, DecisionId.NOT_YET, DecisionId.NOT_WANTED,
))  # fmt: skip
"""What can be recorded of several lines at once, with the same words: nothing that is one person's alone, as an answer
to a question or an agreed time is, and nothing that ends what can't be begun again."""


class OtherEvent(StrEnum):
    """What is nobody's move (events.py)."""

    OPENED = "opened"
    TAKEN = "taken"
    GIVEN = "given"
    READ = "read"
    ENDED = "ended"
    PUT_RIGHT = "put_right"
    NEWS = "news"  # there is more to settle than there was when somebody let it rest
    CHANGED = "changed"  # what the line is about is on another day, or stands otherwise
    LETTER = "letter_put"  # a letter to the council waits to be mailed: it has asked nobody yet
