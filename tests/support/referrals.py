"""Referrals as the rules see them: who makes moves, what moves say, and one referral in each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.support.moments import MONDAY
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.referrals import MOVES, MoveEvent, Referral


@dataclass(frozen=True)
class Person:
    id: int
    role: str = "worker"


RAISER, OTHER, MANAGER = Person(1), Person(2), Person(3, "manager")
Event = str | tuple[str, Answers]
"""A move's id, or (id, changed answers)."""
ANSWERS: dict[str, Answers] = {
    "send": {"how": "phone", "who": "Duty desk"},
    "acknowledge": {"who": "Duty desk", "reference": "LB-1"},
    "chase": {"how": "phone", "who": "Duty desk", "said": "Tomorrow."},
    "decide": {"decision": "met", "who": "Duty desk"},
    "feed_back": {"to": "adult", "given": "given"},
    "resend": {"reason": "They have nothing."},
    "bounce": {"who": "Their server", "said": "No such mailbox."},
    "return": {"who": "Duty desk", "asked": "Who lives there?"},
    "disagree": {"who": "Their manager", "written": "The risk is still there."},
    "accept": {"reason": "They have visited."},
    "hand_on": {"how": "phone", "who": "Duty desk"},
    "close": {"enquiry": "no_day", "risk": "reduced", "achieved": "not_told"},
    "close_early": {"reason": "The adult has died."},
    "withdraw": {"reason": "error"},
    "propose_withdrawal": {"reason": "error", "why": "Meant for another adult."},
    "confirm_withdrawal": {"words": "Both records, and I rang her."},
    "keep": {"reason": "It is her after all."},
    "council_told": {"how": "phone", "who": "Duty desk"},
    "reopen": {"reason": "It has happened again."},
}


def case(*events: Event, danger: bool = False, at: datetime = MONDAY) -> Referral:
    """A referral of RAISER's, each event an hour after the last. OTHER makes each, and a manager what is theirs."""
    made = []
    for hour, event in enumerate(events, 1):
        name, change = (event, {}) if isinstance(event, str) else event
        by = MANAGER.id if MOVES[name].role == "manager" else OTHER.id
        made.append(MoveEvent(name, at + timedelta(hours=hour), by, {**ANSWERS.get(name, {}), **change}))
    return Referral(at, RAISER.id, danger, tuple(made))


TO_ADULT: Event
TO_RAISER: Event
TO_ADULT, TO_RAISER = ("feed_back", {"to": "adult"}), ("feed_back", {"to": "referrer"})
DECIDED: tuple[Event, ...] = ("send", "acknowledge", "decide")
NOT_MET: Answers = {"decision": "not_met", "next": ["no_action"], "reason": "No care needs."}
REFUSED: tuple[Event, ...] = ("send", "acknowledge", ("decide", NOT_MET))
EACH_STATE = {
    "submitted": case(),
    "sending": case("try"),
    "perhaps_sent": case("try", "unsure"),
    "delivery_failed": case("try", "refused", "failed"),
    "returned": case("send", "return"),
    "sent": case("send"),
    "acknowledged": case("send", "acknowledge"),
    "decided": case(*DECIDED),
    "disputed": case(*REFUSED, "disagree"),
    "fed_back": case(*DECIDED, TO_ADULT, TO_RAISER),
    "withdrawing": case("send", "propose_withdrawal", "confirm_withdrawal"),
    "closed": case(*DECIDED, TO_ADULT, TO_RAISER, "close"),
    "withdrawn": case("withdraw"),
}
