"""The next step with a concern, in words. What does it is named in braces, '{case.send}': who shows the words says the
key (actions.with_keys)."""

from __future__ import annotations

from topaz_tui.grammar import does
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.services import proposals
from topaz_tui.services.escalations import reach
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.outbox import UnderWay
from topaz_tui.services.escalations.status import EscalationStatus, Snapshot

ADDED = "What was added has not reached the council: tell them, and record that with {case.hand_on}."


def advice_for(row: EscalationRow, stand: EscalationStatus, seen: Snapshot, sent: UnderWay) -> str:
    """The next step with a document, in words, with the council's number where the step is to telephone it. It says
    that Topaz sends only where Topaz can."""
    if not row.is_document or reach.topaz_sends(row, stand.state, sent):
        return ""
    state, sending = rules.STATES_OF[row.kind][stand.state], seen.sending(row)
    words = state.advice if rules.automatic(sending.channels) else state.advice_by_hand
    if row.service:
        words = words.replace("the service", row.service)
    number, whom = sending.telephone, f"Telephone {row.service or 'the council'}"
    return words.replace(whom, f"{whom} ({number})") if number else words


def proposal_words(row: EscalationRow, events: tuple[EscalationEvent, ...]) -> str:
    """The sentences for an open proposal: who proposes what, and what a second person does about it."""
    if row.kind == proposals.DISCARD.id:
        asked_for = next((event for event in events if event.move == OtherEvent.OPENED), None)
        keys = "{case.confirm_withdrawal}: a manager discards it; {case.keep}: it is submitted."
        return f"{does(asked_for.worker, 'proposes')} that. {keys}" if asked_for else ""
    if row.kind == proposals.KIND.id:
        return "Enter opens the concern. {case.confirm_withdrawal} there confirms; {case.keep}: it stands."
    asked = rules.proposed(events) if row.kind == EscalationKind.CONCERN else None
    if asked is None:
        return ""
    keys = "{case.confirm_withdrawal}: a manager confirms; {case.keep}: it stands."
    return f"{does(asked.worker, 'proposes')} to withdraw it. {keys}"
