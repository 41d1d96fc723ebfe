"""The deadline of each step, and the escalation path that an overdue one climbs.

A chase, and an acknowledgement that comes late, buy no time: only what a step waits for ends it. Published targets are
in SOURCES.md, 22 to 26; the defaults are ours and stand in the settings, per council. Where nobody stands on a level,
it is passed over at once, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals import withdrawal
from topaz_tui.rules.referrals.board_kinds import LineKind
from topaz_tui.rules.referrals.documents import SUPPORT, DocumentKind, worded
from topaz_tui.rules.referrals.move_ids import MoveId
from topaz_tui.rules.referrals.states import STATES_OF, At
from topaz_tui.rules.referrals.status import LEVELS, MoveEvent, Referral, disagreements, feedback_open, moved
from topaz_tui.rules.terms import ReferralTerms

LEVEL_WORDS: Mapping[str, str] = dict(
    zip(LEVELS, ("Who raised it", "Manager", "Head of service", "Director"), strict=True)
)
EscalationPath = Mapping[str, Sequence[object]]
"""Who is at work on each level above the worker. A level with nobody is passed over."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a state waits for. Its clock starts with the last event of the first group of `since` that has any, else
    with the submission; `asked` starts it when the council first asked since it last had the concern: nothing
    that we do buys time. It is due after `term` (a term by name: working days, or real hours), in danger after
    `danger`, and where it is urgent after `urgent`. `keeps`: what was left of this clock when the council let it
    go, since we withdrew it, is left of it still once they have it anew. `levels` are reached at the deadline and
    one `rung_days` or `rung_hours_danger` after another; `at` gives them terms of their own instead."""

    waiting_for: str
    with_council: bool
    term: str
    danger: str | None = None
    since: tuple[tuple[str, ...], ...] = ()
    levels: tuple[Role, ...] = LEVELS[1:]
    at: tuple[str, ...] = ()
    asked: bool = False
    keeps: bool = False
    urgent: str | None = None


SENT = (MoveId.SEND, MoveId.ACCEPTED)

STEPS: dict[str, Step] = {
    At.DRAFT: Step("it to be submitted", False, "write_hours", "write_hours_danger", levels=(Role.MANAGER,)),
    At.SUBMITTED: Step("us to send it", False, "send_days", "send_hours_danger"),
    At.SENDING: Step("it to arrive", False, "send_days", "send_hours_danger", asked=True),
    At.PERHAPS_SENT: Step("us to ask if it arrived", False, "send_days", "send_hours_danger", asked=True),
    At.DELIVERY_FAILED: Step("us to send it another way", False, "send_days", "send_hours_danger", asked=True),
    At.RETURNED: Step("our answer to the council", False, "send_days", "send_hours_danger", asked=True),
    At.SENT: Step("the council to acknowledge", True, "acknowledge_days", "acknowledge_hours_danger", (SENT,)),
    At.ACKNOWLEDGED: Step("the council's decision", True, "chase_days", "decide_hours_danger",
                         (SENT, (MoveId.ACKNOWLEDGE,)), at=("manager_days", "head_days", "director_days"), keeps=True),
    At.DECIDED: Step("feedback", False, "feedback_days", None, ((MoveId.DECIDE,),)),
    At.DISPUTED: Step("the council to answer us", True, "dispute_days", "dispute_hours_danger",
                     ((MoveId.DISAGREE,),)),
    At.WITHDRAWING: Step("us to tell the council", False, "send_days", "send_hours_danger",
                        ((withdrawal.CONFIRMED,),)),
    At.FED_BACK: Step("us to close it", False, "close_days", None, ((MoveId.FEED_BACK,),), levels=(Role.MANAGER,)),
}  # fmt: skip
"""The deadline of each state of a concern that is not final."""
_OF_SUPPORT: dict[str, Step] = {
    **{state: replace(STEPS[state], danger=None)
       for state in (At.SUBMITTED, At.SENDING, At.PERHAPS_SENT, At.DELIVERY_FAILED)},
    At.SENT: Step("the council to acknowledge", True, "support_acknowledge_days", since=(SENT,),
                  urgent="support_urgent_days"),
    At.ACKNOWLEDGED: Step("the council to take it on", True, "support_answer_days", since=(SENT, ("acknowledge",)),
                          urgent="support_urgent_days"),
    At.TAKEN_ON: Step("what came of it", True, "support_outcome_days", since=(("take_on",),)),
    At.DECLINED: Step("us to find another way", False, "support_declined_days", since=(("decline",),)),
}  # fmt: skip
STEPS_OF: Mapping[DocumentKind, dict[str, Step]] = {
    DocumentKind.CONCERN: STEPS,
    **{
        kind: {state: replace(step, waiting_for=worded(kind, step.waiting_for)) for state, step in _OF_SUPPORT.items()}
        for kind in SUPPORT
    },
}
"""The steps of each kind of document, in the words of that kind."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the present step is due (UTC), what it waits for, the level it has reached, who stands there, and
    when it goes to the next level (None: it has reached the last). `passed` are the levels passed over, as
    nobody stands on them; `reached` is when it came to its level (None: it has stood there from the first);
    `since` when the step began; `begins` the level where it stands by itself, so that nobody has to be told."""

    at: datetime
    waiting_for: str
    level: str
    owner: str
    next_level_at: datetime | None
    with_council: bool = False
    passed: tuple[str, ...] = ()
    reached: datetime | None = None
    since: datetime | None = None
    begins: Role = LEVELS[0]

    def overdue(self, now: datetime) -> bool:
        """Is the deadline over? The moment itself is still in time."""
        return now > self.at


def format_level(level: str) -> str:
    """The people on this level, in words."""
    return LEVEL_WORDS[level]


def to_submit(opened_at: datetime, danger: bool, terms: ReferralTerms) -> datetime:
    """The deadline (UTC) for submitting a concern that was opened at the given moment: real hours, day and night."""
    step = STEPS[At.DRAFT]
    return clock.add_hours(opened_at, getattr(terms, (danger and step.danger) or step.term))


def deadline(
    case: Referral, terms: ReferralTerms, week: clock.Week, now: datetime, escalation_path: EscalationPath | None = None
) -> Deadline | None:
    """The deadline of the step that the referral is at; None when it is closed or withdrawn. Without a
    `escalation_path` somebody stands on each level."""
    state = case.state
    step = STEPS_OF[case.kind].get(state)
    if step is None:
        return None
    counted = moved(case.events)
    start = _start(case, step, counted)
    due, marks = _marks(case, step, start, terms, week)
    taken_up = _taken_up(counted)
    if step.keeps and taken_up is not None:  # to withdraw it and to open it again buys no time either
        before = _began(step, counted[: _let_go(counted)])
        kept = _marks(case, step, before, terms, week) if before else (due, marks)
        if before and counted[taken_up].happened < kept[0] < due:
            start, (due, marks) = before, kept
    words = step.waiting_for
    if state == At.DECIDED:
        words = f"feedback: {' and '.join(feedback_open(case.events)).lower()}"
    begins = max(disagreements(case.events) - 1, 0) if state == At.DISPUTED else 0
    above = [(level, at) for level, at in zip(step.levels, marks, strict=True) if LEVELS.index(level) > begins]
    if begins:  # a step up begins a clock of its own: the levels above it come one after another
        above = [(level, at) for (level, _), at in zip(above, marks, strict=False)]
    found = _on_path(due, words, LEVELS[begins], above, now, step.with_council, _occupied(case.gone, escalation_path))
    return replace(found, since=start)


def waiting(
    kind: LineKind,
    since: datetime,
    days: int,
    terms: ReferralTerms,
    week: clock.Week,
    now: datetime,
    escalation_path: EscalationPath | None = None,
    *,
    by: datetime | None = None,
    danger: bool = False,
) -> Deadline:
    """The deadline of something that waits for a person since the given moment: so many working days (the setting of
    `kind.term`), or `by`, if that is sooner. Once overdue, it escalates as a concern does; in danger by real hours, day
    and night."""
    due = clock.add_working_days(since, days, week)
    marks = [clock.add_working_days(since, days + n * terms.rung_days, week) for n in range(len(LEVELS) - 1)]
    if by and by < due:
        due, marks = by, [by, *(clock.add_working_days(by, n * terms.rung_days, week) for n in (1, 2))]
    if danger:
        marks = [clock.add_hours(due, n * terms.rung_hours_danger) for n in range(len(marks))]
    above = list(zip(LEVELS[1:], marks, strict=True))
    stands = (kind.begins, *_occupied(True, escalation_path))
    found = _on_path(due, kind.waiting_for, kind.begins, above, now, False, stands)
    return replace(found, since=since, begins=kind.begins)


def _marks(
    case: Referral, step: Step, start: datetime, terms: ReferralTerms, week: clock.Week
) -> tuple[datetime, list[datetime]]:
    """When the step is due, and the moments at which it reaches each of its levels (UTC)."""
    if case.danger and step.danger:
        hours = getattr(terms, step.danger)
        due = clock.add_hours(start, hours)
        return due, [clock.add_hours(due, n * terms.rung_hours_danger) for n in range(len(step.levels))]
    number = getattr(terms, (case.urgent and step.urgent) or step.term)
    days = [getattr(terms, name) for name in step.at]
    days = days or [number + n * terms.rung_days for n in range(len(step.levels))]
    return clock.add_working_days(start, number, week), [clock.add_working_days(start, n, week) for n in days]


def _start(case: Referral, step: Step, counted: Sequence[MoveEvent]) -> datetime:
    """When the step's clock began. Where the council had let the concern go, not before it was opened again: till then
    nobody owed anything."""
    taken_up = _taken_up(counted)
    begun = case.submitted_at if taken_up is None else counted[taken_up].happened
    return _began(step, counted if taken_up is None else counted[taken_up + 1 :]) or begun


def _began(step: Step, counted: Sequence[MoveEvent]) -> datetime | None:
    """When the step's clock began, by these events; None where none of them began it."""
    groups = [[event for event in counted if event.move in moves] for moves in step.since]
    if step.asked:
        had = max((n for n, event in enumerate(counted) if event.move in (*SENT, MoveId.ACKNOWLEDGE)), default=-1)
        groups.append([event for event in counted[had + 1 :] if event.move == MoveId.RETURN][:1])
    return next((group[-1].happened for group in groups if group), None)


def _let_go(counted: Sequence[MoveEvent]) -> int | None:
    """The index of the last event that told the council of a withdrawal; None where there is none."""
    return max((n for n, event in enumerate(counted) if event.move in withdrawal.TOLD), default=None)


def _taken_up(counted: Sequence[MoveEvent]) -> int | None:
    """The index of the event that opened the concern again after the council had let it go; None where there is
    none."""
    told = _let_go(counted)
    if told is None:
        return None
    return next((n for n, event in enumerate(counted) if n > told and event.move == withdrawal.REOPENED), None)


def _occupied(gone: bool, escalation_path: EscalationPath | None) -> tuple[str, ...]:
    """The levels on which somebody is at work."""
    above = (
        LEVELS[1:] if escalation_path is None else tuple(level for level in LEVELS[1:] if escalation_path.get(level))
    )
    return above if gone else (LEVELS[0], *above)


def _on_path(
    due: datetime,
    words: str,
    begins: str,
    above: Sequence[tuple[str, datetime]],
    now: datetime,
    with_council: bool,
    occupied: tuple[str, ...],
) -> Deadline:
    reached = [(level, at) for level, at in above if at < now]
    level, since = reached[-1] if reached else (begins, None)
    stands, passed = _first_occupied(level, occupied)
    ahead = [at for other, at in above if at >= now and _first_occupied(other, occupied)[0] != stands]
    return Deadline(due, words, stands, format_level(stands), ahead[0] if ahead else None, with_council, passed, since)


def _first_occupied(level: str, occupied: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The level itself where somebody stands on it, else the next above, else the highest below; and the levels
    where it should have stood."""
    place = LEVELS.index(level)
    above = [each for each in LEVELS[place:] if each in occupied]
    below = [each for each in LEVELS[:place] if each in occupied]
    stands = above[0] if above else below[-1] if below else level
    end = LEVELS.index(stands) if above else len(LEVELS)
    return stands, LEVELS[place:end] if stands != level else ()


# Telling


def telling(due: Deadline, danger: bool, terms: ReferralTerms, week: clock.Week) -> Iterator[datetime]:
    """The moments at which people are told of an overdue step: at its deadline and then at the reminders' pace, without
    end."""
    at = due.at
    while True:
        yield at
        if danger:
            at = clock.add_hours(at, terms.remind_hours_danger)
        else:  # from one close of the office to that of the next working day, and so on
            at = clock.add_working_days(at, terms.remind_days - 1, week)


def faults() -> Iterator[str]:
    """The faults of the steps: every open state must have one, with terms and a level that exist."""
    known = set(ReferralTerms.__slots__)
    for kind, steps in STEPS_OF.items():
        outstanding = {name for name, state in STATES_OF[kind].items() if not state.final}
        if set(steps) != outstanding:
            yield f"{kind}: steps and states differ: {sorted(set(steps) ^ outstanding)}"
    for name, step in [each for steps in STEPS_OF.values() for each in steps.items()]:
        terms = {step.term, *step.at, *filter(None, (step.danger, step.urgent))}
        if terms - known:
            yield f"{name}: no such term {sorted(terms - known)}"
        if not step.levels or not step.waiting_for or (step.at and len(step.at) != len(step.levels)):
            yield f"{name}: nobody to go to, or nothing to wait for"
