"""One escalation as a line of the board, and who can take it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from topaz_tui import clock
from topaz_tui.rules import permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.permissions import Act, Hindrance, Role, words_of
from topaz_tui.rules.referrals import MoveId, OtherEvent
from topaz_tui.services import proposals
from topaz_tui.services.escalations import reach
from topaz_tui.services.escalations.advice import ADDED, advice_for, proposal_words
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow, who_knows
from topaz_tui.services.escalations.history_words import answers_as_text, format_event
from topaz_tui.services.escalations.line_facts import LineFacts
from topaz_tui.services.escalations.records import BY_CLOCK
from topaz_tui.services.escalations.status import Snapshot, status_of, with_whom
from topaz_tui.services.session import AnySession, Session

SOON = timedelta(hours=2)  # a deadline this near is marked
SHORT: Mapping[str, str] = {kind.id: kind.short for kind in rules.KIND.values()}
DANGER = "DANGER"  # a concern, and somebody is in immediate danger: said in words, not in colour alone

NOT_YOURS = "You raised the concern, or proposed to take it back: a second person decides."
HAS_IT = "Whoever has it"
NOT_SHOWN = "not shown here"
"""Stands for what a line waits for, where the record is held back."""
UNREAD = "its history can't be read"


@dataclass(frozen=True, slots=True)
class Item:
    """One outstanding thing. `since` is when it was submitted or opened. `status` is a state's code, `status_words`
    says it; `left` is how the deadline stands, in words; `level` is as of now, and `owner` the person with whom it
    stands (`with_id`, status.with_whom), 'nobody' where none is at work who could have it. `owner_id` is the worker who
    took it, or to whom it was given by name.
    `overdue`: its deadline is over, or the duty that it is about is late: by law, whatever time we give ourselves.
    `resting`: it waits until the deadline by a manager's own decision. `last`: what was last done or said.
    `gone`: the retired colleague who raised it or had it, so that it stands with a manager. `passed` are the
    levels on which it should stand and nobody does; `with_council`: it waits for the council, not for us.
    `unsent`: the concern, or something beside it, has not gone, or perhaps not. `danger` is what was said as it
    was raised; `urgent` that it holds until the council has decided. `advice` is the next step where it is not plain.
    `number` is the one whose owner is unknown, as it is dialled.
    `opens` is the one on whose page it is decided: itself, or the concern whose withdrawal is proposed. `unread`: its
    newest event can't be read, so that how it stands may not be so. `service`: where a referral for support goes.
    """

    SHOWN: ClassVar[frozenset[str]] = frozenset((
        "id", "client_id", "person_id", "name", "since", "status", "deadline", "left", "overdue", "soon", "resting",
        "level", "level_words", "owner", "with_id", "owner_id", "danger", "last_at", "version", "mine", "gone",
        "passed", "with_council", "unsent", "raised_by", "urgent", "opens",
    ))  # fmt: skip
    """What is held back of a line is what it is about; not how the team's duty stands, and with whom: a life may hang
    on it."""

    id: int
    kind: str
    client_id: int
    person_id: str
    name: str
    reference: str | None
    since: datetime
    status: str
    status_words: str
    waiting_for: str
    deadline: datetime
    left: str
    overdue: bool
    soon: bool
    resting: bool
    level: str
    level_words: str
    owner: str
    with_id: int | None
    owner_id: int | None
    danger: bool
    last: str
    last_at: datetime
    version: int
    mine: bool
    cannot_take: str | None
    gone: str | None = None
    passed: tuple[str, ...] = ()
    with_council: bool = False
    chaseable: bool = False
    unsent: bool = False
    chased_at: datetime | None = None
    advice: str = ""
    urgent: bool = False
    raised_by: int | None = None
    number: str = ""
    opens: int = 0
    unread: bool = False
    service: str | None = None

    @property
    def kind_words(self) -> str:
        """What kind of line it is, as people say it."""
        if not self.kind:
            return "Restricted"
        if self.service:
            return f"Referral to {self.service}"
        return rules.KIND_WORDS.get(self.kind, "What it is can't be read")

    @property
    def wait_words(self) -> str:
        """What the line waits for, for a list; where that can't be read it says so first."""
        if not self.kind:
            return NOT_SHOWN
        return UNREAD if self.unread else self.waiting_for

    @property
    def short_words(self) -> str:
        """The kind of line in one word, for a list."""
        return DANGER if self.urgent else SHORT.get(self.kind, "?") if self.kind else "Withheld"

    @property
    def mark(self) -> str:
        """'!' where it is overdue or was not sent, '▲' within two hours before its deadline, else ''."""
        return "!" if self.overdue or self.unsent else "▲" if self.soon else ""


def item(
    row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot, session: AnySession, known: LineFacts
) -> Item:
    """The escalation as a line of the board. `known` is what was read beside it."""
    now = seen.now
    stand = status_of(row, events, seen)
    due = stand.deadline
    closed = clock.from_store(row.closed_at) if row.closed_at else None
    if due is None and closed is None:
        raise ValueError("when it was over can't be read")
    whose = with_whom(row, events, due, seen)
    at = due.at if due else closed or now
    level = due.level if due else Role.WORKER
    last, last_at = _last(row, events)
    added = ADDED if reach.not_told(row, events, stand.state, known.sent) else ""
    unread = closed is None and (row.unread or stand.unread)
    strange = f"Something in its history can't be read. {who_knows(row)}" if unread else ""
    advice = (proposal_words(row, events), advice_for(row, stand, seen, known.sent) or added, strange)
    open_over = due is not None and closed is None and not stand.resting
    return Item(
        id=row.id,
        kind=row.kind,
        client_id=row.client_id,
        person_id=row.person_id,
        name=row.name,
        reference=proposals.reference_of(events) if row.kind in proposals.KINDS else row.reference,
        since=row.since,
        status=stand.state,
        status_words=stand.words,
        waiting_for=known.waits_for(due.waiting_for, row, events) if due else "nothing more",
        deadline=at,
        left=time_left(at, now, resting=stand.resting) if due and closed is None else "closed",
        overdue=open_over and (now > at or row.kind == EscalationKind.DUTY_LATE),
        soon=open_over and timedelta(0) <= at - now <= SOON,
        resting=stand.resting,
        level=level,
        level_words=level_words(row, level, whose.id),
        owner=whose.name,
        with_id=whose.id,
        owner_id=None if row.owner_retired else row.owner_id,
        danger=bool(row.danger),
        last=last,
        last_at=last_at,
        version=row.version,
        mine=isinstance(session, Session) and session.worker_id in (whose.id, row.owner_id, row.opened_by),
        cannot_take=words_of(cannot_take(session, row, events, whose.id)) if isinstance(session, Session) else None,
        gone=row.gone,
        passed=stand.passed,
        with_council=due is not None and due.with_council,
        chaseable=row.is_document and stand.state in rules.MOVES[MoveId.CHASE].from_states,
        unsent=reach.not_sent(row, events, stand.state, known.sent),
        chased_at=next((event.at for event in reversed(events) if event.move == MoveId.CHASE), None),
        advice=" ".join(filter(None, advice)),
        urgent=bool(row.danger) and closed is None and stand.state not in rules.DECIDED,
        raised_by=row.opened_by,
        number=known.number_of(row, events),
        opens=(proposals.concern_of(events) or row.id) if row.kind == proposals.KIND.id else row.id,
        unread=unread,
        service=row.service,
    )


def level_words(row: EscalationRow, level: str, with_id: int | None) -> str:
    """The level, in words. A document on the lowest level stands with whoever raised it, as long as it was given to
    nobody else."""
    is_raisers = row.is_document and with_id in (None, row.opened_by)
    return HAS_IT if level == rules.LEVELS[0] and not is_raisers else rules.format_level(level)


def time_left(at: datetime, now: datetime, *, resting: bool = False) -> str:
    """How much time is left until the deadline at `at`, or by how much it is over, in words."""
    return f"in {clock.format_span(at - now)}" if resting else clock.format_time_left(at, now)


def _last(row: EscalationRow, events: tuple[EscalationEvent, ...]) -> tuple[str, datetime]:
    """What was done or added last, and when."""
    opened = EscalationEvent(row.since, row.opened_by, row.opener or "Topaz", OtherEvent.OPENED, {})
    event = next((each for each in reversed(events) if each.move not in BY_CLOCK), opened)
    if row.added_at and (added_at := clock.from_store(row.added_at)) >= event.at:
        return f"Added to the concern by {row.adder}: {row.added}", added_at
    return _last_words(row, event), event.at


def _last_words(row: EscalationRow, event: EscalationEvent) -> str:
    given = "; ".join(words for _, words in answers_as_text(row.kind, event))
    who = f" by {event.worker}" if event.worker_id else ""
    return f"{format_event(row.kind, event.move)}{who}" + (f": {given}" if given else "")


def cannot_take(
    session: Session, row: EscalationRow, events: tuple[EscalationEvent, ...], with_id: int | None
) -> Hindrance | None:
    """Why this worker can't take it over from whom it stands with: a manager takes anything but a decision that is not
    theirs to make, and again what they took before and has gone up beyond them; a worker what is for workers to do and
    nobody has, or a manager."""
    if row.closed_at:
        return Hindrance("It is closed.")
    gone_up = with_id not in (None, session.worker_id) and session.may(Act.TAKE_OVER_LINE)
    if row.owner_id == session.worker_id and not gone_up:
        return Hindrance("You have it already.")
    if row.kind not in rules.KIND:
        return Hindrance("What it is can't be read: tell whoever looks after Topaz.")
    if row.kind in proposals.SECOND_PERSON and session.worker_id in proposals.not_for(events):
        return Hindrance(NOT_YOURS if row.kind in proposals.KINDS else proposals.OPENED_BY_YOU, theirs=True)
    if session.may(Act.TAKE_OVER_LINE):
        return None
    if not permissions.reaches(session.role, least := rules.KIND[row.kind].role):
        return Hindrance(f"It waits for a {least}.", theirs=True)
    if row.owner_id and not row.owner_retired:
        return Hindrance(f"{row.owner} has it: ask them, or a manager.", theirs=True)
    return None
