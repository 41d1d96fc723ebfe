"""The states of a document on its way: of a concern, or of a referral for support.

Sent is not received; received is not decided; decided is not closed. Topaz never moves a referral on from where the
council's answer has brought it (moves.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from topaz_tui.rules.referrals.documents import EVERY, SUPPORT, DocumentKind, worded


class EscalationState(StrEnum):
    """Where a document stands on its way, as the store names it; of all else on the board OPEN, or CLOSED."""

    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENDING = "sending"
    PERHAPS_SENT = "perhaps_sent"
    DELIVERY_FAILED = "delivery_failed"
    RETURNED = "returned"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_ON = "taken_on"
    DECLINED = "declined"
    DECIDED = "decided"
    DISPUTED = "disputed"
    FED_BACK = "fed_back"
    WITHDRAWING = "withdrawing"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


At = EscalationState  # in the tables below


@dataclass(frozen=True, slots=True)
class State:
    """Where a referral stands. `words` reads after 'The referral is'; `advice` is the one next step, where it is not
    plain, and `advice_by_hand` the same where Topaz can't send, with {case.send} for the key of that action;
    `council` says whether the council has the concern. `of` are the documents that can stand there."""

    id: EscalationState
    words: str
    final: bool = False
    of: tuple[DocumentKind, ...] = (DocumentKind.CONCERN,)
    advice: str = ""
    advice_by_hand: str = ""
    council: str = "The council has it: tell them, too."


NOT_THERE = "The council does NOT have it."
SENT_ANEW = (
    "The council was told that it is withdrawn, and has let it go: it has to be sent anew, and the time for that begins"
    " now. What was left of the council's time to decide is left of it still."
)
"""The advice for a concern that is opened again after the council was told of its withdrawal."""

_STATES = (
    State(At.DRAFT, "being written", council=NOT_THERE),
    State(
        At.SUBMITTED,
        "submitted, not sent yet",
        of=EVERY,
        council=NOT_THERE,
        advice=(
            "Nothing sends it by itself: {case.resend} lets Topaz send it now, or send it yourself, and record it:"
            " {case.send}."
        ),
        advice_by_hand="A person has to send it: telephone it, or send it, and record it: {case.send}.",
    ),
    State(At.SENDING, "on its way, not delivered yet", of=EVERY, council=NOT_THERE),
    State(
        At.PERHAPS_SENT,
        "perhaps sent",
        of=EVERY,
        council="The council may have it: ask them, and tell them.",
        advice=(
            "Telephone the council. They have it: {case.acknowledge}, or {case.send}. They don't: {case.resend} sends"
            " it again, or send it yourself ({case.send})."
        ),
        advice_by_hand="Telephone the council. They have it: {case.acknowledge}, or {case.send}. They don't: send it"
        " yourself ({case.send}).",
    ),
    State(
        At.DELIVERY_FAILED,
        "not delivered",
        of=EVERY,
        council=NOT_THERE,
        advice=(
            "Telephone the council, or send it another way, and record it: {case.send}. {case.resend} lets Topaz try"
            " again."
        ),
        advice_by_hand="Telephone the council, or send it another way, and record it: {case.send}.",
    ),
    State(
        At.RETURNED,
        "returned for more information",
        advice=(
            "Add the answer to the concern ({case.add}). Then {case.resend} sends it with that, or {case.send} records"
            " how you told them."
        ),
        advice_by_hand="Add the answer to the concern ({case.add}). Then tell them, and {case.send} records how.",
    ),
    State(At.SENT, "sent", of=EVERY),
    State(At.ACKNOWLEDGED, "acknowledged", of=EVERY),
    State(At.TAKEN_ON, "taken on", of=SUPPORT),
    State(
        At.DECLINED,
        "declined",
        of=SUPPORT,
        advice="Find another way: refer them elsewhere from their own page ({case.client}), and record that:"
        " {case.close_early}.",
        advice_by_hand="Find another way: refer them elsewhere from their own page ({case.client}), and record that:"
        " {case.close_early}.",
    ),
    State(At.DECIDED, "decided"),
    State(At.DISPUTED, "decided, and disputed by us"),
    State(At.FED_BACK, "decided and fed back"),
    State(
        At.WITHDRAWING,
        "withdrawn, and the council is to be told",
        council="The council is to be told.",
        advice="Topaz tells the council. Where it could not, telephone the council, and record it:"
        " {case.council_told}.",
        advice_by_hand="Telephone the council: they stop what they do about it. Record that: {case.council_told}.",
    ),
    State(At.CLOSED, "closed", final=True, of=EVERY),
    State(At.WITHDRAWN, "withdrawn", final=True, of=EVERY),
)


def _worded(kind: DocumentKind, state: State) -> State:
    return replace(
        state,
        words=worded(kind, state.words),
        advice=worded(kind, state.advice),
        advice_by_hand=worded(kind, state.advice_by_hand),
        council=worded(kind, state.council),
    )


STATES_OF: Mapping[str, Mapping[str, State]] = {
    kind: {state.id: _worded(kind, state) for state in _STATES if kind in state.of} for kind in DocumentKind
}
"""The states of each kind of document, in the words of that kind."""
STATES = STATES_OF[DocumentKind.CONCERN]
FINAL = tuple(state.id for state in _STATES if state.final)
UNDER_WAY = (At.SUBMITTED, At.SENDING, At.PERHAPS_SENT, At.DELIVERY_FAILED)
ON_THE_WAY = (At.SENDING, At.PERHAPS_SENT, At.DELIVERY_FAILED)
WITH_US = (At.SUBMITTED, *ON_THE_WAY, At.RETURNED)
"""The states in which, as far as anybody knows, the council does not have the concern or not all of it."""
WITH_THEM = (At.SENT, At.ACKNOWLEDGED, At.DECIDED, At.DISPUTED, At.FED_BACK)
TAKES = (At.SENT, At.ACKNOWLEDGED, At.TAKEN_ON)
"""The states in which whoever a referral went to has it, and has not declined it."""
WITH_THEM_ALL = (*WITH_THEM, At.TAKEN_ON, At.DECLINED)
"""The states in which the result of a sending no longer matters: somebody has said that the council has the concern."""

ENDING = (At.WITHDRAWING, *FINAL)
"""The states that are final or about to be. A concern that is reopened goes back to the state before these."""
DECIDED = (At.DECIDED, At.FED_BACK)
"""The states in which the council has decided and we accept it: what is left is to tell people and to close."""
