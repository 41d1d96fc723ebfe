"""Write a concern: what is typed goes straight into its own row, so that it is there after any kind of end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.errors import Conflict
from topaz_tui.grammar import does
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Adult, RaisedBy
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, drafts, links, reasons, references, unread
from topaz_tui.services.concerns.discarding import over
from topaz_tui.services.concerns.records import (
    TAKEN_OVER,
    adult_for,
    adult_of,
    answers_of,
    leave_note,
    moment,
    name_of,
    need_author,
    need_draft,
    raised_by_of,
    row_of,
    to_json,
)
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Concern, Escalation, Worker
from topaz_tui.store.rows import objects


@dataclass(frozen=True, slots=True)
class ConcernDraft:
    """A concern with its answers, and the facts that its document takes from the records.

    `continued` is True where it had been begun before; `also` says in words which other concerns about this
    client are being written or on their way, so that two workers need not raise the same one.
    """

    id: int
    reference: str
    client_id: int
    author_id: int
    opened_at: datetime
    saved_at: datetime
    answers: dict[str, Answer]
    adult: Adult
    raised_by: RaisedBy
    submitted_at: datetime | None = None
    discarded_at: datetime | None = None
    continued: bool = False
    also: tuple[str, ...] = ()

    def may_write(self, session: Session) -> bool:
        """May the worker who sits here still write in it?"""
        return self.author_id == session.worker_id and not self.submitted_at and not self.discarded_at


@dataclass(frozen=True, slots=True)
class _Other:
    """Another concern about this person, that is being written or on its way."""

    id: int
    reference: str
    author: str
    opened_at: str
    submitted_at: str | None


_ALSO = (
    Concern.select(Concern.id, Concern.reference, Worker.name.alias("author"), Concern.opened_at, Concern.submitted_at)
    .join_from(Concern, Worker, on=Concern.opened_by == Worker.id)
    .join_from(Concern, Escalation, JOIN.LEFT_OUTER, on=Escalation.concern == Concern.id)
    .where(Concern.discarded_at.is_null(), Escalation.closed_at.is_null())
    .order_by(Concern.id)
)


def open(session: Session, client_id: int, call_id: int | None = None) -> ConcernDraft:
    """The worker's concern about this client: the one they have begun and not submitted, else a new one.

    A new one holds what is on record and is a fact, and no answer to a question of judgement; its reference
    says nothing about anybody. Raises UserError when there is no such client.
    """
    with transaction():
        found = _mine(session, client_id)
        if found:
            concern_id = found
        else:
            adult = adult_for(session, client_id)
            answers = rules.prefill(adult, raised_by_of(session.worker_id, session.settings.organisation))
            concern_id = int(Concern.select(fn.COALESCE(fn.MAX(Concern.id), 0) + 1).scalar())
            now = clock.now()
            reference = references.make(references.CONCERN, clock.local(now).year, concern_id)
            at = clock.to_store(now)
            Concern.insert(
                id=concern_id, reference=reference, client=client_id, begun_by=session.worker_id,
                opened_by=session.worker_id, opened_at=at, answers=to_json(answers), saved_at=at,
            ).execute()  # fmt: skip
            during = f", call {call_id}" if call_id else ""
            audit.record(session.worker_id, "began a concern", client_id, f"concern {concern_id}{during}")
        return _draft(session, concern_id, continued=bool(found))


def _mine(session: Session, client_id: int) -> int | None:
    """The one that the worker has begun about them, the newest that can be read: one that can't must not keep them from
    raising another."""
    mine = Concern.select(Concern.id).where(Concern.client == client_id, Concern.opened_by == session.worker_id)
    begun = mine.where(Concern.submitted_at.is_null(), Concern.discarded_at.is_null())
    for concern_id in [concern.id for concern in begun.order_by(Concern.id.desc())]:
        with unread.aside("concern", concern_id):
            row = row_of(concern_id)
            unread.answers_of(row.answers)
            clock.from_store(row.opened_at)
            return int(concern_id)
    return None


def load(session: Session, concern_id: int) -> ConcernDraft:
    """A concern with its answers, whoever wrote it (see `may_write`). Raises UserError when there is none, and
    RestrictedRecord for another's where the record is not open to whoever asks."""
    row = row_of(concern_id)
    if row.submitted_at or row.opened_by != session.worker_id:
        access.need_open(session, row.client_id)
    access.noted(session, Reading.CONCERN_WRITTEN, row.client_id, subject=f"concern {concern_id}")
    return _draft(session, concern_id, continued=True)


def save(session: Session, concern_id: int, answers: Answers) -> None:
    """Keep what has been typed so far. Raises Closed once it is submitted or discarded, and for all but its
    author."""
    with transaction():
        need_author(session, concern_id)
        _write(concern_id, answers)


def restore(session: Session, concern_id: int, answers: Answers, at: str) -> None:
    """Keep what was typed at this moment (in the clock's store form) and could not be saved then, unless something
    newer was kept since. Raises Closed as `save` does."""
    with transaction():
        need_author(session, concern_id)
        if drafts.newer(at, row_of(concern_id).saved_at):
            _write(concern_id, answers)


def take_over(session: Session, concern_id: int, reason: str) -> None:
    """A manager goes on with a concern that somebody else began and did not submit, so that it can go: from
    now on it is theirs to write. Who began it, and why it changed hands, stands on the client's timeline, and
    in the history of its referral.

    Raises UserError without a reason, for others than managers, for one's own, and once it is submitted or
    discarded.
    """
    session.require(Act.TAKE_OVER_CONCERN)
    reason = reasons.given(reason, "Say why you go on with it.", "A concern is taken over for a reason only.")
    with transaction():
        row = need_draft(concern_id)
        if row.opened_by == session.worker_id:
            raise Conflict("It is yours to write already.", "Open it and go on.")
        adult = adult_of(row.client_id)
        theirs = rules.prefill(adult, raised_by_of(row.opened_by, session.settings.organisation))
        mine = rules.prefill(adult, raised_by_of(session.worker_id, session.settings.organisation))
        answers = answers_of(row)  # the role and phone that were filled in are the writer's own
        answers |= {
            name: mine.get(name)
            for name in theirs
            if theirs[name] != mine.get(name) and answers.get(name) == theirs[name]
        }
        taken = Concern.update(opened_by=session.worker_id, answers=to_json(answers))
        taken.where(Concern.id == concern_id).execute()
        text = f"{row.reference}, begun by {name_of(row.opened_by)}, is taken over: {reason}"
        leave_note(session, row.client_id, text)
        over(concern_id, EscalationEnd(EndReason.TAKEN_OVER, session.name))
        audit.record(session.worker_id, TAKEN_OVER, row.client_id, f"concern {concern_id} from worker {row.opened_by}")


def _draft(session: Session, concern_id: int, *, continued: bool) -> ConcernDraft:
    row = row_of(concern_id)
    saved_at = unread.value("concern", concern_id, clock.from_store, row.saved_at) or clock.now()
    now = clock.now()

    def words(other: _Other) -> str:
        if other.submitted_at:
            submitted = clock.format_moment(clock.from_store(other.submitted_at), now)
            return f"{other.reference} was submitted {submitted} by {other.author}"
        since = clock.format_moment(clock.from_store(other.opened_at), now)
        return f"{does(other.author, 'is')} writing one since {since}"

    beside = _ALSO.where(Concern.id != concern_id)
    rows = [
        each for id in links.group_of(row.client_id) for each in objects(beside.where(Concern.client == id), _Other)
    ]
    also = () if access.is_closed(session, row.client_id) else tuple(unread.each("concern", rows, words))
    # A time that was typed and not left before the end means what it meant when it was kept.
    answers = forms.settled(rules.QUESTIONS.values(), answers_of(row), saved_at)
    return ConcernDraft(
        id=row.id,
        reference=row.reference,
        client_id=row.client_id,
        author_id=row.opened_by,
        opened_at=clock.from_store(row.opened_at),
        saved_at=saved_at,
        answers=answers,
        adult=adult_for(session, row.client_id),
        raised_by=raised_by_of(row.opened_by),
        submitted_at=moment(row.submitted_at),
        discarded_at=moment(row.discarded_at),
        continued=continued,
        also=also,
    )


def _write(concern_id: int, answers: Answers) -> None:
    known = {name: answers[name] for name in rules.QUESTIONS if name in answers}
    said = {"said_danger": 1} if rules.in_danger(known) else {}  # for good: nobody discards it alone after that
    written = Concern.update(answers=to_json(known), saved_at=clock.to_store(clock.now()), **said)
    written.where(Concern.id == concern_id).execute()
