"""What goes to the other end, whichever the way: a concern as a document, or a text alone. And how a way tells how it
ended: as a `SendResult`, in the words of the other end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from topaz_tui import clock, files
from topaz_tui.exchange.pdf import as_pdf, printed_as_pdf
from topaz_tui.rules.concerns import Document, as_text
from topaz_tui.rules.referrals import MessageKind, Result
from topaz_tui.services import concerns, correspondence, new_file, support
from topaz_tui.services.concerns import View
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import SendResult
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.session import JobSession
from topaz_tui.services.statutory import outward

LONGEST = 400  # characters of an answer that are kept
HandOver = Callable[[], bool]
"""Called just before the last byte goes: False where it must not go any more."""


@dataclass(frozen=True)
class Package:
    """A message with what it carries; `packed` makes it."""

    session: JobSession
    message: Message

    @cached_property
    def view(self) -> View:
        """The referral, or the concern as it stands now, what was added since among it."""
        if self.message.concern_id is None:
            support_id = escalations.support_of(self.session, self.message.escalation_id or 0)
            return support.view(self.session, support_id)
        return concerns.view(self.session, self.message.concern_id or 0)

    @cached_property
    def sections(self) -> Document:
        """The document; of a concern that is withdrawn, what says so stands first."""
        if self.message.kind != MessageKind.WITHDRAWAL:
            return self.view.sections
        withdrawn = ("WITHDRAWN", (("This concern is withdrawn", self.message.body or ""),))
        return (withdrawn, *self.view.sections)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return as_text(self.sections)

    @property
    def name(self) -> str:
        """A name for files: nothing personal, and no two messages alike."""
        return f"{self.view.reference}-v{self.view.version}-{self.message.message_id[1:9]}"

    def pdf(self, password: str | None = None) -> bytes:
        """The document as a PDF, which opens only with `password` where one is given."""
        view = self.view
        return as_pdf(view.reference, view.version, view.made_at, self.sections, password=password)

    @property
    def told(self) -> dict[str, object]:
        """What a machine needs to file it: the council's own person ID, and nothing else about anybody."""
        view = self.view
        return {
            "reference": view.reference,
            "version": view.version,
            "submitted_at": clock.to_store(view.submitted_at or view.opened_at),
            "immediate_danger": self.message.danger,
            "person_id": view.person_id,
        }

    @property
    def subject(self) -> str:
        """What it is, and nothing personal; to somebody themself, the subject of their letter."""
        if self.message.kind == MessageKind.PERSONAL:
            return str(correspondence.sending.letter_of(self.session, self.message).subject)
        if self.message.concern_id is None and self.message.kind == MessageKind.NOTICE:
            return "The board in Topaz: please look"
        urgent = "URGENT, immediate danger: " if self.message.danger else ""
        what = {
            "concern": "safeguarding concern {}",
            "support": "referral {}",
            "addition": "addition to safeguarding concern {}",
            "withdrawal": "withdrawal of safeguarding concern {}",
            "letter": f"{'safeguarding concern' if self.message.concern_id else 'referral'} {{}}: please answer",
            "notice": "concern {}: please look in Topaz",
        }[self.message.kind].format(self.view.reference)
        return urgent + (what if urgent else what[0].upper() + what[1:])


class WorkPackage(Package):
    """A plan or a report of children's services. A mail says what is attached, and nothing of what is in it."""

    @cached_property
    def parcel(self) -> outward.Parcel:
        """What it carries, as it went: later versions change nothing of it."""
        return outward.parcel(self.session, self.message)

    @property
    def sections(self) -> Document:
        return self.parcel.printed.document

    @property
    def text(self) -> str:
        return f"{self.subject}: it is attached as a PDF. Please say that you have it, and sign it off or return it.\n"

    @property
    def name(self) -> str:
        version = self.parcel.printed.version.number
        return f"{self.parcel.reference}-v{version}-{self.message.message_id[1:9]}"

    def pdf(self, password: str | None = None) -> bytes:
        return printed_as_pdf(self.parcel.printed, password=password)

    @property
    def told(self) -> dict[str, object]:
        parcel = self.parcel
        made = {"version": parcel.printed.version.number, "sent_at": clock.to_store(parcel.made_at)}
        return {"reference": parcel.reference, **made, **parcel.about}

    @property
    def subject(self) -> str:
        words = f"{self.parcel.kind} {self.parcel.reference}, version {self.parcel.printed.version.number}"
        return words[0].upper() + words[1:]


def packed(session: JobSession, message: Message) -> Package:
    """The message with what it carries."""
    return (WorkPackage if message.kind == MessageKind.WORK else Package)(session, message)


def write_pdf(view: View, file: Path) -> None:
    """Write the concern as it stands to a file that is its owner's alone. Raises UserError where it can't, or where
    something is there already."""
    with new_file.in_words(file):
        version = view.version if view.submitted_at else None
        files.write_new(file, as_pdf(view.reference, version, view.made_at, view.sections))


def broke_off(error: Exception, where: str, handed_over: bool, whom: str) -> SendResult:
    """What a line that broke off means: before all was handed over it is tried again, after that nobody knows whether
    it arrived. `whom` is the other end, as a sentence begins with it."""
    what = answer(getattr(error, "strerror", None) or error) or type(error).__name__
    if handed_over:
        return SendResult(Result.UNSURE, where, f"The line broke off after all was handed over: {what}")
    return SendResult(Result.LATER, where, f"{whom} could not be reached: {what}")


def answer(text: object) -> str:
    """What the other end said, on one line, and no longer than is of use."""
    from topaz_tui.text import one_line

    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    words = words.encode("utf-8", "replace").decode()  # half a letter can't be kept
    return one_line(words)[:LONGEST]
