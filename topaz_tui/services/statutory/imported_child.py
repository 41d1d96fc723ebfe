"""What the rows of files say about one young person, put together: to be held against what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from topaz_tui.rules.statutory.life import CareEnd, Episode, EventKind, Life, LifeEvent, Lives, Placement


@dataclass(frozen=True, slots=True)
class PlacedAt:
    """Where somebody is placed from a day on. `goes_on`: they were there before, since nobody knows here when."""

    began: date
    ended: date | None
    lives: Lives
    postcode: str = ""
    provider: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class ImportedChild:
    """One young person as files have them. `rows` are theirs, each by the number of its list and its own, `facts` texts
    by the names of the store's columns, `plan` the day of the latest pathway plan or its last review, whichever that
    was."""

    person_id: str
    rows: tuple[tuple[int, int], ...]
    born: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    episodes: tuple[Episode, ...] = ()
    placements: tuple[PlacedAt, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    plan: date | None = None

    def life(self, born: date) -> Life:
        """What it says as a life, with this date of birth."""
        placed = tuple(Placement(each.began, each.ended, each.lives) for each in self.placements)
        plans = (LifeEvent(EventKind.PLAN_SIGNED_OFF, self.plan),) if self.plan else ()
        return Life(born, self.episodes, placed, (*self.events, *plans))


def together(rows: Iterable[ImportedChild]) -> list[ImportedChild]:
    """The rows of each young person as one, in the order in which they come. A later row takes the place of what an
    earlier one says, and an empty cell takes nothing away."""
    found: dict[str, ImportedChild] = {}
    for row in rows:
        had = found.get(row.person_id)
        if had is None:
            found[row.person_id] = row
            continue
        found[row.person_id] = replace(
            had,
            rows=(*had.rows, *row.rows),
            born=row.born or had.born,
            facts={**had.facts, **row.facts},
            episodes=(*had.episodes, *row.episodes),
            placements=(*had.placements, *row.placements),
            events=(*had.events, *row.events),
            plan=max((day for day in (had.plan, row.plan) if day), default=None),
        )
    return [_settled(each) for each in found.values()]


def _settled(child: ImportedChild) -> ImportedChild:
    """The same with episodes in order, and each placement up to the next one or the end of that time in care."""
    episodes = _ordered(child.episodes)
    spans: list[list[date | None]] = []
    for each in episodes:
        if spans and spans[-1][1] == each.began:
            spans[-1][1] = each.ended
        else:
            spans.append([each.began, each.ended])
    first = {each.began: each for each in sorted(child.placements, key=lambda each: not each.goes_on)}
    places: list[PlacedAt] = []
    for found in sorted(first.values(), key=lambda each: each.began):
        if not (found.goes_on and places and _care_of(spans, places[-1]) == _care_of(spans, found)):
            places.append(found)
    placed = []
    for number, place in enumerate(places):
        following = [later.began for later in places[number + 1 : number + 2]]
        care = [end for began, end in spans if end and began and began <= place.began < end]
        ends = [day for day in (place.ended, *following, *care) if day]
        placed.append(replace(place, ended=min(ends, default=None)))
    return replace(child, episodes=episodes, placements=tuple(placed))


def _care_of(spans: Iterable[Sequence[date | None]], place: PlacedAt) -> int | None:
    """Which of these times in care a place belongs to."""
    fits = (number for number, (began, end) in enumerate(spans) if began and began <= place.began < (end or date.max))
    return next(fits, None)


def _ordered(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """The episodes in order, each once: several yearly returns have the same one, and the later says more of its
    end."""
    found: dict[tuple[date, str], Episode] = {}
    for each in episodes:
        had = found.get((each.began, each.status))
        if had is None or (had.ended is None and each.ended is not None) or had.why == CareEnd.OTHER:
            found[each.began, each.status] = each if each.ended or had is None else had
    return _one_by_one(sorted(found.values(), key=lambda each: each.began))


def _one_by_one(episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """Where one has no end and another follows it, it went up to that one: the return of a later year has the rest."""
    begins = [each.began for each in episodes]
    return tuple(
        replace(each, ended=next((day for day in begins[number:] if day > each.began), None))
        if each.ended is None
        else each
        for number, each in enumerate(episodes)
    )


def overlap(child: ImportedChild) -> bool:
    """Does one of their episodes begin before the one before it has ended? Somebody has to say which of them holds."""
    return any(one.ended and other.began < one.ended for one, other in pairwise(child.episodes))
