"""The deadline of each step, and the ladder that an overdue one climbs.

A chase, and an acknowledgement that comes late, buy no time: only what a step waits for ends it. Published
targets and where they come from: practice.md, 'After the form'; the defaults are ours and stand in the
settings, per council.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from topaz_tui import clock
from topaz_tui.rules.referrals.standing import Case, feedback_open, moved


class Terms(Protocol):
    """How long each step may take: the settings of the council in question. Days are working days, and end
    with the close of office hours (0: the same working day); the hours of an immediate danger are real ones,
    day and night."""

    @property
    def send_days(self) -> int: ...
    @property
    def send_hours_danger(self) -> int: ...
    @property
    def acknowledge_days(self) -> int: ...
    @property
    def acknowledge_hours_danger(self) -> int: ...
    @property
    def chase_days(self) -> int: ...
    @property
    def manager_days(self) -> int: ...
    @property
    def head_days(self) -> int: ...
    @property
    def director_days(self) -> int: ...
    @property
    def feedback_days(self) -> int: ...
    @property
    def close_days(self) -> int: ...
    @property
    def rung_days(self) -> int: ...
    @property
    def rung_hours_danger(self) -> int: ...
    @property
    def question_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class DefaultTerms:
    """The defaults of practice.md ('Defaults [ours]'); director_days, close_days, rung_* and question_days
    are ours."""

    send_days: int = 0
    send_hours_danger: int = 1
    acknowledge_days: int = 1
    acknowledge_hours_danger: int = 1
    chase_days: int = 3
    manager_days: int = 5
    head_days: int = 10
    director_days: int = 15
    feedback_days: int = 2
    close_days: int = 5
    rung_days: int = 1
    rung_hours_danger: int = 1
    question_days: int = 1


RUNGS: tuple[tuple[str, str], ...] = (  # practice.md, source 27
    ("worker", "Who raised it"),
    ("manager", "Manager"),
    ("head of service", "Head of service"),
    ("director", "Director"),
)
"""The ladder from below: the rung, and who stands on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a state waits for. Its clock starts with the last event of the first move of `since` that there
    is, else with the submission. It is due after `days` (a term by name), in danger after `hours`. `rungs`
    above the worker are reached at the deadline and one `rung_days` or `rung_hours_danger` after another;
    `at_days` gives them terms of their own instead."""

    waiting_for: str
    with_council: bool
    days: str
    hours: str | None = None
    since: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ("manager", "head of service", "director")
    at_days: tuple[str, ...] = ()


WRITE_HOURS, WRITE_HOURS_DANGER = 24, 1
"""From opening a concern to its submission: practice.md, source 22; in immediate danger [ours]."""

STEPS: dict[str, Step] = {
    "submitted": Step("us to send it", False, "send_days", "send_hours_danger"),
    "delivery_failed": Step("us to send it another way", False, "send_days", "send_hours_danger"),
    "returned": Step("us to answer the council's questions", False, "send_days", "send_hours_danger"),
    "sent": Step("the council to acknowledge", True, "acknowledge_days", "acknowledge_hours_danger",
                 ("send",)),
    "acknowledged": Step("the council's decision", True, "chase_days", None, ("send", "acknowledge"),
                         at_days=("manager_days", "head_days", "director_days")),
    "decided": Step("feedback", False, "feedback_days", None, ("decide",)),
    "fed_back": Step("us to close it", False, "close_days", None, ("feed_back",), rungs=("manager",)),
}  # fmt: skip
"""One row for each state that is not final."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the present step is due (UTC), what it waits for, the rung it has reached, who stands there, and
    when it goes to the next rung (None: it has reached the last)."""

    at: datetime
    waiting_for: str
    rung: str
    owner: str
    next_rung_at: datetime | None
    with_council: bool = False

    def overdue(self, now: datetime) -> bool:
        """Past its time? The moment itself is still in time."""
        return now > self.at


def rung_words(rung: str) -> str:
    """Who stands on the rung."""
    return dict(RUNGS)[rung]


def to_submit(opened_at: datetime, danger: bool) -> datetime:
    """By when (UTC) a concern that was opened then has to be submitted: real hours, day and night."""
    return opened_at + timedelta(hours=WRITE_HOURS_DANGER if danger else WRITE_HOURS)


def deadline(case: Case, terms: Terms, week: clock.Week, now: datetime) -> Deadline | None:
    """The deadline of the step that the referral is at; None when it is closed or withdrawn."""
    step = STEPS.get(case.state)
    if step is None:
        return None
    start = _start(case, step)

    def days(number: int) -> datetime:
        return clock.add_working_days(start, number, week)

    if case.danger and step.hours:
        hours = getattr(terms, step.hours)
        due = clock.add_hours(start, hours)
        marks = [clock.add_hours(start, hours + n * terms.rung_hours_danger) for n in range(len(step.rungs))]
    else:
        number = getattr(terms, step.days)
        due = days(number)
        own = [getattr(terms, name) for name in step.at_days]
        marks = [days(n) for n in own or [number + n * terms.rung_days for n in range(len(step.rungs))]]
    words = step.waiting_for
    if case.state == "decided":
        words = f"feedback: {' and '.join(feedback_open(case.events)).lower()}"
    ladder = list(zip(step.rungs, marks, strict=True))
    if case.gone:  # nobody stands on the lowest rung
        ladder[0] = (ladder[0][0], datetime.min.replace(tzinfo=UTC))
    return _on_ladder(due, words, ladder, now, step.with_council)


def _start(case: Case, step: Step) -> datetime:
    """When the step's clock began."""
    for move in step.since:
        at = [event.happened for event in moved(case.events) if event.move == move]
        if at:
            return at[-1]
    return case.submitted_at


def _on_ladder(
    due: datetime, words: str, ladder: list[tuple[str, datetime]], now: datetime, with_council: bool
) -> Deadline:
    reached = [rung for rung, at in ladder if at < now]
    rung = reached[-1] if reached else "worker"
    ahead = [at for _, at in ladder if at >= now]
    return Deadline(due, words, rung, rung_words(rung), ahead[0] if ahead else None, with_council)
