"""The messages of the outbox that carry work for children's services: put in, called back, and how each went, to be
shown beside the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Sending
from topaz_tui.grammar import counted
from topaz_tui.rules.children.work_states import WorkState
from topaz_tui.rules.referrals import MessageKind, MessageState
from topaz_tui.services import unread
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.store.models import Outbox, Work, WorkDocument
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class SentWork:
    """One message of the outbox that carries a version: by which way, how it stands, how often it was tried, and what
    the other end said, word for word."""

    document_id: int
    channel: str
    state: str
    tries: int
    made_at: datetime
    ended_at: datetime | None
    next_at: datetime | None
    answer: str
    message_id: str

    @property
    def taken(self) -> bool:
        """Did the other end say that it has the document?"""
        return self.state == MessageState.SENT

    @property
    def failed(self) -> bool:
        """Does a person have to see to it: it did not go, was called back, or only perhaps went?"""
        return self.state in (MessageState.FAILED, MessageState.PERHAPS, MessageState.CANCELLED)

    @property
    def words(self) -> str:
        """What became of the message, as a line of the history."""
        by = f"by {self.channel}"
        match self.state:
            case MessageState.SENT:
                return f"Taken at the other end, {by}"
            case MessageState.FAILED:
                return f"It did not go {by}"
            case MessageState.PERHAPS:
                return f"Perhaps it went {by}: ask the council"
            case MessageState.CANCELLED:
                return f"It was not to go {by} any more"
            case _:
                tried = f", tried {counted(self.tries, 'time')}" if self.tries else ""
                return f"On its way {by}{tried}"


def of_work(work_id: int) -> tuple[SentWork, ...]:
    """Every message that carried a version of it, the oldest first."""
    return tuple(sent for _, sent in _read(Work.id == work_id))


def newest(which: Any) -> dict[int, SentWork]:
    """The last message of the newest version of each of these pieces that was given to the outbox."""
    return dict(_read(which))


def _read(which: Any) -> list[tuple[int, SentWork]]:
    rows = (
        Outbox.select(
            Outbox.id, Outbox.document.alias("document"), Outbox.channel, Outbox.state, Outbox.tries, Outbox.made_at,
            Outbox.ended_at, Outbox.next_at, Outbox.answer, Outbox.message_id, WorkDocument.work.alias("work"),
        )
        .join(WorkDocument, on=Outbox.document == WorkDocument.id)
        .join(Work, on=WorkDocument.work == Work.id)
        .where(Outbox.kind == MessageKind.WORK.value, which)
        .order_by(Outbox.document, Outbox.id)
    )  # fmt: skip
    found = []
    for row in dicts(rows):
        with unread.aside("outbox", row["id"]):
            ended = clock.from_store(row["ended_at"]) if row["ended_at"] else None
            sent = SentWork(
                row["document"], row["channel"], row["state"], row["tries"], clock.from_store(row["made_at"]), ended,
                clock.from_store(row["next_at"]), row["answer"] or "", row["message_id"],
            )  # fmt: skip
            found.append((row["work"], sent))
    return found


def put(document_id: int, channel: str, sending: Sending, now: datetime, *, by: int | None) -> None:
    """Put a version of a document into the outbox. Part of the caller's transaction."""
    until = now + timedelta(minutes=sum(sending.pauses) + sending.least_minutes)
    before = Outbox.select().where(Outbox.document == document_id).count()
    outbox.put(
        sending, now, until, key=f"{MessageKind.WORK}/{document_id}/{before + 1}", kind=MessageKind.WORK,
        document=document_id, channel=channel, made_by=by,
    )  # fmt: skip


def cancel(work_id: int, now: datetime) -> bool:
    """What waits of this work need not go any more; False where it is being handed over. Part of the caller's
    transaction."""
    versions = WorkDocument.select(WorkDocument.id).where(WorkDocument.work == work_id)
    theirs = Outbox.document.in_(versions)
    waits = Outbox.state.in_((MessageState.DUE, MessageState.TRYING))
    gone = {"state": MessageState.CANCELLED, "ended_at": clock.to_store(now)}
    Outbox.update(**gone).where(theirs, waits).execute()
    return not Outbox.select().where(theirs, Outbox.state == MessageState.HANDING_OVER).exists()


def is_anew(message: Message) -> bool:
    """Was the same work, in this version or a later one, given to the outbox again after this message?"""
    whose = WorkDocument.select(WorkDocument.work).where(WorkDocument.id == message.document_id)
    versions = WorkDocument.select(WorkDocument.id).where(WorkDocument.work.in_(whose))
    return bool(Outbox.select().where(Outbox.document.in_(versions), Outbox.id > message.id).exists())


def is_under_way() -> bool:
    """Was any such message of work that is on its way to a council not taken?"""
    sent = Work.select(Work.id).where(Work.state == WorkState.SENT.value)
    theirs = Outbox.document.in_(WorkDocument.select(WorkDocument.id).where(WorkDocument.work.in_(sent)))
    return bool(Outbox.select().where(theirs, Outbox.state != MessageState.SENT).exists())
