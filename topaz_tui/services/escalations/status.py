"""The status of an escalation from its events, by the tables of rules/referrals, and whom it is with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from topaz_tui import clock
from topaz_tui.config import Council, Sending, Settings
from topaz_tui.grammar import within
from topaz_tui.rules import permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import ENDED, EscalationKind, EscalationState, MoveId, OtherEvent
from topaz_tui.services import colleagues, proposals, unread
from topaz_tui.services.colleagues import NO_ONE, Colleague
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.mistakes import MISTOOK
from topaz_tui.services.escalations.ways import sending_to

STILL_OPEN = "_still_open"
"""Of an answer that settled a part: the line goes on as it stood, for the rest."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a status is computed against: the settings, who is on each level of the escalation path, and the moment."""

    settings: Settings
    escalation_path: colleagues.EscalationPath
    now: datetime

    def terms(self, row: EscalationRow) -> Council:
        """The terms of the council whose client it is about, and the ways there."""
        return self.settings.terms_of(row.council)

    def sending(self, row: EscalationRow) -> Sending:
        """The ways to whom it goes to: the council, or a service."""
        back = row.kind == EscalationKind.REFERRAL_BACK
        return sending_to(self.settings, row.council, row.reached, back=back)


def snapshot(settings: Settings, now: datetime | None = None) -> Snapshot:
    """What statuses are computed against, as it is now or at another moment."""
    return Snapshot(settings, colleagues.escalation_path(), now or clock.now())


def with_whom(
    row: EscalationRow, events: Iterable[EscalationEvent], due: rules.Deadline | None, look: Snapshot
) -> Colleague:
    """The person with whom it stands, who has to act now: who has it, as long as it has not gone up beyond them; else
    who raised it; else, where it has gone up or they are retired, one of those on its level. NO_ONE where none of these
    is at work."""
    events = tuple(events)
    there = on_its_level(row, events, due, look) if due and due.level != due.begins else NO_ONE
    if row.owner_id and row.owner and not row.owner_retired:
        has_it = Colleague(row.owner_id, row.owner)
        return has_it if due is None or there.id is None or _reaches(row, events, due, look) else there
    if not row.is_document:  # whose it is was given them by name, or nobody is at work who could have it
        return there
    if due is None or due.level == rules.LEVELS[0]:
        return Colleague(row.opened_by, row.opener) if row.opener and not row.opener_retired else NO_ONE
    return on_its_level(row, events, due, look)


def stands_with(row: EscalationRow, events: tuple[EscalationEvent, ...], settings: Settings) -> Colleague:
    """The person with whom it stands now; NO_ONE where how it stands can't be read."""
    look = snapshot(settings)
    with unread.aside("escalation", row.id):
        return with_whom(row, events, status_of(row, events, look).deadline, look)
    return NO_ONE


def on_its_level(
    row: EscalationRow, events: Sequence[EscalationEvent], due: rules.Deadline, look: Snapshot
) -> Colleague:
    """Which of those on the level that the line has reached has it: nobody who may not decide it, where there is
    another."""
    but = {row.opened_by, *(proposals.not_for(events) if row.kind in proposals.SECOND_PERSON else ())}
    return colleagues.on_level(look.escalation_path, due.level, f"escalation {row.id}", due.reached or row.since, but)


def _reaches(row: EscalationRow, events: Sequence[EscalationEvent], due: rules.Deadline, look: Snapshot) -> bool:
    """Does who has it stand as high as it has gone up, or was it made theirs since?"""
    level = next(
        (level for level, there in look.escalation_path.items() if any(each.id == row.owner_id for each in there)), ""
    )
    if permissions.reaches(level or rules.LEVELS[0], due.level):
        return True
    since = due.reached or row.since
    return any(event.at >= since and _makes_theirs(event, row.owner_id) for event in events)


def _makes_theirs(event: EscalationEvent, worker_id: int | None) -> bool:
    """Does this event give the line to this worker, or did they take it by it?"""
    return (event.move == OtherEvent.TAKEN and event.worker_id == worker_id) or (
        event.move == OtherEvent.GIVEN and event.facts.get("_to") == worker_id
    )


@dataclass(frozen=True, slots=True)
class EscalationStatus:
    """The status that the events add up to. `deadline`: None once closed. `resting`: the deadline is the day on which a
    manager wants it back."""

    state: str
    words: str
    deadline: rules.Deadline | None
    resting: bool = False
    unread: bool = False

    @property
    def passed(self) -> tuple[str, ...]:
        """The levels, in words, on which it should stand and nobody does."""
        levels = self.deadline.passed if self.deadline else ()
        return tuple(rules.format_level(each) for each in levels if each != rules.LEVELS[0])


def referral(row: EscalationRow, events: Iterable[EscalationEvent], look: Snapshot) -> rules.Referral:
    """The way of a concern, or of a referral for support, in the form of the rules."""
    # A moment still to come was written by a clock that was wrong: better overdue too early than never.
    ahead = look.now + timedelta(minutes=2)
    made = tuple(
        rules.MoveEvent(event.move, event.at if event.at <= ahead else row.since, event.worker_id or "", event.facts)
        for event in events
        if event.move in rules.MOVES
    )
    automatic = bool(rules.automatic(look.sending(row).channels))
    gone = bool(row.gone)
    denied = (
        event.worker_id or ""
        for event in events
        if event.move == rules.PUT_RIGHT and event.facts.get(MISTOOK) in rules.COUNCIL_HAS
    )
    case = rules.Referral(
        row.since, row.opened_by or "", bool(row.danger), made, gone=gone, automatic=automatic,
        denied_by=frozenset(denied), kind=rules.DocumentKind(row.kind), urgent=bool(row.urgent),
    )  # fmt: skip
    return replace(case, unsent_addition=True) if unsent_addition(row, events, case.state) else case


def unsent_addition(row: EscalationRow, events: Iterable[EscalationEvent], state: str) -> bool:
    """Was something added that has not reached the council, though the concern has? What arrives is what was put
    together then; what a worker sends or tells is all that there is. That a 'perhaps sent' did arrive brings nothing
    that was added since."""
    if row.added_at is None or state not in rules.WITH_THEM:
        return False
    carried, perhaps = "", False
    for event in events:
        if event.move in (MoveId.UNSURE, MoveId.RESEND):
            perhaps = event.move == MoveId.UNSURE
        elif "_carried" in event.facts:
            carried = max(carried, str(event.facts["_carried"]))
        elif event.move == MoveId.HAND_ON or (
            event.move in (MoveId.SEND, MoveId.ACKNOWLEDGE) and not perhaps and not carried
        ):
            carried = max(carried, clock.to_store(event.at))
    return row.added_at > carried


def status_of(row: EscalationRow, events: tuple[EscalationEvent, ...], look: Snapshot) -> EscalationStatus:
    """The status of an escalation at the snapshot's moment. Raises ValueError for an unknown kind."""
    if row.kind not in rules.KIND_WORDS:
        raise ValueError("an unknown kind")
    if not row.is_document:
        return _stand_decided(row, events, look)
    case = referral(row, events, look)
    due = rules.deadline(case, look.terms(row).referral, look.settings.office, look.now, look.escalation_path)
    if due and row.unread:  # when it happened may be among what can't be read: it keeps its place
        due = replace(due, at=unread.moment(row.kept_deadline) or due.at)
    return EscalationStatus(case.state, case.words_of(case.state).words, due)


def _stand_decided(row: EscalationRow, events: tuple[EscalationEvent, ...], look: Snapshot) -> EscalationStatus:
    """The status of a line that waits for a decision: since it was opened, or since the last decision ran out."""
    settings, now, kind = look.settings, look.now, rules.KIND[row.kind]
    known: dict[str, rules.Decision] = {each.id: each for each in rules.RECORDED_DECISIONS.get(kind.id, ())}
    ends_or_rests = (event for event in reversed(events) if event.move in known or event.move == ENDED)
    last = next((event for event in ends_or_rests if STILL_OPEN not in event.facts), None)
    terms, days = look.terms(row).referral, opening.days_of(kind, settings, row.council)
    if last is None:
        by = unread.moment(str(events[0].facts.get("_by", ""))) if events else None
        if not by and events and not events[0].sound:
            by = unread.moment(row.kept_deadline)
        due = rules.waiting(
            kind, row.since, days, terms, settings.office, now, look.escalation_path, by=by, danger=bool(row.danger)
        )
        return EscalationStatus(EscalationState.OPEN, "waiting", due)
    if last.move == ENDED:
        return EscalationStatus(EscalationState.CLOSED, "over", None)
    decision = known[last.move]
    if decision.then != "waits":
        return EscalationStatus(EscalationState.CLOSED, within(decision.words), None)
    words = within(decision.words)
    rests_for = _days(last)
    if rests_for is None:  # nobody knows until when: it waits, and keeps its place
        kept = unread.moment(row.kept_deadline) or last.at
        due = rules.waiting(
            kind, kept, days, terms, settings.office, now, look.escalation_path, by=kept, danger=bool(row.danger)
        )
        return EscalationStatus(decision.id, words, due, unread=True)
    back = clock.add_working_days(last.at, rests_for, settings.office)
    if woken := _woken(events, last, back):
        due = rules.waiting(kind, woken, days, terms, settings.office, now, look.escalation_path)
        return EscalationStatus(EscalationState.OPEN, "waiting", due)
    if now < back:
        begins = kind.begins
        rests = rules.Deadline(back, "the days to be over", begins, rules.format_level(begins), None, begins=begins)
        return EscalationStatus(decision.id, words, rests, resting=True)
    due = rules.waiting(kind, back, days, terms, settings.office, now, look.escalation_path)
    return EscalationStatus(decision.id, words, due)


def _woken(events: tuple[EscalationEvent, ...], rested: EscalationEvent, back: datetime) -> datetime | None:
    """When something new came up while this decision let the line rest; None where nothing did."""
    since = events[events.index(rested) + 1 :]
    return next((event.at for event in since if event.move == OtherEvent.NEWS and event.at < back), None)


def _days(decided: EscalationEvent) -> int | None:
    """For how many working days the decision lets the line rest; None where that can't be read."""
    with unread.aside("event", decided.id):
        days = int(decided.facts["days"])
        if not 1 <= days <= rules.MOST_DAYS:
            raise ValueError("no such number of days")
        return days
    return None
