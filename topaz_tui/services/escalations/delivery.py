"""Records the result of a sending: outbox, history and referral status in one transaction. Later knowledge counts more:
a sending that was given up as broken off and then reports acceptance was accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Sending
from topaz_tui.errors import Unavailable
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.referrals import EscalationKind, EscalationState, MessageKind, MessageState, MoveId
from topaz_tui.services import correspondence, unread
from topaz_tui.services.escalations import health, letters, notices, opening, outbox
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.health import Run
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import Snapshot, snapshot
from topaz_tui.services.escalations.ways import fixed
from topaz_tui.services.session import AnySession, JobSession
from topaz_tui.services.statutory import outward
from topaz_tui.store import audit
from topaz_tui.store.database import transaction

BROKEN_OFF = "The sending broke off"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of an attempt, in the words of the other end: which server or folder, and its answer."""

    result: rules.Result
    to: str
    answer: str


def next_message(session: JobSession, able: Callable[[Message], bool] = lambda _message: True) -> Message | None:
    """Take the next message that is due and that this process is `able` to send, and note that it is being sent. None
    where nothing is. What it can't send it leaves to others: that a password is missing here says nothing about the
    council."""
    for message in outbox.due(clock.now()):
        with unread.aside("outbox", message.id):
            if able(message) and (claimed := _claimed(session, message)):
                return claimed
    return None


def _claimed(session: JobSession, message: Message) -> Message | None:
    with transaction():
        seen = snapshot(session.settings)
        claimed = outbox.claim(message, seen.now, session.settings.sending.lease_seconds)
        if claimed and claimed.kind in rules.DOCUMENTS:
            row, events = get(claimed.escalation_id or 0)
            facts = {"channel": claimed.channel, "_message_id": claimed.message_id, "_try": str(claimed.tries)}
            _tell(row, events, MoveId.TRY, facts, seen, news=False)
        return claimed


def ways(session: AnySession, message: Message) -> Sending:
    """The ways by which the message goes: to the council whose client it is about, or to the service that it is for. A
    notice, and what goes to the person themself, goes by the team's own ways. Where it goes was fixed as it was put
    in."""
    if message.kind in (MessageKind.NOTICE, MessageKind.PERSONAL):
        return session.settings.sending
    if message.kind == MessageKind.WORK:
        return fixed(outward.ways(session.settings, message), message.channel, message.goes_to)
    row, _ = get(message.escalation_id or 0)
    return fixed(snapshot(session.settings).sending(row), message.channel, message.goes_to)


def settle(session: JobSession, message: Message, told: SendResult, made: datetime | None = None) -> None:
    """Record the end of an attempt to send; `made` is when what was sent was put together. It counts as long as nobody
    else has tried since."""
    with transaction():
        now_it_is = outbox.one(message.id)
        if now_it_is.claim != message.claim or now_it_is.state in (
            MessageState.SENT,
            MessageState.FAILED,
            MessageState.CANCELLED,
        ):
            return
        _ended(message, told, snapshot(session.settings), made)


def settle_within(session: JobSession, run: Run, message: Message, told: SendResult, made: datetime) -> None:
    """`settle`, and note beside it what the `run` did so far, as a long one is no dead one: in one transaction, so that
    nobody sees that something went, and reads beside it that no dispatch runs."""
    with transaction():
        settle(session, message, told, made)
        health.record_run(session, run)


def sweep(session: JobSession) -> int:
    """Settle the attempts from which nothing was heard for too long: what had not been handed over is tried again; what
    had been handed over may have arrived, and a person has to ask. Returns how many there were."""
    broken = outbox.lapsed(clock.now(), session.settings.sending.lease_seconds)
    for message in broken:
        if message.state == MessageState.HANDING_OVER:
            told = SendResult(
                rules.Result.UNSURE, "", f"{BROKEN_OFF} as it was handed over, and nobody knows whether it arrived."
            )
        else:
            told = SendResult(rules.Result.LATER, "", f"{BROKEN_OFF} before anything was handed over.")
        with unread.aside("outbox", message.id), transaction():
            if outbox.one(message.id) == message:  # and nobody was quicker
                _ended(message, told, snapshot(session.settings))
    return len(broken)


def _ended(message: Message, told: SendResult, seen: Snapshot, made: datetime | None = None) -> None:
    outcome = rules.OUTCOMES[told.result]
    again = None
    # Somebody has sent it again meanwhile, or nobody wants it sent any more: it is not tried again in any way.
    over = _over(message)
    if told.result == rules.Result.LATER:
        again = rules.next_try(max(message.tries, 1), seen.now, message.give_up_at, seen.settings.sending.pauses)
        if again is None or over:
            again, outcome = None, rules.OUTCOMES[rules.Result.REFUSED]
    if again:
        outbox.put_back(message, again)
    else:
        said = f"{told.to}: {told.answer}" if message.kind == MessageKind.WORK and told.to else told.answer
        outbox.end(message, outcome.message, said, seen.now)
    if message.kind == MessageKind.WORK:
        if not again:
            outward.ended(message, outcome.message, seen.settings, seen.now)
        return
    if message.kind == MessageKind.NOTICE:
        if not again:
            _noticed(message, outcome.message == MessageState.SENT, told, seen)
        return
    if message.kind == MessageKind.PERSONAL:
        if not again:
            correspondence.sending.ended(message, outcome.message, told.to, told.answer, seen.settings, seen.now)
        return
    row, events = get(message.escalation_id or 0)
    beside = message.kind not in rules.DOCUMENTS or row.kept_state not in rules.UNDER_WAY
    if again:
        if not beside:
            facts = _facts(message, told, f"Tried again {clock.format_moment(again, seen.now)}.")
            _tell(row, events, MoveId.LATER, facts, seen, news=False)
    elif outcome.message == MessageState.FAILED and not over:
        _next_way(row, events, message, told, beside, seen)
    else:
        move = outcome.concern if message.kind in rules.DOCUMENTS else _beside(message, outcome.other)
        facts = _facts(message, told)
        if outcome.message == MessageState.SENT and message.kind not in (MessageKind.LETTER, MessageKind.WITHDRAWAL):
            facts["_carried"] = clock.to_store(made or seen.now)
        if outcome.message == MessageState.SENT and message.kind == MessageKind.LETTER:
            events = letters.chased(row, events, seen)
        _tell(row, events, move or MoveId.REFUSED, facts, seen)
    if not again and outcome.message != MessageState.SENT:
        notices.put_unsent(*get(row.id), f"{message.id}", seen)
    if not again:
        deed_words = f"{message.kind} {outcome.message} by {message.channel}"
        about = f"concern {message.concern_id}" if message.concern_id else f"support {row.support_id}"
        audit.record(None, deed_words, row.client_id, about)


def _noticed(message: Message, taken: bool, told: SendResult, seen: Snapshot) -> None:
    """Record in the history that somebody on the escalation path was told by mail, or could not be. It moves no
    clock."""
    if message.escalation_id is None:  # of a concern that is only being written: it has no history yet
        return
    facts = {"to": notices.name_of(message.recipient), "answer": told.answer}
    opening.event(message.escalation_id, seen.now, None, MoveId.TOLD if taken else MoveId.NOT_TOLD, facts)


def _over(message: Message) -> bool:
    if message.kind == MessageKind.WORK:
        return outward.is_over(message)
    if message.kind in rules.OF_NO_LINE:
        return False
    row, _ = get(message.escalation_id or 0)
    return row.closed_at is not None or (message.kind in rules.DOCUMENTS and outbox.newer_open(message))


def _next_way(
    row: EscalationRow,
    events: tuple[EscalationEvent, ...],
    message: Message,
    told: SendResult,
    beside: bool,
    seen: Snapshot,
) -> None:
    """Try the next way once one has failed for good; where there is none left a person has to send it. `beside`: the
    council has the concern, and this is what goes with it or after it."""
    sending = seen.sending(row)
    ways = rules.automatic(sending.channels)
    left = ways[ways.index(message.channel) + 1 :] if message.channel in ways else ()
    left = left if message.kind != MessageKind.LETTER else ()  # a letter is mailed, or taken by hand
    next_words = f"Now by {left[0]}." if left else "A person has to send it."
    move = (_beside(message, MoveId.LETTER_FAILED) if beside else None) or MoveId.REFUSED
    if beside and left:
        next_words += " Nothing has reached the council this way."
    events = _tell(row, events, move, _facts(message, told, next_words), seen)
    if not left:
        if not beside:
            _tell(row, events, MoveId.FAILED, {"channel": message.channel, "answer": told.answer}, seen)
        return
    if message.kind in (MessageKind.ADDITION, MessageKind.WITHDRAWAL):
        kind = MessageKind(message.kind)
        what = outbox.MessageBeside(kind, message.concern_id, row.id, left[0], body=message.body, danger=message.danger)
        outbox.put_beside(what, sending, seen.now)
        return
    due = seen.now
    with unread.aside("escalation", row.id):
        stand = save_status(row, events, seen, news=False)
        due = stand.deadline.at if stand.deadline else due
    document = outbox.DocumentMessage(MessageKind(message.kind), row.concern_id, row.id, left, message.danger)
    outbox.put_document(document, sending, due, seen.now)


_OF_WITHDRAWAL = {MoveId.LETTER_SENT: MoveId.WITHDRAWAL_SENT, MoveId.LETTER_FAILED: MoveId.WITHDRAWAL_FAILED}


def _beside(message: Message, other: MoveId | None) -> MoveId | None:
    """The move that says what became of a message that goes beside a concern."""
    return _OF_WITHDRAWAL[other] if other and message.kind == MessageKind.WITHDRAWAL else other


def _facts(message: Message, told: SendResult, next_words: str = "") -> dict[str, str]:
    facts = {"channel": message.channel, "to": told.to, "answer": told.answer, "message_id": message.message_id}
    if message.kind == MessageKind.ADDITION:
        facts["channel"] += ", with an addition"
    return {name: words for name, words in (*facts.items(), ("next", next_words)) if words}


def _tell(
    row: EscalationRow,
    events: tuple[EscalationEvent, ...],
    move: MoveId,
    facts: Mapping[str, str],
    seen: Snapshot,
    *,
    news: bool = True,
) -> tuple[EscalationEvent, ...]:
    """Add a move of Topaz's own to the history, and save the status that follows."""
    asked = {question.id for question in rules.MOVES[move].needs}
    facts = {name: words for name, words in facts.items() if name in asked or name.startswith("_")}
    opening.event(row.id, seen.now, None, move, facts)
    events = (*events, EscalationEvent(seen.now, None, "Topaz", move, dict(facts)))
    with unread.aside("escalation", row.id):  # a history that can't be reckoned holds no concern back
        save_status(row, events, seen, news=news)
    return events


# What a person's move means for the outbox


def after_a_move(row: EscalationRow, move_id: str, given: Answers, state: str, seen: Snapshot, by: int) -> None:
    """Bring the outbox in line with a move. Once the council has the concern, or nobody wants it sent, waiting messages
    are cancelled, and the history says so. A council told by telephone has no document yet, so the document still goes.
    A message that is to be sent now is put in, or made due."""
    if rules.MOVES[move_id].sends:
        if outbox.hurry(row.id, seen.now):
            return
        if row.kept_state == EscalationState.SENDING:
            raise Unavailable("It is being sent at this moment.", "Look again in a minute.")
        sending = seen.sending(row)
        ways = rules.automatic(sending.channels)
        due = save_status(row, get(row.id)[1], seen, news=False).deadline
        outbox.put_document(_document_of(row, ways, by), sending, due.at if due else seen.now, seen.now)
        return
    if rules.MOVES[move_id].to_state is None or move_id == rules.CONFIRMED:
        return
    told_only = move_id == MoveId.SEND and given.get("how") == "phone"
    final = state in rules.FINAL
    goes_on = not final and (told_only or state in (EscalationState.SUBMITTED, EscalationState.SENDING))
    if not goes_on and outbox.cancel(row.id, seen.now, everything=final):
        _tell(row, get(row.id)[1], MoveId.STOPPED, {}, seen, news=False)


def not_handed_over(row: EscalationRow) -> None:
    """Raises Unavailable while the document is handed over: nobody can tell yet whether they will have it."""
    if outbox.handed_over(row.id, *rules.DOCUMENTS):
        raise Unavailable(
            "It is being sent at this moment.", "Look again in a minute: then it is known if they have it."
        )


def _document_of(row: EscalationRow, channels: Sequence[str], by: int) -> outbox.DocumentMessage:
    """The message that carries the line's document."""
    kind = MessageKind.CONCERN if row.kind == EscalationKind.CONCERN else MessageKind.SUPPORT
    return outbox.DocumentMessage(kind, row.concern_id, row.id, channels, bool(row.danger), by)


def send_if_nothing_does(row: EscalationRow, state: str, seen: Snapshot, by: int) -> bool:
    """Put a message in for a document that must go automatically and has none, since somebody had recorded that it need
    not go. Returns whether it did. Part of the caller's transaction."""
    sending = seen.sending(row)
    ways = rules.automatic(sending.channels)
    if (
        not ways
        or state not in (EscalationState.SUBMITTED, EscalationState.SENDING)
        or row.id in outbox.under_way((row.id,)).documents
    ):
        return False
    outbox.put_document(_document_of(row, ways, by), sending, seen.now, seen.now)
    return True
