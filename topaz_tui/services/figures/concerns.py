"""The concerns, each with the moments of its way: read once for all periods of a report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.measures.facts import ConcernFact, StepFact
from topaz_tui.rules.referrals import EscalationKind, MoveId, deadlines
from topaz_tui.services import unread
from topaz_tui.services.councils import Spellings, of_these
from topaz_tui.services.escalations import records
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.store.models import Client, Concern, Escalation
from topaz_tui.store.rows import dicts, ids_as_one

HAS_IT = (MoveId.SEND, MoveId.ACCEPTED, MoveId.ACKNOWLEDGE, MoveId.RETURN, MoveId.DECIDE)
"""What shows that the council has a concern. That it was tried to send it does not."""
ANSWERED = (MoveId.ACKNOWLEDGE, MoveId.RETURN, MoveId.DECIDE)
OVER = (MoveId.WITHDRAW, MoveId.CONFIRM_WITHDRAWAL, MoveId.CLOSE_EARLY)
CAME_OF_IT = (MoveId.FEED_BACK, MoveId.CLOSE, MoveId.CLOSE_EARLY)
Line = tuple[EscalationRow, Sequence[EscalationEvent]]


def read(
    as_of: datetime,
    settings: Settings,
    written_as: Spellings | None = None,
    since: datetime | None = None,
    clients: Collection[int] | None = None,
) -> tuple[ConcernFact, ...]:
    """The concerns that were opened by then, of one council's people where it is said how the list writes it, or of
    these clients; but for
    those that were over before `since`: nothing that a figure counts happens to a concern once it is over, unless it is
    opened again."""
    of = of_these(written_as)
    lines: tuple[Any, ...] = (Escalation.kind == EscalationKind.CONCERN,)
    if clients is not None:
        theirs = ids_as_one(clients)
        of += (Concern.client.in_(theirs),)
        lines += (Escalation.client.in_(theirs),)
    if since is not None:
        over = Escalation.closed_at < clock.to_store(since)
        ended = Escalation.select(Escalation.concern).where(*lines, over, Escalation.concern.is_null(False))
        of += (Concern.id.not_in(ended),)
        lines += (Escalation.closed_at.is_null() | ~over,)
    rows = (
        Concern.select(
            Concern.id, Concern.client.alias("client_id"), Concern.opened_by.alias("opened_by"),
            Concern.submitted_by.alias("submitted_by"), Concern.opened_at, Concern.submitted_at, Concern.discarded_at,
            Concern.answers, Concern.said_danger, Client.council,
        )
        .join(Client, on=Concern.client == Client.id)
        .where(Concern.opened_at <= clock.to_store(as_of), *of).order_by(Concern.id)
    )  # fmt: skip
    erring = Escalation.select(Escalation.concern.alias("concern_id")).where(*lines, Escalation.in_error == 1)
    in_error = {row["concern_id"] for row in dicts(erring)}
    by_concern = {row.concern_id: (row, events) for row, events in records.read(*lines)}
    return tuple(_fact(row, by_concern.get(row["id"]), row["id"] in in_error, settings) for row in dicts(rows))


def _fact(row: Mapping[str, Any], line: Line | None, in_error: bool, settings: Settings) -> ConcernFact:
    answers = unread.value("concern", row["id"], unread.answers_of, row["answers"]) or {}
    events = line[1] if line else ()
    decisions = [event for event in events if event.move == MoveId.DECIDE]
    disagreed = next((place for place, event in enumerate(events) if event.move == MoveId.DISAGREE), None)
    came: Mapping[str, Any] = next((event.facts for event in reversed(events) if _tells(event)), {})
    steps = _Steps(row, answers, line, settings)
    return ConcernFact(
        row["client_id"], row["submitted_by"] or row["opened_by"], clock.from_store(row["opened_at"]),
        submitted_at=_moment(row["submitted_at"]), in_error=in_error, submit_by=steps.submit_by,
        wanted=answers.get("wanted"), decisions=tuple(str(event.facts.get("decision")) for event in decisions),
        disagreed=disagreed is not None,
        met_after_all=disagreed is not None and any(_is_met(event) for event in events[disagreed:]),
        enquiry=came.get("enquiry"), risk=came.get("risk"), achieved=came.get("achieved"),
        discarded_at=_moment(row["discarded_at"]), steps=tuple(steps),
    )  # fmt: skip


def _tells(event: EscalationEvent) -> bool:
    return event.move in CAME_OF_IT and "enquiry" in event.facts


def _is_met(event: EscalationEvent) -> bool:
    return event.move == MoveId.DECIDE and event.facts.get("decision") == "met"


class _Steps:
    """The steps of one concern, the first one first. What is opened again keeps the first of its moments."""

    def __init__(self, row: Mapping[str, Any], answers: Mapping[str, Any], line: Line | None, settings: Settings):
        self._terms, self._office = settings.terms_of(row["council"]).referral, settings.office
        self._events = line[1] if line else ()
        self._danger = bool(row["said_danger"]) or answers.get("danger") == "yes" or bool(line and line[0].danger)
        self.opened = clock.from_store(row["opened_at"])
        self.submitted = _moment(row["submitted_at"])
        self._discarded = _moment(row["discarded_at"])
        self._found = _typed(answers.get("found_at"))
        self.submit_by = deadlines.to_submit(self.opened, self._danger, self._terms)

    def __iter__(self) -> Iterator[StepFact]:
        over = self._first(*OVER)
        if self._found:
            yield StepFact("T1", self._found, max(self.opened, self._found))
        yield StepFact("T2", self.opened, self.submitted, self.submit_by, None if self.submitted else self._discarded)
        if not self.submitted:
            return
        has_it = self._has_it()
        yield self._step("T3", rules.EscalationState.SUBMITTED, self.submitted, has_it, over)
        answered = self._first(*ANSWERED)
        if has_it:
            yield self._step("T4", rules.EscalationState.SENT, has_it, answered, over)
        decided = self._first(MoveId.DECIDE)
        if answered:
            yield self._step("T5", rules.EscalationState.ACKNOWLEDGED, answered, decided, over)
        if not decided:
            return
        told = {to: self._told(to, decided) for to in ("adult", "referrer")}
        for code, (given, refused) in zip(("T6-A", "T6-R"), told.values(), strict=True):
            yield self._step(code, rules.EscalationState.DECIDED, decided, given, refused or over)
        known = [given or refused for given, refused in told.values()]
        if all(known):
            both = max(each for each in known if each)
            yield self._step("T7", rules.EscalationState.FED_BACK, both, self._first(MoveId.CLOSE), over)

    def _step(
        self, code: str, state: str, began: datetime, ended: datetime | None, dropped: datetime | None
    ) -> StepFact:
        step = deadlines.STEPS[state]
        if self._danger and step.danger:
            due = clock.add_hours(began, getattr(self._terms, step.danger))
        else:
            due = clock.add_working_days(began, getattr(self._terms, step.term), self._office)
        return StepFact(code, began, max(ended, began) if ended else None, due, None if ended else dropped)

    def _first(self, *moves: str) -> datetime | None:
        return min((happened(event) for event in self._events if event.move in moves), default=None)

    def _has_it(self) -> datetime | None:
        """When the council had it first; a sending that came back was none."""
        found: list[datetime] = []
        for event in self._events:
            if event.move in HAS_IT:
                found.append(happened(event))
            elif event.move == MoveId.BOUNCE:
                found.clear()
        return min(found, default=None)

    def _told(self, to: str, decided: datetime) -> tuple[datetime | None, datetime | None]:
        """When they were told of the decision, and when it was said why they were not."""
        given = [event for event in self._events if event.move == MoveId.FEED_BACK and event.facts.get("to") == to]
        told = min((event.at for event in given if event.facts.get("given") == "given"), default=None)
        refused = min((event.at for event in given if event.facts.get("given") != "given"), default=None)
        return (max(told, decided) if told else None), refused


def happened(event: EscalationEvent) -> datetime:
    """When it was: as it was said, which may be another moment than that at which it was recorded."""
    return rules.MoveEvent(event.move, event.at, event.worker_id or "", event.facts).happened


def _typed(answer: object) -> datetime | None:
    """A moment that was typed into the form and understood."""
    try:
        return clock.from_store(answer) if isinstance(answer, str) and answer else None
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    return clock.from_store(text) if text else None
