"""Which concerns have not reached the council. The board and a dispatch count by this one rule. `sent` is what is
under way."""

from __future__ import annotations

from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import EscalationState, MoveId
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.outbox import UnderWay
from topaz_tui.services.escalations.status import unsent_addition

BESIDE = (
    MoveId.LETTER_SENT,
    MoveId.LETTER_FAILED,
    MoveId.WITHDRAWAL_FAILED,
    MoveId.CHASE,
    MoveId.SEND,
    MoveId.REOPEN,
    rules.CONFIRMED,
)


def not_sent(row: EscalationRow, events: tuple[EscalationEvent, ...], state: str, sent: UnderWay) -> bool:
    """Has the concern not gone, by whatever way, or something beside it: an addition, or a letter?"""
    if not row.is_document:
        return False
    if row.support_id and state in (EscalationState.SUBMITTED, EscalationState.SENDING):
        return False  # nobody's life hangs on it: what it waits for, and by when, says it
    return state in rules.UNDER_WAY or letter_failed(events, state) or not_told(row, events, state, sent)


def topaz_sends(row: EscalationRow, state: str, sent: UnderWay) -> bool:
    """Will Topaz itself still send the concern, so that nobody has to see to it yet?"""
    return state in (EscalationState.SUBMITTED, EscalationState.SENDING) and row.id in sent.documents


def not_told(row: EscalationRow, events: tuple[EscalationEvent, ...], state: str, sent: UnderWay) -> bool:
    """Was something added that has not reached the council, and that nothing carries there?"""
    return unsent_addition(row, events, state) and row.id not in sent.additions


def letter_failed(events: tuple[EscalationEvent, ...], state: str) -> bool:
    """Did something that was to go beside the concern not go, and nobody has asked since?"""
    beside = [event.move for event in events if event.move in BESIDE]
    return bool(beside) and beside[-1] in (MoveId.LETTER_FAILED, MoveId.WITHDRAWAL_FAILED) and state not in rules.FINAL
