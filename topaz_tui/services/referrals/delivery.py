"""What becomes of a sending, told to the referral: one transaction for the outbox, the history and how it stands.

What is known later counts more: a sending that was given up as broken off, and then reports that it was accepted after
all, was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Sending, Settings
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals.sending import Outcome
from topaz_tui.services import escalate, outbox
from topaz_tui.services.outbox import Message
from topaz_tui.services.referrals import notices
from topaz_tui.services.referrals.kept import Event, Look, Row, keep, look, one
from topaz_tui.store import audit
from topaz_tui.store.database import deed

BROKEN_OFF = "The sending broke off"


@dataclass(frozen=True, slots=True)
class Told:
    """How a try ended, in the words of the other end: which server or folder, and its answer."""

    result: rules.Result
    to: str
    answer: str


def next_message(settings: Settings) -> Message | None:
    """Take the next message that is due, and note that it is being sent. None where nothing is."""
    with deed():
        seen = look(settings)
        while message := outbox.claim(seen.now, settings.sending.lease_seconds):
            if message.kind != "concern":
                return message
            row, events = one(message.escalation_id or 0)
            if row.kept_state in rules.WITH_US:
                facts = {"channel": message.channel, "_message_id": message.message_id, "_try": str(message.tries)}
                _tell(row, events, "try", facts, seen, news=False)
                return message
            outbox.end(message, "cancelled", "The council has it already.", seen.now)
        return None


def ways(message: Message, settings: Settings) -> Sending:
    """The ways to the council whose client it is about; a notice goes by the team's own."""
    if message.kind == "notice":
        return settings.sending
    row, _ = one(message.escalation_id or 0)
    return settings.terms_of(row.council).sending


def settle(message: Message, told: Told, settings: Settings) -> None:
    """A try has ended. Its word counts as long as nobody else has tried since."""
    with deed():
        now_it_is = outbox.one(message.id)
        if now_it_is.claim != message.claim or now_it_is.state in ("sent", "failed", "cancelled"):
            return
        _ended(message, told, look(settings))


def sweep(settings: Settings) -> int:
    """Sendings that say nothing any more: what had not been handed over is tried again, what had been may have
    arrived, and a person has to ask. Returns how many there were."""
    with deed():
        seen = look(settings)
        broken = outbox.lapsed(seen.now)
        for message in broken:
            if message.state == "handing over":
                words = f"{BROKEN_OFF} as it was handed over, and nobody knows whether it arrived."
                _ended(message, Told("unsure", "", words), seen)
            else:
                words = f"{BROKEN_OFF} before anything was handed over."
                _ended(message, Told("later", "", words), seen)
        return len(broken)


def _ended(message: Message, told: Told, seen: Look) -> None:
    outcome = rules.OUTCOMES[told.result]
    again = None
    if told.result == "later":
        again = rules.next_try(max(message.tries, 1), seen.now, message.give_up_at, seen.settings.sending.pauses)
        if again is None:
            outcome = rules.OUTCOMES["refused"]
    if again:
        outbox.put_back(message, again)
    else:
        outbox.end(message, outcome.message, told.answer, seen.now)
    if message.kind == "concern":
        _tell_concern(message, told, outcome, again, seen)
    elif message.kind != "notice" and outcome.other:
        row, events = one(message.escalation_id or 0)
        _tell(row, events, outcome.other, _facts(message, told, "" if outcome.message == "sent" else
              "A person has to send it."), seen)  # fmt: skip
        if outcome.message != "sent":
            notices.put(row, f"{message.id}", seen)


def _tell_concern(message: Message, told: Told, outcome: Outcome, again: datetime | None, seen: Look) -> None:
    row, events = one(message.escalation_id or 0)
    if again:
        next_words = f"Tried again {clock.moment_words(again, seen.now)}."
        _tell(row, events, "later", _facts(message, told, next_words), seen, news=False)
        return
    if outcome.message == "failed":
        _next_way(row, events, message, told, seen)
    else:
        _tell(row, events, outcome.concern, _facts(message, told), seen)
    if outcome.message != "sent":
        row, _ = one(row.id)
        notices.put(row, f"{message.id}", seen)
    audit.note(None, f"concern {outcome.message} by {message.channel}", row.client_id, f"concern {message.concern_id}")


def _next_way(row: Row, events: tuple[Event, ...], message: Message, told: Told, seen: Look) -> None:
    """This way has failed for good: the next one is tried, where there is one and the council has not got it."""
    sending = seen.terms(row).sending
    ways = rules.automatic(sending.channels)
    left = ways[ways.index(message.channel) + 1 :] if message.channel in ways else ()
    waits = row.kept_state in rules.WITH_US
    next_words = f"Now by {left[0]}." if left and waits else "No way is left that sends by itself." if waits else ""
    events = _tell(row, events, "refused", _facts(message, told, next_words), seen)
    if not waits:
        return
    if not left:
        _tell(row, events, "failed", {"channel": message.channel, "answer": told.answer}, seen)
        return
    stand = keep(row, events, seen, news=False)
    outbox.put_concern(
        message.concern_id, row.id, left[0], sending, stand.deadline.at if stand.deadline else seen.now, seen.now,
        ways_left=len(left), danger=message.danger, by=None,
    )  # fmt: skip


def _facts(message: Message, told: Told, next_words: str = "") -> dict[str, str]:
    facts = {"channel": message.channel, "to": told.to, "answer": told.answer, "message_id": message.message_id}
    if message.kind == "addition":
        facts["channel"] += ", with an addition"
    return {name: words for name, words in (*facts.items(), ("next", next_words)) if words}


def _tell(
    row: Row, events: tuple[Event, ...], move: str, facts: Mapping[str, str], seen: Look, *, news: bool = True
) -> tuple[Event, ...]:
    """Add what Topaz tells to the history, and keep how it stands then."""
    asked = {question.id for question in rules.MOVES[move].needs}
    facts = {name: words for name, words in facts.items() if name in asked or name.startswith("_")}
    escalate.event(row.id, seen.now, None, move, facts)
    events = (*events, Event(seen.now, None, "Topaz", move, dict(facts)))
    keep(row, events, seen, news=news)
    return events


# What a person's move means for the outbox


def after_a_move(row: Row, move_id: str, state: str, seen: Look, by: int) -> None:
    """What waits to be sent goes no more once the council has it, or nobody wants it sent; what is to be sent again is
    put in."""
    if rules.MOVES[move_id].sends:
        sending = seen.terms(row).sending
        ways = rules.automatic(sending.channels)
        due = keep(row, one(row.id)[1], seen, news=False).deadline
        outbox.put_concern(
            row.concern_id or 0, row.id, ways[0], sending, due.at if due else seen.now, seen.now,
            ways_left=len(ways), danger=bool(row.danger), by=by,
        )  # fmt: skip
    elif state not in ("submitted", "sending"):
        outbox.cancel(row.id, seen.now)
