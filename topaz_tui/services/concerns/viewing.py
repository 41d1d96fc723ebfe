"""A concern to be read: as submitted, with its version and what was added since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Document
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, references, unread
from topaz_tui.services.concerns.records import Unreadable, adult_for, answers_of, moment, raised_by_of, row_of
from topaz_tui.services.safety import numbers_of
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit, models
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Concern, Worker


@dataclass(frozen=True, slots=True)
class AdditionLine:
    """An addition made after the submission."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """A concern to be read. `document` is as submitted; of one that was not, as it would be now."""

    id: int
    reference: str
    client_id: int
    client: str
    author: str
    document: Document
    additions: tuple[AdditionLine, ...]
    opened_at: datetime
    submitted_at: datetime | None
    discarded: str | None
    person_id: str

    @property
    def version(self) -> int:
        """1 as submitted; each addition makes another."""
        return 1 + len(self.additions)

    @property
    def made_at(self) -> datetime:
        """When this version came to be: with its last addition, else with the submission."""
        return self.additions[-1].at if self.additions else self.submitted_at or self.opened_at

    @property
    def sections(self) -> Document:
        """The document with its version, and with each addition as a section of its own at the end."""
        (title, lines), *body = self.document
        of = "as submitted" if self.version == 1 else f"with what was added {forms.when_words(self.made_at)}"
        version = (("Version", f"{self.version}, {of}"),) if self.submitted_at else ()
        more = []
        for each in self.additions:
            added = f"{forms.when_words(each.at)} by {each.by}"
            more.append(("Added afterwards", (("Added", added), ("Addition", each.text))))
        return ((title, (*lines, *version)), *body, *more)

    def text(self, width: int = rules.WIDTH) -> str:
        """All of it as plain text."""
        return rules.as_text(self.sections, width)


def find(session: Session, named: str) -> View:
    """The concern of this reference or number, to be taken out of the program: that is logged. Raises UserError when
    there is none."""
    found = view(session, references.named(Concern, named, "concern", "SC-2026-00012"))
    with transaction():
        audit.record(session.worker_id, "took out a concern", found.client_id, f"concern {found.id}")
    return found


def view(session: AnySession, concern_id: int) -> View:
    """A concern as it stands now, with its additions, for whoever reads it and for what sends it. Raises UserError when
    there is none."""
    row = row_of(concern_id)
    if row.submitted_at or row.opened_by != session.worker_id:  # what one is writing stays one's own
        access.need_open(session, row.client_id)
    access.noted(session, Reading.CONCERN, row.client_id, subject=f"concern {concern_id}")
    adult, raised_by = adult_for(session, row.client_id), raised_by_of(row.opened_by)
    if row.document:
        document = unread.value("concern", row.id, read_document, row.document)
        if document is None:
            raise Unreadable(
                f"The document of {row.reference} can't be read; it is kept as it is.",
                "Tell the council by telephone, and whoever looks after Topaz.",
            )
        if (door := numbers_of(row.client_id)).hidden:  # it was safe to call them as it was submitted
            document = rules.with_numbers_held_back(document, door.instead)
    else:
        document = rules.document(answers_of(row), adult, raised_by, row.reference)
    return View(
        id=row.id,
        reference=row.reference,
        client_id=row.client_id,
        client=adult.name,
        author=raised_by.name,
        document=document,
        additions=_additions(concern_id),
        opened_at=unread.value("concern", row.id, clock.from_store, row.opened_at) or clock.now(),
        submitted_at=moment(row.submitted_at),
        discarded=row.discarded_why,
        person_id=adult.person_id,
    )


@Compiled
def _added_to(concern_id: Any) -> Any:
    added = models.Addition
    return (
        added.select(added.id, added.text, Worker.name.alias("by"), added.added_at)
        .join(Worker, on=added.worker == Worker.id)
        .where(added.concern == concern_id)
        .order_by(added.id)
    )


def _additions(concern_id: int) -> tuple[AdditionLine, ...]:
    def line(row: dict[str, Any]) -> AdditionLine:
        return AdditionLine(row["text"], row["by"], clock.from_store(row["added_at"]))

    return tuple(unread.each("addition", _added_to(concern_id), line))


def read_document(text: str) -> Document:
    """A document as it is kept. Raises ValueError for what is none."""
    found = tuple(
        (str(title), tuple((str(label), str(words)) for label, words in lines)) for title, lines in json.loads(text)
    )
    if not found:
        raise ValueError("no document")
    return found
