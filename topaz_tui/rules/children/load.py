"""How much work somebody has, in points and not in counts: by kind and by the stage that it is in.

Available is what their grade has at full hours, times their hours: 100 full time and 90 newly qualified, as in Wirral's
scheme; what is taken off for a while (a project, a return after illness) has a reason and an end. The points of the
table are the team's own [ours].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from topaz_tui.rules.children.work_states import EVERY, STATES, WorkKind, WorkState
from topaz_tui.rules.children.work_states import WorkState as At

FULL_TIME = 37.0
"""The hours of a full week [ours]."""


class LoadStage(StrEnum):
    """How far a piece of work is, as far as it weighs on its worker."""

    TO_BEGIN = "to begin"
    SEEING = "seeing people"
    WRITING = "writing"
    CHECKED = "checked and signed"
    WAITING = "with others"
    NONE = "no load"


STAGE_OF: Mapping[WorkState, LoadStage] = {
    At.REQUESTED: LoadStage.NONE,
    At.QUERY: LoadStage.NONE,
    At.ACCEPTED: LoadStage.NONE,
    At.ALLOCATED: LoadStage.TO_BEGIN,
    At.GATHERING: LoadStage.SEEING,
    At.DRAFTING: LoadStage.WRITING,
    At.RETURNED: LoadStage.WRITING,
    At.QUALITY_CHECK: LoadStage.CHECKED,
    At.WITH_YOUNG_PERSON: LoadStage.CHECKED,
    At.READY: LoadStage.CHECKED,
    At.SENT: LoadStage.WAITING,
    At.COUNCIL_REVIEW: LoadStage.WAITING,
    At.SIGNED_OFF: LoadStage.WAITING,
    At.FILED: LoadStage.WAITING,
    At.ON_HOLD: LoadStage.WAITING,
    At.DONE: LoadStage.NONE,
    At.BILLED: LoadStage.NONE,
    At.DECLINED: LoadStage.NONE,
    At.WITHDRAWN: LoadStage.NONE,
    At.SUPERSEDED: LoadStage.NONE,
    At.CLOSED: LoadStage.NONE,
}
STAGES = tuple(stage for stage in LoadStage if stage != LoadStage.NONE)
Points = Mapping[WorkKind, tuple[int, ...]]
"""The points of each kind of work, one for each of STAGES."""
POINTS: Points = {
    #                       to begin, seeing, writing, checked, with others
    WorkKind.PATHWAY_PLAN: (4, 8, 8, 3, 1),
    WorkKind.PLAN_REVIEW: (2, 5, 5, 2, 1),
    WorkKind.CARE_PLAN: (3, 6, 8, 3, 1),
    WorkKind.SECTION_7: (5, 15, 15, 4, 2),
    WorkKind.CHILD_IMPACT: (5, 12, 12, 4, 2),
    WorkKind.ADDENDUM: (2, 6, 6, 3, 1),
    WorkKind.TRAINING: (1, 3, 5, 2, 1),
}


class Grade(StrEnum):
    """What somebody is employed as. The values are those of the store."""

    NEWLY_QUALIFIED = "newly qualified"
    SOCIAL_WORKER = "social worker"
    SENIOR = "senior social worker"
    MANAGER = "manager"


GRADE_POINTS: Mapping[Grade, int] = {
    Grade.NEWLY_QUALIFIED: 90,
    Grade.SOCIAL_WORKER: 100,
    Grade.SENIOR: 100,
    Grade.MANAGER: 20,
}
"""The points of each grade at full hours [ours]. A manager has fewer, for the rest of the week is the others'."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """Hours a week that somebody has less for a while, up to a day that is no longer part of it, and why."""

    hours: float
    reason: str
    began: date
    ended: date | None = None

    def holds(self, day: date) -> bool:
        """Does it hold on a day?"""
        return self.began <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class Capacity:
    """A worker's grade, the hours of their contract, and what is taken off."""

    worker: int
    grade: Grade
    hours: float = FULL_TIME
    reductions: tuple[Reduction, ...] = ()

    def available(self, day: date, full_time: float = FULL_TIME, points: Mapping[Grade, int] = GRADE_POINTS) -> float:
        """The points that a worker has on a day: those of their grade, times their hours' share of a full week."""
        off = sum(reduction.hours for reduction in self.reductions if reduction.holds(day))
        return points[self.grade] * max(0.0, self.hours - off) / full_time


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work as it counts in a load: `points` where somebody gave it others than the table has."""

    kind: WorkKind
    state: WorkState
    worker: int | None = None
    points: int | None = None

    def weight(self, table: Points = POINTS) -> int:
        """The points of the piece in the stage that it is in. Where somebody gave it points, they are for the heaviest
        stage, and the other stages have their share of them as in `table`."""
        stage = STAGE_OF[self.state]
        if stage == LoadStage.NONE:
            return 0
        row = table[self.kind]
        own = row[STAGES.index(stage)]
        return own if self.points is None else round(self.points * own / max(row))


@dataclass(frozen=True, slots=True)
class Load:
    """A worker's load on a day: points used of the points available."""

    worker: int
    used: int
    available: float

    @property
    def percent(self) -> int | None:
        """The share of the available points that is used, in per cent; None for somebody who has no hours."""
        return round(100 * self.used / self.available) if self.available else None

    @property
    def over(self) -> bool:
        """Is more used than is available?"""
        return self.used > self.available

    @property
    def room(self) -> float:
        """The points that are left; below nought where more are used than there are."""
        return self.available - self.used


def load(capacity: Capacity, pieces: Iterable[Piece], day: date, table: Points = POINTS) -> Load:
    """A worker's load on a day, from their capacity and their pieces of work."""
    used = sum(piece.weight(table) for piece in pieces if piece.worker == capacity.worker)
    return Load(capacity.worker, used, capacity.available(day))


def may_take(
    team: Iterable[Capacity], pieces: Sequence[Piece], piece: Piece, day: date, table: Points = POINTS
) -> tuple[tuple[Load, bool], ...]:
    """Who could be given this piece: each with whether there is room for its heaviest stage, those with the most room
    first. Its own worker is not among them."""
    heaviest = max(table[piece.kind]) if piece.points is None else piece.points
    loads = [load(each, pieces, day, table) for each in team if each.worker != piece.worker]
    loads.sort(key=lambda each: (-each.room, each.worker))
    return tuple((each, each.room >= heaviest) for each in loads)


def faults(table: Points = POINTS, stages: Mapping[WorkState, LoadStage] = STAGE_OF) -> Iterator[str]:
    """What is wrong with the tables: each kind has points for each stage, and each state a stage."""
    yield from (f"{kind}: has no points" for kind in EVERY if kind not in table)
    for kind, row in table.items():
        if len(row) != len(STAGES) or min(row) < 0 or not max(row):
            yield f"{kind}: needs {len(STAGES)} numbers, one of them above nought"
    yield from (f"{state}: has no stage" for state in STATES if state not in stages)


if found := list(faults()):
    raise ValueError("; ".join(found))
