"""All that the figures are counted from, of some people and whatever day: what each of them adds to the days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.measures import tallies
from topaz_tui.rules.measures.facts import Facts
from topaz_tui.rules.measures.tallies import AllOfOne, Tally
from topaz_tui.rules.people import scope_of
from topaz_tui.services.figures import concerns, lives, reading
from topaz_tui.services.figures.cycles import RecallRow, cycles
from topaz_tui.services.figures.persons import People
from topaz_tui.store.models import Call, ClientAction, Duty, SupportReferral
from topaz_tui.store.rows import ids_as_one, objects

T = TypeVar("T")
EVERYBODY = ""
"""The scope of all; the others are those of councils, however their names are written."""
Part = tuple[tuple[str, ...], dict[str, Tally]]
"""In which scopes, and by day, what somebody adds to the figures."""


class _Fact:
    """The fields of `AllOfOne`, each with the council of the record of which each of its facts is."""

    def __init__(self) -> None:
        self.by: defaultdict[str, list[tuple[str | None, Any]]] = defaultdict(list)

    def known(self, scope: str) -> AllOfOne:
        """Those of this scope."""
        return AllOfOne(**{
            name: [fact for council, fact in facts if scope == EVERYBODY or council == scope or name == "referred"]
            for name, facts in self.by.items()
        })  # fmt: skip


def parts(people: People, terms: Facts, settings: Settings) -> Iterator[tuple[int, list[Part]]]:
    """Each of these people, by their oldest record, with what they add. `terms` as for `tallies.of_person`."""
    records = reading.clients_of(people.records)
    scopes = {id: scope_of(each.council) for id, each in records.items()}
    found: defaultdict[int, _Fact] = defaultdict(_Fact)
    for name, id, fact in _facts(people, records, settings):
        found[people.of(id)].by[name].append((scopes.get(id), fact))
    for person, facts in found.items():
        of_person = {scopes.get(id) for id in people.records_of(person)}
        councils = sorted(each for each in of_person if each is not None)
        if len(of_person) == 1:
            yield person, [((EVERYBODY, *councils), tallies.of_person(facts.known(EVERYBODY), terms))]
        else:
            yield person, [((each,), tallies.of_person(facts.known(each), terms)) for each in (EVERYBODY, *councils)]


def _facts(
    people: People, records: dict[int, reading.KnownRecord], settings: Settings
) -> Iterator[tuple[str, int, Any]]:
    """Each fact with its field of `AllOfOne` and the record that it is of."""
    ids: Any = ids_as_one(people.records)
    calls = reading.ended_calls(Call.client.in_(ids))
    for call in calls:
        yield "calls", call.client_id, call
    for id, due in _due(people, calls, records, ids):
        yield "due", id, due
    of_duty, of_action = Duty.client.in_(ids), ClientAction.client.in_(ids)
    for name, owed in (
        ("callbacks", reading.callbacks(of_duty)), ("follow_ups", reading.follow_ups(of_duty)),
        ("actions", reading.actions(of_action)),
    ):  # fmt: skip
        for each in owed:
            yield name, each.client_id, each
    for id, made_at in reading.without_day(of_action):
        yield "without_day", id, clock.day_and_minute(made_at)[0]
    for id, made_at in reading.referred_back((of_action,), (SupportReferral.client.in_(ids),)):
        yield "referred", id, clock.day_and_minute(made_at)[0]
    for review in lives.read(Call.client.in_(ids)):
        yield "reviews", review.record_id, review
    for concern in concerns.read(tallies.FAR, settings, clients=people.records):
        yield "concerns", concern.client_id, concern


def _due(
    people: People, calls: Iterable[Any], records: dict[int, reading.KnownRecord], ids: Any
) -> Iterator[tuple[int, Any]]:
    """Each cycle of each person, with the record with which it began."""
    rows = (
        Duty.select(Duty.client.alias("client_id"), Duty.due_at, Duty.closed_at, Duty.closed_how, Duty.made_at)
        .where(Duty.kind == DutyKind.RECALL, Duty.client.in_(ids))
        .order_by(Duty.made_at, Duty.id)
    )
    rang: dict[int, list[Any]] = _by(people, calls)
    for person, recalls in _by(people, objects(rows, RecallRow)).items():
        own = sorted(rang.get(person, ()), key=lambda call: call.ended)
        theirs = [records[id] for id in people.records_of(person)]
        for cycle in cycles(recalls):
            yield cycle.client_id, reading.person_due(person, cycle, own, theirs)


def _by(people: People, facts: Collection[T] | Iterable[T]) -> dict[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for each in facts:
        found[people.of(each.client_id)].append(each)  # type: ignore[attr-defined]
    return found
