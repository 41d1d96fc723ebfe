"""The action that a referral for support sees to: what becomes of the referral is said of the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from topaz_tui.rules import referrals as rules
from topaz_tui.rules import support
from topaz_tui.rules.forms import Answer
from topaz_tui.services import actions
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.session import Session
from topaz_tui.store.models import Escalation


def after_a_move(
    session: Session,
    row: EscalationRow,
    events: Sequence[EscalationEvent],
    move_id: str,
    given: Mapping[str, Answer],
    now: datetime,
) -> None:
    """Say of the action what this move of its referral says of it. `events` are those before the move. Part of the
    caller's transaction."""
    action_id = Escalation.select(Escalation.action).where(Escalation.id == row.id).scalar()
    if action_id is None:
        return
    if rules.MOVES[move_id].back:
        ends = (event.at for event in reversed(events) if _is_end(event.move))
        if (ended_at := next(ends, None)) is not None:
            actions.open_again(session, action_id, ended_at, now)
    elif said := support.of_action(move_id, given):
        what, words = said
        actions.answer(session, action_id, what, f"{row.reference}: {words}" if words else str(row.reference), now)


def _is_end(move: str) -> bool:
    return move in rules.MOVES and rules.MOVES[move].to_state in rules.FINAL
