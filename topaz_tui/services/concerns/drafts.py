"""Work begun and not finished: concerns being written, and calls with a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms, people, referrals
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.services import colleagues, unread
from topaz_tui.services import drafts as kept
from topaz_tui.services.colleagues import Colleague
from topaz_tui.services.concerns.records import adult_for, adult_of, answers_of, raised_by_of, row_of
from topaz_tui.services.session import Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Client, Concern, Escalation, OrderChild, Work, Worker
from topaz_tui.store.rows import objects


@dataclass(frozen=True, slots=True)
class BeingWritten:
    """A concern that has not been submitted: about whom, by whom, since when, and when last typed into.
    `author` says so where they are retired (`author_gone`). `deadline` is by when it should be submitted.
    `council` is whose client it is about (None: the team's own). `missing` counts the answers that submission still
    needs. `empty` says that nothing was written in it yet: left so, it was never begun. `owner` is with whom it stands:
    its author, or where they are retired a manager (`with_id`), 'nobody' where none is at work."""

    id: int
    reference: str
    client_id: int
    client: str
    author: str
    since: datetime
    saved_at: datetime
    danger: bool
    author_id: int
    deadline: datetime
    owner: str
    with_id: int | None
    author_gone: bool = False
    council: str | None = None
    missing: int = 0
    empty: bool = False

    def late(self, now: datetime) -> bool:
        """Is the deadline for submission over?"""
        return now > self.deadline


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something a worker has begun and may go on with: a concern, or what a draft keeps (`concern_id` is None), whose
    `kind` and `key` these are. `client` is '' for what is about several."""

    client_id: int | None
    client: str
    saved_at: datetime
    concern_id: int | None = None
    danger: bool = False
    kind: str = "concern"
    key: str = ""


LATE = timedelta(days=2)  # whatever the terms are, it should have been submitted by now


@dataclass(frozen=True, slots=True)
class _Row:
    """A concern that is being written, as it is stored, with the names that belong to it."""

    id: int
    reference: str
    client_id: int
    title: str | None
    first_name: str | None
    last_name: str | None
    preferred_name: str | None
    council: str | None
    author_id: int
    author: str
    author_gone: bool
    opened_at: str
    saved_at: str
    answers: str


_BEING_WRITTEN = (
    Concern.select(
        Concern.id, Concern.reference, Concern.client.alias("client_id"), Client.title, Client.first_name,
        Client.last_name, Client.preferred_name, Client.council, Concern.opened_by.alias("author_id"),
        Worker.name.alias("author"), Worker.retired_at.is_null(False).alias("author_gone"), Concern.opened_at,
        Concern.saved_at, Concern.answers,
    )
    .join_from(Concern, Client, on=Concern.client == Client.id)
    .join_from(Concern, Worker, on=Concern.opened_by == Worker.id)
    .where(Concern.submitted_at.is_null(), Concern.discarded_at.is_null())
    .order_by(Concern.opened_at.desc(), Concern.id.desc())
)  # fmt: skip


def drafts(session: Session) -> tuple[BeingWritten, ...]:
    """The concerns that this worker has not submitted, the newest first."""
    return tuple(
        replace(each, empty=untouched(session, each.client_id, answers_of(row_of(each.id))))
        if not each.danger
        else each
        for each in _being_written(session.settings, Concern.opened_by == session.worker_id)
    )


def untouched(session: Session, client_id: int, answers: forms.Answers) -> bool:
    """Does this concern hold nothing but what the program filled in?"""
    facts = rules.prefill(adult_for(session, client_id), raised_by_of(session.worker_id, session.settings.organisation))
    return {name: answer for name, answer in answers.items() if not forms.unanswered(answer)} == facts


def all_drafts(settings: Settings) -> tuple[BeingWritten, ...]:
    """Every concern being written, the oldest first: for the manager's board, as one that never goes off may
    cost a life."""
    return tuple(reversed(_being_written(settings)))


def unfinished(session: Session) -> tuple[Unfinished, ...]:
    """All that this worker may go on with: concerns, then what drafts keep; of each the newest first."""
    begun = [Unfinished(each.client_id, each.client, each.saved_at, each.id, each.danger) for each in drafts(session)]
    for draft in kept.pending(session):
        about = _about(draft)
        if about != GONE:
            client = adult_of(about).name if about is not None else ""
            begun.append(Unfinished(about, client, draft.saved_at, kind=draft.kind, key=draft.key))
    return tuple(begun)


GONE = -1
OF_SEVERAL = (DraftKind.CHASE, DraftKind.ACTIONS)
"""The drafts that are about several people at once."""
OF_NOBODY = (DraftKind.NEW_PERSON, DraftKind.SERVICE, DraftKind.SCHOOL, DraftKind.EXPORT, DraftKind.LIEU,
             DraftKind.COMMISSION, DraftKind.TEAM_SETTING)  # fmt: skip
"""The drafts that are about nobody on the list."""
OF_CHILDREN = (DraftKind.ORDER, DraftKind.WORK_MOVE, DraftKind.DOCUMENT)
"""The drafts whose key begins with the id of a piece of work for children's services, or of a court's order."""
OF: dict[str, type[Concern | Escalation]] = {
    DraftKind.ADDITION: Concern,
    DraftKind.DISCARD: Concern,
    DraftKind.LEFT_OVER: Concern,
    DraftKind.TAKE_OVER: Concern,
    DraftKind.MOVE: Escalation,
}
"""The drafts whose key begins with the id of something else than a client."""


def _about(draft: kept.SavedDraft) -> int | None:
    """Whose client a draft is about; None for several, or somebody who is not on the list yet, GONE for what is no
    more."""
    if draft.kind in OF_NOBODY:
        return None
    id = draft.key.partition("/")[0]
    if not (id.isascii() and id.isdigit()):
        return None if draft.kind in OF_SEVERAL else GONE
    if draft.kind in OF_CHILDREN:
        return _of_children(draft.kind, int(id))
    model: Any = OF.get(draft.kind, Client)
    whose = model.id if model is Client else model.client
    found = model.select(whose).where(model.id == int(id)).scalar()
    return GONE if found is None else int(found)


def _of_children(kind: str, id: int) -> int | None:
    """The young person whom a piece of work or an order of a court is about, the first of several."""
    order: Any = id
    if kind != DraftKind.ORDER:
        work: Any = Work.get_or_none(Work.id == id)
        if work is None or work.client_id:
            return int(work.client_id) if work else GONE
        order = work.court_order_id
    found = OrderChild.select(OrderChild.client).where(OrderChild.court_order == order).order_by(OrderChild.id).scalar()
    return GONE if found is None else int(found)


@Compiled
def _all_written() -> Any:
    return _BEING_WRITTEN


def _being_written(settings: Settings, which: Any = None) -> tuple[BeingWritten, ...]:
    rows = [_Row(**row) for row in _all_written()] if which is None else objects(_BEING_WRITTEN.where(which), _Row)
    there = colleagues.escalation_path() if any(row.author_gone for row in rows) else {}
    return tuple(unread.each("concern", rows, lambda row: _one(settings, row, there)))


def _one(settings: Settings, row: _Row, there: colleagues.EscalationPath) -> BeingWritten:
    """One concern being written. A concern with something unreadable stays on every list: without a readable date it
    counts as late, and without readable answers as one in danger, since somebody may be."""
    opened = unread.value("concern", row.id, clock.from_store, row.opened_at)
    since = opened or clock.at(clock.today(), "00:00") - LATE
    given = unread.value("concern", row.id, unread.answers_of, row.answers)
    danger = given is None or rules.in_danger(given)
    whose = Colleague(row.author_id, row.author)
    if row.author_gone:
        whose = colleagues.first_above(there, f"concern {row.id}", since)
    return BeingWritten(
        id=row.id,
        reference=row.reference,
        client_id=row.client_id,
        client=people.full_name(row.title, row.first_name, row.last_name, row.preferred_name),
        author=f"{row.author} (retired)" if row.author_gone else row.author,
        since=since,
        saved_at=unread.value("concern", row.id, clock.from_store, row.saved_at) or since,
        danger=danger,
        author_id=row.author_id,
        deadline=referrals.to_submit(since, danger, settings.terms_of(row.council).referral),
        author_gone=bool(row.author_gone),
        council=row.council,
        missing=len(rules.missing(given or {})),
        owner=whose.name,
        with_id=whose.id,
    )
