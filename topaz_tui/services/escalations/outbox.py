"""The outbox: what is to be sent, apart from what it is for. A message is put in with the transaction that it belongs
to, claimed by one sending at a time, and never taken out.

Its Message-ID is there before the first try. 'trying' means that nothing has been handed over yet; 'handing over' is
written just before the last byte goes, by whoever still has the claim: what breaks off before it can simply be tried
again, and what breaks off after it may have arrived.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from peewee import SQL, fn

from topaz_tui import clock
from topaz_tui.config import ADDRESS, Sending
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import MessageKind, MessageState
from topaz_tui.rules.terms import Channel
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession, JobSession
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Outbox
from topaz_tui.store.rows import as_json, dicts, ids_in

NO_DOMAIN = "topaz.invalid"  # of a Message-ID where no mail is sent: it names no machine and no person


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `kind` is one of MessageKind; `recipient` and `body` are a
    letter's and a notice's own, else the council's address and the concern; a withdrawal's `body` stands above the
    concern. `goes_to` is the address or the folder that was fixed as it was put in; older ones have none."""

    id: int
    kind: str
    concern_id: int | None
    escalation_id: int | None
    channel: str
    recipient: str | None
    body: str | None
    message_id: str
    danger: bool
    state: str
    tries: int
    give_up_at: datetime
    claim: str | None
    made_at: datetime
    ended_at: datetime | None
    answer: str | None
    letter_id: int | None = None
    document_id: int | None = None
    goes_to: str | None = None

    @property
    def has_document(self) -> bool:
        """Does it carry the document itself, and not only words about it?"""
        return self.kind not in (MessageKind.LETTER, MessageKind.NOTICE, MessageKind.PERSONAL)


_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")


def recipient(text: str) -> None:
    """Raises ValueError where the text is no mail address."""
    if not ADDRESS.fullmatch(text):
        raise ValueError("no address")


def message_id(text: str) -> None:
    """Raises ValueError where the text can't be a Message-ID, nor part of a file's name."""
    if not _MESSAGE_ID.fullmatch(text) or not text[1:9].isalnum():
        raise ValueError("no Message-ID")


def damaged(session: AnySession, message: Message) -> bool:
    """Does the message hold something unreadable? It is then put aside and named, as no later attempt would do
    better."""
    with unread.aside("outbox", message.id):
        message_id(message.message_id)
        if message.recipient:
            recipient(message.recipient)
        if message.goes_to and message.channel == Channel.MAIL:
            recipient(message.goes_to)
        if message.kind not in tuple(MessageKind):
            raise ValueError("an unknown kind")
        return False
    return True


# Written out and not bound, as the partial indexes have them: for a list of bound values SQLite scans the table.
_SENDING = SQL("state IN ('trying', 'handing over')")
_UNDER_WAY = SQL("state IN ('due', 'trying', 'handing over')")
_BESIDE = tuple(kind for kind in MessageKind if kind not in rules.OF_NO_LINE)
"""What goes with a document to whom that goes: notices go to us, and what is personal to the person."""
_LINKS = ("concern_id", "escalation_id", "letter_id", "document_id")
_COLUMNS = [
    getattr(Outbox, field.name.removesuffix("_id")).alias(field.name) if field.name in _LINKS
    else getattr(Outbox, field.name)
    for field in fields(Message)
]  # fmt: skip


def _messages(rows: Iterable[dict[str, Any]]) -> tuple[Message, ...]:
    """The messages of these rows; one that can't be read is sent nowhere, and stands on the board (unread.py)."""
    return tuple(unread.each("outbox", rows, _message))


def _which(*which: Any, order: Sequence[Any] = (Outbox.id,)) -> Any:
    return Outbox.select(*_COLUMNS).where(*which).order_by(*order)


def _message(row: dict[str, Any]) -> Message:
    times = {name: unread.value("outbox", row["id"], clock.from_store, row[name])
             for name in ("give_up_at", "made_at", "ended_at")}  # fmt: skip
    now = clock.now()  # a time that can't be read holds up nothing: it is tried once more, then a person hears of it
    known = {"give_up_at": times["give_up_at"] or now, "made_at": times["made_at"] or now}
    return Message(**row | times | known | {"danger": bool(row["danger"])})


def _is_there(*which: Any) -> bool:
    return bool(Outbox.select().where(*which).exists())


# In


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document that is to go (a concern, or a referral for support): by the first of these channels, and where that
    fails by the next. `by` put it in; None where that went by itself."""

    kind: MessageKind
    concern_id: int | None
    escalation_id: int
    channels: Sequence[str]
    danger: bool = False
    by: int | None = None


def put_document(what: DocumentMessage, sending: Sending, due: datetime, now: datetime) -> None:
    """Put a document in; `due` is the deadline of its sending. Part of the caller's transaction."""
    before = Outbox.select().where(Outbox.escalation == what.escalation_id, Outbox.kind == what.kind).count()
    until = rules.give_up_at(now, due, len(what.channels), timedelta(minutes=sending.least_minutes))
    about = f"{what.kind}/{what.concern_id or what.escalation_id}/{before + 1}"
    put(sending, now, until, key=about, kind=what.kind, concern=what.concern_id, escalation=what.escalation_id,
        channel=what.channels[0], danger=int(what.danger), made_by=what.by)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MessageBeside:
    """A message that goes beside a concern: an addition, a letter, a notice. One with a `key` is put in once, however
    often that is asked."""

    kind: MessageKind
    concern_id: int | None
    escalation_id: int | None
    channel: str
    key: str | None = None
    recipient: str | None = None
    body: str | None = None
    danger: bool = False
    by: int | None = None


def put_beside(what: MessageBeside, sending: Sending, now: datetime) -> None:
    """Put the message in. Part of the caller's transaction."""
    until = now + timedelta(minutes=sum(sending.pauses) + sending.least_minutes)
    put(
        sending, now, until, key=f"{what.kind}/{what.key or secrets.token_hex(8)}", kind=what.kind, made_by=what.by,
        concern=what.concern_id, escalation=what.escalation_id, channel=what.channel, recipient=what.recipient,
        body=what.body, danger=int(what.danger),
    )  # fmt: skip


def put_personal(
    letter_id: int, channel: str, recipient: str | None, text: str, sending: Sending, now: datetime, *, by: int
) -> None:
    """Put in a mail or text to the person themself. Part of the caller's transaction."""
    until = now + timedelta(minutes=sum(sending.pauses) + sending.least_minutes)
    put(
        sending, now, until, key=f"{MessageKind.PERSONAL}/{letter_id}", kind=MessageKind.PERSONAL, letter=letter_id,
        channel=channel, recipient=recipient, body=text, made_by=by,
    )  # fmt: skip


def cancel_personal(letter_id: int, at: str) -> bool:
    """What waits of this letter need not go any more; False where it is being handed over. Part of the caller's
    transaction."""
    waits = Outbox.state.in_((MessageState.DUE, MessageState.TRYING))
    Outbox.update(state=MessageState.CANCELLED, ended_at=at).where(Outbox.letter == letter_id, waits).execute()
    return not _is_there(Outbox.letter == letter_id, Outbox.state == MessageState.HANDING_OVER)


def put(sending: Sending, now: datetime, until: datetime, *, key: str, **columns: object) -> None:
    """Put a message in, unless one of this key is there. Part of the caller's transaction: no two run at once."""
    if _is_there(Outbox.key == key):
        return
    domain = (sending.mail.sender or "").partition("@")[2]
    domain = domain if domain and domain.isascii() else NO_DOMAIN  # a head of a mail takes no other letters
    at = clock.to_store(now)
    places = {"mail": columns.get("recipient") or sending.mail.to, "folder": sending.folder.path}
    goes_to = places.get(str(columns["channel"]), columns.get("recipient"))
    Outbox.insert(
        key=key, message_id=f"<{secrets.token_hex(16)}@{domain}>", next_at=at, give_up_at=clock.to_store(until),
        made_at=at, goes_to=goes_to, **columns,
    ).execute()  # fmt: skip


def cancel(escalation_id: int, now: datetime, *, everything: bool = False) -> int:
    """What waits to be sent about this need not go any more, nor what is under way and not handed over yet: whoever
    has it finds that out in time (`handing_over`). `everything`: what goes beside the concern, too, but no notice.
    Returns how many there were. Part of the caller's transaction."""
    kinds = _BESIDE if everything else rules.DOCUMENTS
    cancelled = Outbox.update(state=MessageState.CANCELLED, ended_at=clock.to_store(now)).where(
        Outbox.escalation == escalation_id,
        Outbox.state.in_((MessageState.DUE, MessageState.TRYING)),
        Outbox.kind.in_(kinds),
    )
    return int(cancelled.execute())


def handed_over(escalation_id: int, *kinds: MessageKind) -> bool:
    """Is a message of one of these kinds about this escalation being handed over at this moment?"""
    return _is_there(
        Outbox.escalation == escalation_id, Outbox.kind.in_(kinds), Outbox.state == MessageState.HANDING_OVER
    )


def hurry(escalation_id: int, now: datetime) -> bool:
    """Make the document that waits for its next try due now; False where none waits. Part of the caller's
    transaction."""
    hurried = Outbox.update(next_at=clock.to_store(now)).where(
        Outbox.escalation == escalation_id, Outbox.state == MessageState.DUE, Outbox.kind.in_(rules.DOCUMENTS)
    )
    return bool(hurried.execute())


# Out


LONGEST_PAUSE = timedelta(days=1, minutes=1)  # no pause is longer (settings: sending.pauses)


def due(now: datetime) -> tuple[Message, ...]:
    """The messages that are due, danger first. One put off for longer than any pause was put off by a clock that was
    wrong, and is due, too."""
    at, far = clock.to_store(now), clock.to_store(now + LONGEST_PAUSE)
    return _messages(_due(at, far))


@Compiled
def _due(at: Any, far: Any) -> Any:
    return _which(
        Outbox.state == MessageState.DUE, (Outbox.next_at <= at) | (Outbox.next_at > far),
        order=(Outbox.danger.desc(), Outbox.next_at, Outbox.id),
    )  # fmt: skip


def claim(message: Message, now: datetime, seconds: int) -> Message | None:
    """Take this message: it is this sending's for so many seconds. None where somebody else has. Part of the caller's
    transaction."""
    until = clock.to_store(now + timedelta(seconds=seconds))
    taken = Outbox.update(
        state=MessageState.TRYING, tries=Outbox.tries + 1, claim=secrets.token_hex(8), claimed_until=until
    ).where(Outbox.id == message.id, Outbox.state == MessageState.DUE)
    return one(message.id) if taken.execute() else None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The escalations, by their numbers, of which Topaz itself sends something, or will try again: the document itself,
    or an addition to it."""

    documents: Set[int] = frozenset()
    additions: Set[int] = frozenset()


def under_way(escalation_ids: Iterable[int]) -> UnderWay:
    """What is under way of these escalations, read at once."""
    ids = as_json(escalation_ids)
    if ids == "[]":
        return UnderWay()
    documents, additions = set[int](), set[int]()
    for row in _under_way(ids):
        (additions if row["kind"] == MessageKind.ADDITION else documents).add(row["escalation_id"])
    return UnderWay(documents, additions)


@Compiled
def _under_way(among: Any) -> Any:
    kinds = Outbox.kind.in_((*rules.DOCUMENTS, MessageKind.ADDITION))
    return Outbox.select(Outbox.escalation, Outbox.kind).where(Outbox.escalation.in_(ids_in(among)), kinds, _UNDER_WAY)


def letter_of(escalation_id: int, at: datetime) -> bool:
    """Was a letter about it taken at that moment, or put in (as it was recorded before) and not called back since?"""
    then = clock.to_store(at)
    return _is_there(
        Outbox.escalation == escalation_id, Outbox.kind == MessageKind.LETTER, Outbox.state != MessageState.CANCELLED,
        (Outbox.ended_at == then) | (Outbox.made_at == then),
    )  # fmt: skip


def at_work(now: datetime) -> bool:
    """Is anybody sending a message at this moment?"""
    return _is_there(_SENDING, Outbox.claimed_until >= clock.to_store(now))


def newer_open(message: Message) -> bool:
    """Is a later message with the same document on its way?"""
    return _is_there(
        Outbox.escalation == message.escalation_id, Outbox.kind == message.kind, Outbox.id > message.id,
        _UNDER_WAY,
    )  # fmt: skip


def handing_over(session: JobSession, message: Message) -> bool:
    """Write down, for good, that the last byte goes now. False where somebody else has the claim since, or nobody
    wants it sent any more: then it must not go."""
    until = clock.to_store(clock.now() + timedelta(seconds=session.settings.sending.lease_seconds))
    with transaction():
        ours = Outbox.update(state=MessageState.HANDING_OVER, claimed_until=until).where(
            Outbox.id == message.id, Outbox.claim == message.claim, Outbox.state == MessageState.TRYING
        )
        return bool(ours.execute())


def lapsed(now: datetime, seconds: int) -> tuple[Message, ...]:
    """Messages whose sending has not been heard of for as long as it may take (so many seconds), or was claimed by a
    clock that was wrong."""
    at, far = clock.to_store(now), clock.to_store(now + timedelta(seconds=seconds + 60))
    return _messages(_lapsed(at, far))


@Compiled
def _lapsed(at: Any, far: Any) -> Any:
    return _which(_SENDING, (Outbox.claimed_until < at) | (Outbox.claimed_until > far))


def put_back(message: Message, next_at: datetime) -> None:
    """Set the message to be tried again at the given time. Part of the caller's transaction."""
    Outbox.update(state=MessageState.DUE, next_at=clock.to_store(next_at), claim=None, claimed_until=None).where(
        Outbox.id == message.id
    ).execute()


def end(message: Message, state: MessageState, answer: str, now: datetime) -> None:
    """Set the message's final state, with the answer of the other end. Its claim stays, so that only its holder's word
    counts. Part of the caller's transaction."""
    Outbox.update(state=state, answer=answer, ended_at=clock.to_store(now), claimed_until=None).where(
        Outbox.id == message.id
    ).execute()


# Looking


def one(message_id: int) -> Message:
    """The message of this id."""
    [row] = _message_of(message_id)
    return _message(row)


@Compiled
def _message_of(message_id: Any) -> Any:
    return Outbox.select(*_COLUMNS).where(Outbox.id == message_id)


def of_concern(concern_id: int) -> tuple[Message, ...]:
    """All messages about a concern, oldest first."""
    return _messages(_of_concern(concern_id))


@Compiled
def _of_concern(concern_id: Any) -> Any:
    return _which(Outbox.concern == concern_id)


def waiting(session: AnySession, channel: str) -> tuple[Message, ...]:
    """All that is to go by this channel and has not been handed over, due or not."""
    theirs = Outbox.state.in_((MessageState.DUE, MessageState.TRYING)), Outbox.channel == channel
    return _messages(dicts(_which(*theirs)))


def on_their_way(escalation_id: int) -> tuple[Message, ...]:
    """What is still to go about this escalation, or is going, to others than ourselves."""
    return _messages(dicts(_which(Outbox.escalation == escalation_id, _UNDER_WAY, Outbox.kind.in_(_BESIDE))))


def counts() -> dict[str, int]:
    """The number of messages in each state."""
    rows = Outbox.select(Outbox.state, fn.COUNT(Outbox.id).alias("messages")).group_by(Outbox.state)
    return {row["state"]: row["messages"] for row in dicts(rows.order_by(Outbox.state))}
